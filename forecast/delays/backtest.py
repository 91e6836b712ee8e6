"""The rolling backtest of delays: an archive in, how good distributions and chances were out.

Every day is forecast from the days before it: once without live reports, and once from every report
for how late the run was in the end. Rivals are "no delay", what was last observed (the line's run
of the day before at that stop; with live reports what is reported now), and the line's median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress, silent
from forecast.delays.archive import Reports
from forecast.delays.model import (
    Asked,
    DelayModel,
    chance_to_change,
    chance_within,
    quantile,
)

LEARNING_DAYS = 14
"""Days before the first that is forecast."""
LEVELS = (0.1, 0.5, 0.9)
SPARES_MIN = (1, 2, 3, 5, 8, 12, 20)
BINS_OF_TABLE = 10
PAIRS_A_DAY = 400

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DelayScore:
    """Mean pinball loss in minutes over P10, P50 and P90, of the model and of each rival."""

    basis: str
    """timetable: from the days before; live: from the latest report"""
    n: int
    pinball: float
    no_delay: float
    last_observed: float
    line_median: float
    coverage80: float


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """Changes whose chance was forecast alike: how many, what was said, what came true."""

    n: int
    said: float
    kept: float


@dataclass(frozen=True, slots=True)
class DelayBacktest:
    """Scores, and whether chances to change are what they say. `error` is the expected one."""

    scores: tuple[DelayScore, ...]
    table: tuple[ReliabilityRow, ...]
    error: float


class _Changes(NamedTuple):
    """Changes: the chances that were said, and whether they were kept. Shapes: (n,) each."""

    said: Floats
    kept: NDArray[np.bool_]


class _Collected:
    """Losses of one basis, of the model and its rivals, and how often the interval held."""

    def __init__(self) -> None:
        self.losses: list[Floats] = []
        self._inside: list[NDArray[np.bool_]] = []

    def take(self, chance: Floats, final: Ints, last: Ints, median: Floats) -> None:
        """Notes the forecasts of a day."""
        forecasts = np.stack([quantile(chance, level) for level in LEVELS])
        rivals = (np.zeros(len(final)), last.astype(np.float64), median)
        losses = [_pinball(forecasts, final)]
        losses += [_pinball(np.broadcast_to(each, forecasts.shape), final) for each in rivals]
        self.losses.append(np.stack(losses))
        self._inside.append((final >= forecasts[0]) & (final <= forecasts[2]))

    def score(self, basis: str) -> DelayScore:
        """The means over all days."""
        losses = np.concatenate(self.losses, axis=1)
        ours, no_delay, last, median = (float(each) for each in losses.mean(axis=1))
        inside = float(np.concatenate(self._inside).mean())
        return DelayScore(basis, losses.shape[1], ours, no_delay, last, median, inside)


def backtest_delays(
    reports: Reports, *, seed: int = 0, progress: Progress = silent
) -> DelayBacktest:
    """Lives through an archive. Empty scores where it holds fewer than LEARNING_DAYS + 1 days."""
    sizes = len(reports.lines), len(reports.stops)
    models = {"timetable": DelayModel(*sizes, live=False), "live": DelayModel(*sizes, live=True)}
    collected = {basis: _Collected() for basis in models}
    changes: list[_Changes] = []
    yesterday = np.zeros(sizes, dtype=np.int64)
    rng = np.random.default_rng(seed)
    for day in range(reports.days):
        progress("living through the archive", day / reports.days)
        today = np.flatnonzero(reports.day == day)
        ends = today[reports.is_final[today]]
        median = models["timetable"].median_of_lines()
        for basis, rows in (("timetable", ends), ("live", today[~reports.is_final[today]])):
            asked, final = _asked(reports, rows, live=basis == "live"), reports.final_min[rows]
            if day >= LEARNING_DAYS and len(rows):
                chance = models[basis].distribution(asked)
                before = yesterday[asked.line, asked.stop]
                last = before if asked.now_min is None else asked.now_min
                collected[basis].take(chance, final, last, median[asked.line])
                changes += _changes(reports, ends, chance, rng) if basis == "timetable" else []
            models[basis].add_day(asked, final)
        yesterday[reports.line[ends], reports.stop[ends]] = reports.final_min[ends]
    table = _reliability(changes)
    total = max(1, sum(row.n for row in table))
    return DelayBacktest(
        scores=tuple(each.score(basis) for basis, each in collected.items() if each.losses),
        table=table,
        error=sum(row.n * abs(row.said - row.kept) for row in table) / total,
    )


def _asked(reports: Reports, rows: NDArray[np.int64], *, live: bool) -> Asked:
    now = reports.reported_min[rows] if live else None
    return Asked(reports.hour[rows], reports.line[rows], reports.stop[rows], now)


def _pinball(forecasts: Floats, final: Ints) -> Floats:
    """The mean loss over the levels. Shapes: (levels, n), (n,) to (n,)."""
    error = final[None] - forecasts
    level = np.array(LEVELS)[:, None]
    return np.asarray(np.maximum(level * error, (level - 1) * error).mean(axis=0))


def _changes(
    reports: Reports, ends: NDArray[np.int64], chance: Floats, rng: np.random.Generator
) -> list[_Changes]:
    """Changes of a day with a time to spare: what was said of them, and whether they were kept.

    To a run on time, and to one that may be late itself: at one stop, within three hours.
    """
    drawn = rng.integers(0, len(ends), PAIRS_A_DAY)
    spare = rng.choice(SPARES_MIN, PAIRS_A_DAY)
    late = reports.final_min[ends]
    alone = _Changes(chance_within(chance[drawn], spare), late[drawn] <= spare)
    other = rng.integers(0, len(ends), PAIRS_A_DAY)
    meets = (
        (reports.stop[ends][drawn] == reports.stop[ends][other])
        & (reports.line[ends][drawn] != reports.line[ends][other])
        & (np.abs(reports.hour[ends][drawn] - reports.hour[ends][other]) <= 3)
    )
    first, second, spare = drawn[meets], other[meets], spare[meets]
    both = _Changes(
        chance_to_change(chance[first], chance[second], spare),
        late[first] - np.maximum(late[second], 0) <= spare,
    )
    return [alone, both]


def _reliability(changes: list[_Changes]) -> tuple[ReliabilityRow, ...]:
    """Changes in BINS_OF_TABLE groups of one size, from the least likely on."""
    if not changes:
        return ()
    said = np.concatenate([each.said for each in changes])
    kept = np.concatenate([each.kept for each in changes])
    edges = np.quantile(said, np.linspace(0, 1, BINS_OF_TABLE + 1)[1:-1])
    group = np.searchsorted(edges, said, side="right")
    return tuple(
        ReliabilityRow(int(each.sum()), float(said[each].mean()), float(kept[each].mean()))
        for each in (group == row for row in range(BINS_OF_TABLE))
        if each.any()
    )
