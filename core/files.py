"""Writing so that nothing half-written is ever seen: whole bytes in, a synced file or a fault out.

A file is written beside its name, synced and renamed over it, so a reader finds the old one or the
new one, also after a power cut. What the machine refuses becomes an EnvironmentFault in one line.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from core.errors import EnvironmentFault

_POLL_S = 0.05


def write_atomically(path: Path, content: bytes) -> None:
    """Puts `content` at `path`, wholly or not at all.

    Errors: EnvironmentFault when the machine refuses; then the old file stands as it was.
    """
    beside = path.with_name(f"{path.name}.tmp-{os.getpid()}")
    with machine_faults(f"cannot write {path}"):
        try:
            with beside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(path: Path, wait_s: float, doing: str) -> Iterator[None]:
    """Holds the lock file `path` while the body runs; the system lets go of it if we are killed.

    Errors: EnvironmentFault when another process still holds it after `wait_s` seconds.
    """
    with machine_faults(f"cannot lock {path}"):
        lock = path.open("ab")
    with lock:
        give_up = time.monotonic() + wait_s
        while not takes(lock.fileno()):
            if time.monotonic() >= give_up:
                raise EnvironmentFault(
                    f"another process is {doing} in {path.parent}", mend="wait until it is done"
                )
            time.sleep(_POLL_S)
        yield


@contextlib.contextmanager
def machine_faults(what: str) -> Iterator[None]:
    """Turns an OSError of the body into an EnvironmentFault that opens with `what`."""
    try:
        yield
    except OSError as exc:
        raise EnvironmentFault(
            f"{what}: {exc.strerror or exc}", mend="check free space and permissions"
        ) from exc


def takes(descriptor: int) -> bool:
    """Whether the lock of an open file is ours now; it is let go when the file is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
