"""`matrix`: points and a window in, the travel times between all of them out, as files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.arguments import add_data, add_json, whole_number
from commands.progress import TerminalProgress
from commands.text import count
from core import clock
from core.errors import Fault, OutsideTimetable, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from core.progress import Progress
    from planning.batch.job import MatrixJob, NetworkAt
    from planning.batch.points import Point
    from planning.batch.run import Matrix
    from routing.network import Network
    from routing.reach import Window

MAX_MIN = 240
NAMED = 5
"""How many points that lead nowhere are named."""
NETWORKS = "networks"
"""Where the network of a scenario is kept, in the folder of its matrix."""


def add_parser(verbs: Verbs) -> None:
    """Adds `matrix` to the command line."""
    parser = verbs.add_parser(
        "matrix",
        help="travel times between many points, for every minute of a window",
        description="Writes how long it takes from every point to every other, for riders who "
        "leave at any minute of a window: the 5th, 25th, 50th, 75th and 95th percentile. What is "
        "done stays done: the same command goes on where it was stopped.",
    )
    parser.add_argument(
        "points", type=Path, metavar="POINTS.csv", help="origins: columns id,lat,lon or id,stop"
    )
    parser.add_argument(
        "--to", type=Path, metavar="POINTS.csv", help="destinations (default: the origins)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", required=True, help="the folder to write the matrix to"
    )
    parser.add_argument(
        "--depart",
        metavar="T",
        help="first minute: 2026-11-23T07:00, or 07:00 (default: that of the matrix in DIR; else "
        "now)",
    )
    for name, default, said in (
        ("window", 120, "minutes of departures"),
        ("minutes", 120, "longest journey"),
    ):
        parser.add_argument(
            f"--{name}",
            type=whole_number(1, MAX_MIN),
            default=default,
            metavar="MIN",
            help=f"{said} (default: {default})",
        )
    parser.add_argument(
        "--scenario",
        type=Path,
        metavar="SCENARIO.json",
        help="a scenario, for which the same is computed besides",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="compute on the Dask cluster of this scheduler, such as tcp://192.0.2.1:8786; its "
        "workers must see the data folder and DIR under the same paths",
    )
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Computes what is missing, and says what the folder holds; with --json for machines."""
    from commands.datadir import resolve_data
    from commands.network import open_network, snapshots_of
    from planning.batch.cluster import check_address
    from planning.batch.job import MatrixJob, NetworkAt
    from planning.batch.run import run_matrix
    from planning.batch.table import WRITING

    if args.scheduler:
        check_address(args.scheduler)
    with TerminalProgress() as progress:
        folder = resolve_data(args.data, progress)
        network = open_network(folder, progress)
        origins = _points(args.points, network)
        destinations = _points(args.to, network) if args.to else origins
        window = _window(args, network)
        networks = [network]
        told = [NetworkAt("base", network.version, snapshots_of(folder).resolve())]
        if args.scenario:
            other, at = _scenario(args.scenario, folder, args.out, progress)
            networks.append(other)
            told.append(at)
        job = MatrixJob(tuple(told), origins, destinations, window)
        done = run_matrix(job, networks, args.out, progress, scheduler=args.scheduler)
        progress(WRITING, 1.0)
    summary = _summary(job, done, network.zone)
    print(json.dumps(summary, ensure_ascii=False) if args.json else "\n".join(_lines(summary)))
    return 0


def _points(path: Path, network: Network) -> tuple[Point, ...]:
    from commands.planning import read_bytes
    from planning.batch.points import MOST_BYTES, read_points

    return read_points(read_bytes(path, MOST_BYTES), path.name, network)


def _window(args: argparse.Namespace, network: Network) -> Window:
    """The window asked for. Errors: RequestError, OutsideTimetable."""
    from planning.batch.folder import find_start_s
    from routing.reach import Window

    start_s = find_start_s(args.out) if args.depart is None else None
    if args.depart is not None:
        try:
            start_s = clock.parse_instant(args.depart, network.zone)
        except ValueError as exc:
            raise RequestError([Fault("--depart", str(exc))]) from exc
    if start_s is None:
        start_s = clock.now_s() // 60 * 60
    day = clock.local_date(start_s, network.zone)
    first, last = network.timetable.first_day, network.timetable.last_day
    if not first <= clock.day_number(day) <= last:
        span = f"{clock.from_day_number(first)} to {clock.from_day_number(last)}"
        said = f"{day} lies outside the timetable; name a day from {span}"
        raise OutsideTimetable([Fault("--depart", said)])
    return Window(start_s, args.window * 60, max_duration_s=args.minutes * 60)


def _scenario(path: Path, folder: Path, out: Path, progress: Progress) -> tuple[Network, NetworkAt]:
    """The scenario's network, kept beside the matrix so that workers can open it as well."""
    from commands.planning import build_scenario, read_scenario_file
    from core import snapshot
    from planning.batch.job import NetworkAt
    from routing import network_io

    built = build_scenario(folder, read_scenario_file(path), progress)
    root = (out / NETWORKS).resolve()
    snapshot.publish(root, built.version, *network_io.to_arrays(built))
    stored = snapshot.load(root, built.version)
    network = network_io.from_arrays(stored.arrays, stored.manifest)
    return network, NetworkAt("scenario", built.version, root)


def _summary(job: MatrixJob, done: Matrix, zone: str) -> dict[str, Any]:
    start = clock.to_local(job.window.start_s, zone)
    return {
        "table": str(done.table),
        "networks": [
            {"name": each.name, "version": each.version, "pairsReached": reached}
            for each, reached in zip(job.networks, done.counts.reached, strict=True)
        ],
        "origins": len(job.origins),
        "destinations": len(job.destinations),
        "departures": len(job.window.departures),
        "firstDeparture": start.isoformat(timespec="minutes"),
        "longestMinutes": job.window.max_duration_s // 60,
        "percentiles": list(job.shares),
        "chunks": {"computed": done.computed, "kept": done.kept, "damaged": done.damaged},
        "originsLeadingNowhere": list(done.counts.lone),
    }


def _lines(told: dict[str, Any]) -> list[str]:
    pairs = told["origins"] * told["destinations"]
    size = f"{told['origins']} x {told['destinations']} points"
    departures = count(told["departures"], "departure", "departures")
    first = f"{departures} from {told['firstDeparture']}"
    lines = [f"{size}, {first}, up to {told['longestMinutes']} min"]
    lines += [
        f"  {each['name']} ({each['version']}): {each['pairsReached']:,} of {pairs:,} pairs "
        f"reached in the middle"
        for each in told["networks"]
    ]
    chunks = told["chunks"]
    lines.append(f"  chunks: {chunks['computed']} computed, {chunks['kept']} there before")
    if chunks["damaged"]:
        lines.append(f"  {chunks['damaged']} of those computed had been damaged")
    lone = told["originsLeadingNowhere"]
    if lone:
        more = f" and {len(lone) - NAMED} more" if len(lone) > NAMED else ""
        lines.append(f"  leading to no other point: {', '.join(lone[:NAMED])}{more}")
    return [*lines, f"  {told['table']}"]
