"""`one-to-many` of the MOTIS API: a point and many in, how long each way takes out.

By street (`one-to-many`), or by street and by transit (`one-to-many-intermodal`). Points come as
`lat;lon` (the API's way to tell them apart in a query) or `lat,lon`, places also as ids of stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core import deadline
from core.errors import RequestError
from routing.access import stops_on_foot
from routing.network import Network
from routing.one_to_all import reach_everywhere
from routing.one_to_many import Pace, Way, ways_to_many
from routing.request_faults import BIKE_MPS, WALK_MPS, check_request
from routing.requests import DEFAULT_BIKE_MPS, DEFAULT_WALK_MPS, Endpoint, JourneyRequest
from web.modes import KNOWN_MODES, STREET_MODES
from web.one_to_all import DEFAULT_ACCESS_S, ENDLESS_MIN, stops_of, transit_request
from web.params import Params
from web.place_param import parse_place
from web.settings import Settings
from web.state import World

DEFAULT_DIRECT_S = 1800
NOWHERE = Endpoint(0.0, 0.0)


def one_to_many(params: Params, world: World, settings: Settings) -> list[dict[str, Any]]:
    """A duration for each of many, in their order; an empty one where there is no way in time.

    Errors: RequestError naming every field at fault.
    """
    one, many = _one(params, world), places_of(params, "many", world, settings.max_many)
    mode = _street_mode(params, "mode")
    longest_s = params.whole("max", DEFAULT_DIRECT_S, most=settings.max_direct_s)
    to_one = params.flag("arriveBy", default=False)
    with_distance = params.flag("withDistance", default=False)
    pace = _pace(params)
    params.finish()
    found = ways_to_many(
        world.network, one, many, mode, longest_s=longest_s, to_one=to_one, pace=pace
    )
    return [_duration(way, with_distance=with_distance) for way in found]


def one_to_many_intermodal(
    params: Params, world: World, settings: Settings, now_s: int
) -> dict[str, Any]:
    """The same by street, and the best times by transit for every number of changes.

    Errors: RequestError naming every field at fault, OutsideTimetable.
    """
    one, many = _one(params, world), places_of(params, "many", world, settings.max_many)
    request = transit_request(params, world, settings, one, now_s, (ENDLESS_MIN, ENDLESS_MIN))
    mode = _street_mode(params, "directMode", "WALK")
    other_side = "maxPreTransitTime" if request.arrive_by else "maxPostTransitTime"
    egress_s = params.whole(other_side, DEFAULT_ACCESS_S, most=settings.max_access_s)
    direct_s = params.whole("maxDirectTime", DEFAULT_DIRECT_S, most=settings.max_direct_s)
    longest_s = min(max(direct_s, request.max_access_s, egress_s), request.max_duration_s)
    with_distance = params.flag("withDistance", default=False)
    params.finish()
    check_request(world.network, request)
    streets = ways_to_many(
        world.network, one, many, mode, longest_s=longest_s, to_one=request.arrive_by,
        pace=Pace(request.walk_mps, request.bike_mps),
    )  # fmt: skip
    return {
        "street_durations": [_duration(way, with_distance=with_distance) for way in streets],
        "transit_durations": _by_transit(world.network, request, one, many, egress_s),
    }


def places_of(params: Params, name: str, world: World, most: int) -> list[Endpoint]:
    """The places of a list, each as `lat;lon`, `lat,lon` or the id of a stop; faults are noted."""
    ends = []
    for text in _separate(params.values(name, most)):
        try:
            ends.append(parse_place(text.replace(";", ","), world.places, name))
        except RequestError as exc:
            params.faults += [replace(fault, message=f"{text!r} {fault.message}"
                              if fault.code == "not_a_coordinate"
                              else f"{text!r} is neither a point nor the id of a stop")
                              for fault in exc.faults]  # fmt: skip
    if len(ends) > most:
        params.fault(name, f"has more than {most} values", "too_long")
    if not ends and not any(fault.field == name for fault in params.faults):
        params.fault(name, "is missing", "missing")
    return ends


def _separate(given: Sequence[str]) -> list[str]:
    """One text for each place: by commas, where they do not stand within a point."""
    parts: list[str] = []
    for text in given:
        inside = ";" not in text and text.count(",") in (1, 2) and _is_number(text.split(",")[0])
        parts += [text] if inside else [part.strip() for part in text.split(",") if part.strip()]
    return parts


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _one(params: Params, world: World) -> Endpoint:
    text = params.required("one")
    if not text:
        return NOWHERE
    try:
        return parse_place(text.replace(";", ","), world.places, "one")
    except RequestError as exc:
        params.faults += exc.faults
        return NOWHERE


def _street_mode(params: Params, name: str, default: str = "") -> str:
    mode = params.text(name, default) or params.required(name) or "WALK"
    if mode not in KNOWN_MODES:
        params.fault(name, f"{mode!r} is no mode", "unknown_mode")
    elif mode not in STREET_MODES:
        params.fault(name, f"{mode} is none of {', '.join(STREET_MODES)}", "not_supported")
    return mode


def _pace(params: Params) -> Pace:
    walk = params.decimal("pedestrianSpeed", DEFAULT_WALK_MPS, least=WALK_MPS[0], most=WALK_MPS[1])
    bike = params.decimal("cyclingSpeed", DEFAULT_BIKE_MPS, least=BIKE_MPS[0], most=BIKE_MPS[1])
    return Pace(walk, bike)


def _duration(way: Way | None, *, with_distance: bool) -> dict[str, float]:
    if way is None:
        return {}
    told = {"duration": way.seconds}
    return {**told, "distance": way.metres} if with_distance else told


def _by_transit(
    network: Network, request: JourneyRequest, one: Endpoint, many: list[Endpoint], egress_s: int
) -> list[list[dict[str, int]]]:
    """For each of many what is worth it by transit, the fewest changes first."""
    reached = reach_everywhere(network, request, stops_of(network, request, one))
    walked_s = min(egress_s, request.max_duration_s)
    sets = []
    for other in many:
        deadline.check()
        egress = stops_on_foot(network, other, max_access_s=walked_s, walk_mps=request.walk_mps)
        best = reached.to_end(egress, request.max_duration_s)
        entries = [{"duration": seconds, "transfers": rides - 1} for seconds, rides in best]
        sets.append(entries[::-1])
    return sets
