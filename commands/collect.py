"""`forecast archive`: the addresses of `observations.toml` in, observations collected in rhythm."""

from __future__ import annotations

import argparse
import json
import threading
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.edge import say_fault
from core import clock
from core.errors import NavetteError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.archiver import Archiver, SourceReport
    from forecast.sources.configured import ObservationSource

LOOK_EVERY_S = 1.0
LOCK = ".archive.lock"
LOCK_WAIT_S = 2.0


def add_parser(deeds: Verbs) -> None:
    """Adds `archive` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "archive",
        help="collect observations from publishers, in their rhythm",
        description="Asks the addresses of observations.toml in the data folder, each in its "
        "rhythm, and keeps what they tell: speeds, flows, travel times, delays, occupancy, free "
        "parking spaces, accidents and works; delays of buses become travel times of the "
        "corridors that they drive. Ends with Ctrl-C; what was collected is kept.",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--once", action="store_true", help="ask every address once, and end")
    mode.add_argument("--status", action="store_true", help="say how the sources fare, and end")
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from commands.bus_hops import FolderHops
    from commands.datadir import territory_of
    from core.files import locked, machine_faults
    from feeds.realtime.fetch import fetch
    from forecast.archiver import Archiver
    from forecast.buses.collecting import BusCollector
    from forecast.sources.configured import read_sources
    from forecast.stations import measured_corridors

    territory = territory_of(args.data)
    sources = read_sources(args.data, territory.zone)
    archiver = Archiver(
        args.data,
        sources,
        lambda address: fetch(address, args.data).content,
        measured_corridors(territory),
        buses=BusCollector(args.data, FolderHops(args.data, territory)),
    )
    if args.status:
        print(_status(archiver, as_json=args.json))
        return 0
    with machine_faults(f"cannot use the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
    with locked(args.data / LOCK, LOCK_WAIT_S, "collecting observations"):
        if args.once:
            for source in sources:
                _look(archiver, source, as_json=args.json)
            return 1 if all(archiver.reports[each.name].problem for each in sources) else 0
        _collect(archiver, as_json=args.json)
    return 0


def _collect(archiver: Archiver, *, as_json: bool) -> None:
    """Until somebody ends it."""
    rest = threading.Event()
    while True:
        for source in archiver.due(clock.now_s()):
            _look(archiver, source, as_json=as_json)
        rest.wait(LOOK_EVERY_S)


def _look(archiver: Archiver, source: ObservationSource, *, as_json: bool) -> None:
    """Asks one source; a machine at fault (a full disk) is said, and asked again next time."""
    now_s = clock.now_s()
    try:
        report = archiver.look(source, now_s)
    except NavetteError as fault:
        say_fault(fault)
        return
    if as_json:
        print(json.dumps(_fields(source, report, now_s), ensure_ascii=False), flush=True)
    else:
        print(_line(source, report, now_s), flush=True)


def _status(archiver: Archiver, *, as_json: bool) -> str:
    now_s = clock.now_s()
    pairs = [(source, archiver.reports[source.name]) for source in archiver.sources]
    if as_json:
        return json.dumps([_fields(*pair, now_s) for pair in pairs], ensure_ascii=False)
    return "\n".join(_line(*pair, now_s) for pair in pairs)


def _fields(source: ObservationSource, report: SourceReport, now_s: int) -> dict[str, object]:
    return {
        "source": source.name,
        "askedAt": clock.iso_utc(report.asked_at_s) if report.asked_at_s else None,
        "newest": clock.iso_utc(report.newest_s) if report.newest_s else None,
        "silent": report.is_silent(source, now_s),
        "added": report.added,
        "gaps": report.gaps,
        "refused": report.refused,
        "problem": report.problem or None,
        "faults": report.faults,
        "buses": report.buses or None,
        "busesProblem": report.buses_problem or None,
    }


def _line(source: ObservationSource, report: SourceReport, now_s: int) -> str:
    from forecast.buses.runs import USED

    asked = clock.to_local(report.asked_at_s, source.zone).strftime("%Y-%m-%d %H:%M:%S")
    parts = [asked if report.asked_at_s else "never asked", source.name]
    if report.problem:
        parts.append(report.problem)
    elif report.asked_at_s:
        parts.append(f"{report.added} added, {report.gaps} gaps, {report.refused} refused")
    if report.buses:
        parts.append(f"{report.buses['quarters']} quarter-hours from {report.buses[USED]} buses")
    if report.buses_problem:
        parts.append(f"buses: {report.buses_problem}")
    if report.is_silent(source, now_s):
        newest = clock.to_local(report.newest_s, source.zone).strftime("%Y-%m-%d %H:%M")
        parts.append(f"SILENT since {newest}" if report.newest_s else "SILENT: never told anything")
    return "  ".join(parts)
