"""Corridor forecasts of our API: the forecast room's answers in, JSON-able objects out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core import clock
from core.clock import DAY_S, iso_utc
from core.errors import Fault, RequestError
from forecast.answers import CorridorStatus, TimedValue
from forecast.corridors import Corridor
from forecast.event_json import events_json, touched_json
from forecast.types import Forecast
from web.params import Params
from web.settings import Settings
from web.state import World

if TYPE_CHECKING:
    from forecast.service import ForecastService


def corridor_statuses(service: ForecastService | None, world: World) -> list[dict[str, Any]]:
    """Every corridor with its forecast of now; none where no forecasts are served."""
    if service is None:
        return []
    at = _crossing_points(world)
    return [_status(status, at) for status in service.corridors()]


def corridor_series(
    corridor_id: str,
    params: Params,
    service: ForecastService | None,
    world: World,
    settings: Settings,
    now_s: int,
) -> dict[str, Any]:
    """The chart of one corridor, from midnight to midnight unless asked otherwise.

    Errors: RequestError naming every field at fault, also for a corridor that is not there.
    """
    zone = world.network.zone
    midnight_s = clock.from_local(clock.local_date(now_s, zone), dt.time(0), zone)
    from_s = params.moment("from", zone, midnight_s)
    to_s = params.moment("to", zone, from_s + DAY_S)
    if not from_s < to_s <= from_s + settings.max_forecast_span_s:
        days = settings.max_forecast_span_s // DAY_S
        params.fault("to", f"must lie after `from`, by {days} days at the most", "range")
    params.finish()
    if service is None:
        raise RequestError([Fault("id", "no forecasts are served", code="unknown_corridor")])
    series = service.corridor(corridor_id, from_s, to_s)
    return {
        **_named(series.corridor),
        "freeFlowS": series.corridor.free_flow_s,
        "usual": _values(series.usual),
        "forecast": [_forecast(item, "from", "to") for item in series.forecast],
        "live": _values(series.live),
        "issuedAt": iso_utc(series.issued_at_s),
        "dataUntil": _moment(series.data_until_s),
        "observedFrom": series.observed_from,
        "model": series.forecast[0].model if series.forecast else None,
        "events": events_json(series.events, series.now_s),
        "illustrative": series.illustrative,
        "stale": series.stale,
        "reason": series.reason,
    }


def _status(status: CorridorStatus, at: dict[str, tuple[float, float]]) -> dict[str, Any]:
    corridor = status.corridor
    lat, lon = at.get(corridor.crossing_id, (corridor.lat, corridor.lon))
    return {
        **_named(corridor),
        "crossing": {
            "id": corridor.crossing_id,
            "name": corridor.crossing,
            "lat": lat,
            "lon": lon,
        },
        "fromCountry": corridor.from_side,
        "toCountry": corridor.to_side,
        "lengthM": corridor.length_m,
        "freeFlowS": corridor.free_flow_s,
        "geometry": [list(point) for point in corridor.geometry],
        "now": _forecast(status.forecast, "validFrom", "validTo") if status.forecast else None,
        "usual": status.usual_s,
        "live": _value(status.live) if status.live else None,
        "issuedAt": iso_utc(status.issued_at_s),
        "dataUntil": _moment(status.data_until_s),
        "observedFrom": status.observed_from,
        "stale": status.stale,
        "reason": status.reason,
        "events": events_json(status.events, status.now_s),
        "illustrative": status.illustrative,
    }


def _named(corridor: Corridor) -> dict[str, Any]:
    return {
        "id": corridor.id,
        "name": corridor.name,
        "road": corridor.road,
        "direction": corridor.direction,
    }


def _forecast(item: Forecast, from_name: str, to_name: str) -> dict[str, Any]:
    return {
        from_name: iso_utc(item.valid_from),
        to_name: iso_utc(item.valid_to),
        "p10": round(item.p10, 1),
        "p50": round(item.p50, 1),
        "p90": round(item.p90, 1),
        "basis": item.basis,
        **touched_json(item),
    }


def _values(items: Sequence[TimedValue]) -> list[dict[str, Any]]:
    return [_value(item) for item in items]


def _value(item: TimedValue) -> dict[str, Any]:
    return {
        "from": iso_utc(item.valid_from),
        "to": iso_utc(item.valid_to),
        "value": round(item.value, 1),
    }


def _moment(moment_s: int | None) -> str | None:
    return None if moment_s is None else iso_utc(moment_s)


def _crossing_points(world: World) -> dict[str, tuple[float, float]]:
    if world.territory is None:
        return {}
    table = world.territory.crossings
    rows = zip(table["crossing_id"], table["lat"], table["lon"], strict=True)
    return {str(name): (float(lat), float(lon)) for name, lat, lon in rows}
