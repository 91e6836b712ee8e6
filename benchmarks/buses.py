"""How well buses measure a queue that was put in: a GTFS zip in, errors by quarter-hour out.

    python -m benchmarks.buses feed.zip [--days 28]

Every bus that drives a corridor of the home territory gets a made run: late by chance before the
corridor, on the free road a little faster than the fastest its timetable allows, in the morning of
working days behind a queue, and one in twelve held up by something that is no queue. One report in
twenty is lost. What `forecast buses` makes of these reports is compared with the queue.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commands.bus_hops import hops_of_zips
from core import clock
from core.progress import silent
from feeds.territory import HOME, load_territory
from forecast.buses.archive import measure
from forecast.buses.excess import Quarters
from forecast.buses.hops import FROM, Hops
from forecast.observation_csv import Observation
from forecast.slots import SLOT_S

SEED = 5
PEAK_S, PEAK_HOUR, PEAK_WIDTH = 420.0, 7.5, 1.1
HELD_UP, LOST = 1 / 12, 1 / 20
QUEUED_S = 120.0

Floats = NDArray[np.float64]


class Driven(NamedTuple):
    """Made runs. Shapes: (runs,) each; `queue_s` is what they waited on the corridor."""

    hop: NDArray[np.int64]
    start_s: Floats
    late_s: Floats
    run_s: Floats
    queue_s: Floats


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(prog="benchmarks.buses", description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("--days", type=int, default=28)
    args = parser.parse_args(argv)
    hops = hops_of_zips([args.feed], load_territory(HOME), silent)
    if not hops.trip:
        print("no bus of it drives a corridor", file=sys.stderr)
        return 1
    driven = made(hops, args.days, np.random.default_rng(SEED))
    told = list(reports(hops, driven, np.random.default_rng(SEED + 1)))
    begin = time.perf_counter()
    found = measure(told, hops)
    took_s = time.perf_counter() - begin
    print(f"{len(told):,} reports, {len(driven.hop):,} runs, measured in {took_s:.2f} s")
    print(", ".join(f"{name} {n:,}" for name, n in found.counts.items() if n))
    error_s, queue_s = errors(found.told, hops, driven)
    for name, chosen in (("all", queue_s >= 0), ("queued", queue_s >= QUEUED_S)):
        mine = error_s[chosen]
        print(
            f"{name:7}{len(mine):>8,} quarter-hours  bias {mine.mean():6.1f} s  "
            f"MAE {np.abs(mine).mean():6.1f} s  of {queue_s[chosen].mean():6.1f} s"
        )
    return 0


def made(hops: Hops, days: int, rng: np.random.Generator) -> Driven:
    """Runs of all hops on the first days of the timetable."""
    columns = np.flatnonzero(hops.runs.any(axis=0))[:days]
    day, hop = np.nonzero(hops.runs[hops.service][:, columns].T)
    start_s = hops.day_starts_s[hops.zone[hop], columns[day]].astype(np.float64)
    hour = hops.leaves_s[hop] / 3600
    dates = (clock.from_day_number(hops.first_day + int(column)) for column in columns)
    working = np.array([date.weekday() < 5 for date in dates])
    level = rng.gamma(9.0, 1 / 9, len(columns)) * working
    queue_s = level[day] * PEAK_S * np.exp(-(((hour - PEAK_HOUR) / PEAK_WIDTH) ** 2))
    least = np.full(len(hops.groups), np.inf)
    np.minimum.at(least, hops.group, hops.run_s)
    free_s = 0.92 * least[hops.group[hop]] + rng.gamma(4.0, 6.0, len(hop))
    other_s = np.where(rng.random(len(hop)) < HELD_UP, rng.exponential(200, len(hop)), 0.0)
    late_s = rng.normal(60, 60, len(hop)).round()
    return Driven(hop, start_s, late_s, free_s + queue_s + other_s, queue_s)


def reports(hops: Hops, driven: Driven, rng: np.random.Generator) -> list[Observation]:
    """What the buses tell at either end, a quarter of a minute later."""
    leaves_s = driven.start_s + hops.leaves_s[driven.hop] + driven.late_s
    comes_s = leaves_s + driven.run_s
    late_s = (comes_s - driven.start_s - hops.comes_s[driven.hop]).round()
    found = []
    for end, at_s, delay_s in ((FROM, leaves_s, driven.late_s), (1 - FROM, comes_s, late_s)):
        stops = hops.from_stop if end == FROM else hops.to_stop
        for run in np.flatnonzero(rng.random(len(driven.hop)) >= LOST).tolist():
            hop = int(driven.hop[run])
            site = f"{hops.trip[hop]}|{stops[hop]}"
            found.append(("delay_s", site, int(at_s[run]) + 15, float(delay_s[run])))
    return found


def errors(told: Quarters, hops: Hops, driven: Driven) -> tuple[Floats, Floats]:
    """The error of every quarter-hour, and the median queue of the runs half-way in it."""
    middle_s = driven.start_s + hops.leaves_s[driven.hop] + driven.late_s + driven.run_s / 2
    queue: dict[tuple[int, int], list[float]] = {}
    claims: list[list[tuple[int, float]]] = [[] for _ in hops.trip]
    rows = zip(hops.claim_hop.tolist(), hops.claim_corridor.tolist(), hops.claim_share, strict=True)
    for hop, corridor, share in rows:
        claims[hop].append((corridor, float(share)))
    for hop, at_s, queue_s in zip(driven.hop.tolist(), middle_s, driven.queue_s, strict=True):
        for corridor, share in claims[hop]:
            key = corridor, int(at_s // SLOT_S) * SLOT_S
            queue.setdefault(key, []).append(float(queue_s) * share)
    keys = zip(told.corridor.tolist(), told.slot_s.tolist(), strict=True)
    known = np.array([np.median(queue.get(key, [np.nan])) for key in keys])
    return (told.excess_s - known)[~np.isnan(known)], known[~np.isnan(known)]


if __name__ == "__main__":
    sys.exit(main())
