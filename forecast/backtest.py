"""The rolling-origin backtest: an archive of observations in, how good forecasts were out.

A target counts when it was observed, and when last week's value and the profile have a forecast for
it too, so that all are judged on the same. Beside all days together every class of days is scored,
jams are, where the quantity knows them, and holidays on one side of the border are compared with
what a model foretells that knows the calendar of one side alone; where errors are found in the day
and in the years is broken down in forecast/breakdown.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.progress import Progress, silent
from forecast.breakdown import Breakdown, Breaking
from forecast.buses.sites import corridor_of
from forecast.calendar import BorderCalendar
from forecast.corridors import Corridor
from forecast.day_classes import day_classes
from forecast.jams import JamCount, JamScore, is_jammed, jammed_from
from forecast.lived import Lived, Targets, live_through
from forecast.observations import ObservationStore
from forecast.one_sided import ends_of
from forecast.profile import Floats
from forecast.scores import Score, score_of
from forecast.slots import SLOT_S, Grid, Timeline, timeline, to_grid

HORIZONS_S = {"15min": 900, "60min": 3_600, "24h": 86_400, "7d": 604_800}
SITES_AT_ONCE = 16
HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class OneSidedScore:
    """Holidays on one side: the mean absolute error of the model and of its rivals.

    `only` holds, by the name of a side, that of the same model with this side's calendar alone.
    """

    horizon: str
    n: int
    mae: float
    only: dict[str, float]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores of all sites together, a horizon each; none where nothing could be scored."""

    scores: tuple[Score, ...] = ()
    classes: dict[str, tuple[Score, ...]] = field(default_factory=dict)
    jams: tuple[JamScore, ...] = ()
    one_sided: tuple[OneSidedScore, ...] = ()
    breakdown: Breakdown | None = None


@dataclass(slots=True)
class _Collected:
    """What was collected of one horizon, group of sites by group of sites."""

    targets: list[Targets] = field(default_factory=list)
    by_class: dict[str, list[Targets]] = field(default_factory=dict)
    jams: JamCount = field(default_factory=JamCount)
    one_sided: dict[str, list[Floats]] = field(default_factory=dict)


def backtest(
    store: ObservationStore,
    quantity: str,
    sites: tuple[str, ...],
    zone: str,
    calendar: BorderCalendar,
    progress: Progress = silent,
    corridors: tuple[Corridor, ...] = (),
) -> Backtest:
    """Lives through the archive of a store; `corridors` are those that sites may be."""
    extent = store.read_extent(quantity, sites)
    if extent is None:
        return Backtest()
    slot_s = slot_length_s(store.read_series(quantity, sites[:1], 0, extent.last_s + 1).time_s)
    first, last = (clock.local_date(each, zone) for each in (extent.first_s, extent.last_s))
    line = timeline(first, last, zone, calendar, slot_s=slot_s)
    rivals = _one_sided_rivals(line, calendar)
    horizons = {name: h_s // slot_s for name, h_s in HORIZONS_S.items() if h_s >= slot_s}
    found = {name: _Collected() for name in horizons}
    breaking = Breaking(line)
    for start in range(0, len(sites), SITES_AT_ONCE):
        progress("living through the archive", start / len(sites))
        group = sites[start : start + SITES_AT_ONCE]
        series = store.read_series(quantity, group, line.start_s, extent.last_s + 1)
        grid = to_grid(series, line, ends_of(tuple(map(corridor_of, group)), corridors, calendar))
        lived = live_through(grid, horizons)
        _collect(found, lived, quantity, grid, calendar)
        _collect_one_sided(found, lived, grid, rivals, horizons)
        breaking.add(lived, grid)
    scored = _scored(found)
    return replace(scored, breakdown=breaking.found(calendar)) if scored.scores else scored


def slot_length_s(time_s: NDArray[np.int64]) -> int:
    """An hour where observations are hourly, else a quarter of it."""
    return HOUR_S if len(time_s) and not (time_s % HOUR_S).any() else SLOT_S


def _one_sided_rivals(line: Timeline, calendar: BorderCalendar) -> dict[str, Timeline]:
    """The timelines of those who know one side's calendar; none without a one-sided holiday."""
    if not (line.mark >= 0).any():
        return {}
    return {
        side.side: timeline(
            line.dates[0], line.dates[-1], line.zone, BorderCalendar((side,)), slot_s=line.slot_s
        )
        for side in calendar.sides
    }


def _collect(
    found: dict[str, _Collected],
    lived: dict[str, Lived],
    quantity: str,
    grid: Grid,
    calendar: BorderCalendar,
) -> None:
    limit = jammed_from(quantity, grid.values)
    classes = day_classes(grid.line, calendar)
    for name, each in lived.items():
        found[name].targets.append(each.targets())
        for kind, where in classes.items():
            found[name].by_class.setdefault(kind, []).append(each.targets(where))
        if limit is not None:
            observed = is_jammed(quantity, each.observed, limit)
            said = is_jammed(quantity, each.observed - each.missed, limit)
            found[name].jams.add(observed, said, each.counts, grid.line.slot_s)


def _collect_one_sided(
    found: dict[str, _Collected],
    lived: dict[str, Lived],
    grid: Grid,
    rivals: dict[str, Timeline],
    horizons: dict[str, int],
) -> None:
    """The errors at one-sided holidays, of the model and of each rival at the same targets."""
    if not rivals:
        return
    others = {
        side: live_through(Grid(grid.sites, line, grid.values), horizons)
        for side, line in rivals.items()
    }
    marked = grid.line.mark[grid.line.day_of] >= 0
    for name, each in lived.items():
        all_missed = {"": each.missed} | {side: of[name].missed for side, of in others.items()}
        at = each.counts & marked & np.isfinite(np.stack(list(all_missed.values()))).all(axis=0)
        for side, missed in all_missed.items():
            found[name].one_sided.setdefault(side, []).append(np.abs(missed[at]))


def _scored(found: dict[str, _Collected]) -> Backtest:
    classes: dict[str, tuple[Score, ...]] = {}
    one_sided = []
    for name, each in found.items():
        for kind, parts in each.by_class.items():
            score = score_of(name, parts)
            classes[kind] = (*classes.get(kind, ()), *((score,) if score else ()))
        missed = {side: np.concatenate(parts) for side, parts in each.one_sided.items()}
        own = missed.pop("", np.empty(0))
        if len(own):
            only = {side: float(errors.mean()) for side, errors in missed.items()}
            one_sided.append(OneSidedScore(name, len(own), float(own.mean()), only))
    scores = (score_of(name, each.targets) for name, each in found.items())
    jams = (each.jams.score(name) for name, each in found.items())
    return Backtest(
        scores=tuple(score for score in scores if score is not None),
        classes={kind: told for kind, told in classes.items() if told},
        jams=tuple(score for score in jams if score is not None),
        one_sided=tuple(one_sided),
    )
