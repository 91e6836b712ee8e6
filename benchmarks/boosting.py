"""The forecast beside gradient boosting: an archive of one site in, errors of both out.

    python -m benchmarks.boosting FILE --quantity Q --zone Z [--holidays K] [--time-column C]
                                  [--value-column C]

Boosted trees (scikit-learn's HistGradientBoostingRegressor, absolute error, its own defaults) are
fitted anew every month to all origins whose targets were known by then, at most two years back.
They know the target's hour, weekday and holidays, the value at the origin, the mean of the last
four, yesterday's and last week's value at the target's hour. Both are scored at the same targets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor

from core import clock
from core.errors import NavetteError
from forecast.backtest import HORIZONS_S, slot_length_s
from forecast.calendar import calendar_of
from forecast.lived import live_through
from forecast.observation_csv import Layout
from forecast.observations import ObservationStore
from forecast.slots import Grid, Timeline, timeline, to_grid

LEARNING_DAYS = 56
REFIT_DAYS = 30
WINDOW_DAYS = 730
SITE = "site"

Floats = NDArray[np.float64]


def main(argv: list[str] | None = None) -> int:
    """Runs the comparison; the exit code is 1 where the archive is at fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.boosting", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quantity", required=True)
    parser.add_argument("--zone", required=True)
    parser.add_argument("--holidays", default="LU")
    parser.add_argument("--time-column", default="time")
    parser.add_argument("--value-column", default="value")
    args = parser.parse_args(argv)
    layout = Layout(
        time=args.time_column, value=args.value_column, fixed_site=SITE,
        fixed_quantity=args.quantity, zone=args.zone,
    )  # fmt: skip
    try:
        grid = read_grid(args.file, layout, args.holidays)
    except NavetteError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    horizons = {n: h // grid.line.slot_s for n, h in HORIZONS_S.items() if h >= grid.line.slot_s}
    lived = live_through(grid, horizons)
    print(f"{'horizon':8}{'n':>8}{'forecast':>10}{'boosting':>10}{'profile':>9}{'last week':>10}")
    for name, horizon in horizons.items():
        begin = time.perf_counter()
        boosted = boost(grid, horizon)
        each = lived[name]
        at = each.counts & np.isfinite(boosted)[None]
        errors = (each.missed[at], (grid.values - boosted)[at], each.by_profile[at])
        mae = [float(np.abs(error).mean()) for error in (*errors, each.by_week[at])]
        print(
            f"{name:8}{int(at.sum()):8d}{mae[0]:10.1f}{mae[1]:10.1f}{mae[2]:9.1f}{mae[3]:10.1f}"
            f"   ({time.perf_counter() - begin:.0f} s of boosting)"
        )
    return 0


def read_grid(file: Path, layout: Layout, holidays: str) -> Grid:
    """The archive on its timeline."""
    calendar = calendar_of((key, [key]) for key in holidays.split(","))
    quantity, zone = str(layout.fixed_quantity), str(layout.zone)
    with tempfile.TemporaryDirectory(prefix="navette-boosting-") as folder:
        store = ObservationStore(Path(folder) / "observations.sqlite")
        store.import_file(file, layout=layout)
        series = store.read_series(quantity, (SITE,), 0, clock.now_s())
    first, last = (clock.local_date(int(s), zone) for s in series.time_s[[0, -1]])
    slot_s = slot_length_s(series.time_s)
    return to_grid(series, timeline(first, last, zone, calendar, slot_s=slot_s))


def boost(grid: Grid, horizon: int) -> Floats:
    """What boosted trees foretell of every slot from `horizon` slots before; nan where nothing."""
    line, values = grid.line, grid.values[0]
    x, targets = _features(line, values, horizon), np.arange(line.slots)
    told = np.full(line.slots, np.nan)
    day = clock.DAY_S // line.slot_s
    for first in range(LEARNING_DAYS * day, line.slots, REFIT_DAYS * day):
        known = slice(max(0, first - WINDOW_DAYS * day), first)
        fits = np.isfinite(values[known]) & np.isfinite(x[known, 0])
        asked = targets[first : first + REFIT_DAYS * day]
        asked = asked[np.isfinite(x[asked, 0])]
        if fits.sum() < day or not len(asked):
            continue
        model = HistGradientBoostingRegressor(loss="absolute_error", random_state=0)
        model.fit(x[known][fits], values[known][fits])
        told[asked] = model.predict(x[asked])
    return told


def _features(line: Timeline, values: Floats, horizon: int) -> Floats:
    """What was known at the origin of every target. Shapes: (slots, features)."""
    slots = np.arange(line.slots)
    origin = slots - horizon
    day, week = clock.DAY_S // line.slot_s, 7 * clock.DAY_S // line.slot_s
    back = max(1, -(-horizon // day))  # the last day whose value at that hour is known

    def at(places: NDArray[np.int64]) -> Floats:
        return np.where(places >= 0, values[np.maximum(places, 0)], np.nan)

    lately = np.stack([at(origin - n) for n in range(4)])
    known = np.isfinite(lately)
    mean = np.where(known, lately, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    weekday = np.array([each.weekday() for each in line.dates])
    days = line.day_of
    return np.stack(
        [
            lately[0],
            mean,
            at(slots - back * day),
            at(slots - max(1, -(-horizon // week)) * week),
            line.cell,
            weekday[days],
            line.day_type[days],
            line.mark[days],
        ],
        axis=1,
    ).astype(np.float64)


if __name__ == "__main__":
    sys.exit(main())
