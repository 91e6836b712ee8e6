"""Answers about corridors as JSON objects: moments in RFC 3339 UTC, travel times in seconds."""

from __future__ import annotations

import math
from typing import Any

from core import clock
from forecast.answers import CorridorSeries, CorridorStatus, TimedValue
from forecast.corridors import Corridor
from forecast.types import Forecast


def status_json(status: CorridorStatus) -> dict[str, Any]:
    """A corridor with its present: usual, forecast and last observed travel time."""
    return {
        **_corridor_json(status.corridor),
        "forecast": _forecast_json(status.forecast) if status.forecast else None,
        "usual_s": _rounded(status.usual_s),
        "live": _timed_json(status.live) if status.live else None,
        **_provenance(status),
    }


def series_json(series: CorridorSeries) -> dict[str, Any]:
    """A corridor with its travel times by slot: usual, forecast and live side by side."""
    return {
        **_corridor_json(series.corridor),
        "usual": [_timed_json(value) for value in series.usual],
        "forecast": [_forecast_json(item) for item in series.forecast],
        "live": [_timed_json(value) for value in series.live],
        **_provenance(series),
    }


def _corridor_json(corridor: Corridor) -> dict[str, Any]:
    return {
        "id": corridor.id,
        "name": corridor.name,
        "road": corridor.road,
        "direction": corridor.direction,
        "crossing": {"id": corridor.crossing_id, "name": corridor.crossing},
        "from_side": corridor.from_side,
        "to_side": corridor.to_side,
        "length_m": _rounded(corridor.length_m),
        "free_flow_s": _rounded(corridor.free_flow_s),
        "lat": corridor.lat,
        "lon": corridor.lon,
        "geometry": [list(point) for point in corridor.geometry],
    }


def _provenance(answer: CorridorStatus | CorridorSeries) -> dict[str, Any]:
    """What a figure rests on: when it was issued, how old its data are, whether they are made."""
    until_s = answer.data_until_s
    return {
        "issued_at": clock.iso_utc(answer.issued_at_s),
        "data_until": None if until_s is None else clock.iso_utc(until_s),
        "stale": answer.stale,
        "reason": answer.reason,
        "illustrative": answer.illustrative,
    }


def _forecast_json(forecast: Forecast) -> dict[str, Any]:
    return {
        "valid_from": clock.iso_utc(forecast.valid_from),
        "valid_to": clock.iso_utc(forecast.valid_to),
        "p10_s": _rounded(forecast.p10),
        "p50_s": _rounded(forecast.p50),
        "p90_s": _rounded(forecast.p90),
        "basis": forecast.basis,
        "model": forecast.model,
    }


def _timed_json(value: TimedValue) -> dict[str, Any]:
    return {
        "valid_from": clock.iso_utc(value.valid_from),
        "valid_to": clock.iso_utc(value.valid_to),
        "value_s": _rounded(value.value),
    }


def _rounded(value: float | None) -> int | None:
    """Whole seconds and metres: nothing here is known better; nan is unknown."""
    return None if value is None or math.isnan(value) else round(value)
