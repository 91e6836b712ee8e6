"""`plan`: two places and a time in, itineraries as text or as the API's JSON out."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, whole_number
from commands.itinerary_text import plan_text
from commands.progress import TerminalProgress
from commands.text import plain
from core import clock
from core.errors import Fault, RequestError
from routing.requests import (
    ACCESS_MODES,
    CRITERIA,
    MAX_TRANSFERS,
    MAX_VIAS,
    MAX_WINDOW_S,
    TRANSIT_MODES,
    JourneyRequest,
    Via,
)

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from core.progress import Progress
    from routing.itineraries import PlanResult
    from routing.network import Network
    from routing.places import PlaceIndex
    from routing.requests import Endpoint
    from web.state import World

DIRECT_MODES = ("WALK", "BIKE", "CAR")
_ALL_TRANSIT = "TRANSIT"
_DEFAULT_MODES = "TRANSIT,WALK,CAR"


def add_parser(verbs: Verbs) -> None:
    """Adds `plan` to the command line."""
    parser = verbs.add_parser(
        "plan", help="trip options between two places", description="Trip options, best first."
    )
    parser.add_argument("origin", metavar="FROM", help="a stop id, lat,lon, or a name")
    parser.add_argument("destination", metavar="TO", help="likewise")
    when = parser.add_mutually_exclusive_group()
    when.add_argument(
        "--depart", metavar="T", help="leave from then on: 2026-11-23T07:00, or 07:00 (today)"
    )
    when.add_argument("--arrive", metavar="T", help="be there by then")
    parser.add_argument(
        "--modes",
        type=_modes,
        default=_modes(_DEFAULT_MODES),
        metavar="M,M",
        help=f"any of {', '.join((_ALL_TRANSIT, *DIRECT_MODES, *TRANSIT_MODES))} "
        f"(default: {_DEFAULT_MODES})",
    )
    parser.add_argument(
        "--access",
        type=_access,
        default=("WALK",),
        metavar="M,M",
        help=f"how to get to the first ride, any of {', '.join(ACCESS_MODES)} (default: WALK)",
    )
    _add_wishes(parser)
    parser.add_argument(
        "--window",
        type=whole_number(1, MAX_WINDOW_S // 60),
        default=120,
        metavar="MIN",
        help="minutes of departures (or arrivals) to search (default: 120)",
    )
    parser.add_argument(
        "--transfers",
        type=whole_number(0, MAX_TRANSFERS),
        default=7,
        metavar="N",
        help="changes at the most (default: 7)",
    )
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bikes", action="store_true", help="only vehicles that take bicycles")
    parser.add_argument(
        "--wheelchair",
        action="store_true",
        help="leave out vehicles and stops that feeds call unusable",
    )
    parser.add_argument(
        "--avoid-lines",
        type=_names,
        default=frozenset(),
        metavar="L,L",
        help="ids or names of lines that are not ridden",
    )
    parser.add_argument(
        "--via",
        type=_vias,
        default=(),
        metavar="P[:MIN],P",
        help=f"places to visit, {MAX_VIAS} at the most, each for so many minutes at least "
        "(default 0: it is enough to pass it)",
    )
    parser.add_argument(
        "--criteria",
        type=_criteria,
        default=(),
        metavar="C,C",
        help=f"what else may make an option worth taking: {', '.join(CRITERIA)}",
    )
    parser.add_argument(
        "--scenario",
        type=Path,
        metavar="FILE",
        help="ask in the network that a scenario file makes: a plan, not a timetable",
    )


def run(args: argparse.Namespace) -> int:
    """Plans one trip and prints the options."""
    from commands.datadir import resolve_data
    from commands.house import open_house
    from web.planner import planner_of
    from web.settings import settings_from

    with TerminalProgress() as progress:
        data = resolve_data(args.data, progress)
        state = open_house(data, settings_from(), progress)
        world = state.world
        if args.scenario:
            world = _planned_world(args.scenario, data, world, progress)
    request = request_of(args, world.network, world.places)
    try:
        result = planner_of(state, world)(request)
    except RequestError as exc:
        raise type(exc)([_in_words_of(args, fault) for fault in exc.faults]) from exc
    by_s = request.time_s if request.arrive_by else None
    print(_as_json(result, world, by_s) if args.json else answer_text(result, world))
    return 0


def _planned_world(file: Path, data: Path, base: World, progress: Progress) -> World:
    """The world that a scenario makes of the one in service.

    Errors: DataError for an unreadable file, RequestError for what is wrong in it.
    """
    from commands.planning import open_ground, read_scenario_file
    from planning.runs.ground import build_on
    from planning.scenario.identity import scenario_id
    from web.scenario_worlds import planned_world

    scenario = read_scenario_file(file)
    built = build_on(open_ground(data, progress), scenario, progress)
    return planned_world(built, scenario_id(scenario), scenario.name, base)


def request_of(args: argparse.Namespace, network: Network, places: PlaceIndex) -> JourneyRequest:
    """The question that the words of the command line ask.

    Errors: RequestError naming every word that is at fault.
    """
    faults: list[Fault] = []
    origin = _resolve(places, args.origin, "FROM", faults)
    destination = _resolve(places, args.destination, "TO", faults)
    by_arrival = args.arrive is not None
    text = args.arrive if by_arrival else args.depart
    zone = _zone_at(places, destination if by_arrival else origin) or network.zone
    time_s = clock.now_s()
    if text is not None:
        try:
            time_s = clock.parse_instant(text, zone)
        except ValueError as exc:
            faults.append(Fault("--arrive" if by_arrival else "--depart", str(exc)))
    vias = [
        Via(stop, stay_s)
        for name, stay_s in args.via
        if (stop := _resolve_stop(places, name, faults)) is not None
    ]
    if faults or origin is None or destination is None:
        raise RequestError(faults)
    transit, direct = args.modes
    return JourneyRequest(
        origin=origin,
        destination=destination,
        time_s=time_s,
        arrive_by=by_arrival,
        window_s=args.window * 60,
        max_transfers=args.transfers,
        transit_modes=transit,
        direct_modes=direct,
        access_modes=args.access,
        bikes=args.bikes,
        wheelchair=args.wheelchair,
        avoid_lines=args.avoid_lines,
        vias=tuple(vias),
        criteria=args.criteria,
    )


def answer_text(result: PlanResult, world: World) -> str:
    """The answer for reading, with what a public holiday changes."""
    from web.day_explanation import explain_days, travelled_days

    days = travelled_days(result, world.network.zone)
    said = [f"{told.date}  {told.text}" for told in explain_days(days, world, "en")]
    answer = plan_text(result, world.network.feeds, said, world.tariff)
    if world.scenario is None:
        return answer
    return f"In the scenario {plain(world.scenario.name)}: a plan, not a timetable.\n\n{answer}"


def _as_json(result: PlanResult, world: World, by_s: int | None) -> str:
    """The answer as the API gives it."""
    import orjson

    from web.render_plan import render_plan

    return orjson.dumps(render_plan(result, world, by_s=by_s), option=orjson.OPT_INDENT_2).decode()


def _resolve(
    places: PlaceIndex, text: str, word: str, faults: list[Fault], kinds: tuple[str, ...] = ()
) -> Endpoint | None:
    try:
        return places.resolve(text, kinds=kinds)
    except RequestError as exc:
        faults += [replace(fault, field=word) for fault in exc.faults]
        return None


def _resolve_stop(places: PlaceIndex, name: str, faults: list[Fault]) -> str | None:
    """The id of a stop of the place that is meant: only places with stops can be visited."""
    place = _resolve(places, name, "--via", faults, kinds=("STOP",))
    if place is not None and place.stop_id is None:
        faults.append(Fault("--via", f"{name!r} is no stop", "unknown_stop", {"id": name}))
    return None if place is None else place.stop_id


def _in_words_of(args: argparse.Namespace, fault: Fault) -> Fault:
    """A fault of the request under the name that its field has on the command line."""
    names = {
        "origin": "FROM",
        "destination": "TO",
        "avoid_lines": "--avoid-lines",
        "vias": "--via",
        "time_s": "--depart" if args.arrive is None else "--arrive",
    }
    return replace(fault, field=names.get(fault.field, fault.field))


def _zone_at(places: PlaceIndex, end: Endpoint | None) -> str | None:
    """The zone in which people at that end read their clocks."""
    if end is None:
        return None
    near = places.nearest(end.lat, end.lon, limit=1)
    return near[0].zone if near else None


def _modes(text: str) -> tuple[frozenset[str] | None, tuple[str, ...]]:
    """Transit modes (None: all) and direct modes of a list such as RAIL,BUS,WALK."""
    asked = {part.strip().upper() for part in text.split(",") if part.strip()}
    unknown = asked - {_ALL_TRANSIT, *DIRECT_MODES, *TRANSIT_MODES}
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown modes: {', '.join(sorted(unknown))}")
    transit = None if _ALL_TRANSIT in asked else frozenset(asked & set(TRANSIT_MODES))
    return transit, tuple(mode for mode in DIRECT_MODES if mode in asked)


def _access(text: str) -> tuple[str, ...]:
    """The ways to the first ride of a list such as WALK,CAR_PARKING."""
    asked = [part.strip().upper() for part in text.split(",") if part.strip()]
    unknown = set(asked) - set(ACCESS_MODES)
    if unknown or not asked:
        raise argparse.ArgumentTypeError(f"unknown modes: {', '.join(sorted(unknown)) or text!r}")
    return tuple(dict.fromkeys(asked))


def _vias(text: str) -> tuple[tuple[str, int], ...]:
    """Places and the least seconds there, of a list such as "Esch:15,Belval"."""
    vias = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, minutes = part.partition(":")
        if minutes and not (minutes.isascii() and minutes.isdigit()):
            raise argparse.ArgumentTypeError(f"{minutes!r} is no number of minutes")
        vias.append((name.strip(), int(minutes or 0) * 60))
    return tuple(vias)


def _criteria(text: str) -> tuple[str, ...]:
    asked = [part.strip().upper() for part in text.split(",") if part.strip()]
    unknown = set(asked) - set(CRITERIA)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown criteria: {', '.join(sorted(unknown))}")
    return tuple(dict.fromkeys(asked))


def _names(text: str) -> frozenset[str]:
    """The names of a list such as 604,T1."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())
