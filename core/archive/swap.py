"""A folder replaced: a whole new one in, at the name of the old; never half of either.

Linux exchanges two names in one step; where the file system cannot, two renames are as near.
"""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

from core.files import sync_folder

_HERE = -100
_EXCHANGE = 2


def put_in_place(new: Path, place: Path) -> bool:
    """Puts a folder at a name; whether another one stood there, which is then at `new`."""
    if not place.exists() or not any(place.iterdir()):
        new.rename(place)
        sync_folder(place.parent)
        return False
    if not _exchanged(new, place):
        old = new.with_name(f"{new.name}.old")
        place.rename(old)
        new.rename(place)
        old.rename(new)
    sync_folder(place.parent)
    return True


def _exchanged(one: Path, other: Path) -> bool:
    """Exchanges two names; False where this machine cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, os.strerror(code), str(other))
