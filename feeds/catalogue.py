"""The feeds on disk: a data folder in, its feeds listed, added or loaded out.

    DIR/feeds/<tag>/source.toml    who publishes the feed and under which licence (Source)
    DIR/feeds/<tag>/current.zip    the version in service; previous.zip is the one before it
    DIR/feeds/<tag>/state.json     sha256, fetched_at_s, last_failure, what updates have found

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
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core import clock
from core.errors import EnvironmentFault, Fault, FeedError, RequestError
from core.files import locked, machine_faults, sync_folder, write_atomically
from core.progress import Progress, silent
from feeds.load import load_feed
from feeds.notices import Notice
from feeds.projection import projected
from feeds.rules import codes
from feeds.rules.agencies import default_zone
from feeds.source_file import as_toml, read_source
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
    """One feed of a data folder; `path` is the zip in service.

    `checked_at_s` is when its publisher was last asked, `last_failure_at_s` when that, or loading
    it, last went wrong; 0 stands for never. `download` holds what the server said of the version,
    `refused` the same of a newer one that the door refused, and why.
    """

    source: Source
    path: Path
    sha256: str
    fetched_at_s: int
    last_failure: str
    last_failure_at_s: int = 0
    checked_at_s: int = 0
    download: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def add_feed(
    data: Path,
    tag: str,
    zip_path: Path,
    source: Source,
    progress: Progress = silent,
    download: Mapping[str, str] | None = None,
) -> FeedInfo:
    """Checks a zip and puts it into service under that tag; the one before it is kept.

    `download` is what the server said of this version, where it was downloaded.
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
            state = _next_state(_read_state(folder), info, rotated=rotated)
            if download is not None:
                state |= {"checked_at_s": now_s, "download": dict(download)}
            _write_state(folder, state)
            write_atomically(folder / _SOURCE, as_toml(source).encode("utf-8"))
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


def load_stored(
    data: Path,
    territory: Territory | None,
    progress: Progress = silent,
    *,
    without: Collection[str] = (),
    as_published: bool = False,
) -> MergedFeed:
    """All feeds of a data folder as one, but those whose tags are in `without`.

    Where a source says so, its timetable is continued past its end, except `as_published`.

    A feed whose zip went bad is taken in its previous version, or left out, and says so. What a
    curator has written into the folder (feeds/merge/overrides.py) is obeyed.

    Errors: FeedError when there is none, or none that can be used; DataError for a bad override.
    """
    from feeds.merge import merge
    from feeds.merge.overrides import read_overrides

    stored = [feed for feed in list_feeds(data) if feed.source.tag not in without]
    if not stored:
        mend = "add one with `feeds add`"
        raise FeedError("there is no feed", file=str(data / "feeds"), mend=mend)
    loaded: list[MergedFeed] = []
    failures: dict[str, FeedError] = {}
    for feed in stored:
        try:
            one = _load_one(feed, progress)
            if feed.source.project_past_end and not as_published:
                today = clock.day_number(clock.today(default_zone(feed.source)))
                one = projected(one, territory, today)
            loaded.append(one)
        except FeedError as exc:
            failures[feed.source.tag] = exc
            progress(f"{feed.source.tag} is left out: {exc}")
    if not loaded:
        raise next(iter(failures.values()))
    told = read_overrides(data, loaded)
    merged = merge(
        loaded, territory, overrides=told.stops, trip_verdicts=told.trips, progress=progress
    )
    merged.notices.extend(told.notices)
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
        _remember_bad_zip(feed, str(exc))
        if not previous.is_file():
            raise
        progress(f"{feed.source.tag}: its previous version is used: {exc}")
        fetched_at_s = _moment(_read_state(feed.path.parent), "previous_fetched_at_s")
        older = load_feed(previous, feed.source, progress=progress, fetched_at_s=fetched_at_s)
        return replace(older, feeds=(replace(older.feeds[0], last_failure=str(exc)),))


def remember_check(feed: StoredFeed, download: Mapping[str, str]) -> None:
    """Notes that the publisher was asked now, and that the version in service is its newest."""
    _amend_state(feed, {
        "checked_at_s": clock.now_s(), "last_failure": "", "last_failure_at_s": 0,
        "download": dict(download), "refused": {},
    })  # fmt: skip


def remember_failed_check(
    feed: StoredFeed, failure: str, refused: Mapping[str, str] | None = None
) -> None:
    """Notes that the publisher was asked now, in vain; the version in service stays.

    `refused` is what is to be remembered of a version that came and that the door refused.
    """
    now_s = clock.now_s()
    state = {"checked_at_s": now_s, "last_failure": failure, "last_failure_at_s": now_s}
    _amend_state(feed, state if refused is None else {**state, "refused": dict(refused)})


def is_intact(feed: StoredFeed) -> bool:
    """Whether the zip in service still has the bytes that came through the door."""
    try:
        return _sha256(feed.path) == feed.sha256
    except OSError:
        return False


def _remember_bad_zip(feed: StoredFeed, failure: str) -> None:
    """For `feeds list`; a folder that cannot be written is no reason to stop."""
    if feed.last_failure == failure:
        return
    with contextlib.suppress(EnvironmentFault):
        _amend_state(feed, {"last_failure": failure, "last_failure_at_s": clock.now_s()})


def _amend_state(feed: StoredFeed, changes: Mapping[str, Any]) -> None:
    folder = feed.path.parent
    with locked(folder.parent / ".lock", LOCK_WAIT_S, "adding a feed"):
        _write_state(folder, {**_read_state(folder), **changes})


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
        source=read_source(folder / _SOURCE, folder.name),
        path=folder / _CURRENT,
        sha256=str(state.get("sha256", "")),
        fetched_at_s=_moment(state, "fetched_at_s"),
        last_failure=str(state.get("last_failure", "")),
        last_failure_at_s=_moment(state, "last_failure_at_s"),
        checked_at_s=_moment(state, "checked_at_s"),
        download=_texts(state, "download"),
        refused=_texts(state, "refused"),
    )


def _texts(state: dict[str, Any], name: str) -> dict[str, str]:
    value = state.get(name)
    return {key: str(text) for key, text in value.items()} if isinstance(value, dict) else {}
