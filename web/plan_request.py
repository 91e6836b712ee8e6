"""What `plan` was asked: parameters in, a PlanQuery with a bounded JourneyRequest out.

Names, defaults and meanings are those of the MOTIS API. What the engine cannot obey is either
ignored, where the answer stays right for who asked (docs/api.md lists it), or refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routing.nearby import zone_at
from routing.request_faults import BIKE_MPS, MAX_TRANSFER_S, WALK_MPS
from routing.requests import (
    CRITERIA,
    DEFAULT_BIKE_MPS,
    DEFAULT_WALK_MPS,
    MAX_DURATION_S,
    MAX_LEG_ALTERNATIVES,
    MAX_STAY_S,
    MAX_TRANSFERS,
    MAX_VIAS,
    TRANSFER_FACTOR,
    JourneyRequest,
    Via,
)
from routing.wishes import Wishes
from web.cursors import Cursor, parse_cursor
from web.modes import access_modes_of, egress_modes_of, street_modes_of, transit_modes_of
from web.params import Params, wants_realtime
from web.place_param import endpoint_of
from web.settings import Settings
from web.showing import Showing, showing_of
from web.state import World
from web.versions import Version

DEFAULT_ITINERARIES = 5
DEFAULT_WINDOW_S = 900
DEFAULT_TRANSFERS = 7
_DEFAULT_ACCESS_S = 1200
_DEFAULT_DIRECT_S = 1800


@dataclass(frozen=True, slots=True)
class PlanQuery:
    """A question with its page: how many answers, from which moment on, shown how.

    `request` holds the first window only; web/plan_search.py says how far it may grow.
    """

    request: JourneyRequest
    least: int
    """Itineraries below which the window grows."""
    most: int
    timetable_view: bool
    cursor: Cursor | None
    show: Showing
    realtime: bool
    """Whether the network is asked as it runs now, or as it was published."""
    language: str
    echo: dict[str, str]


def wishes_for_rides(params: Params, version: Version) -> Wishes:
    """What rides in place of others must be; faults are noted."""
    return Wishes(
        modes=_transit(params, version)[1],
        bikes=params.flag("requireBikeTransport", default=False),
        wheelchair=_wheelchair(params),
    )


def parse_plan(
    params: Params, world: World, version: Version, settings: Settings, now_s: int
) -> PlanQuery:
    """The question that the parameters ask.

    Errors: RequestError naming every field that is at fault.
    """
    origin = endpoint_of(params, "fromPlace", world.places)
    destination = endpoint_of(params, "toPlace", world.places)
    transfers, transit_modes = _transit(params, version)
    cursor = _cursor(params)
    timetable_view = params.flag("timetableView", default=True) or cursor is not None
    window_s = params.whole("searchWindow", DEFAULT_WINDOW_S, most=settings.max_window_s)
    request = JourneyRequest(
        origin=origin,
        destination=destination,
        time_s=params.moment("time", zone_at(world.network, origin.lat, origin.lon), now_s),
        arrive_by=params.flag("arriveBy", default=False),
        window_s=window_s if timetable_view else 0,
        max_transfers=transfers,
        max_duration_s=_minutes(params, "maxTravelTime", MAX_DURATION_S, MAX_DURATION_S, least=1),
        transit_modes=transit_modes,
        access_modes=_modes(params, "preTransitModes", ("WALK",), access_modes_of),
        egress_modes=_modes(params, "postTransitModes", ("WALK",), egress_modes_of),
        direct_modes=_modes(params, "directModes", ("WALK",), street_modes_of),
        max_access_s=_access_s(params, settings),
        max_direct_s=params.whole("maxDirectTime", _DEFAULT_DIRECT_S, most=settings.max_direct_s),
        walk_mps=_within(params, "pedestrianSpeed", DEFAULT_WALK_MPS, WALK_MPS),
        bike_mps=_within(params, "cyclingSpeed", DEFAULT_BIKE_MPS, BIKE_MPS),
        min_transfer_s=_minutes(params, "minTransferTime", 0, MAX_TRANSFER_S),
        extra_transfer_s=_minutes(params, "additionalTransferTime", 0, MAX_TRANSFER_S),
        transfer_factor=_within(params, "transferTimeFactor", 1.0, TRANSFER_FACTOR),
        bikes=params.flag("requireBikeTransport", default=False),
        wheelchair=_wheelchair(params),
        avoid_lines=frozenset(params.list_of("avoidLines") or ()),
        avoid_agencies=frozenset(params.list_of("avoidAgencies") or ()),
        avoid_stops=frozenset(params.list_of("avoidStops") or ()),
        leg_alternatives=params.whole("numLegAlternatives", 0, most=MAX_LEG_ALTERNATIVES),
        vias=_vias(params),
        criteria=_criteria(params),
        max_itineraries=settings.max_itineraries,
    )
    _refuse(params)
    query = PlanQuery(
        request=request,
        least=params.whole(
            "numItineraries", DEFAULT_ITINERARIES, most=settings.max_asked_itineraries
        ),
        most=params.whole(
            "maxItineraries", settings.max_itineraries, least=1, most=settings.max_itineraries
        ),
        timetable_view=timetable_view,
        cursor=cursor,
        show=showing_of(params),
        realtime=wants_realtime(params),
        language=next(iter(params.list_of("language") or ()), ""),
        echo=params.echo(),
    )
    params.finish()
    return query


def _transit(params: Params, version: Version) -> tuple[int, frozenset[str] | None]:
    """The greatest number of changes and the modes, with the old way of counting rides."""
    modes: frozenset[str] | None = None
    asked = params.list_of("transitModes")
    if asked is not None:
        modes, unknown = transit_modes_of(asked)
        for name in unknown:
            params.fault("transitModes", f"{name!r} is no mode", "unknown_mode")
    if not params.text("maxTransfers"):
        return DEFAULT_TRANSFERS, modes
    transfers = params.whole("maxTransfers", 0, most=MAX_TRANSFERS + version.counts_rides)
    if version.counts_rides:
        return (0, frozenset()) if transfers == 0 else (transfers - 1, modes)
    return transfers, modes


def _within(params: Params, name: str, default: float, bounds: tuple[float, float]) -> float:
    return params.decimal(name, default, least=bounds[0], most=bounds[1])


def _modes(
    params: Params,
    name: str,
    default: tuple[str, ...],
    parse: Callable[[Sequence[str]], tuple[tuple[str, ...], list[str]]],
) -> tuple[str, ...]:
    asked = params.list_of(name)
    if asked is None:
        return default
    modes, unknown = parse(asked)
    for mode in unknown:
        params.fault(name, f"{mode!r} is no mode", "unknown_mode")
    return modes


def _vias(params: Params) -> tuple[Via, ...]:
    """The stops to visit, each with the least minutes there; no minutes where none are given."""
    stops = params.list_of("via") or ()
    minutes = params.list_of("viaMinimumStay") or ()
    if len(stops) > MAX_VIAS:
        params.fault("via", f"{len(stops)} stops; {MAX_VIAS} at the most", "too_many")
    if len(minutes) > len(stops):
        params.fault("viaMinimumStay", "more stays than stops in via", "too_many")
    stays = [_stay_s(params, text) for text in minutes] + [0] * len(stops)
    return tuple(Via(stop, stay_s) for stop, stay_s in zip(stops, stays, strict=False))


def _stay_s(params: Params, minutes: str) -> int:
    if minutes.isascii() and minutes.isdigit() and int(minutes) * 60 <= MAX_STAY_S:
        return int(minutes) * 60
    says = f"{minutes!r} is no number of minutes up to {MAX_STAY_S // 60}"
    params.fault("viaMinimumStay", says, "not_a_stay")
    return 0


def _criteria(params: Params) -> tuple[str, ...]:
    """The further criteria, each once, in the order asked for."""
    asked = tuple(dict.fromkeys(params.list_of("criteria") or ()))
    for name in asked:
        if name not in CRITERIA:
            known = ", ".join(CRITERIA)
            params.fault("criteria", f"{name!r} is none of {known}", "unknown_criterion")
    return tuple(name for name in asked if name in CRITERIA)


def _access_s(params: Params, settings: Settings) -> int:
    """The longer of the two bounds: the engine knows one for both ends."""
    if not (params.has("maxPreTransitTime") or params.has("maxPostTransitTime")):
        return min(_DEFAULT_ACCESS_S, settings.max_access_s)
    return max(
        params.whole(name, 0, most=settings.max_access_s)
        for name in ("maxPreTransitTime", "maxPostTransitTime")
    )


def _minutes(params: Params, name: str, default_s: int, most_s: int, *, least: int = 0) -> int:
    minutes = params.decimal(name, default_s / 60, least=least, most=most_s / 60)
    return round(minutes * 60)


def _cursor(params: Params) -> Cursor | None:
    text = params.text("pageCursor")
    if not text:
        return None
    try:
        return parse_cursor(text)
    except ValueError as exc:
        params.fault("pageCursor", str(exc), "not_a_cursor")
        return None


def _wheelchair(params: Params) -> bool:
    """Either of the two names under which clients ask."""
    profile = params.choice("pedestrianProfile", ("FOOT", "WHEELCHAIR"), "FOOT")
    return params.flag("wheelchair", default=False) or profile == "WHEELCHAIR"


def _refuse(params: Params) -> None:
    if params.flag("requireCarTransport", default=False):
        params.fault("requireCarTransport", "cannot be promised yet", "not_supported")
