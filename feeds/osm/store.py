"""The extract of a data folder: a file in, kept in DIR/streets; what is kept, read out.

    DIR/streets/current.osm.pbf    the extract in service (or current.osm, current.osm.gz)
    DIR/streets/state.json         its sha256, when it was taken in, what was odd, the licence

An extract is read through the door before it is kept, so a damaged one leaves what was there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from core import clock
from core.errors import FeedError
from core.files import locked, machine_faults, sync_folder, write_atomically
from core.progress import Progress, silent
from feeds.osm.read import SUFFIXES, read_extract
from feeds.osm.tables import StreetTables
from feeds.tables import FeedInfo, Source

LOCK_WAIT_S = 60.0

_FOLDER, _STEM, _STATE = "streets", "current", "state.json"


def add_extract(data: Path, path: Path, progress: Progress = silent) -> StreetTables:
    """Reads an extract and puts it into service; the next build uses it.

    Errors: FeedError for an unusable file, EnvironmentFault where the data folder cannot be
    written; then nothing has changed.
    """
    tables = read_extract(path, progress=progress, fetched_at_s=clock.now_s())
    progress("storing streets")
    folder = data / _FOLDER
    with machine_faults(f"cannot write the streets in {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock", LOCK_WAIT_S, "adding streets"):
        suffix = next(suffix for suffix in SUFFIXES if path.name.endswith(suffix))
        _put_file(path, folder / f"{_STEM}{suffix}", tables.info.sha256)
        for other in SUFFIXES:
            if other != suffix:
                (folder / f"{_STEM}{other}").unlink(missing_ok=True)
        state = json.dumps(asdict(tables.info), indent=2, ensure_ascii=False)
        write_atomically(folder / _STATE, f"{state}\n".encode())
    return tables


def find_extract(data: Path) -> Path | None:
    """The extract of a data folder, or None."""
    return next(
        (path for suffix in SUFFIXES if (path := data / _FOLDER / f"{_STEM}{suffix}").is_file()),
        None,
    )


def find_info(data: Path) -> FeedInfo | None:
    """Provenance of a data folder's extract, as noted when it was taken in; None without one."""
    path = find_extract(data)
    if path is None:
        return None
    try:
        state = json.loads((path.parent / _STATE).read_bytes())
        return FeedInfo(**{**state, "source": Source(**state["source"])})
    except (OSError, ValueError, KeyError, TypeError) as exc:
        mend = "take the extract in again"
        raise FeedError("not readable", file=str(path.parent / _STATE), mend=mend) from exc


def remove_extract(data: Path) -> bool:
    """Takes the extract out of a data folder; whether there was one."""
    path = find_extract(data)
    if path is None:
        return False
    with machine_faults(f"cannot remove {path}"):
        path.unlink()
        (path.parent / _STATE).unlink(missing_ok=True)
    return True


def load_extract(data: Path, progress: Progress = silent) -> StreetTables | None:
    """The tables of a data folder's extract; None where there is none.

    One that went bad is left out and says so: the network is built without streets.
    """
    path = find_extract(data)
    if path is None:
        return None
    try:
        state = json.loads((path.parent / _STATE).read_bytes())
        fetched_at_s = int(state["fetched_at_s"])
    except (OSError, ValueError, KeyError, TypeError):
        fetched_at_s = 0
    try:
        return read_extract(path, progress=progress, fetched_at_s=fetched_at_s)
    except FeedError as exc:
        progress(f"streets are left out: {exc}")
        return None


def _put_file(origin: Path, target: Path, sha256: str) -> None:
    """Copies the very bytes that were read."""
    incoming = target.with_name(f"{target.name}.tmp-{os.getpid()}")
    with machine_faults(f"cannot write the streets in {target.parent}"):
        try:
            shutil.copyfile(origin, incoming)
            with incoming.open("rb") as copied:
                os.fsync(copied.fileno())
                if hashlib.file_digest(copied, "sha256").hexdigest() != sha256:
                    mend = "add the file again"
                    raise FeedError("changed while it was read", file=origin.name, mend=mend)
            incoming.replace(target)
        finally:
            incoming.unlink(missing_ok=True)
        sync_folder(target.parent)
