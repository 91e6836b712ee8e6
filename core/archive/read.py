"""An archive read: a file of unknown origin in, its members out, each checked, or one clear line.

Nothing in it is believed: names stay within a folder, sizes are those of the manifest, every hash
is compared, and what would unpack to far more than it is worth is refused unopened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.archive.write import FORMAT, MANIFEST, PIECE_BYTES
from core.errors import DataError
from core.files import machine_faults
from core.progress import Progress
from core.zips import DAMAGE

MOST_MEMBERS = 1_000_000
MOST_MANIFEST_BYTES = 1 << 28
MOST_GROWTH = 200
"""An archive that would unpack to more than so many times its size is none of ours ..."""
SMALL_BYTES = 1 << 28
"""... unless that is no more than this."""
MOST_NAME_CHARS = 1_000
_MEND = "use another backup"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose outside is right: `told` is its manifest, `sizes` the bytes of members."""

    path: Path
    told: dict[str, Any]
    sizes: dict[str, int]
    _zip: zipfile.ZipFile

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a member, a piece at a time.

        Errors: DataError naming the member where it is not what the manifest says, at its end.
        """
        told = self.told["members"][name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as member:
                while piece := member.read(PIECE_BYTES):
                    size += len(piece)
                    if size > told["bytes"]:
                        break
                    digest.update(piece)
                    yield piece
        except DAMAGE as exc:
            raise _bad(self.path, f"the member {name} is damaged: {exc}") from exc
        if size != told["bytes"] or digest.hexdigest() != told["sha256"]:
            raise _bad(self.path, f"the member {name} is not what the manifest says")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member; errors as in pieces."""
        rest = b""
        for piece in self.pieces(name):
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
        if rest:
            yield rest

    def verify(self, progress: Progress) -> None:
        """Compares every hash. Errors: DataError naming the first member that is damaged."""
        whole, done = max(1, sum(self.sizes.values())), 0
        for name, size in self.sizes.items():
            for piece in self.pieces(name):
                done += len(piece)
                progress("checking the backup", min(1.0, done / whole))
            progress("checking the backup", min(1.0, (done + size) / whole))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive whose members, names, sizes and manifest were looked at.

    Errors: DataError naming the member that is wrong, EnvironmentFault where it cannot be read.
    """
    with machine_faults(f"cannot read {path}"):
        file = path.open("rb")
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except DAMAGE as exc:
            raise _bad(path, f"is no whole backup, or was cut short: {exc}") from exc
        with archive:
            yield _looked_at(path, archive)


def _looked_at(path: Path, archive: zipfile.ZipFile) -> Archive:
    infos = archive.infolist()
    _look_at_size(path, infos)
    for info in infos:
        _look_at(path, info)
    told = _manifest(path, archive)
    sizes = {info.filename: info.file_size for info in infos if info.filename != MANIFEST}
    _look_at_members(path, told["members"], sizes, len(infos) - 1)
    return Archive(path, told, sizes, archive)


def _look_at_size(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise _bad(path, f"holds {len(infos)} members, more than any backup")
    whole = sum(info.file_size for info in infos)
    if whole > max(SMALL_BYTES, MOST_GROWTH * path.stat().st_size):
        largest = max(infos, key=lambda info: info.file_size)
        raise _bad(path, f"would unpack to {whole} bytes, most of it {_shown(largest.filename)}")


def _look_at(path: Path, info: zipfile.ZipInfo) -> None:
    name, mode = info.orig_filename, info.external_attr >> 16
    parts = name.split("/")
    is_within = not any(part in ("", ".", "..") for part in parts) and len(name) <= MOST_NAME_CHARS
    if not is_within or "\\" in name or ":" in parts[0] or any(ord(c) < 32 for c in name):
        raise _bad(path, f"the member {_shown(name)} would lie outside the folder")
    if stat.S_ISLNK(mode) or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        raise _bad(path, f"the member {_shown(name)} is a link or a device, not a file")
    if info.compress_type not in _PACKINGS:
        raise _bad(path, f"the member {_shown(name)} is packed in a way that no backup is")
    if info.flag_bits & 1:
        raise _bad(path, f"the member {_shown(name)} is encrypted")


def _look_at_members(path: Path, told: dict[str, Any], sizes: dict[str, int], there: int) -> None:
    if there != len(sizes):
        raise _bad(path, "holds two members of one name")
    for name in sorted(told.keys() ^ sizes.keys()):
        where = "is missing" if name in told else "is not in its manifest"
        raise _bad(path, f"the member {_shown(name)} {where}")
    for name, size in sizes.items():
        said = told[name]
        if not isinstance(said, dict) or said.get("bytes") != size or "sha256" not in said:
            raise _bad(path, f"the member {_shown(name)} is not what the manifest says")
    taken = {name.rpartition("/")[0] for name in sizes} & sizes.keys()
    if taken:
        raise _bad(path, f"the member {_shown(min(taken))} is a file and a folder")


def _manifest(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST_BYTES:
            raise _bad(path, f"the member {MANIFEST} is too large")
        told = json.loads(archive.read(info))
    except KeyError:
        raise _bad(path, f"the member {MANIFEST} is missing, so it is no backup") from None
    except DAMAGE as exc:
        raise _bad(path, f"the member {MANIFEST} cannot be read: {exc}") from exc
    if not isinstance(told, dict) or not isinstance(told.get("members"), dict):
        raise _bad(path, f"the member {MANIFEST} does not list members")
    if told.get("format") != FORMAT:
        said = (
            f"the member {MANIFEST} is of format {told.get('format')}, this program reads {FORMAT}"
        )
        raise DataError(said, file=str(path), mend="restore it with the program that made it")
    return told


def _shown(name: str) -> str:
    return repr(name[:MOST_NAME_CHARS])


def _bad(path: Path, said: str) -> DataError:
    return DataError(said, file=str(path), mend=_MEND)
