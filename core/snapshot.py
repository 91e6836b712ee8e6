"""The snapshot store: arrays and a manifest in, memory-mapped read-only arrays out.

A root folder holds one folder a version (`*.npy` and `manifest.json` with the sha256 of every
array file) and the pointer file `current` with the version in service. A snapshot is written
under a temporary name, synced and renamed, and only then does the pointer flip, so a writer that
is killed at any instant leaves the last good snapshot in service. Nothing is ever pickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.clock import now_s
from core.errors import SnapshotError
from core.files import locked, machine_faults, sync_folder, write_atomically

FORMAT = 1
"""Raised whenever files of older programs can no longer be read as they are."""

KEEP = 3
"""How many snapshots stay on disk: the one in service and two to go back to."""

LOCK_WAIT_S = 120.0
"""How long a second writer waits for the first."""

_POINTER = "current"
_MANIFEST = "manifest.json"
_LOCK = ".lock"
_TEMPORARY = ".tmp-"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}")
_REBUILD = "build the feeds again"

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class LoadedSnapshot:
    """One snapshot: the manifest as it was given, the arrays mapped read-only."""

    version: str
    manifest: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def publish(
    root: Path,
    version: str,
    arrays: Arrays,
    manifest: dict[str, Any],
    *,
    wait_s: float = LOCK_WAIT_S,
) -> Path:
    """Writes a snapshot, puts it into service and returns its folder.

    A version names its content: one that stands there intact is put into service as it is, a
    damaged one is written anew. What killed writers left behind is cleared away.

    Errors: ValueError for a name or dtype that cannot be stored, EnvironmentFault when the machine
    refuses; then nothing half-written stays and the pointer is as it was.
    """
    _check_storable(version, arrays)
    with machine_faults(f"cannot write a snapshot in {root}"):
        root.mkdir(parents=True, exist_ok=True)
    with (
        locked(root / _LOCK, wait_s, "writing a snapshot"),
        machine_faults(f"cannot write a snapshot in {root}"),
    ):
        _clear_leftovers(root)
        serial = 1 + max((n for n, _ in _numbered(root)), default=0)
        if _is_intact(root, version):
            _renumber(root / version, serial)
        else:
            _write_folder(root, version, serial, arrays, manifest)
        write_atomically(root / _POINTER, f"{version}\n".encode())
    return root / version


def load(root: Path, version: str | None = None, *, verify: bool = True) -> LoadedSnapshot:
    """The snapshot in service, or the one named; arrays are mapped, not read.

    With `verify` every array file is compared with its sha256, which reads it once.

    Errors: SnapshotError, in one line, when it is missing, damaged or of another format.
    """
    chosen = version or current_version(root)
    if chosen is None:
        raise SnapshotError("there is no snapshot yet", file=str(root), mend=_REBUILD)
    folder = root / chosen
    head = _read_head(folder)
    arrays = {
        name: _map_array(folder, f"{name}.npy", entry, verify=verify)
        for name, entry in head["arrays"].items()
    }
    return LoadedSnapshot(chosen, head["manifest"], arrays)


def current_version(root: Path) -> str | None:
    """The version in service, or None where nothing has been published yet."""
    try:
        text = (root / _POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise SnapshotError(f"unreadable pointer: {exc}", file=str(root / _POINTER)) from exc
    if not _is_name(text):
        raise SnapshotError("names no snapshot", file=str(root / _POINTER), mend=_REBUILD)
    return text


def versions(root: Path) -> tuple[str, ...]:
    """The versions on disk, oldest first, in the order in which they were last published."""
    return tuple(version for _, version in _numbered(root))


def rollback(root: Path, *, wait_s: float = LOCK_WAIT_S) -> str:
    """Puts the version published before the present one into service and returns its name.

    Errors: SnapshotError when there is none or it is damaged; then the pointer stays.
    """
    with locked(_lock_of(root), wait_s, "writing a snapshot"):
        known = versions(root)
        present = current_version(root)
        older = known[: known.index(present)] if present in known else known
        if not older:
            raise SnapshotError("there is no older snapshot to go back to", file=str(root))
        load(root, older[-1])
        write_atomically(root / _POINTER, f"{older[-1]}\n".encode())
    return older[-1]


def prune(root: Path, keep: int = KEEP, *, wait_s: float = LOCK_WAIT_S) -> tuple[str, ...]:
    """Removes all but the newest `keep` versions, and those that can no longer be read.

    The one in service always stays. Returns the names of the removed.
    """
    with (
        locked(_lock_of(root), wait_s, "writing a snapshot"),
        machine_faults(f"cannot remove old snapshots in {root}"),
    ):
        _clear_leftovers(root)
        present = current_version(root)
        known = versions(root)
        too_old = known[: max(0, len(known) - max(keep, 1))]
        unreadable = {f.name for f in _folders(root) if (f / _MANIFEST).exists()} - set(known)
        removed = tuple(v for v in (*sorted(unreadable), *too_old) if v != present)
        for version in removed:
            _remove_folder(root / version)
    return removed


def _lock_of(root: Path) -> Path:
    if not root.is_dir():
        raise SnapshotError("there is no snapshot yet", file=str(root), mend=_REBUILD)
    return root / _LOCK


def _is_name(text: str) -> bool:
    return (
        _NAME.fullmatch(text) is not None
        and _TEMPORARY not in text
        and text not in (_POINTER, _MANIFEST)
    )


def _check_storable(version: str, arrays: Arrays) -> None:
    for name in (version, *arrays):
        if not _is_name(name):
            raise ValueError(f"{name!r} cannot be the name of a snapshot or array")
    for name, array in arrays.items():
        if array.dtype.hasobject:
            raise ValueError(f"array {name!r} holds Python objects and cannot be mapped")


def _write_folder(
    root: Path, version: str, serial: int, arrays: Arrays, manifest: dict[str, Any]
) -> None:
    folder = root / f"{version}{_TEMPORARY}{os.getpid()}"
    try:
        folder.mkdir()
        head = {
            "format": FORMAT,
            "version": version,
            "serial": serial,
            "published_at_s": now_s(),
            "arrays": {
                name: _write_array(folder / f"{name}.npy", array) for name, array in arrays.items()
            },
            "manifest": manifest,
        }
        write_atomically(folder / _MANIFEST, _sealed(head))
        if (root / version).exists():
            _remove_folder(root / version)
        folder.rename(root / version)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    sync_folder(root)


class _HashingWriter:
    """A file that keeps the sha256 of what passes through it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._sha256 = hashlib.sha256()

    def write(self, part: bytes) -> int:
        self._sha256.update(part)
        return self._out.write(part)

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()


def _write_array(path: Path, array: NDArray[Any]) -> dict[str, Any]:
    with path.open("wb") as out:
        hashing = _HashingWriter(out)
        np.lib.format.write_array(hashing, np.asarray(array), allow_pickle=False)
        out.flush()
        os.fsync(out.fileno())
    return {
        "sha256": hashing.hexdigest(),
        "dtype": array.dtype.str,
        "shape": list(array.shape),
    }


def _sealed(head: dict[str, Any]) -> bytes:
    """The head of a snapshot as JSON, with the sha256 of its own content."""
    return json.dumps({**head, "seal": _seal_of(head)}, indent=1, ensure_ascii=False).encode()


def _seal_of(head: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(head, sort_keys=True).encode()).hexdigest()


def _read_head(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    try:
        head = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise SnapshotError("the snapshot is missing", file=str(folder), mend=_REBUILD) from None
    except (OSError, ValueError) as exc:
        raise SnapshotError(f"damaged: {exc}", file=str(path), mend=_REBUILD) from exc
    if not isinstance(head, dict):
        raise SnapshotError("damaged: no manifest", file=str(path), mend=_REBUILD)
    if head.get("format") != FORMAT:
        raise SnapshotError(
            f"written in format {head.get('format')}, this program reads format {FORMAT}",
            file=str(path),
            mend=_REBUILD,
        )
    if head.pop("seal", None) != _seal_of(head) or head.get("version") != folder.name:
        raise SnapshotError("damaged: the manifest was changed", file=str(path), mend=_REBUILD)
    return head


def _map_array(folder: Path, file: str, entry: dict[str, Any], *, verify: bool) -> NDArray[Any]:
    path = folder / file
    try:
        if verify:
            with path.open("rb") as stored:
                if hashlib.file_digest(stored, "sha256").hexdigest() != entry["sha256"]:
                    raise SnapshotError("damaged: wrong sha256", file=str(path), mend=_REBUILD)
        empty = 0 in entry["shape"]  # nothing to map
        array = np.load(path, mmap_mode=None if empty else "r", allow_pickle=False)
    except (OSError, ValueError) as exc:
        raise SnapshotError(f"damaged: {exc}", file=str(path), mend=_REBUILD) from exc
    if array.dtype.str != entry["dtype"] or list(array.shape) != entry["shape"]:
        raise SnapshotError("damaged: another dtype or shape", file=str(path), mend=_REBUILD)
    plain: NDArray[Any] = array.view(np.ndarray)  # compiled code knows plain arrays only
    plain.flags.writeable = False
    return plain


def _is_intact(root: Path, version: str) -> bool:
    try:
        load(root, version)
    except SnapshotError:
        return False
    return True


def _renumber(folder: Path, serial: int) -> None:
    """Makes a snapshot that stands there the newest."""
    write_atomically(folder / _MANIFEST, _sealed({**_read_head(folder), "serial": serial}))


def _numbered(root: Path) -> list[tuple[int, str]]:
    """(serial, version) of every snapshot on disk that this program can read, oldest first."""
    if not root.is_dir():
        return []
    found = []
    for folder in _folders(root):
        try:
            found.append((int(_read_head(folder)["serial"]), folder.name))
        except SnapshotError:
            continue
    return sorted(found)


def _folders(root: Path) -> Iterator[Path]:
    with machine_faults(f"cannot read {root}"):
        entries = list(root.iterdir())
    return (entry for entry in entries if _is_name(entry.name) and entry.is_dir())


def _clear_leftovers(root: Path) -> None:
    """Removes what killed writers left; ours is the lock, so nobody is still writing these."""
    for entry in list(root.glob(f"*{_TEMPORARY}*")):
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _remove_folder(folder: Path) -> None:
    """Takes a folder away under a temporary name first, so that no reader finds half of it."""
    away = folder.with_name(f"{folder.name}{_TEMPORARY}{os.getpid()}-old")
    folder.rename(away)
    shutil.rmtree(away)
