"""Chances to find a seat, learnt: an archive of loads in, a small readable file and back out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.files import write_atomically
from forecast.calendar import BorderCalendar
from forecast.crowding.archive import Loads, kinds_of
from forecast.crowding.levels import Vehicle, level_of
from forecast.crowding.model import CrowdingModel, Run
from routing.crowding import KINDS, LEVELS, QUARTERS, Crowding, Table, line_key

NAME = "crowding.json"
"""In the data folder."""
LEAST_COUNTS = 8
"""Counts of a line in an hour of a kind of day below which nothing is said."""
MOST_BYTES = 200_000_000
_QUARTERS_AN_HOUR = 4
_DIGITS = 3


def learn_crowding(loads: Loads, vehicle: Vehicle) -> dict[str, Any]:
    """What an archive says of the day after it, as it stands in the file."""
    model = CrowdingModel(len(loads.lines))
    level = level_of(loads.load, vehicle)
    starts = np.searchsorted(loads.day, np.arange(loads.days + 1))
    for day in range(loads.days):
        rows = slice(starts[day], starts[day + 1])
        model.add_day(Run(loads.kind[rows], loads.quarter[rows], loads.line[rows]), level[rows])
    until = loads.first_day + dt.timedelta(days=max(0, loads.days - 1))
    lines = {
        line_key(name): _table(model, loads, line) for line, name in enumerate(loads.lines)
    }  # fmt: skip
    return {"until": until.isoformat(), **vehicle._asdict(), "levels": LEVELS, "lines": lines}


def save_crowding(learnt: dict[str, Any], folder: Path) -> Path:
    """Writes it into a data folder."""
    path = folder / NAME
    write_atomically(path, (json.dumps(learnt) + "\n").encode("utf-8"))
    return path


def load_crowding(folder: Path, calendar: BorderCalendar) -> Crowding | None:
    """That of a data folder; None where it has none. Errors: DataError for a damaged file."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_bytes()[:MOST_BYTES])
        until = dt.date.fromisoformat(str(content["until"]))
        tables = {str(name): _read(said) for name, said in content["lines"].items()}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as exc:
        raise DataError(
            "is damaged", file=str(path), mend="learn it again with `forecast crowding FILE --use`"
        ) from exc
    return Crowding(tables, until.isoformat(), lambda day: kinds_of((day,), calendar)[0])


def _table(
    model: CrowdingModel, loads: Loads, line: int
) -> dict[str, dict[str, list[list[float]]]]:
    """By kind of day and hour the chances of every quarter, where enough was counted."""
    told: dict[str, dict[str, list[list[float]]]] = {}
    own = loads.line == line
    for kind, name in enumerate(KINDS):
        counted = np.bincount(
            loads.quarter[own & (loads.kind == kind)] // _QUARTERS_AN_HOUR, minlength=24
        )
        for hour in np.flatnonzero(counted >= LEAST_COUNTS).tolist():
            quarter = hour * _QUARTERS_AN_HOUR + np.arange(_QUARTERS_AN_HOUR)
            asked = Run(np.full_like(quarter, kind), quarter, np.full_like(quarter, line))
            chances = np.round(model.distribution(asked), _DIGITS)
            told.setdefault(name, {})[str(hour)] = chances.tolist()
    return told


def _read(said: dict[str, dict[str, list[list[float]]]]) -> Table:
    table: NDArray[np.float32] = np.full(
        (len(KINDS), QUARTERS, len(LEVELS)), np.nan, dtype=np.float32
    )
    for name, hours in said.items():
        for hour, chances in hours.items():
            rows = np.array(chances, dtype=np.float32)
            if rows.shape != (_QUARTERS_AN_HOUR, len(LEVELS)) or not 0 <= int(hour) < 24:
                raise ValueError(hour)
            if not ((rows >= 0) & (rows <= 1)).all():
                raise ValueError(hour)
            first = int(hour) * _QUARTERS_AN_HOUR
            table[KINDS.index(name), first : first + _QUARTERS_AN_HOUR] = rows
    return table
