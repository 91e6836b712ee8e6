"""OJPStopEventRequest: a place and a moment in, departures and arrivals with their calls out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from routing.departures import Departure
from routing.itineraries import Stopover
from routing.places import PlaceMatch
from routing.stopovers import of_call
from routing.whole_trip import find_run
from web.alert_texts import TEXTS
from web.alerts import language_of
from web.itinerary_id import parse_trip_id
from web.ojp.faults import OjpError
from web.ojp.modes import wanted_modes
from web.ojp.places import match_of, put_places
from web.ojp.read import (
    children,
    duration_of,
    find,
    flag_of,
    moment_of,
    number_of,
    point_of,
    text_of,
)
from web.ojp.services import put_call, put_service
from web.ojp.situations import Situations
from web.ojp.write import element, id_of, put, put_ref
from web.render_leg import trip_id_of
from web.settings import Settings
from web.state import World
from web.stop_times import DEFAULT_COUNT, BoardQuery, board_page

_TYPES = ("departure", "arrival", "both")
_UNKNOWN = "STOPEVENT_LOCATIONUNKNOWN"


@dataclass(frozen=True, slots=True)
class _Query:
    place: PlaceMatch
    moment_s: int
    count: int
    window_s: int
    kind: str
    modes: frozenset[str] | None
    is_wanted: Callable[[Departure], bool]
    filtered: bool
    previous: bool
    onward: bool
    context: tuple[bool, bool]
    """whether places and situations are told"""


def stop_events(
    delivery: Element, asked: Element, world: World, settings: Settings, now_s: int, language: str
) -> None:
    """Fills a delivery with what calls at a place. Errors: OjpError where nothing does."""
    if text_of(asked, "Params", "UseRealtimeData") == "none":
        world = world.as_published()
    query = _query(asked, world, settings, now_s)
    rows = _rows(query, world, settings)
    if not rows:
        raise OjpError("STOPEVENT_NOEVENTFOUND", "nothing calls there in that time")
    situations = Situations(now_s)
    stops: list[Stopover] = []
    results = [
        _result(number, row, query, world, situations, stops, language)
        for number, row in enumerate(rows, start=1)
    ]
    context = put(delivery, "StopEventResponseContext")
    if query.context[0]:
        put_places(context, stops, world)
    if query.context[1]:
        situations.put_context(context)
    if not len(context):
        delivery.remove(context)
    delivery.extend(results)


def _query(asked: Element, world: World, settings: Settings, now_s: int) -> _Query:
    where = find(asked, "Location")
    where = find(asked, "Place") if where is None else where
    place = _place(find(where, "PlaceRef"), world)
    given = find(asked, "Params")
    kind = text_of(given, "StopEventType") or _TYPES[0]
    if kind not in _TYPES:
        raise OjpError("STOPEVENT_OTHER", f"StopEventType is none of {', '.join(_TYPES)}")
    moment_s = moment_of(where, "DepArrTime", place.zone, "STOPEVENT_OTHER")
    window_s = duration_of(given, "TimeWindow", 0)
    filters = [*children(given, "OperatorFilter"), *children(given, "LineFilter")]
    count = number_of(given, "NumberOfResults", DEFAULT_COUNT, settings.max_stop_times)
    return _Query(
        place=place,
        moment_s=now_s if moment_s is None else moment_s,
        count=max(count, 1),
        window_s=min(window_s, settings.max_stop_time_window_s),
        kind=kind,
        modes=wanted_modes(
            [*children(given, "ModeFilter"), *children(given, "ModeAndModeOfOperationFilter")]
        ),
        is_wanted=_passing(filters),
        filtered=bool(filters),
        previous=flag_of(given, "IncludePreviousCalls", default=False),
        onward=flag_of(given, "IncludeOnwardCalls", default=False),
        context=(
            flag_of(given, "IncludePlacesContext", default=True),
            flag_of(given, "IncludeSituationsContext", default=True),
        ),
    )


def _place(ref: Element | None, world: World) -> PlaceMatch:
    """The stop of a reference, or the one nearest to its point."""
    if ref is None:
        raise OjpError(_UNKNOWN, "there is no PlaceRef")
    point = point_of(ref, "GeoPosition")
    match = match_of(ref, world)
    if point is None and match is not None and match.kind != "STOP":
        point = (match.lat, match.lon)
    if point is not None:
        match = next(iter(world.places.nearest(*point, limit=1, kinds=("STOP",))), None)
    if match is None:
        raise OjpError(_UNKNOWN, "the PlaceRef names no stop that is known here")
    return match


def _passing(filters: list[Element]) -> Callable[[Departure], bool]:
    """Whether a row passes every filter of operators and lines."""
    rules = [
        (
            {id_of(ref.text or "") for part in [each, *children(each, "Line")]
             for name in ("OperatorRef", "LineRef") for ref in children(part, name)},
            flag_of(each, "Exclude", default=True),
        )
        for each in filters
    ]  # fmt: skip

    def passes(row: Departure) -> bool:
        own = {row.transit.agency_id, row.transit.route_id}
        return all(bool(own & named) != excludes for named, excludes in rules)

    return passes


def _rows(query: _Query, world: World, settings: Settings) -> list[Departure]:
    """The rows of one or both kinds, in the order of time, those that pass the filters."""
    found: dict[tuple[str, str | None, int], Departure] = {}
    for arrivals in (False, True):
        if query.kind != "both" and arrivals != (query.kind == "arrival"):
            continue
        board = BoardQuery(
            stop_id=query.place.id,
            moment_s=query.moment_s,
            later=True,
            arrivals=arrivals,
            count=settings.max_stop_times if query.filtered else query.count,
            window_s=query.window_s,
            modes=query.modes,
        )
        for row in board_page(world, board, settings):
            key = (trip_id_of(row.transit), row.stop.stop_id, _moment(row, arrivals=False))
            found.setdefault(key, row)
    arrives = query.kind == "arrival"
    rows = sorted(found.values(), key=lambda row: _moment(row, arrivals=arrives))
    if query.window_s:
        end_s = query.moment_s + query.window_s
        rows = [row for row in rows if _moment(row, arrivals=arrives) < end_s]
    return [row for row in rows if query.is_wanted(row)][: query.count]


def _moment(row: Departure, *, arrivals: bool) -> int:
    one, other = row.departure_s, row.arrival_s
    if arrivals:
        one, other = other, one
    return one if one is not None else other or 0


def _result(
    number: int,
    row: Departure,
    query: _Query,
    world: World,
    situations: Situations,
    stops: list[Stopover],
    language: str,
) -> Element:
    result = element("StopEventResult")
    put_ref(result, "Id", f"{number}-{trip_id_of(row.transit)}")
    event = put(result, "StopEvent")
    live = row.live is not None and row.live.is_live and not row.cancelled
    calls = _calls(row, world)
    at = _position(row, calls)
    stops.append(row.stop)
    if query.previous and at is not None:
        _put_calls(event, "PreviousCall", calls[:at], 1, stops, live=live)
    order = None if at is None else at + 1
    this = put(put(event, "ThisCall"), "CallAtStop")
    put_call(this, row.stop, order=order, live=live)
    if query.onward and at is not None:
        _put_calls(event, "OnwardCall", calls[at + 1 :], at + 2, stops, live=live)
    put_service(
        event, row.transit, row.mode, row.live, _notes(row, world, language), situations,
        cancelled=row.cancelled, language=language,
    )  # fmt: skip
    stops += [row.transit.trip_from, row.transit.trip_to]
    return result


def _put_calls(
    event: Element,
    name: str,
    calls: list[Stopover],
    first: int,
    stops: list[Stopover],
    *,
    live: bool,
) -> None:
    for at, call in enumerate(calls):
        if call.pickup or call.drop_off or call.cancelled:
            inner = put(put(event, name), "CallAtStop")
            put_call(inner, call, order=first + at, live=live)
            stops.append(call)


def _calls(row: Departure, world: World) -> list[Stopover]:
    """Every call of the run; of one that does not take place as it was published."""
    network = world.network.ground if row.cancelled else world.network
    trip_id, day = parse_trip_id(trip_id_of(row.transit))
    run = find_run(network, trip_id, day)
    if run is None:
        return []
    timetable = network.timetable
    length = timetable.length(int(timetable.trip_pattern[run[0]]))
    return [of_call(network, *run, position) for position in range(length)]


def _position(row: Departure, calls: list[Stopover]) -> int | None:
    own = (row.stop.stop_id, row.arrival_s, row.departure_s)
    found = (at for at, each in enumerate(calls)
             if (each.stop_id, each.arrival_s, each.departure_s) == own)  # fmt: skip
    return next(found, None)


def _notes(row: Departure, world: World, language: str) -> list[str]:
    """That a ride is made up or of no published day, where it is."""
    texts = TEXTS[language_of(language)]
    notes = []
    if row.transit.projected:
        notes.append(f"{texts['projected']}. {texts['projected_long']}")
    feeds = (feed.source for feed in world.network.feeds)
    if any(feed.tag == row.transit.feed_tag and feed.illustrative for feed in feeds):
        notes.append(f"{texts['made']}. {texts['made_long']}")
    return notes
