"""How long forecasts take: sites and days in, seconds of a refit and milliseconds a series out.

    python -m benchmarks.forecasting [--sites 200] [--days 730] [--n 500]

A territory with so many corridors and a made archive of quarter-hours (free flow, two peaks, noise)
are written to a folder of their own; opening its forecasts reads the archive, fits every corridor
and predicts two weeks, as a new day of observations does. Then the next seven days of corridors are
asked for one after the other, JSON included. One process.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import summary
from core import clock
from feeds.territory import HOME, Territory, load_territory
from forecast.observation_csv import Observation
from forecast.observations import ObservationStore
from forecast.render import series_json
from forecast.service import ForecastService

FIRST = dt.date(2024, 11, 25)
QUARTER_S = 900
WEEK_S = 7 * clock.DAY_S
SEED = 5


def main(argv: list[str] | None = None) -> int:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(prog="benchmarks.forecasting", description=__doc__)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--n", type=int, default=500, help="series asked for (default 500)")
    args = parser.parse_args(argv)
    territory = multiplied(load_territory(HOME), args.sites)
    end_s = clock.from_local(FIRST + dt.timedelta(days=args.days), dt.time(7), territory.zone)
    with tempfile.TemporaryDirectory(prefix="navette-forecasting-") as folder:
        data = Path(folder)
        print(f"writing {args.sites} sites, {args.days} days", file=sys.stderr)
        ObservationStore(data / "observations.sqlite").add(made(territory, end_s))
        begin = time.perf_counter()
        service = ForecastService.open(data, territory, now_s=lambda: end_s)
        fit_s = time.perf_counter() - begin
        begin = time.perf_counter()
        ForecastService.open(data, territory, now_s=lambda: end_s)
        again_s = time.perf_counter() - begin
    ids = territory.corridors["corridor_id"].tolist()
    took_ms = []
    for n in range(args.n):
        begin = time.perf_counter()
        series = service.corridor(ids[n % len(ids)], end_s, end_s + WEEK_S)
        json.dumps(series_json(series))
        took_ms.append((time.perf_counter() - begin) * 1000)
    served = summary(np.array(took_ms))
    print(
        f"{args.sites} sites, {args.days} days of quarter-hours: refit {fit_s:.1f} s, "
        f"opened again {again_s:.1f} s\n"
        f"next seven days of a corridor as JSON ({len(series.forecast)} quarters): "
        f"p50 {served['p50_ms']:.1f} ms, p95 {served['p95_ms']:.1f} ms"
    )
    return 0


def multiplied(territory: Territory, sites: int) -> Territory:
    """The territory with so many corridors, copies of its own."""
    own = territory.corridors
    rows = own.loc[np.arange(sites) % len(own)].reset_index(drop=True)
    names = [f"{name}-{at}" for at, name in enumerate(rows["corridor_id"])]
    corridors = pd.DataFrame(rows).assign(corridor_id=names)
    return dataclasses.replace(territory, corridors=corridors)


def made(territory: Territory, end_s: int) -> Iterator[Observation]:
    """Travel times of every corridor up to a moment."""
    start_s = clock.from_local(FIRST, dt.time(0), territory.zone)
    moments = np.arange(start_s, end_s, QUARTER_S)
    hours = (moments - start_s) / 3600 % 24
    working = ((moments - start_s) // clock.DAY_S) % 7 < 5
    peaks = np.exp(-(((hours - 8) / 1.2) ** 2)) + 0.5 * np.exp(-(((hours - 17.5) / 1.5) ** 2))
    rng = np.random.default_rng(SEED)
    for row in territory.corridors.itertuples():
        noise = rng.gamma(4.0, 5.0, len(moments))
        values = row.free_flow_s * (1 + 1.5 * peaks * working) + noise
        for moment_s, value in zip(moments.tolist(), values.tolist(), strict=True):
            yield "travel_time_s", row.corridor_id, moment_s, value


if __name__ == "__main__":
    sys.exit(main())
