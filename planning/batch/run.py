"""Running a matrix job: a job and its networks in, a folder with all travel times out.

What is there already is taken over; what is computed is written chunk by chunk, by this process
alone. Whoever raises in `progress` stops the work at the end of an origin (on a cluster: of a
chunk), and what is whole by then stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.progress import Progress, silent
from planning.batch.beats import Beats
from planning.batch.cluster import on_cluster
from planning.batch.compute import prepare
from planning.batch.folder import MatrixFolder, opened
from planning.batch.job import MatrixJob
from planning.batch.table import Counts, write_table
from planning.batch.threads import THREADS, on_threads
from routing.network import Network


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix that is done: its table, and how many chunks this run computed or found."""

    table: Path
    computed: int
    kept: int
    damaged: int
    counts: Counts


def run_matrix(
    job: MatrixJob,
    networks: Sequence[Network],
    out: Path,
    progress: Progress = silent,
    *,
    scheduler: str | None = None,
    threads: int = THREADS,
) -> Matrix:
    """Computes what a folder lacks of a job, in threads here or on a Dask cluster.

    `progress` is told at least every second. Errors: DataError where the folder holds another
    matrix, EnvironmentFault for machines, Cancelled when `progress` raises it.
    """
    with opened(out, job) as folder:
        missing = folder.missing
        kept = len(job.chunks) - len(missing)
        if missing and scheduler:
            _follow(folder, on_cluster(job, missing, scheduler), progress)
        elif missing:
            prepared = prepare(job, networks, progress)
            _follow(folder, on_threads(job, prepared, missing, threads), progress)
        table, counts = write_table(folder, progress)
        return Matrix(table, len(missing), kept, len(folder.damaged), counts)


def _follow(folder: MatrixFolder, beats: Beats, progress: Progress) -> None:
    """Writes what comes, and tells how far the whole job is."""
    job = folder.job
    before = len(job.origins) - sum(len(job.origins_of(chunk)) for chunk in folder.missing)
    with closing(beats):
        for beat in beats:
            if beat.times is not None:
                folder.write(beat.chunk, beat.times)
            progress(beat.doing, (before + beat.origins) / len(job.origins))
