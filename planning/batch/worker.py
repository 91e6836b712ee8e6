"""A worker's side of a job: the job and the number of a chunk in, the chunk's times out.

Every process opens each network once, from the snapshot of the version that the job names, mapped
and checked against its sha256, and keeps it for the chunks to come.
"""

from __future__ import annotations

import functools
import threading
from pathlib import Path

from core import snapshot
from core.errors import DataError, SnapshotError
from planning.batch.compute import Prepared, Times, compute_chunk, prepare
from planning.batch.job import MatrixJob
from planning.batch.program import program_hash
from routing import network_io
from routing.network import Network

KEPT_NETWORKS = 4
KEPT_JOBS = 2

_lock = threading.Lock()


def hand_over(job: MatrixJob) -> MatrixJob:
    """The job itself: chunks depend on it, so that it is sent to every worker once."""
    return job


def compute_on_worker(job: MatrixJob, chunk: int) -> Times:
    """The times of a chunk, as `compute_chunk` gives them.

    Errors: SnapshotError where this machine has no sound snapshot of the job's version, DataError
    where another version of the program runs here.
    """
    if job.program != program_hash():
        mend = "install the version that sent the job beside every worker"
        raise DataError("the worker runs another version of Navette", mend=mend)
    with _lock:  # threads of a worker wait for the first one to prepare
        prepared = _prepared(job)
    return compute_chunk(job, prepared, chunk, _go_on)


@functools.lru_cache(maxsize=KEPT_JOBS)
def _prepared(job: MatrixJob) -> Prepared:
    return prepare(job, [open_version(each.root, each.version) for each in job.networks])


@functools.lru_cache(maxsize=KEPT_NETWORKS)
def open_version(root: Path, version: str) -> Network:
    """The network of a version, mapped from its snapshot.

    Errors: SnapshotError where it is missing, damaged, or holds another version.
    """
    stored = snapshot.load(root, version)
    network = network_io.from_arrays(stored.arrays, stored.manifest)
    if network.version != version:
        said = f"holds version {network.version}, not {version}"
        raise SnapshotError(said, file=str(root / version), mend="build the feeds again")
    return network


def _go_on() -> None:
    """Nobody asks a worker to stop within a chunk."""
