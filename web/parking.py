"""Forecasts of car parks: those of the territory and what is foreseen in, JSON-able objects out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import clock
from core.clock import DAY_S, iso_utc
from core.errors import Fault, RequestError
from forecast.parking import ParkingForecasts
from forecast.types import Forecast
from routing.network import Network
from web.params import Params
from web.settings import Settings
from web.state import World

STALE_AFTER_S = DAY_S
"""Without an observation for so long a forecast is that of a usual day."""
NEVER_OBSERVED, BEYOND = "never_observed", "beyond_forecast"


def car_parks(world: World, now_s: int) -> list[dict[str, Any]]:
    """Every car park with its forecast of now; null where none can be made."""
    sites = world.network.park_and_ride
    return [_one(world, at, now_s) for at in range(len(sites.lat))]


def car_park_series(
    site_id: str, params: Params, world: World, settings: Settings, now_s: int
) -> dict[str, Any]:
    """A car park over time, from midnight to midnight unless asked otherwise.

    Errors: RequestError naming every field at fault, also for a car park that is not there.
    """
    network = world.network
    midnight_s = clock.from_local(clock.local_date(now_s, network.zone), dt.time(0), network.zone)
    from_s = params.moment("from", network.zone, midnight_s)
    to_s = params.moment("to", network.zone, from_s + DAY_S)
    if not from_s < to_s <= from_s + settings.max_forecast_span_s:
        days = settings.max_forecast_span_s // DAY_S
        params.fault("to", f"must lie after `from`, by {days} days at the most", "range")
    at = next((at for at, each in enumerate(network.park_and_ride.id) if each == site_id), None)
    if at is None:
        params.fault("id", "no car park has this id", "unknown_car_park")
    params.finish()
    if at is None:
        raise RequestError([Fault("id", "no car park has this id", "unknown_car_park")])
    service = world.foreseen.parking
    moments = service.moments_between(from_s, to_s) if service else []
    found = [service.find_free(site_id, each) for each in moments] if service else []
    told = [each for each in found if each is not None]
    return {
        **_head(network, at),
        **_age(told, service, now_s),
        "forecast": [_spread(f, "from", "to") for f in told],
    }


def _one(world: World, at: int, now_s: int) -> dict[str, Any]:
    service, head = world.foreseen.parking, _head(world.network, at)
    found = service.find_free(str(head["id"]), now_s) if service else None
    told = [] if found is None else [found]
    now = None if found is None else _spread(found, "validFrom", "validTo")
    return {**head, "now": now, **_age(told, service, now_s)}


def _head(network: Network, at: int) -> dict[str, Any]:
    sites = network.park_and_ride
    capacity = int(sites.capacity[at])
    return {
        "id": sites.id[at],
        "name": sites.name[at],
        "country": sites.country[at],
        "lat": float(sites.lat[at]),
        "lon": float(sites.lon[at]),
        "capacity": capacity if capacity > 0 else None,
        "price": sites.price[at] or None,
    }


def _spread(item: Forecast, from_name: str, to_name: str) -> dict[str, Any]:
    return {
        from_name: iso_utc(item.valid_from),
        to_name: iso_utc(item.valid_to),
        "p10": round(item.p10),
        "p50": round(item.p50),
        "p90": round(item.p90),
        "basis": item.basis,
    }


def _age(told: list[Forecast], service: ParkingForecasts | None, now_s: int) -> dict[str, Any]:
    """On what the forecasts stand and how old that is; why there are none."""
    until_s = told[0].data_until if told else None
    age_s = None if until_s is None else max(0, now_s - until_s)
    reason = None if told else (BEYOND if service else NEVER_OBSERVED)
    return {
        "issuedAt": iso_utc(told[0].issued_at) if told else None,
        "dataUntil": None if until_s is None else iso_utc(until_s),
        "ageSeconds": age_s,
        "stale": age_s is None or age_s > STALE_AFTER_S,
        "model": told[0].model if told else None,
        "reason": reason,
    }
