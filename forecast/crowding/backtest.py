"""The rolling backtest of crowding: an archive of loads in, how good a week's forecast was out.

Every run is forecast from what was known a week before. The rival is the profile of its line,
direction and hour over all days known by then, which is what a planner would look up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress, silent
from forecast.crowding.archive import Loads
from forecast.crowding.levels import Vehicle, level_of
from forecast.crowding.model import CrowdingModel, Run
from routing.crowding import LEVELS

AHEAD_DAYS = 7
LEARNING_DAYS = 14
"""Days known before the first that is forecast."""
BINS_OF_TABLE = 10
LEAST_CHANCE = 1e-6
_HOURS_A_DAY = 24

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One level: how often it was, how often it was said to be."""

    level: str
    share: float
    said: float


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """Chances that were said alike: how many, the mean said, the share that came true."""

    n: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class CrowdingScore:
    """Mean log loss of the four levels; `error` is the expected calibration error."""

    n: int
    log_loss: float
    log_loss_profile: float
    error: float
    levels: tuple[LevelScore, ...]
    table: tuple[ReliabilityRow, ...]


def backtest_crowding(
    loads: Loads, vehicle: Vehicle, progress: Progress = silent
) -> CrowdingScore | None:
    """Lives through an archive; None where it is too short to score anything."""
    model = CrowdingModel(len(loads.lines))
    profile = np.zeros((len(loads.lines) * _HOURS_A_DAY, len(LEVELS)))
    level = level_of(loads.load, vehicle)
    hour_row = loads.line * _HOURS_A_DAY + loads.quarter // 4
    said: list[Floats] = []
    usual: list[Floats] = []
    came: list[NDArray[np.int64]] = []
    starts = np.searchsorted(loads.day, np.arange(loads.days + 1))
    for day in range(loads.days):
        progress("living through the archive", day / loads.days)
        if day >= AHEAD_DAYS:
            known = slice(starts[day - AHEAD_DAYS], starts[day - AHEAD_DAYS + 1])
            model.add_day(_runs(loads, known), level[known])
            np.add.at(profile, (hour_row[known], level[known]), 1)
        today = slice(starts[day], starts[day + 1])
        if day >= AHEAD_DAYS + LEARNING_DAYS and starts[day] < starts[day + 1]:
            said.append(model.distribution(_runs(loads, today)))
            usual.append(_shares(profile, hour_row[today]))
            came.append(level[today])
    if not said:
        return None
    return _score(np.concatenate(said), np.concatenate(usual), np.concatenate(came))


def _runs(loads: Loads, rows: slice) -> Run:
    return Run(loads.kind[rows], loads.quarter[rows], loads.line[rows])


def _shares(profile: Floats, rows: NDArray[np.int64]) -> Floats:
    """The shares of the levels in rows of the profile, each as if seen once as everywhere."""
    everywhere = profile.sum(axis=0) + LEAST_CHANCE
    counts = profile[rows] + everywhere / everywhere.sum()
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _score(said: Floats, usual: Floats, came: NDArray[np.int64]) -> CrowdingScore:
    happened = came[:, None] == np.arange(len(LEVELS))
    table = _reliability(said.ravel(), happened.ravel())
    return CrowdingScore(
        n=len(came),
        log_loss=_log_loss(said, came),
        log_loss_profile=_log_loss(usual, came),
        error=sum(row.n * abs(row.said - row.came) for row in table) / said.size,
        levels=tuple(
            LevelScore(name, float(happened[:, at].mean()), float(said[:, at].mean()))
            for at, name in enumerate(LEVELS)
        ),
        table=table,
    )


def _log_loss(said: Floats, came: NDArray[np.int64]) -> float:
    chance = np.maximum(said[np.arange(len(came)), came], LEAST_CHANCE)
    return float(-np.log(chance).mean())


def _reliability(said: Floats, came: NDArray[np.bool_]) -> tuple[ReliabilityRow, ...]:
    """Chances in tenths."""
    group = np.minimum((said * BINS_OF_TABLE).astype(np.int64), BINS_OF_TABLE - 1)
    return tuple(
        ReliabilityRow(int(each.sum()), float(said[each].mean()), float(came[each].mean()))
        for each in (group == row for row in range(BINS_OF_TABLE))
        if each.any()
    )
