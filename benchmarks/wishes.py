"""What wishes cost: a data folder in, how long a plan takes with each of them out.

    python -m benchmarks.wishes --data DIR --date D [--n 100] [--seed 42]

The questions are those of benchmarks.door_to_door, each planned in this process over one hour of
departures: as it is, with every further criterion, by the busiest place of the territory with and
without a stay, and with other rides in place of each. `options` counts itineraries for the wish's
sake: those chosen for the criterion, all where a place is visited, the other rides.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.door_to_door import questions
from benchmarks.timing import summary
from commands.datadir import resolve_data, territory_of
from commands.network import open_network
from core.clock import parse_instant
from core.progress import silent
from routing.criteria.known import Known
from routing.itineraries import PlanResult
from routing.network import Network
from routing.plan import plan
from routing.requests import CRITERIA, Endpoint, JourneyRequest, Via
from routing.tariff import Tariff

WINDOW_S = 3600
STAY_S = 900
ALTERNATIVES = 3
WARM_UP = 5


def main(argv: list[str] | None = None) -> int:
    """Plans every question with every wish and prints a table."""
    parser = argparse.ArgumentParser(prog="benchmarks.wishes", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--n", type=int, default=100, help="questions (default 100)")
    parser.add_argument("--seed", type=int, default=42)
    args = parser.parse_args(argv)
    data = resolve_data(args.data, silent)
    network, territory = open_network(data, silent), territory_of(data)
    paths = questions(network, territory.bbox, args.date, args.n, args.seed)
    requests = [_request(network, path) for path in paths]
    known = Known(Tariff.of(territory))
    print(f"{'wish':24}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'options':>9}")
    for name, wish, count in _wishes(network, territory.bbox):
        took, options = [], 0
        for number, request in enumerate([*requests[:WARM_UP], *requests]):
            begin = time.perf_counter()
            result = plan(network, wish(request), known=known)
            if number >= WARM_UP:
                took.append((time.perf_counter() - begin) * 1000)
                options += count(result)
        figures = summary(np.array(took))
        row = "".join(f"{figures[column]:>9.1f}" for column in ("p50_ms", "p95_ms", "max_ms"))
        print(f"{name:24}{row}{options:>9}", flush=True)
    return 0


Wish = Callable[[JourneyRequest], JourneyRequest]
Count = Callable[[PlanResult], int]


def _wishes(
    network: Network, bbox: tuple[float, float, float, float]
) -> list[tuple[str, Wish, Count]]:
    place = _busiest_place(network, bbox)

    def by(criterion: str) -> tuple[str, Wish, Count]:
        return (
            criterion,
            lambda asked: replace(asked, criteria=(criterion,)),
            lambda found: sum(criterion in each.chosen_for for each in found.itineraries),
        )

    def visiting(stay_s: int) -> Wish:
        return lambda asked: replace(asked, vias=(Via(place, stay_s),))

    def all_of(found: PlanResult) -> int:
        return len(found.itineraries)

    return [
        ("none", lambda asked: asked, all_of),
        *(by(criterion) for criterion in CRITERIA if criterion != "CROWDING"),
        ("a place, passed", visiting(0), all_of),
        ("a place, 15 minutes", visiting(STAY_S), all_of),
        (
            f"{ALTERNATIVES} other rides for each",
            lambda asked: replace(asked, leg_alternatives=ALTERNATIVES),
            lambda found: sum(
                len(leg.alternatives) for each in found.itineraries for leg in each.legs
            ),
        ),
    ]


def _busiest_place(network: Network, bbox: tuple[float, float, float, float]) -> str:
    south, west, north, east = bbox
    places = network.places
    inside = (places.lat >= south) & (places.lat <= north)
    inside &= (places.lon >= west) & (places.lon <= east)
    best = int(np.argmax(np.where(inside, places.departures, -1)))
    return network.stops.id[int(places.primary_stop[best])]


def _request(network: Network, path: str) -> JourneyRequest:
    """The question of a path of benchmarks.door_to_door."""
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
    ends = [Endpoint(*map(float, asked[name].split(","))) for name in ("fromPlace", "toPlace")]
    time_s = parse_instant(asked["time"], network.zone)
    return JourneyRequest(*ends, time_s, window_s=WINDOW_S, direct_modes=("WALK",))


if __name__ == "__main__":
    sys.exit(main())
