"""Updates: a data folder and the tags to renew in, what became of each feed out.

A publisher is asked whether the version in service is still the newest; only a newer one is sent,
goes through the strict door, and takes its place. Whatever goes wrong costs that feed's refresh:
the last good version stays, and what went wrong is kept with its time.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core import clock
from core.errors import EnvironmentFault, FeedError
from core.files import locked, machine_faults
from core.progress import Progress, silent
from feeds.catalogue import (
    StoredFeed,
    add_feed,
    is_intact,
    remember_check,
    remember_failed_check,
)
from feeds.download import Allowed, Validators, fetch_zip
from feeds.resolvers import find_address
from feeds.rules.agencies import default_zone
from feeds.tables import FeedInfo, Source

LOCK_WAIT_S = 60.0
"""How long one update waits for another of the same data folder."""
RETRY_S = 3600
"""A feed whose update failed is due again after so long, or earlier."""

_FROM, _WHY = "from", "why"


class Change(enum.StrEnum):
    """What an update did to a feed."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one feed; `info` is there for a new version."""

    tag: str
    change: Change
    why: str = ""
    info: FeedInfo | None = None


def fetch_new(
    data: Path, source: Source, allowed: Allowed, progress: Progress = silent
) -> FeedInfo:
    """Downloads a feed that is not in the data folder yet, or anew, and puts it into service.

    Errors: FeedError saying why nothing was taken, EnvironmentFault for the machine.
    """
    with _updating(data) as incoming:
        fetched = _fetch(source, allowed, incoming, {}, progress)
        if fetched is None:  # nothing was said to be known, so there is nothing to be unchanged
            raise FeedError("answers with nothing", file=source.tag)
        path, download = fetched
        return add_feed(data, source.tag, path, source, progress, download)


def update(
    data: Path, feeds: Sequence[StoredFeed], allowed: Allowed, progress: Progress = silent
) -> Iterator[Outcome]:
    """Renews these feeds of a data folder, one after the other.

    Errors: EnvironmentFault where another process is updating the same folder.
    """
    with _updating(data) as incoming:
        for feed in feeds:
            yield _update_one(data, feed, allowed, incoming, progress)


def due_at_s(feed: StoredFeed, every_s: int) -> int:
    """When a feed's publisher is to be asked again, at this rhythm.

    Sooner where it could not be reached; not so where it has published what cannot be used.
    """
    is_failed = feed.last_failure and feed.last_failure_at_s >= feed.checked_at_s
    is_soon = is_failed and not feed.refused
    return feed.checked_at_s + (min(every_s, RETRY_S) if is_soon else every_s)


def _update_one(
    data: Path, feed: StoredFeed, allowed: Allowed, incoming: Path, progress: Progress
) -> Outcome:
    source = feed.source
    if not source.address:
        return Outcome(source.tag, Change.KEPT, "it came as a file and has no address")
    try:
        return _renew(data, feed, allowed, incoming, progress)
    except (FeedError, EnvironmentFault) as exc:
        with contextlib.suppress(EnvironmentFault):
            remember_failed_check(feed, str(exc))
        return Outcome(source.tag, Change.FAILED, str(exc))


def _renew(
    data: Path, feed: StoredFeed, allowed: Allowed, incoming: Path, progress: Progress
) -> Outcome:
    source = feed.source
    intact = is_intact(feed)
    known = feed.refused or (feed.download if intact else {})
    fetched = _fetch(source, allowed, incoming, known, progress)
    if fetched is None and feed.refused:
        return _refused(feed, feed.refused)
    if fetched is None:
        remember_check(feed, known)
        return Outcome(source.tag, Change.UNCHANGED)
    path, download = fetched
    if intact and _sha256(path) == feed.sha256:
        remember_check(feed, download)
        return Outcome(source.tag, Change.UNCHANGED)
    try:
        info = add_feed(data, source.tag, path, source, progress, download)
    except FeedError as exc:
        return _refused(feed, {**download, _WHY: str(exc)})
    return Outcome(source.tag, Change.UPDATED, info=info)


def _refused(feed: StoredFeed, refused: Mapping[str, str]) -> Outcome:
    """A version that the door refused is not sent again; its publisher has to mend it."""
    why = refused.get(_WHY, "")
    remember_failed_check(feed, why, refused)
    return Outcome(feed.source.tag, Change.FAILED, why)


def _fetch(
    source: Source,
    allowed: Allowed,
    incoming: Path,
    known: Mapping[str, str],
    progress: Progress,
) -> tuple[Path, dict[str, str]] | None:
    """The downloaded zip and what the server said of it; None where nothing has changed."""
    progress(f"asking for {source.tag}")
    if source.max_mib:
        allowed = replace(allowed, max_bytes=min(allowed.max_bytes, source.max_mib << 20))
    address = find_address(source, allowed, clock.today(default_zone(source)))
    validators = Validators()
    if known.get(_FROM) == address:
        validators = Validators(known.get("etag", ""), known.get("last_modified", ""))
    path = incoming / f"{source.tag}.zip"
    said = fetch_zip(address, allowed, path, validators, progress)
    return None if said is None else (path, {_FROM: address, **asdict(said)})


@contextlib.contextmanager
def _updating(data: Path) -> Iterator[Path]:
    """Holds the data folder for an update and gives a folder for what comes in, emptied after."""
    incoming = data / "feeds" / ".incoming"
    with machine_faults(f"cannot write in {data}"):
        incoming.mkdir(parents=True, exist_ok=True)
    with locked(data / "feeds" / ".update.lock", LOCK_WAIT_S, "updating the feeds"):
        try:
            yield incoming
        finally:
            with contextlib.suppress(OSError):
                for left in incoming.iterdir():
                    left.unlink()


def _sha256(path: Path) -> str:
    with machine_faults(f"cannot read {path}"), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
