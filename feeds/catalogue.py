"""The feeds on disk: a data folder in, its feeds listed, added or loaded out.

    DIR/feeds/<tag>/source.toml    who publishes the feed and under which licence (Source)
    DIR/feeds/<tag>/current.zip    the version in service; previous.zip is the one before it
    DIR/feeds/<tag>/state.json     sha256, fetched_at_s, last_failure

A feed enters only after it went through the strict door. Every file is written beside its name,
synced and renamed, source.toml last, so that a refused or interrupted addition leaves what was
there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from core import clock
from core.errors import DataError, EnvironmentFault, Fault, FeedError, RequestError
from core.files import locked, machine_faults, sync_folder, write_atomically
from core.progress import Progress, silent
from feeds.load import load_feed
from feeds.notices import Notice
from feeds.rules import codes
from feeds.tables import FeedInfo, MergedFeed, Source
from feeds.territory import Territory

LOCK_WAIT_S = 60.0
"""How long one addition waits for another to the same data folder."""

_TAG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_CHUNK_BYTES = 1 << 20
_SOURCE, _STATE = "source.toml", "state.json"
_CURRENT, _PREVIOUS = "current.zip", "previous.zip"


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """One feed of a data folder; `path` is the zip in service."""

    source: Source
    path: Path
    sha256: str
    fetched_at_s: int
    last_failure: str


def add_feed(
    data: Path, tag: str, zip_path: Path, source: Source, progress: Progress = silent
) -> FeedInfo:
    """Checks a zip and puts it into service under that tag; the one before it is kept.

    Errors: RequestError for a bad tag, FeedError for an unusable zip, EnvironmentFault where the
    data folder cannot be written; then nothing has changed.
    """
    check_tag(tag)
    source = replace(source, tag=tag)
    now_s = clock.now_s()
    feed = load_feed(zip_path, source, progress=progress, fetched_at_s=now_s)
    info = feed.feeds[0]
    progress(f"storing {tag}", 0.99)
    folder = data / "feeds" / tag
    with machine_faults(f"cannot write the feed in {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(data / "feeds" / ".lock", LOCK_WAIT_S, "adding a feed"):
        try:
            rotated = _put_zip(folder, zip_path, info.sha256)
            _write_state(folder, _next_state(_read_state(folder), info, rotated=rotated))
            write_atomically(folder / _SOURCE, _as_toml(source).encode("utf-8"))
        except BaseException:
            with contextlib.suppress(OSError):
                folder.rmdir()  # goes only while empty, that is, when it was made for this feed
            raise
    return info


def check_tag(tag: str) -> None:
    """Whether a tag can scope ids: it may hold no underscore, which ends it there.

    Errors: RequestError.
    """
    if not _TAG.fullmatch(tag):
        message = f"{tag!r} is no tag; use up to 32 small letters, digits and hyphens, such as lu"
        raise RequestError([Fault("tag", message)])


def list_feeds(data: Path) -> list[StoredFeed]:
    """The feeds of a data folder, by tag.

    Errors: DataError naming an unreadable source.toml.
    """
    return [_stored(path.parent) for path in sorted(data.glob(f"feeds/*/{_SOURCE}"))]


def load_stored(data: Path, territory: Territory | None, progress: Progress = silent) -> MergedFeed:
    """All feeds of a data folder as one.

    A feed whose zip went bad is taken in its previous version, or left out, and says so.

    Errors: FeedError when there is none, or none that can be used.
    """
    from feeds.merge import merge

    stored = list_feeds(data)
    if not stored:
        mend = "add one with `feeds add`"
        raise FeedError("there is no feed", file=str(data / "feeds"), mend=mend)
    loaded: list[MergedFeed] = []
    failures: dict[str, FeedError] = {}
    for feed in stored:
        try:
            loaded.append(_load_one(feed, progress))
        except FeedError as exc:
            failures[feed.source.tag] = exc
            progress(f"{feed.source.tag} is left out: {exc}")
    if not loaded:
        raise next(iter(failures.values()))
    merged = merge(loaded, territory, progress=progress)
    for tag, failure in failures.items():
        severity = codes.severity_of(codes.FEED_LEFT_OUT)
        notice = Notice(codes.FEED_LEFT_OUT, severity, tag, failure.file, message=str(failure))
        merged.notices.add(notice)
    return merged


def _load_one(feed: StoredFeed, progress: Progress) -> MergedFeed:
    previous = feed.path.with_name(_PREVIOUS)
    try:
        return load_feed(feed.path, feed.source, progress=progress, fetched_at_s=feed.fetched_at_s)
    except FeedError as exc:
        _remember_failure(feed, str(exc))
        if not previous.is_file():
            raise
        progress(f"{feed.source.tag}: its previous version is used: {exc}")
        fetched_at_s = _moment(_read_state(feed.path.parent), "previous_fetched_at_s")
        older = load_feed(previous, feed.source, progress=progress, fetched_at_s=fetched_at_s)
        return replace(older, feeds=(replace(older.feeds[0], last_failure=str(exc)),))


def _remember_failure(feed: StoredFeed, failure: str) -> None:
    """For `feeds list`; a folder that cannot be written is no reason to stop."""
    if feed.last_failure == failure:
        return
    folder = feed.path.parent
    with contextlib.suppress(EnvironmentFault):
        _write_state(folder, _read_state(folder) | {"last_failure": failure})


def _next_state(state: dict[str, Any], info: FeedInfo, *, rotated: bool) -> dict[str, Any]:
    before = "fetched_at_s" if rotated else "previous_fetched_at_s"
    return {
        "sha256": info.sha256,
        "fetched_at_s": info.fetched_at_s,
        "last_failure": "",
        "previous_fetched_at_s": _moment(state, before),
    }


def _put_zip(folder: Path, zip_path: Path, sha256: str) -> bool:
    """Copies the very bytes that were checked; whether another version stood there, now kept."""
    incoming = folder / f"{_CURRENT}.tmp-{os.getpid()}"
    kept = folder / f"{_PREVIOUS}.tmp-{os.getpid()}"
    current = folder / _CURRENT
    with machine_faults(f"cannot write the feed in {folder}"):
        try:
            if _copy(zip_path, incoming) != sha256:
                mend = "add it again"
                raise FeedError("changed while it was checked", file=zip_path.name, mend=mend)
            rotated = current.is_file() and _sha256(current) != sha256
            if rotated:
                _copy(current, kept)
                kept.replace(folder / _PREVIOUS)
            incoming.replace(current)
        finally:
            incoming.unlink(missing_ok=True)
            kept.unlink(missing_ok=True)
        sync_folder(folder)
    return rotated


def _copy(origin: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with origin.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_state(folder: Path, state: dict[str, Any]) -> None:
    write_atomically(folder / _STATE, json.dumps(state, indent=2).encode("utf-8") + b"\n")


def _read_state(folder: Path) -> dict[str, Any]:
    """The state; empty where it is lost: the zip alone is enough to go on."""
    try:
        state = json.loads((folder / _STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _moment(state: dict[str, Any], name: str) -> int:
    value = state.get(name)
    return value if isinstance(value, int) else 0


def _stored(folder: Path) -> StoredFeed:
    state = _read_state(folder)
    return StoredFeed(
        source=_read_source(folder / _SOURCE),
        path=folder / _CURRENT,
        sha256=str(state.get("sha256", "")),
        fetched_at_s=_moment(state, "fetched_at_s"),
        last_failure=str(state.get("last_failure", "")),
    )


def _read_source(path: Path) -> Source:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        mend = "add the feed again, or mend the file"
        raise DataError(f"not readable: {exc}", file=str(path), mend=mend) from exc
    kinds = {field.name: bool if field.type == "bool" else str for field in fields(Source)}
    wrong = [
        name for name, value in values.items()
        if name not in kinds or not isinstance(value, kinds[name])
    ]  # fmt: skip
    wrong += [name for name in ("tag", "country") if name not in values]
    if wrong:
        raise DataError("missing, unknown or of another type", str(path), field_name=wrong[0])
    if values["tag"] != path.parent.name:
        message = f"the folder says {path.parent.name!r}, the file {values['tag']!r}"
        raise DataError(message, file=str(path), field_name="tag")
    return Source(**values)


def _as_toml(source: Source) -> str:
    """Flat TOML; a JSON string or boolean is a TOML one too."""
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in asdict(source).items()
    )
