"""An archive written: members in, one zip file with a manifest of their hashes out, whole or not.

It is written beside its name, synced and renamed; nothing is held in memory but one piece.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from core.errors import EnvironmentFault
from core.files import machine_faults, sync_folder

MANIFEST = "manifest.json"
FORMAT = 1
PIECE_BYTES = 1 << 20
_PACKED = {".zip", ".gz", ".pbf", ".pmtiles", ".parquet"}
"""What is compressed already is only stored."""
_MODE = 0o600
"""An archive may hold the keys to publishers; it is for its owner."""


class ArchiveWriter:
    """Takes members; made by `writing`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> int:
        """Puts a member in; how many bytes it has."""
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o100600 << 16
        is_packed = Path(name).suffix in _PACKED
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members[name] = {"bytes": size, "sha256": digest.hexdigest()}
        return size

    def add_manifest(self, told: dict[str, Any]) -> None:
        """Puts the manifest in, which says what the members are."""
        manifest = {"format": FORMAT, **told, "members": self.members}
        self._archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[tuple[ArchiveWriter, Path]]:
    """A writer, and a folder on the same disk for what has to be copied first.

    Errors: EnvironmentFault when the machine refuses; then nothing is left but what was there.
    """
    clear_left_behind(path)
    beside, scratch = _name_of(path, "tmp"), _name_of(path, "copy")
    try:
        with machine_faults(f"cannot write {path}"):
            scratch.mkdir()
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE)
            with os.fdopen(descriptor, "w+b") as out:
                archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
                try:
                    yield ArchiveWriter(archive), scratch
                except BaseException:
                    with contextlib.suppress(OSError, ValueError):
                        archive.close()  # what it adds goes with the file
                    raise
                archive.close()
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
            sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)


def pieces_of(path: Path) -> Iterator[bytes]:
    """The content of a file, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def clear_left_behind(path: Path) -> None:
    """Removes what processes that were killed have left beside a name."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*-*"):
        _, _, pid = left.name.rpartition("-")
        if not pid.isdigit() or _is_running(int(pid)):
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                left.unlink()


def _name_of(path: Path, kind: str) -> Path:
    """A name beside a path that this process alone uses."""
    if not path.parent.is_dir():
        raise EnvironmentFault(f"there is no folder {path.parent}", mend="make it first")
    return path.with_name(f".{path.name}.{kind}-{os.getpid()}")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
