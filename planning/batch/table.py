"""The table of a matrix: a folder whose chunks are done in, `matrix.csv` and some counts out."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.files import machine_faults, sync_folder
from core.progress import Progress
from planning.batch.compute import Times
from planning.batch.folder import TABLE, MatrixFolder
from planning.batch.job import MatrixJob
from planning.outputs.csv_cells import safe_text
from routing.reach import UNREACHED

WRITING = "writing matrix.csv"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pairs the middle departure links, by network; origins that lead to no other point.

    The middle departure is the percentile in the middle of those asked for.
    """

    reached: tuple[int, ...]
    lone: tuple[str, ...]


def write_table(folder: MatrixFolder, progress: Progress) -> tuple[Path, Counts]:
    """Writes a line for every pair, wholly or not at all, and counts.

    Columns: origin, destination, and the percentiles in seconds (p5_s ...), empty where nothing
    leads there in time; those of a second network follow under its name.
    """
    path = folder.path / TABLE
    beside = path.with_name(f"{TABLE}.tmp-{os.getpid()}")
    counting = _Counting(folder.job)
    with machine_faults(f"cannot write {path}"):
        try:
            with beside.open("w", encoding="utf-8", newline="") as out:
                rows = csv.writer(out)
                rows.writerow(_header(folder.job))
                for chunk in folder.job.chunks:
                    progress(WRITING, chunk / len(folder.job.chunks))
                    times = folder.read(chunk)
                    rows.writerows(_rows(folder.job, chunk, times))
                    counting.add(chunk, times)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return path, counting.counts


class _Counting:
    def __init__(self, job: MatrixJob) -> None:
        self._job = job
        self._reached = np.zeros(len(job.networks), dtype=np.int64)
        self._lone: list[str] = []

    def add(self, chunk: int, times: Times) -> None:
        known = times < UNREACHED
        self._reached += known[..., known.shape[3] // 2].sum(axis=(0, 2))
        leads = np.flatnonzero((known & (times > 0)).any(axis=(1, 2, 3)))
        origins = self._job.origins_of(chunk)
        self._lone += [point.id for at, point in enumerate(origins) if at not in leads]

    @property
    def counts(self) -> Counts:
        return Counts(tuple(self._reached.tolist()), tuple(self._lone))


def _header(job: MatrixJob) -> list[str]:
    shares = [
        f"p{share}_s" if at == 0 else f"{network.name}_p{share}_s"
        for at, network in enumerate(job.networks)
        for share in job.shares
    ]
    return ["origin", "destination", *shares]


def _rows(job: MatrixJob, chunk: int, times: Times) -> Iterator[list[object]]:
    ids = [safe_text(point.id) for point in job.destinations]
    for origin, tables in zip(job.origins_of(chunk), times, strict=True):
        by_end = tables.transpose(1, 0, 2).reshape(len(ids), -1).tolist()
        for end, seconds in zip(ids, by_end, strict=True):
            yield [
                safe_text(origin.id),
                end,
                *("" if each == UNREACHED else each for each in seconds),
            ]
