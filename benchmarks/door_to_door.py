"""Door to door over HTTP: a data folder in, how long trips take to plan, and how many a second.

    python -m benchmarks.door_to_door --data DIR --date D [--n 300] [--seed 42] [--clients 4]

The site runs in processes of its own. First one client asks one worker, question after question;
then several clients in other processes ask two workers without a pause. A question is a `plan` of
v6 with default parameters between two addresses within a short walk of stops that are served on
that date, both in the territory's box, leaving between six and nine. An answer that is not 200 or
holds no list of itineraries fails. The exit code is 1 where one did. Beside it stands how soon a
site that finds its snapshot gives its first answer, and the memory of its largest process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import json
import math
import multiprocessing
import random
import sys
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.pairs import served_stops
from benchmarks.site import serving
from commands.datadir import resolve_data, territory_of
from commands.network import open_network
from core.progress import silent
from routing.lookup import get_stop
from routing.network import Network

NEAR_M = 400.0
"""How far an address lies from a stop at most."""
FIRST_HOUR, LAST_HOUR = 6, 9
TIMEOUT_S = 60.0
WARM_UP = 20
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Load:
    """What clients met. `with_options` counts answers with at least one itinerary."""

    workers: int
    clients: int
    plans: int
    failed: int
    with_options: int
    per_second: float
    p50_ms: float
    p95_ms: float
    first_answer_s: float
    memory_mb: int


def main(argv: list[str] | None = None) -> int:
    """Runs both loads and prints what clients met."""
    parser = argparse.ArgumentParser(prog="benchmarks.door_to_door", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True)
    parser.add_argument("--n", type=int, default=300, help="questions (default 300)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--workers", type=int, default=2, help="of the second load (default 2)")
    parser.add_argument("--clients", type=int, default=4, help="of the second load (default 4)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    data = resolve_data(args.data, silent)
    network = open_network(data, silent)
    paths = questions(network, territory_of(data).bbox, args.date, args.n, args.seed)
    loads = [ask_all(args.data, paths, 1, 1), ask_all(args.data, paths, args.workers, args.clients)]
    if args.json:
        print(json.dumps([asdict(load) for load in loads]))
    else:
        print("\n".join(_line(load) for load in loads))
    return 1 if any(load.failed for load in loads) else 0


def questions(
    network: Network, bbox: Sequence[float], date: dt.date, count: int, seed: int
) -> list[str]:
    """Seeded addresses of plans: origin, destination and moment differ."""
    rng = random.Random(seed)
    south, west, north, east = bbox
    lat, lon = network.stops.lat, network.stops.lon
    stops = [get_stop(network, stop_id) for stop_id in served_stops(network, date)]
    stops = [s for s in stops if south <= lat[s] <= north and west <= lon[s] <= east]
    made = []
    while len(made) < count:
        ends = [_address(rng, float(lat[s]), float(lon[s])) for s in rng.sample(stops, 2)]
        minute = rng.randrange((LAST_HOUR - FIRST_HOUR) * 60)
        moment = dt.datetime.combine(date, dt.time(FIRST_HOUR)) + dt.timedelta(minutes=minute)
        asked = {"fromPlace": ends[0], "toPlace": ends[1], "time": moment.isoformat()}
        made.append(f"/api/v6/plan?{urllib.parse.urlencode(asked)}")
    return made


def _address(rng: random.Random, lat: float, lon: float) -> str:
    away_m, turn = NEAR_M * math.sqrt(rng.random()), rng.random() * 2 * math.pi
    north = away_m * math.cos(turn) / METRES_PER_DEGREE
    east = away_m * math.sin(turn) / (METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return f"{lat + north:.6f},{lon + east:.6f}"


def ask_all(data: Path, paths: Sequence[str], workers: int, clients: int) -> Load:
    """Asks every question once, spread over the clients, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    with serving(data, "--workers", str(workers)) as (address, process):
        _ask(address, paths[:1])
        first_answer_s = time.perf_counter() - started
        with context.Pool(clients) as pool:
            pool.starmap(_ask, [(address, paths[:WARM_UP])] * max(clients, 2 * workers))
            begin = time.perf_counter()
            shares = [(address, paths[at::clients]) for at in range(clients)]
            answers = [answer for part in pool.starmap(_ask, shares) for answer in part]
            took_s = time.perf_counter() - begin
        memory_mb = _largest_mb(process.pid)
    took_ms = [answer[0] for answer in answers]
    p50, p95 = np.percentile(took_ms, [50, 95])
    return Load(
        workers=workers,
        clients=clients,
        plans=len(answers),
        failed=sum(options < 0 for _, options in answers),
        with_options=sum(options > 0 for _, options in answers),
        per_second=round(len(answers) / took_s, 1),
        p50_ms=round(float(p50), 1),
        p95_ms=round(float(p95), 1),
        first_answer_s=round(first_answer_s, 2),
        memory_mb=memory_mb,
    )


def _largest_mb(pid: int) -> int:
    """The most memory that a process or one of its children has held."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    texts = [Path(f"/proc/{each}/status").read_text(encoding="ascii") for each in (pid, *children)]
    held_kb = [int(line.split()[1]) for text in texts for line in text.splitlines()
               if line.startswith("VmHWM:")]  # fmt: skip
    return max(held_kb) // 1024


def _ask(address: str, paths: Sequence[str]) -> list[tuple[float, int]]:
    """For every question its milliseconds and how many options came, -1 for a failure."""
    site = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(site.hostname or "", site.port, timeout=TIMEOUT_S)
    answers = []
    for path in paths:
        begin = time.perf_counter()
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            body = reply.read()
            took_ms = (time.perf_counter() - begin) * 1000
            answers.append((took_ms, len(json.loads(body)["itineraries"])))
        except (OSError, http.client.HTTPException, ValueError, LookupError):
            connection.close()
            answers.append(((time.perf_counter() - begin) * 1000, -1))
    connection.close()
    return answers


def _line(load: Load) -> str:
    return (
        f"{load.workers} worker(s), {load.clients} client(s): {load.plans} plans, "
        f"{load.failed} failed, {load.with_options} with options; {load.per_second} a second, "
        f"p50 {load.p50_ms} ms, p95 {load.p95_ms} ms; first answer after {load.first_answer_s} s, "
        f"{load.memory_mb} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
