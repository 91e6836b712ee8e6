"""When to drive off: two places and a span of time in, our answer by quarters of an hour out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.clock import DAY_S, iso_utc
from routing.congestion import MODELLED, Congestion
from routing.nearby import zone_at
from routing.roads import RoadSpeeds
from routing.when_to_leave import Departure, best_window, departures, latest_departure
from web.params import Params
from web.place_param import endpoint_of
from web.state import World

if TYPE_CHECKING:
    from forecast.service import ForecastService

DEFAULT_SPAN_S = 4 * 3600
MAX_SPAN_S = 12 * 3600
CHANCE = 0.8


def when_to_leave(
    params: Params, service: ForecastService | None, world: World, now_s: int
) -> dict[str, Any]:
    """Every quarter of an hour of a span, the best window in it, and the latest safe departure.

    Errors: RequestError naming every field that is at fault.
    """
    origin = endpoint_of(params, "fromPlace", world.places)
    destination = endpoint_of(params, "toPlace", world.places)
    zone = zone_at(world.network, origin.lat, origin.lon)
    from_s = params.moment("time", zone, now_s)
    span_s = params.whole("span", DEFAULT_SPAN_S, least=900, most=MAX_SPAN_S)
    by_s = params.moment("arriveBefore", zone, 0)
    params.finish()
    roads = None
    if service is not None:
        first_s = min(from_s, by_s or from_s) - DAY_S
        roads = service.road_speeds(first_s, max(from_s + span_s, by_s) + DAY_S)
    congestion = Congestion.over(world.network, roads)
    told = departures(world.network, origin, destination, from_s, from_s + span_s, congestion)
    window = best_window(told)
    latest = None
    if by_s:
        latest = latest_departure(world.network, origin, destination, by_s, congestion)
    return {
        "departures": [_departure(each) for each in told],
        "best": {
            "from": iso_utc(window.first.depart_s),
            "to": iso_utc(window.last.depart_s),
            "durationS": window.best.duration_s,
        }
        if window
        else None,
        "leaveBy": {**_departure(latest), "arriveBefore": iso_utc(by_s), "chance": CHANCE}
        if latest
        else None,
        "basis": sorted(_behind(roads.basis, MODELLED, roads)) if roads is not None else [],
        "issuedAt": iso_utc(roads.issued_at_s) if roads is not None else None,
        "dataUntil": iso_utc(roads.data_until_s) if roads and roads.data_until_s else None,
        "model": sorted(_behind(roads.model, roads.events_model, roads)) if roads else [],
        "illustrative": roads is not None and roads.illustrative,
        "reason": None if told else "no road leads from one to the other",
    }


def _behind(named: tuple[str, ...], under_events: str, roads: RoadSpeeds) -> set[str]:
    """What ratios of a stretch of time rest on, those that road events touch included."""
    return {*named, under_events} if roads.events else set(named)


def _departure(each: Departure) -> dict[str, Any]:
    return {
        "departure": iso_utc(each.depart_s),
        "durationS": each.duration_s,
        "arrival": {
            "p10": iso_utc(each.p10_s),
            "p50": iso_utc(each.p50_s),
            "p80": iso_utc(each.p80_s),
            "p90": iso_utc(each.p90_s),
        },
    }
