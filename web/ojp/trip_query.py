"""OJPTripRequest: its element in, the planner's question and what of the answer is shown out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from routing.direct import DIRECT_MODES
from routing.nearby import zone_at
from routing.request_faults import BIKE_MPS, MAX_TRANSFER_S, WALK_MPS
from routing.requests import (
    ACCESS_MODES,
    DEFAULT_BIKE_MPS,
    DEFAULT_WALK_MPS,
    EGRESS_MODES,
    MAX_STAY_S,
    MAX_TRANSFERS,
    MAX_VIAS,
    Endpoint,
    JourneyRequest,
    Via,
)
from web.cursors import Cursor
from web.ojp.faults import FEATURE_NOT_SUPPORTED, OjpError
from web.ojp.modes import personal_mode, wanted_modes
from web.ojp.places import endpoint_of
from web.ojp.read import (
    children,
    decimal_of,
    duration_of,
    find,
    flag_of,
    moment_of,
    number_of,
    text_of,
)
from web.ojp.write import id_of
from web.plan_request import DEFAULT_TRANSFERS, DEFAULT_WINDOW_S, PlanQuery
from web.settings import Settings
from web.showing import AS_USUAL
from web.state import World

_DEFAULT_RESULTS = 5
_DEFAULT_ACCESS_S = 1200
_DEFAULT_DIRECT_S = 1800
_CRITERIA = {"leastWalking": "WALK", "leastCost": "FARE"}
"""Ways to optimise that add options; all others are met by the Pareto set as it is."""


@dataclass(frozen=True, slots=True)
class Details:
    """How much of each trip is told."""

    calls: bool
    sections: bool
    projection: bool
    places: bool
    situations: bool


@dataclass(frozen=True, slots=True)
class TripQuery:
    """The pages to search: trips after the moment, and trips before it."""

    after: PlanQuery | None
    before: PlanQuery | None
    details: Details


def trip_query(
    asked: Element, world: World, settings: Settings, now_s: int, language: str
) -> TripQuery:
    """The question that an element asks. Errors: OjpError with the code of what is wrong."""
    request = _request(asked, world, settings, now_s)
    given = find(asked, "Params")
    most = settings.max_asked_itineraries
    before = number_of(given, "NumberOfResultsBefore", 0, most)
    after = number_of(given, "NumberOfResultsAfter", 0, most)
    if not before and not after:
        after = max(number_of(given, "NumberOfResults", _DEFAULT_RESULTS, most), 1)
        earlier = later = None
        if request.arrive_by:  # the last that arrive in time
            before, after = after, 0
    else:
        earlier, later = (Cursor(way, request.time_s) for way in ("EARLIER", "LATER"))
    realtime = text_of(given, "UseRealtimeData") != "none"

    def page(count: int, cursor: Cursor | None) -> PlanQuery | None:
        if not count:
            return None
        return PlanQuery(
            request=request,
            least=count,
            most=settings.max_itineraries if cursor is None else max(count, 1),
            timetable_view=True,
            cursor=cursor,
            show=AS_USUAL,
            realtime=realtime,
            language=language,
            echo={},
        )

    return TripQuery(page(after, later), page(before, earlier), _details(given))


def _details(given: Element | None) -> Details:
    projection = flag_of(given, "IncludeLegProjection", default=False)
    return Details(
        calls=flag_of(given, "IncludeIntermediateStops", default=False),
        sections=flag_of(given, "IncludeTrackSections", default=False) or projection,
        projection=projection,
        places=flag_of(given, "IncludePlacesContext", default=True),
        situations=flag_of(given, "IncludeSituationsContext", default=True),
    )


def _request(asked: Element, world: World, settings: Settings, now_s: int) -> JourneyRequest:
    start, goal, given = (find(asked, name) for name in ("Origin", "Destination", "Params"))
    if start is None:
        raise OjpError("TRIP_NOORIGIN", "there is no Origin")
    if goal is None:
        raise OjpError("TRIP_NODESTINATION", "there is no Destination")
    for name in ("NotVia", "NoChangeAt"):
        if find(asked, name) is not None:
            raise OjpError(FEATURE_NOT_SUPPORTED, f"{name} is not supported")
    origin = endpoint_of(find(start, "PlaceRef"), world, "TRIP_ORIGINUNKNOWN")
    destination = endpoint_of(find(goal, "PlaceRef"), world, "TRIP_DESTINATIONUNKNOWN")
    if origin == destination:
        raise OjpError("TRIP_ORIGINDESTINATIONIDENTICAL", "one is there already")
    leaves_s, arrives_s = (_moment(end, place, world) for end, place in
                           ((start, origin), (goal, destination)))  # fmt: skip
    access, egress = (_options(end) for end in (start, goal))
    walk_mps = _speed([*access, *egress], given, "WALK", DEFAULT_WALK_MPS, WALK_MPS)
    moment_s = leaves_s if leaves_s is not None else arrives_s
    return JourneyRequest(
        origin=origin,
        destination=destination,
        time_s=now_s if moment_s is None else moment_s,
        arrive_by=leaves_s is None and arrives_s is not None,
        window_s=DEFAULT_WINDOW_S,
        max_transfers=number_of(given, "TransferLimit", DEFAULT_TRANSFERS, MAX_TRANSFERS),
        transit_modes=wanted_modes(
            [*children(given, "ModeAndModeOfOperationFilter"), *children(given, "ModeFilter")]
        ),
        access_modes=_ways(access, ACCESS_MODES),
        egress_modes=_ways(egress, EGRESS_MODES),
        direct_modes=_direct(given),
        max_access_s=min(_longest([*access, *egress]), settings.max_access_s),
        max_direct_s=min(_DEFAULT_DIRECT_S, settings.max_direct_s),
        walk_mps=walk_mps,
        bike_mps=_speed([*access, *egress], None, "BIKE", DEFAULT_BIKE_MPS, BIKE_MPS),
        extra_transfer_s=min(duration_of(given, "AdditionalTransferTime", 0), MAX_TRANSFER_S),
        bikes=flag_of(given, "BikeTransport", default=False),
        wheelchair=flag_of(given, "LevelEntrance", default=False),
        avoid_lines=_avoided(children(given, "LineFilter"), "LineRef", world.network.routes.id),
        avoid_agencies=_avoided(
            children(given, "OperatorFilter"), "OperatorRef", world.network.agencies.id
        ),
        vias=_vias(asked, world),
        criteria=_criteria(given),
        max_itineraries=settings.max_itineraries,
    )


def _moment(end: Element, place: Endpoint, world: World) -> int | None:
    zone = zone_at(world.network, place.lat, place.lon)
    return moment_of(end, "DepArrTime", zone, "TRIP_DATETIMEERROR")


def _options(end: Element) -> list[Element]:
    return [*children(end, "IndividualTransportOption")]


def _ways(options: Iterable[Element], known: tuple[str, ...]) -> tuple[str, ...]:
    """How one gets to or from the rides; a car is one's own and stays at a car park."""
    meant = [personal_mode(each) for each in options]
    found = ["CAR_PARKING" if mode == "CAR" else mode for mode in meant if mode]
    return tuple(dict.fromkeys(mode for mode in found if mode in known)) or ("WALK",)


def _direct(given: Element | None) -> tuple[str, ...]:
    asked = [*children(given, "ItModeToCover"), *children(given, "ItModesToCover")]
    meant = ["WALK", *(personal_mode(each) for each in asked)]
    return tuple(dict.fromkeys(mode for mode in meant if mode in DIRECT_MODES))


def _longest(options: Iterable[Element]) -> int:
    """The longest way to or from the rides: the router knows one bound for both ends."""
    given = [duration_of(each, "MaxDuration", _DEFAULT_ACCESS_S) for each in options]
    return max(given, default=_DEFAULT_ACCESS_S)


def _speed(
    options: Iterable[Element],
    given: Element | None,
    mode: str,
    usual_mps: float,
    bounds: tuple[float, float],
) -> float:
    """The speed of a way, from percents of the usual one; the slowest that is named."""
    percents = [decimal_of(each, "Speed", 100.0) for each in options if personal_mode(each) == mode]
    if given is not None:
        percents.append(decimal_of(given, "WalkSpeed", 100.0))
    slowest = min(percents, default=100.0)
    return min(max(usual_mps * slowest / 100, bounds[0]), bounds[1])


def _avoided(filters: Iterable[Element], name: str, known: Iterable[str]) -> frozenset[str]:
    """What is to be avoided; where a filter names what is wanted, all the rest."""
    avoided: set[str] = set()
    everything = set(known)
    for each in filters:
        lines = [*children(each, "Line")] or [each]
        named = {id_of(ref.text or "") for line in lines for ref in children(line, name)}
        meant = named & everything
        avoided |= meant if flag_of(each, "Exclude", default=True) else everything - meant
    return frozenset(avoided)


def _vias(asked: Element, world: World) -> tuple[Via, ...]:
    found = []
    for each in children(asked, "Via"):
        point = find(each, "ViaPoint")
        end = endpoint_of(find(point, "PlaceRef") if find(point, "PlaceRef") is not None
                          else point, world, "TRIP_VIAUNKNOWN")  # fmt: skip
        if end.stop_id is None:
            raise OjpError("TRIP_VIAUNKNOWN", "a Via must be a stop")
        found.append(Via(end.stop_id, min(duration_of(each, "DwellTime", 0), MAX_STAY_S)))
    if len(found) > MAX_VIAS:
        raise OjpError(FEATURE_NOT_SUPPORTED, f"{len(found)} Via; {MAX_VIAS} at the most")
    return tuple(found)


def _criteria(given: Element | None) -> tuple[str, ...]:
    asked = text_of(given, "OptimisationMethod") or text_of(given, "AlgorithmType")
    return (_CRITERIA[asked],) if asked in _CRITERIA else ()
