"""Chances to change, learnt: an archive of delays in, a small readable file and back out.

A run that comes as late as the runs of the archive did, and another that leaves on time: the chance
to change is the share of runs no later than what is to spare. That the other may be late too helps
only those who are late, so nothing is promised that would not be kept. How late the single lines
come stands beside it (forecast/delays/lines.py).
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.clock import from_day_number
from core.errors import DataError
from core.files import write_atomically
from forecast.delays.archive import Reports
from forecast.delays.lines import as_content, learn_lateness, read_lateness
from forecast.delays.model import KEPT_DAYS
from routing.criteria.reliability import MINUTES, Lateness, Reliability

NAME = "delays.json"
"""In the data folder."""
LEAST_RUNS = 500
"""Runs at stops below which nothing is learnt."""
MOST_BYTES = 10_000_000
_ROW_OF_FIGURES = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def learn_chances(reports: Reports) -> Reliability:
    """The chances of the last KEPT_DAYS days of an archive.

    Errors: DataError for fewer than LEAST_RUNS runs at stops.
    """
    recent = reports.is_final & (reports.day >= reports.days - KEPT_DAYS)
    late = reports.final_min[recent]
    if len(late) < LEAST_RUNS:
        raise DataError(
            f"{len(late)} runs at stops: too few to learn from", mend=f"{LEAST_RUNS} at the least"
        )
    kept = [float((late <= minute).mean()) for minute in range(MINUTES)]
    until = from_day_number(reports.first_day + reports.days - 1)
    return Reliability(
        tuple(round(each, 4) for each in kept),
        "archive",
        until.isoformat(),
        learn_lateness(reports, recent),
    )


def save_chances(learnt: Reliability, folder: Path) -> Path:
    """Writes them into a data folder."""
    path = folder / NAME
    content: dict[str, Any] = {"kept_by_minutes_to_spare": learnt.kept, "until": learnt.until}
    if learnt.late is not None:
        content["late"] = as_content(learnt.late)
    text = _ROW_OF_FIGURES.sub(_in_one_line, json.dumps(content, indent=1))
    write_atomically(path, (text + "\n").encode("utf-8"))
    return path


def _in_one_line(row: re.Match[str]) -> str:
    return "[" + " ".join(row[1].split()) + "]"


def load_chances(folder: Path) -> Reliability | None:
    """Those of a data folder; None where it has none. Errors: DataError for a damaged file.

    A file that was written before single lines were learnt tells of all runs only.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_bytes()[:MOST_BYTES])
        kept = np.array(content["kept_by_minutes_to_spare"], dtype=np.float64)
        until = date.fromisoformat(str(content["until"]))
        late: Lateness | None = read_lateness(content["late"]) if "late" in content else None
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise _damaged(path) from exc
    rises = kept.shape == (MINUTES,) and bool((np.diff(kept) >= 0).all())
    if not rises or not 0 <= kept[0] <= kept[-1] <= 1:
        raise _damaged(path)
    return Reliability(tuple(kept.tolist()), "archive", until.isoformat(), late)


def _damaged(path: Path) -> DataError:
    return DataError(
        "is damaged", file=str(path), mend="learn it again with `forecast delays FILE --use`"
    )
