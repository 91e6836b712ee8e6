"""The zip of a feed: an untrusted file in, the bytes of its tables out, nothing extracted.

A table is chosen by its name, at the root or in the one folder that holds tables. Sizes, ratios and
counts are checked as declared before anything is read, and as found while reading.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.errors import FeedError
from core.zips import DAMAGE

MAX_ZIP_BYTES = 512 << 20
"""Largest zip file that is opened."""
MAX_MEMBERS = 1_000
"""Most members a zip may list."""
MAX_TABLE_BYTES = 1 << 30
"""Largest single table, unpacked."""
MAX_TOTAL_BYTES = 3 << 30
"""Largest sum of all tables that are read, unpacked."""
MAX_RATIO = 200
"""Highest ratio of unpacked to packed size; honest tables stay below about 50."""
MAX_SHOWN_CHARS = 100
"""So much of a name is told; a zip's may have 65,535 characters."""
RATIO_FREE_BYTES = 4 << 20
"""Tables up to this size may pack as well as they like."""

_CHUNK_BYTES = 1 << 20
_AGAIN = "download the feed again"
_PLAINLY = "zip it with the usual method (deflate)"


@dataclass(frozen=True, slots=True)
class FeedArchive:
    """One opened zip: which member holds which file, and what was passed over."""

    path: Path
    sha256: str
    members: dict[str, zipfile.ZipInfo]
    ignored: tuple[str, ...]

    def read(self, file: str) -> bytes:
        """The bytes of one file, such as "stops.txt".

        Errors: KeyError when the zip has none; FeedError when it is damaged or larger than said.
        """
        info = self.members[file]
        parts: list[bytes] = []
        size_bytes = 0
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(info) as member:
                while chunk := member.read(_CHUNK_BYTES):
                    size_bytes += len(chunk)
                    if size_bytes > info.file_size:
                        raise FeedError("holds more than the zip declares", file=file, mend=_AGAIN)
                    parts.append(chunk)
        except DAMAGE as exc:
            raise FeedError("damaged inside the zip", file=file, mend=_AGAIN) from exc
        if size_bytes != info.file_size:
            raise FeedError("cut short inside the zip", file=file, mend=_AGAIN)
        return b"".join(parts)


def open_archive(path: Path, wanted: Iterable[str]) -> FeedArchive:
    """Looks into a zip and finds the wanted files.

    Errors: FeedError, in one line, when it is no zip or cannot be trusted.
    """
    name = path.name
    sha256 = _checked_sha256(path)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except NotImplementedError as exc:
        raise FeedError(f"packed in an unknown way: {exc}", file=name, mend=_PLAINLY) from exc
    except DAMAGE as exc:
        raise _not_a_zip(path) from exc
    if len(infos) > MAX_MEMBERS:
        raise FeedError(f"{len(infos)} members, more than {MAX_MEMBERS}", file=name)
    members, ignored = _choose(infos, frozenset(wanted), name)
    _check_sizes(members, name)
    return FeedArchive(path, sha256, members, tuple(ignored))


def _checked_sha256(path: Path) -> str:
    try:
        size_bytes = path.stat().st_size
        if not path.is_file():
            raise FeedError("not a file", file=str(path), mend="name the feed's zip file")
        if size_bytes == 0:
            raise FeedError("the file is empty", file=path.name, mend=_AGAIN)
        if size_bytes > MAX_ZIP_BYTES:
            raise FeedError(f"larger than {MAX_ZIP_BYTES >> 20} MiB", file=path.name)
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as exc:
        raise FeedError("no such file", file=str(path), mend="check the path") from exc
    except OSError as exc:
        raise FeedError(f"cannot be read: {exc.strerror}", file=str(path)) from exc


def _not_a_zip(path: Path) -> FeedError:
    with path.open("rb") as stream:
        head = stream.read(1024)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        mend = "the address leads to a page; download the feed's zip file itself"
        return FeedError("a web page, not a zip file", file=path.name, mend=mend)
    if head.startswith(b"PK"):
        return FeedError("a zip file that is cut short or damaged", file=path.name, mend=_AGAIN)
    return FeedError(
        "not a zip file", file=path.name, mend="a GTFS feed is one .zip of .txt tables"
    )


def _choose(
    infos: list[zipfile.ZipInfo], wanted: frozenset[str], zip_name: str
) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    by_folder: dict[str, dict[str, zipfile.ZipInfo]] = {}
    ignored: list[str] = []
    for info in infos:
        name = info.orig_filename
        base = name.replace("\\", "/").rsplit("/", 1)[-1]
        if not info.filename:  # a name that begins with a zero byte
            ignored.append(_shown(name))
            continue
        if info.is_dir() or name.startswith("__MACOSX/") or base.startswith("."):
            continue
        if base not in wanted:
            ignored.append(_shown(name))
            continue
        _refuse_tricks(info, name, zip_name)
        parts = PurePosixPath(name).parts
        if len(parts) > 2:
            ignored.append(_shown(name))
            continue
        found = by_folder.setdefault(parts[0] if len(parts) == 2 else "", {})
        if base in found:
            raise FeedError(
                f"{_shown(name)!r} stands in it twice", file=zip_name, mend="keep one of them"
            )
        found[base] = info
    chosen = _the_folder(by_folder, zip_name)
    ignored += [
        _shown(info.filename)
        for folder, found in by_folder.items()
        if folder != chosen
        for info in found.values()
    ]
    return by_folder.get(chosen, {}), ignored


def _shown(name: str) -> str:
    """A name as people are told it: of a long one, the end."""
    return name if len(name) <= MAX_SHOWN_CHARS else f"…{name[-MAX_SHOWN_CHARS:]}"


def _the_folder(by_folder: dict[str, dict[str, zipfile.ZipInfo]], zip_name: str) -> str:
    """The root where tables stand there, else the only folder that has the table of stops."""
    if "" in by_folder or not by_folder:
        return ""
    folders = sorted(by_folder, key=lambda folder: "stops.txt" not in by_folder[folder])
    rivals = [folder for folder in folders if "stops.txt" in by_folder[folder]]
    if len(rivals) > 1:
        named = " and ".join(repr(_shown(folder)) for folder in sorted(rivals)[:3])
        raise FeedError(
            f"several feeds in one zip, in the folders {named}",
            file=zip_name,
            mend="keep one folder, or put its tables at the root",
        )
    return folders[0]


def _refuse_tricks(info: zipfile.ZipInfo, name: str, zip_name: str) -> None:
    if "\\" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
        mend = "zip the tables by plain names, at its root"
        raise FeedError(f"member {_shown(name)!r} points outside the zip", file=zip_name, mend=mend)
    if stat.S_ISLNK(info.external_attr >> 16):
        mend = "zip the table itself"
        raise FeedError(f"member {_shown(name)!r} is a link, not a table", file=zip_name, mend=mend)
    if info.flag_bits & 0x1:
        mend = "publish it without password"
        raise FeedError(f"member {_shown(name)!r} is encrypted", file=zip_name, mend=mend)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        why = f"member {_shown(name)!r} is packed in an unusual way"
        raise FeedError(why, file=zip_name, mend=_PLAINLY)


def _check_sizes(members: dict[str, zipfile.ZipInfo], zip_name: str) -> None:
    for name, info in members.items():
        if info.file_size > MAX_TABLE_BYTES:
            raise FeedError(f"{name} unpacks to more than {MAX_TABLE_BYTES >> 20} MiB", zip_name)
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > RATIO_FREE_BYTES and ratio > MAX_RATIO:
            raise FeedError(
                f"{name} unpacks to {ratio:.0f} times its size, more than {MAX_RATIO} times",
                file=zip_name,
                mend="no honest table packs so well; ask the publisher",
            )
    if sum(info.file_size for info in members.values()) > MAX_TOTAL_BYTES:
        raise FeedError(f"tables of more than {MAX_TOTAL_BYTES >> 20} MiB in all", file=zip_name)
