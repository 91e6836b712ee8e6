"""OJPTripRequest: its element in, a delivery of trips with their places and situations out."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.errors import RequestError
from routing.itineraries import Itinerary, Stopover
from web.ojp.faults import OjpError, fault_of_trip
from web.ojp.legs import Telling, put_legs
from web.ojp.places import put_places
from web.ojp.situations import Situations
from web.ojp.trip_query import TripQuery, trip_query
from web.ojp.write import element, put, put_duration, put_moment
from web.plan_search import search_page
from web.planner import planner_of
from web.state import AppState, World


def trips(
    delivery: Element, asked: Element, state: AppState, world: World, now_s: int, language: str
) -> None:
    """Fills a delivery with the trips found. Errors: OjpError where there is none."""
    query = trip_query(asked, world, state.settings, now_s, language)
    try:
        found, reasons = _search(query, state, world)
    except RequestError as exc:
        raise fault_of_trip(exc) from exc
    if not found:
        raise OjpError("TRIP_NOTRIPFOUND", ", ".join(reasons) or "nothing runs")
    situations = Situations(now_s)
    told = Telling.of(world, query.details, situations, language)
    results = [_result(each, number, told) for number, each in enumerate(found, start=1)]
    _put_context(delivery, found, query, situations, world)
    delivery.extend(results)


def _search(
    query: TripQuery, state: AppState, world: World
) -> tuple[list[Itinerary], tuple[str, ...]]:
    """What was found, rides in the order of time and after them ways without any."""
    rides: list[Itinerary] = []
    direct: list[Itinerary] = []
    reasons: tuple[str, ...] = ()
    for page in (query.before, query.after):
        if page is None:
            continue
        seen = world if page.realtime else world.as_published()
        result = search_page(page, planner_of(state, seen), state.settings.max_window_s).result
        rides += result.itineraries
        direct += result.direct
        reasons += result.reasons
    rides.sort(key=lambda each: (each.start_s, each.end_s))
    return [*rides, *direct], tuple(dict.fromkeys(reasons))


def _result(found: Itinerary, number: int, told: Telling) -> Element:
    result = element("TripResult")
    name = f"trip-{number}"
    put(result, "Id", name)
    trip = put(result, "Trip")
    put(trip, "Id", name)
    put_duration(trip, "Duration", found.end_s - found.start_s)
    put_moment(trip, "StartTime", found.start_s)
    put_moment(trip, "EndTime", found.end_s)
    put(trip, "Transfers", max(found.transfers, 0))
    put(trip, "Distance", sum(leg.distance_m for leg in found.legs))
    put_legs(trip, found, told)
    return result


def _put_context(
    delivery: Element,
    found: list[Itinerary],
    query: TripQuery,
    situations: Situations,
    world: World,
) -> None:
    context = put(delivery, "TripResponseContext")
    if query.details.places:
        put_places(context, _stops(found, calls=query.details.calls), world)
    if query.details.situations:
        situations.put_context(context)
    if not len(context):
        delivery.remove(context)


def _stops(found: list[Itinerary], *, calls: bool) -> list[Stopover]:
    """Every stop that a trip refers to."""
    legs = [leg for each in found for leg in each.legs]
    ends = [end for leg in legs for end in (leg.start, leg.end)]
    ridden = [leg.transit for leg in legs if leg.transit is not None]
    outer = [end for each in ridden for end in (each.trip_from, each.trip_to)]
    return [*ends, *(call for leg in legs for call in leg.calls if calls), *outer]
