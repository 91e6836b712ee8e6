"""Answers about corridors as JSON objects, the same for the API and the command line.

Moments are RFC 3339 in UTC, travel times seconds with one decimal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from core.clock import iso_utc
from forecast.answers import CorridorSeries, CorridorStatus, TimedValue
from forecast.backtest import Backtest
from forecast.breakdown import DAYS_HORIZON, WEEK_HORIZON, Breakdown, Week
from forecast.corridors import Corridor
from forecast.event_json import events_json, touched_json
from forecast.types import Forecast


def status_json(status: CorridorStatus) -> dict[str, Any]:
    """A corridor on the map with its present: forecast, usual and last observed travel time."""
    corridor = status.corridor
    return {
        **_named(corridor),
        "crossing": {
            "id": corridor.crossing_id,
            "name": corridor.crossing,
            "lat": corridor.crossing_lat,
            "lon": corridor.crossing_lon,
        },
        "fromCountry": corridor.from_side,
        "toCountry": corridor.to_side,
        "lengthM": corridor.length_m,
        "geometry": [list(point) for point in corridor.geometry],
        "now": _forecast(status.forecast, "validFrom", "validTo") if status.forecast else None,
        "usual": None if status.usual_s is None else round(status.usual_s, 1),
        "live": _timed(status.live) if status.live else None,
        "events": events_json(status.events, status.now_s),
        **_provenance(status),
    }


def series_json(series: CorridorSeries) -> dict[str, Any]:
    """A corridor's travel times by slot: usual, forecast and live side by side."""
    return {
        **_named(series.corridor),
        "usual": [_timed(value) for value in series.usual],
        "forecast": [_forecast(item, "from", "to") for item in series.forecast],
        "live": [_timed(value) for value in series.live],
        "model": series.forecast[0].model if series.forecast else None,
        "events": events_json(series.events, series.now_s),
        **_provenance(series),
    }


def _named(corridor: Corridor) -> dict[str, Any]:
    return {
        "id": corridor.id,
        "name": corridor.name,
        "road": corridor.road,
        "direction": corridor.direction,
        "freeFlowS": corridor.free_flow_s,
    }


def _provenance(answer: CorridorStatus | CorridorSeries) -> dict[str, Any]:
    """What a figure rests on: when it was issued, how old its data are, whether they are made."""
    return {
        "issuedAt": iso_utc(answer.issued_at_s),
        "observedFrom": answer.observed_from,
        "dataUntil": None if answer.data_until_s is None else iso_utc(answer.data_until_s),
        "stale": answer.stale,
        "reason": answer.reason,
        "illustrative": answer.illustrative,
    }


def _forecast(forecast: Forecast, from_name: str, to_name: str) -> dict[str, Any]:
    return {
        from_name: iso_utc(forecast.valid_from),
        to_name: iso_utc(forecast.valid_to),
        "p10": round(forecast.p10, 1),
        "p50": round(forecast.p50, 1),
        "p90": round(forecast.p90, 1),
        "basis": forecast.basis,
        **touched_json(forecast),
    }


def _timed(value: TimedValue) -> dict[str, Any]:
    return {
        "from": iso_utc(value.valid_from),
        "to": iso_utc(value.valid_to),
        "value": round(value.value, 1),
    }


def backtest_json(found: Backtest) -> dict[str, Any]:
    """All that a backtest found: a horizon each, then classes of days, holidays and jams."""
    return {
        **{score.horizon: score.as_json() for score in found.scores},
        "classes": {
            kind: {score.horizon: score.as_json() for score in scores}
            for kind, scores in found.classes.items()
        },
        "one_sided_holidays": {
            each.horizon: {"n": each.n, "mae": each.mae, "mae_one_calendar": each.only}
            for each in found.one_sided
        },
        "jams": {each.horizon: each.as_json() for each in found.jams},
        "breakdown": _breakdown(found.breakdown) if found.breakdown else None,
    }


def _breakdown(found: Breakdown) -> dict[str, Any]:
    """What a breakdown holds as JSON; the week by its slots."""
    return {
        "days": [found.first.isoformat(), found.last.isoformat()],
        "hours": {
            name: [
                {
                    "hour": each.hour,
                    "n": each.n,
                    "mae": each.mae,
                    "mae_week": each.mae_week,
                    "mae_profile": each.mae_profile,
                    "coverage80": each.coverage80,
                }
                for each in hours
            ]
            for name, hours in found.hours.items()
        },
        "below": {
            name: dict(zip(("p10", "p50", "p90"), shares, strict=True))
            for name, shares in found.below.items()
            if shares
        },
        "worst_days": [
            {
                "date": each.date.isoformat(),
                "class": each.kind,
                "holidays": list(each.holidays),
                "horizon": DAYS_HORIZON,
                "n": each.n,
                "mae": each.mae,
                "bias": each.bias,
                "coverage80": each.coverage80,
            }
            for each in found.worst_days
        ],
        "week": _week(found.week) if found.week else None,
    }


def _week(week: Week) -> dict[str, Any]:
    columns = (week.observed, week.p10, week.p50, week.p90)
    names = ("observed", "p10", "p50", "p90")
    return {
        "site": week.site,
        "first": week.first.isoformat(),
        "horizon": WEEK_HORIZON,
        "slots": [
            {
                "from": iso_utc(int(moment_s)),
                **{
                    name: float(column[at]) if np.isfinite(column[at]) else None
                    for name, column in zip(names, columns, strict=True)
                },
            }
            for at, moment_s in enumerate(week.time_s.tolist())
        ],
    }
