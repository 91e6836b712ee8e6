"""Departure boards of the API: a stop and a moment in, one page of stop times out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import deadline
from core.errors import Fault, RequestError, UnknownPlace
from routing.departures import Departure, departures
from routing.lookup import find_stop, place_members
from routing.places import PlaceMatch
from web.cursors import Cursor, parse_cursor
from web.live import live_alerts, live_fields
from web.modes import shown_mode, transit_modes_of
from web.params import Params, wants_realtime
from web.place_param import parse_point
from web.render_leg import line_fields
from web.render_place import render_place
from web.settings import Settings
from web.state import World
from web.stop_info import MOST_RADIUS_M, stops_around
from web.versions import Version

DEFAULT_COUNT = 10
_FIRST_LOOK_BACK_S = 600
"""How far back a page of earlier rows looks at first."""
_BATCH = 60
_MOST_BATCHES = 40
"""Rows are looked at in batches, and no more of them than this for one page."""


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Which page of which board."""

    stop_id: str
    moment_s: int
    later: bool
    arrivals: bool
    count: int
    window_s: int
    modes: frozenset[str] | None
    stops: tuple[int, ...] | None = None
    """Whose calls are shown; None: those of the stop's place."""
    alerts: bool = True
    language: str = ""


def stop_times(
    params: Params, world: World, version: Version, settings: Settings, now_s: int
) -> dict[str, Any]:
    """One page of a board.

    Errors: RequestError naming every field at fault, UnknownPlace for a stop that is not there.
    """
    if not wants_realtime(params):
        world = world.as_published()
    place = _place(params, world)
    query = _query(params, world, settings, now_s, place)
    params.finish()
    rows = board_page(world, query, settings)
    moments = [_moment(row, query) for row in rows] or [query.moment_s]
    earlier = min(moments) if rows or query.later else query.moment_s - query.window_s
    later = max(moments) + 1 if rows else query.moment_s
    return {
        "stopTimes": [board_row(row, version, query) for row in rows],
        "place": _shown_place(place, version),
        "previousPageCursor": str(Cursor("EARLIER", earlier)),
        "nextPageCursor": str(Cursor("LATER", later)),
    }


def _place(params: Params, world: World) -> PlaceMatch | None:
    """The place of `stopId`, or where that stands for nothing the stop nearest to `center`."""
    stop_id = params.text("stopId")
    found = world.places.find_stop(stop_id)
    if found is not None and found.kind == "STOP":
        return found
    center = params.text("center")
    if center:
        try:
            point = parse_point(center, "center")
        except RequestError as exc:
            params.faults += exc.faults
            return None
        if point is None:
            params.fault("center", "is no `lat,lon`", "not_a_coordinate")
            return None
        near = world.places.nearest(*point, limit=1, kinds=("STOP",))
        return near[0] if near else None
    if stop_id:
        raise UnknownPlace([Fault("stopId", "no stop has this id", code="unknown_stop")])
    params.fault("stopId", "is missing", "missing")
    return None


def _query(
    params: Params, world: World, settings: Settings, now_s: int, place: PlaceMatch | None
) -> BoardQuery:
    arrivals = params.flag("arriveBy", default=False)
    zone = place.zone if place else world.network.zone
    moment_s = params.moment("time", zone, now_s)
    direction = params.choice("direction", ("EARLIER", "LATER"), "EARLIER" if arrivals else "LATER")
    cursor_text = params.text("pageCursor")
    if cursor_text:
        try:
            cursor = parse_cursor(cursor_text)
            direction, moment_s = cursor.direction, cursor.moment_s
        except ValueError as exc:
            params.fault("pageCursor", str(exc), "not_a_cursor")
    asked = params.list_of("mode")
    modes, unknown = transit_modes_of(asked) if asked else (None, [])
    for name in unknown:
        params.fault("mode", f"{name!r} is no mode", "unknown_mode")
    return BoardQuery(
        stop_id=place.id if place else "",
        moment_s=moment_s,
        later=direction == "LATER",
        arrivals=arrivals,
        count=params.whole("n", DEFAULT_COUNT, most=settings.max_stop_times),
        window_s=params.whole("window", 0, most=settings.max_stop_time_window_s),
        modes=modes,
        stops=_stops(params, world, place),
        alerts=params.flag("withAlerts", default=True),
        language=next(iter(params.list_of("language") or ()), ""),
    )


def _stops(params: Params, world: World, place: PlaceMatch | None) -> tuple[int, ...] | None:
    """The stops within `radius` of what was asked for, and the stop itself."""
    radius_m = params.whole("radius", 0, most=MOST_RADIUS_M)
    exact = params.flag("exactRadius", default=False)
    asked = find_stop(world.network, params.text("stopId"))
    if place is None or not (params.has("radius") or exact):
        return None
    stop = asked if asked is not None else find_stop(world.network, place.id)
    if stop is None:
        return None
    middle = float(world.network.stops.lat[stop]), float(world.network.stops.lon[stop])
    around = stops_around(world.network, middle, radius_m, exact=exact) if radius_m else set()
    own = {stop} if exact else set(place_members(world.network, stop))
    return tuple(sorted(around | own))


def board_page(world: World, query: BoardQuery, settings: Settings) -> list[Departure]:
    """The rows of a page: those asked for by number or by window, whichever are more.

    A page never ends between two rows of one moment.
    """
    if query.count == 0 and query.window_s == 0:
        return []
    if query.later:
        return _rows_after(world, query, settings)
    return _rows_before(world, query, settings)


def _rows_after(world: World, query: BoardQuery, settings: Settings) -> list[Departure]:
    rows: list[Departure] = []
    until_s = query.moment_s + query.window_s
    for row in _onward(world, query):
        is_new_moment = not rows or _moment(row, query) > _moment(rows[-1], query)
        is_asked = len(rows) < query.count or _moment(row, query) < until_s
        if is_new_moment and (not is_asked or len(rows) >= settings.max_stop_times):
            break
        rows.append(row)
    return rows


def _onward(world: World, query: BoardQuery) -> Iterator[Departure]:
    """Rows from the moment on, batch by batch; the last moment of one opens the next."""
    from_s = query.moment_s
    for _ in range(_MOST_BATCHES):
        batch = departures(
            world.network,
            query.stop_id,
            from_s,
            limit=_BATCH,
            arrivals=query.arrivals,
            stops=query.stops,
        )
        is_last = len(batch) < _BATCH
        end_s = _moment(batch[-1], query) if batch else from_s
        yield from (
            row
            for row in batch
            if (is_last or _moment(row, query) < end_s) and _is_wanted(row, query)
        )
        if is_last:
            return
        from_s = end_s


def _rows_before(world: World, query: BoardQuery, settings: Settings) -> list[Departure]:
    span_s = max(query.window_s, _FIRST_LOOK_BACK_S)
    while True:
        found = _within(world, query, query.moment_s - span_s, span_s)
        if len(found) >= query.count or span_s >= settings.max_stop_time_window_s:
            break
        span_s = min(2 * span_s, settings.max_stop_time_window_s)
    inside = sum(_moment(row, query) >= query.moment_s - query.window_s for row in found)
    wanted = min(max(query.count, inside), settings.max_stop_times)
    if len(found) <= wanted or wanted == 0:
        return found[:wanted]
    first_s = _moment(found[-wanted], query)
    return [row for row in found if _moment(row, query) >= first_s]


def _within(world: World, query: BoardQuery, from_s: int, span_s: int) -> list[Departure]:
    rows = departures(
        world.network,
        query.stop_id,
        from_s,
        limit=_BATCH * _MOST_BATCHES,
        window_s=span_s,
        arrivals=query.arrivals,
        stops=query.stops,
    )
    return [row for row in rows if _is_wanted(row, query)]


def _is_wanted(row: Departure, query: BoardQuery) -> bool:
    return query.modes is None or row.mode in query.modes


def _moment(row: Departure, query: BoardQuery) -> int:
    known = row.arrival_s if query.arrivals else row.departure_s
    other = row.departure_s if query.arrivals else row.arrival_s
    return known if known is not None else other or 0


def board_row(row: Departure, version: Version, query: BoardQuery) -> dict[str, Any]:
    """One row in the API's form."""
    deadline.check()
    allowed = row.stop.drop_off if query.arrivals else row.stop.pickup
    shown = {
        "place": render_place(row.stop, version),
        "mode": shown_mode(row.mode, version, row.transit.route_type),
        "realTime": row.live is not None and row.live.is_live,
        "pickupDropoffType": "NORMAL" if allowed else "NOT_ALLOWED",
        "tripCancelled": row.cancelled,
        "directionId": "",
        "reservation": "NONE",
        **line_fields(row.transit, version),
    }
    shown["cancelled"] = row.cancelled
    if row.live is not None:
        shown["navette"] = {"realTime": live_fields(row.live)}
        alerts = live_alerts(row.live, query.language) if query.alerts else []
        if alerts:
            shown["place"]["alerts"] = alerts
    return shown


def _shown_place(place: PlaceMatch | None, version: Version) -> dict[str, Any]:
    if place is None:
        return {}
    shown: dict[str, Any] = {
        "name": place.name,
        "stopId": place.id,
        "lat": place.lat,
        "lon": place.lon,
        "tz": place.zone,
        "vertexType": "TRANSIT",
        "modes": [shown_mode(mode, version) for mode in place.modes],
    }
    if version.always_has_level:
        shown["level"] = 0
    return shown
