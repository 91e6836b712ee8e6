"""The timetable's assignment beside that of headways: a data folder in, both loads out.

    python -m benchmarks.assignment --data DIR [--day D] [--json] [--aequilibrae PYTHON]

The same riders, those of today's baseline, ride once by planning/assignment.py (journeys of the
timetable, crowding, wishes to arrive) and once by planning/strategies.py (headways, no timetable,
no crowding). Loads are compared by segment: a line between two stops, all its runs of the morning
together. `--aequilibrae` names the Python of an environment of its own in which AequilibraE is
installed (pip install aequilibrae==1.7.2): its transit assignment gets the same graph and riders.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import networkx as nx
import numpy as np

from commands.planning import open_baseline
from core.errors import EnvironmentFault, NavetteError
from core.geo import distance_m
from core.progress import silent
from planning.baseline import Baseline
from planning.strategies import Arc, assign_by_strategies, network_graph, optimal_strategy
from routing.network import Network

ROOT = Path(__file__).resolve().parent.parent
SEGMENTS = 10
Segment = tuple[int, int, int]
"""A route and the stops that it rides between."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both methods on the same riders. `most_loaded`: name, by timetable, by headways."""

    riders: float
    without_way: float
    journeys_riders: float
    segments: int
    boardings: tuple[float, float]
    person_km_ratio: float
    correlation: float
    rank_correlation: float
    common_of_ten: int
    most_loaded: tuple[tuple[str, float, float], ...]
    lines: tuple[tuple[str, float, float], ...]
    graph: tuple[int, int]
    seconds: float
    aequilibrae: dict[str, float] | None


def main(argv: list[str] | None = None) -> int:
    """Runs the comparison; the exit code is 1 where the data are at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.assignment", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--day", help="a working day (default: the next Tuesday)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--aequilibrae", type=Path, metavar="PYTHON")
    args = parser.parse_args(argv)
    try:
        found = compare(open_baseline(args.data, args.day, silent)[0], args.aequilibrae)
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    print(json.dumps(asdict(found), indent=2) if args.json else "\n".join(_lines(found)))
    return 0


def compare(base: Baseline, rival: Path | None = None) -> Comparison:
    """Both assignments of the baseline's riders; `rival` is the Python that has AequilibraE.

    Errors: EnvironmentFault where AequilibraE cannot be run.
    """
    network, riders = base.network, base.people.riders(base.state.share, base.pivot.share)
    graph = network_graph(network, base.service.access, base.period, base.parameters)
    begin = time.perf_counter()
    loads, lost = assign_by_strategies(graph, base.relations, riders.tolist())
    took = time.perf_counter() - begin
    scheduled, boarded = _by_timetable(base)
    headways = _by_headways(network, loads)
    keys = sorted(scheduled.keys() | headways.keys())
    ours, theirs = (np.array([t.get(key, 0.0) for key in keys]) for t in (scheduled, headways))
    top = np.argsort(-ours)[:SEGMENTS]
    boardings = {arc: flow for arc, flow in loads.items() if arc[0][0] == "in"}
    by_line = _by_line(network, boardings)
    busiest = sorted(boarded, key=lambda line: -boarded[line])[:SEGMENTS]
    km = np.array([_km(network, key) for key in keys])
    return Comparison(
        riders=float(riders.sum()),
        without_way=lost,
        journeys_riders=float(base.state.assigned.flow.sum()),
        segments=len(keys),
        boardings=(float(base.state.assigned.boarding.sum()), sum(boardings.values())),
        person_km_ratio=float((theirs * km).sum() / (ours * km).sum()),
        correlation=float(np.corrcoef(ours, theirs)[0, 1]),
        rank_correlation=float(np.corrcoef(_ranks(ours), _ranks(theirs))[0, 1]),
        common_of_ten=len(set(top.tolist()) & set(np.argsort(-theirs)[:SEGMENTS].tolist())),
        most_loaded=tuple(
            (_name(network, keys[row]), float(ours[row]), float(theirs[row])) for row in top
        ),
        lines=tuple((line, boarded[line], by_line.get(line, 0.0)) for line in busiest),
        graph=(len(graph), graph.number_of_edges()),
        seconds=took,
        aequilibrae=None if rival is None else _beside(rival, graph, base, riders, loads),
    )


def _by_timetable(base: Baseline) -> tuple[dict[Segment, float], dict[str, float]]:
    """Riders by segment and boardings by line of the schedule-based assignment."""
    network, assigned = base.network, base.state.assigned
    timetable = network.timetable
    loads: dict[Segment, float] = {}
    boarded: dict[str, float] = {}
    told = zip(assigned.call.tolist(), assigned.trip.tolist(), strict=True)
    for row, (call, trip) in enumerate(told):
        stops = timetable.stops_of(int(timetable.trip_pattern[trip]))
        at = call - timetable.calls_of(trip).start
        route = int(network.trips.route[trip])
        key = route, int(stops[at]), int(stops[at + 1])
        loads[key] = loads.get(key, 0.0) + float(assigned.load[row])
        line = _line(network, route)
        boarded[line] = boarded.get(line, 0.0) + float(assigned.boarding[row])
    return loads, boarded


def _by_headways(network: Network, loads: Mapping[Arc, float]) -> dict[Segment, float]:
    timetable = network.timetable
    told: dict[Segment, float] = {}
    for (tail, head), flow in loads.items():
        if tail[0] == head[0] == "line":
            pattern, at = int(str(tail[1])), int(str(tail[2]))
            stops = timetable.stops_of(pattern)
            route = int(network.trips.route[timetable.pattern_trip[pattern]])
            key = route, int(stops[at]), int(stops[at + 1])
            told[key] = told.get(key, 0.0) + flow
    return told


def _by_line(network: Network, boardings: Mapping[Arc, float]) -> dict[str, float]:
    told: dict[str, float] = {}
    for (_, head), flow in boardings.items():
        trip = network.timetable.pattern_trip[int(str(head[1]))]
        line = _line(network, int(network.trips.route[trip]))
        told[line] = told.get(line, 0.0) + flow
    return told


def _line(network: Network, route: int) -> str:
    agency = network.agencies.name[int(network.routes.agency[route])]
    return f"{agency} {network.routes.short_name[route]}"


def _name(network: Network, key: Segment) -> str:
    route, here, there = key
    ends = f"{network.stops.name[here]} - {network.stops.name[there]}"
    return f"{_line(network, route)}: {ends}"


def _km(network: Network, key: Segment) -> float:
    lat, lon = network.stops.lat, network.stops.lon
    here, there = key[1:]
    return distance_m(*map(float, (lat[here], lon[here], lat[there], lon[there]))) / 1000


def _ranks(values: np.ndarray) -> np.ndarray:
    """Places in order; equals share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def _beside(
    python: Path,
    graph: nx.DiGraph,
    base: Baseline,
    riders: np.ndarray,
    loads: Mapping[Arc, float],
) -> dict[str, float]:
    """What AequilibraE makes of the same graph and riders, arc by arc."""
    row_of = {node: row for row, node in enumerate(graph)}
    arcs = list(graph.edges)
    asked = [
        (row_of["from", o], row_of["to", t], each)
        for (o, t), each in zip(base.relations, riders.tolist(), strict=True)
        if each > 0 and ("from", o) in row_of and ("to", t) in row_of
    ]
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder) / "given.npz", Path(folder) / "got.npz"
        np.savez(
            given,
            tail=[row_of[tail] for tail, _ in arcs],
            head=[row_of[head] for _, head in arcs],
            minutes=[graph.edges[arc]["minutes"] for arc in arcs],
            frequency=[graph.edges[arc].get("frequency", np.inf) for arc in arcs],
            asked=np.array(asked),
            nodes=len(row_of),
        )
        _run([str(python), "-m", "benchmarks.rival_aequilibrae", str(given), str(got)])
        with np.load(got) as told:
            volume, expected, took = told["volume"], told["minutes"], float(told["seconds"])
    ours = np.array([loads.get(arc, 0.0) for arc in arcs])
    riding = np.array([tail[0] == head[0] == "line" for tail, head in arcs])
    boarding = np.array([head[0] == "line" and tail[0] == "in" for tail, head in arcs])
    return {
        "seconds": took,
        "boardings": float(volume[boarding].sum()),
        "correlation": float(np.corrcoef(ours[riding], volume[riding])[0, 1]),
        "largest_difference": float(np.abs(ours - volume)[riding].max()),
        "largest_difference_min": float(np.abs(_expected_min(graph, asked) - expected).max()),
        "different_share": float(np.abs(ours - volume)[riding].sum() / ours[riding].sum()),
    }


def _expected_min(graph: nx.DiGraph, asked: Sequence[tuple[int, int, float]]) -> np.ndarray:
    """The expected minutes of each relation by planning/strategies.py."""
    nodes = list(graph)
    targets = {target for _, target, _ in asked}
    told = {target: optimal_strategy(graph, nodes[target]).minutes for target in targets}
    return np.array([told[target].get(nodes[start], np.inf) for start, target, _ in asked])


def _run(words: Sequence[str]) -> None:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise EnvironmentFault(
            f"AequilibraE did not run: {last}", mend="pip install aequilibrae==1.7.2 there"
        )


def _lines(found: Comparison) -> list[str]:
    without, ranks = found.riders - found.journeys_riders, found.rank_correlation
    lines = [
        f"{found.riders:,.0f} riders",
        f"no way: {without:,.0f} by timetable, {found.without_way:,.0f} by headways",
        f"graph of {found.graph[0]:,} nodes and {found.graph[1]:,} arcs, {found.seconds:.1f} s",
        f"boardings {found.boardings[0]:,.0f} by timetable, {found.boardings[1]:,.0f} by headways",
        f"{found.segments:,} segments: correlation {found.correlation:.3f}, of ranks {ranks:.3f}",
        f"passenger-km by headways are {found.person_km_ratio:.3f} times those by timetable",
        f"of the ten most loaded segments {found.common_of_ten} are the same",
        "",
        f"{'most loaded by timetable':<72} {'timetable':>9} {'headways':>9}",
        *(f"{name[:72]:<72} {a:>9,.0f} {b:>9,.0f}" for name, a, b in found.most_loaded),
        "",
        f"{'boardings by line':<72} {'timetable':>9} {'headways':>9}",
        *(f"{name[:72]:<72} {a:>9,.0f} {b:>9,.0f}" for name, a, b in found.lines),
    ]
    if found.aequilibrae is not None:
        told = ", ".join(f"{name} {value:.6g}" for name, value in found.aequilibrae.items())
        lines += ["", f"AequilibraE on the same graph: {told}"]
    return lines


if __name__ == "__main__":
    sys.exit(main())
