"""The folder of a matrix: chunks in, files out that are whole or not there.

`matrix.json` says what the job is (network versions, points, window, percentiles), gives the sha256
of every chunk that is done, and is sealed with one of its own; `chunk-00000.npy` and so on hold the
times. A chunk is written before the manifest names it, both atomically, so a job that is killed at
any instant goes on with the chunks that are missing. A chunk that is not what its sha256 says is
computed again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DataError
from core.files import locked, machine_faults, write_atomically
from planning.batch.compute import Times
from planning.batch.job import MatrixJob

MANIFEST = "matrix.json"
TABLE = "matrix.csv"
_LOCK = ".lock"
_ANOTHER = "name another folder, or delete this one"
_NAMES = {
    "format": "format",
    "program": "version of the program",
    "networks": "network version",
    "window": "window",
    "walk": "longest walk",
    "percentiles": "list of percentiles",
    "origins_a_chunk": "size of chunks",
    "origins": "list of origins",
    "destinations": "list of destinations",
}


class MatrixFolder:
    """The chunks of one job on disk, while this process alone may write them."""

    def __init__(self, path: Path, job: MatrixJob) -> None:
        self.path = path
        self.job = job
        self.damaged: tuple[int, ...] = ()
        """Chunks that were done and are no longer what they were."""
        self._sha256: dict[int, str] = {}

    @property
    def missing(self) -> list[int]:
        """The chunks that are not done."""
        return [chunk for chunk in self.job.chunks if chunk not in self._sha256]

    def write(self, chunk: int, times: Times) -> None:
        """Keeps the times of a chunk. Errors: EnvironmentFault; ValueError for one that is done."""
        if chunk in self._sha256 or times.shape != self.job.shape_of(chunk):
            raise ValueError(f"chunk {chunk} is done, or of another shape")
        content = io.BytesIO()
        np.lib.format.write_array(content, times, allow_pickle=False)
        write_atomically(self._file(chunk), content.getvalue())
        self._sha256[chunk] = hashlib.sha256(content.getvalue()).hexdigest()
        self._write_manifest()

    def read(self, chunk: int) -> Times:
        """The times of a chunk that is done. Errors: DataError for a damaged one."""
        found = self._find(chunk, self._sha256[chunk])
        if found is None:
            mend = "start the same job again: it is computed anew"
            raise DataError("is damaged", file=str(self._file(chunk)), mend=mend)
        return found

    def start(self) -> None:
        """Takes over the chunks that are done. Errors: DataError where another job's are there."""
        for leftover in self.path.glob("*.tmp-*"):
            leftover.unlink()
        stored = _read_manifest(self.path)
        if stored is None:
            self._write_manifest()
            return
        _check_same(self.path, stored, json.loads(json.dumps(self.job.described())))
        told = {int(chunk): str(sha256) for chunk, sha256 in stored["chunks"].items()}
        self._sha256 = {
            chunk: sha256
            for chunk, sha256 in told.items()
            if chunk in self.job.chunks and self._find(chunk, sha256) is not None
        }
        self.damaged = tuple(sorted(told.keys() - self._sha256.keys()))
        if self.damaged:
            self._write_manifest()

    def _file(self, chunk: int) -> Path:
        return self.path / f"chunk-{chunk:05}.npy"

    def _find(self, chunk: int, sha256: str) -> Times | None:
        try:
            content = self._file(chunk).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != sha256:
            return None
        times: Times = np.load(io.BytesIO(content), allow_pickle=False)
        return times if times.shape == self.job.shape_of(chunk) else None

    def _write_manifest(self) -> None:
        chunks = {str(chunk): self._sha256[chunk] for chunk in sorted(self._sha256)}
        told = {**self.job.described(), "chunks": chunks}
        sealed = {**told, "seal": _seal_of(told)}
        content = json.dumps(sealed, ensure_ascii=False, separators=(",", ":"))
        write_atomically(self.path / MANIFEST, content.encode())


@contextmanager
def opened(path: Path, job: MatrixJob) -> Iterator[MatrixFolder]:
    """A job's folder, made or continued; no other process writes it meanwhile.

    Errors: DataError where it holds another matrix, EnvironmentFault for the machine.
    """
    with machine_faults(f"cannot write in {path}"):
        path.mkdir(parents=True, exist_ok=True)
    with locked(path / _LOCK, 0.0, "computing a matrix"):
        folder = MatrixFolder(path, job)
        with machine_faults(f"cannot read {path}"):
            folder.start()
        yield folder


def find_start_s(path: Path) -> int | None:
    """The first departure of the matrix that a folder holds, None where it holds none.

    Errors: DataError for a manifest that cannot be read.
    """
    stored = _read_manifest(path)
    return None if stored is None else int(stored["window"]["start_s"])


def _read_manifest(path: Path) -> dict[str, Any] | None:
    file = path / MANIFEST
    try:
        stored = json.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as exc:
        raise DataError(f"is damaged: {exc}", file=str(file), mend=_ANOTHER) from exc
    if not isinstance(stored, dict) or stored.pop("seal", None) != _seal_of(stored):
        raise DataError("is damaged, or was changed", file=str(file), mend=_ANOTHER)
    return stored


def _seal_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _check_same(path: Path, stored: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Nothing where a folder holds this job. Errors: DataError saying what is another."""
    others = [said for key, said in _NAMES.items() if stored.get(key) != wanted[key]]
    if others:
        was, now = (", ".join(v for _, v in each.get("networks", [])) for each in (stored, wanted))
        versions = f" ({was}, not {now})" if was != now else ""
        said = f"holds a matrix of another {' and another '.join(others)}{versions}"
        raise DataError(said, file=str(path), mend=_ANOTHER)
