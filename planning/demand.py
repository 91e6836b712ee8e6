"""Commuters as they were counted: a matrix of workers and modes kept in demand.csv in and out.

    from_zone,to_zone,workers,none,walk,bike,motorcycle,car,transit,source

One row a relation; the modes are shares of the workers whose mode is known, empty where none is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.files import machine_faults, write_atomically
from planning.furness import furness
from planning.zones import Floats, Zones

FILE = "demand.csv"
MODES = ("none", "walk", "bike", "motorcycle", "car", "transit")
COLUMNS = ("from_zone", "to_zone", "workers", *MODES, "source")
TRANSIT = MODES.index("transit")
MEND = "import the census again: python app.py demand FILE"


@dataclass(frozen=True, slots=True)
class Demand:
    """Counted commuters between zones.

    Shapes: workers (zones, zones), shares (modes, zones, zones), nan where no mode is known; homes
    (zones,), the zones whose workers were counted: for them nothing is estimated.
    """

    workers: Floats
    shares: Floats
    homes: NDArray[np.bool_]
    source: str

    @classmethod
    def of(cls, zones: Zones, by_mode: Floats, source: str) -> Demand:
        """From workers by mode, those of unknown mode last. Shapes: (modes + 1, zones, zones).

        Errors: DataError where nobody lives in any of the zones.
        """
        workers = by_mode.sum(axis=0)
        if not workers.sum():
            raise DataError(
                f"nobody lives and works in the zones, which are called like {zones.id[0]}",
                file=source,
                mend="name their communes in zone_codes.csv of the territory",
            )
        known = by_mode[:-1].sum(axis=0)
        shares = np.full(by_mode[:-1].shape, np.nan)
        np.divide(by_mode[:-1], known[None], out=shares, where=known[None] > 0)
        return cls(workers, shares, workers.sum(axis=1) > 0, source)

    @property
    def transit(self) -> Floats:
        """The share of transit, nan where it is not known. Shapes: (zones, zones)."""
        return np.asarray(self.shares[TRANSIT])

    def grown(self, before: Zones, after: Zones) -> Floats:
        """The workers when people and jobs of zones have changed; exactly the same if none has.

        Shapes: (zones, zones).
        """
        people = _ratio(after.population, before.population)
        jobs = _ratio(np.nan_to_num(after.jobs), np.nan_to_num(before.jobs))
        if (people == 1).all() and (jobs == 1).all():
            return self.workers
        rows, columns = self.workers.sum(axis=1), self.workers.sum(axis=0)
        return furness(self.workers, rows * people, columns * jobs)


def write_demand(path: Path, zones: Zones, demand: Demand) -> int:
    """Keeps a matrix, and says how many relations it has.

    Errors: EnvironmentFault when the machine refuses.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    relations = np.argwhere(demand.workers > 0).tolist()
    for home, work in relations:
        shares = demand.shares[:, home, work].tolist()
        told = ["" if math.isnan(each) else f"{each:.6g}" for each in shares]
        workers = f"{demand.workers[home, work]:.9g}"
        table.writerow([zones.id[home], zones.id[work], workers, *told, demand.source])
    write_atomically(path, out.getvalue().encode("utf-8"))
    return len(relations)


def read_demand(path: Path, zones: Zones) -> Demand | None:
    """The matrix that a data folder keeps; None where it keeps none.

    Errors: DataError naming the row and field that is at fault.
    """
    if not path.exists():
        return None
    row_of = {each: row for row, each in enumerate(zones.id)}
    by_mode = np.zeros((len(MODES) + 1, len(zones), len(zones)))
    source = path.name
    with machine_faults(f"cannot read {path}"), path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise DataError("column is missing", str(path), 1, ", ".join(missing), MEND)
        for number, entry in enumerate(table, start=2):
            for name in ("from_zone", "to_zone"):
                if entry[name] not in row_of:
                    raise DataError("is no zone", str(path), number, name, MEND)
            workers = _number(entry, "workers", path, number)
            told = [_number(entry, name, path, number) for name in MODES]
            cell = np.array([*told, 0.0 if sum(told) > 0 else 1.0]) * workers
            by_mode[:, row_of[entry["from_zone"]], row_of[entry["to_zone"]]] += cell
            source = entry["source"] or source
    return Demand.of(zones, by_mode, source)


def demand_digest(folder: Path) -> str:
    """Of the matrix that a data folder keeps; empty where it keeps none."""
    path = folder / FILE
    with machine_faults(f"cannot read {path}"):
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _number(entry: dict[str, str], name: str, path: Path, number: int) -> float:
    try:
        value = float(entry[name] or 0)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise DataError("is no number from 0 on", str(path), number, name, MEND)
    return value


def _ratio(after: Floats, before: Floats) -> Floats:
    return np.divide(after, before, out=np.ones_like(after), where=before > 0)
