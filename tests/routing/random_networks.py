"""Random small networks: a seed in, a Network and questions to it out.

They hold what breaks routers: loops, overtaking, calls without boarding or alighting, seconds of
zero, trips past midnight, several zones, clock-change nights, ways on foot that are not closed,
vehicles that become other trips, also several ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.clock import day_number
from core.strings import StringTable
from feeds.notices import NoticeLog
from feeds.tables import COLUMNS, MergedFeed
from routing.algorithms import Option, pareto_journeys
from routing.in_seat_links import Link, as_arrays, bounded
from routing.network import (
    Agencies,
    Borders,
    Corridors,
    Localities,
    Network,
    Places,
    Roads,
    Routes,
    Shapes,
    Sides,
    Stops,
    Transfers,
    Trips,
)
from routing.runs import first_calls
from routing.timetable import InSeat, Timetable
from routing.timetable_build import build_timetable

ZONES = ("Europe/London", "Europe/Luxembourg", "Europe/Paris")
EMPTY = {
    name: pd.DataFrame({c: pd.Series(dtype=t) for c, t in columns.items()})
    for name, columns in COLUMNS.items()
}
CLOCK_CHANGES = ("2026-03-29", "2026-10-25", "2026-06-23")


@dataclass(frozen=True)
class Question:
    """What a rider asks of a random network."""

    source: str
    target: str
    time_s: int
    window_s: int
    max_transfers: int
    max_duration_s: int


def random_network(seed: int) -> tuple[Network, list[Question]]:
    rng = random.Random(seed)
    n_stops = rng.randint(2, 8)
    day = day_number(pd.Timestamp(rng.choice(CLOCK_CHANGES)).date())
    grain = rng.choice((1, 60, 300))
    feed = _feed(rng, n_stops, day, grain)
    timetable, rows = build_timetable(feed, ZONES)
    timetable = replace(timetable, in_seat=_in_seat(seed, timetable))
    network = _network(seed, feed, timetable, rows, _transfers(rng, n_stops, grain))
    return network, [_question(rng, n_stops, day, grain) for _ in range(3)]


def random_via(seed: int, network: Network) -> list[tuple[str, int]]:
    """A stop to visit or two of them, each with the least seconds there."""
    rng = random.Random(seed)
    stops = rng.sample(list(network.stops.id), rng.choice((1, 1, 2)))
    return [(stop, rng.choice((0, 0, 60, 1800))) for stop in stops]


def ask(
    graph: object, question: Question, *, arrive_by: bool, via: Sequence[tuple[str, int]] = ()
) -> list[Option]:
    """The Pareto set that a graph gives, by the kernel or by the networkx body."""
    return pareto_journeys(
        graph,
        question.source,
        question.target,
        time_s=question.time_s,
        window_s=question.window_s,
        arrive_by=arrive_by,
        max_transfers=question.max_transfers,
        max_duration_s=question.max_duration_s,
        via=via,
    )


def with_trips(network: Network, trips: Iterable[int]) -> Network:
    """The network with these trips alone; the others run on no day."""
    timetable = network.timetable
    never = len(timetable.service_runs)
    runs = np.concatenate([timetable.service_runs, np.zeros_like(timetable.service_runs[:1])])
    service = np.full(timetable.n_trips, never, dtype=np.int32)
    chosen = list(trips)
    service[chosen] = timetable.trip_service[chosen]
    return replace(network, timetable=replace(timetable, trip_service=service, service_runs=runs))


def _feed(rng: random.Random, n_stops: int, day: int, grain: int) -> MergedFeed:
    n_services = rng.randint(1, 4)
    dates = [
        (service, number)
        for service in range(n_services)
        for number in range(day - 2, day + 2)
        if rng.random() < 0.6
    ] or [(0, day)]
    trips, calls = [], []
    for _ in range(rng.randint(1, 6)):
        stops = [rng.randrange(n_stops) for _ in range(rng.randint(2, 6))]
        rules = [(rng.choice((0, 0, 0, 1)), rng.choice((0, 0, 0, 1))) for _ in stops]
        zone = rng.choice(ZONES)
        for _ in range(rng.randint(1, 5)):
            moment = rng.choice((0, 6, 8, 12, 22, 24)) * 3600 + grain * rng.randrange(3600 // grain)
            for sequence, (stop, (pickup, drop_off)) in enumerate(zip(stops, rules, strict=True)):
                arrival = moment + grain * rng.randrange(0, max(2, 1500 // grain))
                moment = arrival + grain * rng.choice((0, 0, 1, 2))
                calls.append((len(trips), stop, arrival, moment, sequence, pickup, drop_off, False))
            trips.append((rng.randrange(n_services), zone))
    return _as_feed(n_stops, n_services, dates, trips, calls)


def _as_feed(n_stops: int, n_services: int, dates: list, trips: list, calls: list) -> MergedFeed:
    def frame(name: str, rows: list) -> pd.DataFrame:
        columns = zip(COLUMNS[name].items(), zip(*rows, strict=True), strict=True)
        return pd.DataFrame(
            {c: np.array(v, dtype=object if t == "str" else t) for (c, t), v in columns}
        )

    names = {name: table for name, table in EMPTY.items() if name not in ("stops", "places")}
    names["stop_times"] = frame("stop_times", calls)
    names["service_dates"] = frame("service_dates", sorted(set(dates)))
    names["services"] = frame("services", [(f"x_{i}", 0) for i in range(n_services)])
    names["trips"] = frame(
        "trips",
        [
            (f"x_t{i}", 0, 0, service, "", "", -1, "", -1, 0, 0, zone)
            for i, (service, zone) in enumerate(trips)
        ],
    )
    stops = pd.DataFrame({"id": [f"x_s{i}" for i in range(n_stops)]})
    return MergedFeed(feeds=(), stops=stops, places=EMPTY["places"], notices=NoticeLog(), **names)


def _in_seat(seed: int, timetable: Timetable) -> InSeat:
    """Links between any two trips: those that are impossible must not be taken."""
    rng = random.Random(f"seat-{seed}")
    share = rng.choice((0.0, 0.1, 0.3))
    n_trips = timetable.n_trips
    links = [
        Link(a, b, rng.random() < 0.1, rng.random() < 0.5)
        for a in range(n_trips)
        for b in range(n_trips)
        if a != b and rng.random() < share
    ]
    _, first = first_calls(timetable, np.arange(n_trips))
    return as_arrays(bounded(links, timetable.departure_s[first]))


def _transfers(rng: random.Random, n_stops: int, grain: int) -> Transfers:
    density = rng.choice((0.0, 0.2, 0.6))
    ways = [
        (a, b, grain * rng.randrange(0, max(2, 900 // grain)))
        for a in range(n_stops)
        for b in range(n_stops)
        if a != b and rng.random() < density
    ]
    start = np.zeros(n_stops + 1, dtype=np.int32)
    np.cumsum(np.bincount([w[0] for w in ways], minlength=n_stops), out=start[1:])
    return Transfers(
        start=start,
        to=np.array([w[1] for w in ways], dtype=np.int32),
        duration_s=np.array([w[2] for w in ways], dtype=np.int32),
        distance_m=np.zeros(len(ways), dtype=np.int32),
        change_s=np.array([grain * rng.choice((0, 0, 1, 2)) for _ in range(n_stops)], np.int32),
    )


def _question(rng: random.Random, n_stops: int, day: int, grain: int) -> Question:
    hour = rng.choice((0, 5, 6, 8, 12, 21, 22))
    time_s = (
        (day + rng.choice((-1, 0, 0))) * 86_400 + hour * 3600 + grain * rng.randrange(3600 // grain)
    )
    source, target = rng.randrange(n_stops), rng.randrange(n_stops)
    return Question(
        source=f"x_s{source}",
        target=f"x_s{target}",
        time_s=time_s,
        window_s=grain * rng.choice((1, 12, 200)),
        max_transfers=rng.choice((0, 1, 2, 7)),
        max_duration_s=rng.choice((1800, 7200, 86_400)),
    )


def _network(
    seed: int, feed: MergedFeed, timetable: object, rows: np.ndarray, transfers: Transfers
) -> Network:
    n = len(feed.stops)

    def texts(values: object = ()) -> StringTable:
        return StringTable.of(values)

    def ints(count: int = 0) -> np.ndarray:
        return np.zeros(count, dtype=np.int32)

    def floats(count: int = 0) -> np.ndarray:
        return np.linspace(49.0, 49.5, count)

    def small(count: int = 0) -> np.ndarray:
        return np.zeros(count, dtype=np.uint8)

    blank = [""] * n
    return Network(
        version=f"random-{seed}",
        territory="random",
        zone="Europe/Luxembourg",
        zones=ZONES,
        feeds=(),
        stops=Stops(
            texts(feed.stops["id"]), texts(feed.stops["id"]), texts(blank), texts(["LU"] * n),
            floats(n), floats(n), small(n), ints(n), np.arange(n, dtype=np.int32), ints(n) - 1,
            small(n), small(n),
        ),
        places=Places(
            texts(feed.stops["id"]), texts(["LU"] * n), floats(n), floats(n), small(n),
            np.arange(n, dtype=np.int32), np.arange(n + 1, dtype=np.int32),
            np.arange(n, dtype=np.int32), ints(n), ints(n),
        ),
        routes=Routes(
            texts(["x_r"]), texts(["1"]), texts([""]), texts([""]), texts([""]), ints(1) + 3,
            small(1) + 4, ints(1), ints(1),
        ),
        agencies=Agencies(texts(["x_a"]), texts(["A"]), texts([""])),
        trips=Trips(
            texts(feed.trips["id"].iloc[rows]), texts([""] * len(rows)), texts([""] * len(rows)),
            ints(len(rows)), np.full(len(rows), -1, np.int8), small(len(rows)), small(len(rows)),
            ints(len(rows)) - 1,
        ),
        shapes=Shapes(ints(1), floats(), floats()),
        timetable=timetable,
        transfers=transfers,
        roads=Roads(
            texts(), texts(), texts(), floats(), floats(), ints(1), ints(), ints(), ints(), ints(),
            texts(), texts(),
        ),
        corridors=Corridors(
            texts(), texts(), texts(), texts(), texts(), floats(), floats(), ints()
        ),
        localities=Localities(
            texts(), texts(), texts(), texts(), texts(), floats(), floats(), ints()
        ),
        sides=Sides(texts(), ints(1), ints(1), floats(), floats()),
        borders=Borders(texts(), texts(), ints(1), floats(), floats()),
    )  # fmt: skip
