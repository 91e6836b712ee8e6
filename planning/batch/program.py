"""Which program computes: the code of the rooms that decide an answer in, its hash out."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
_ROOMS = ("core", "routing", "planning/batch")


@functools.cache
def program_hash() -> str:
    """A hash of the code that computes travel times; the same where answers are the same."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for module in sorted((_ROOT / room).rglob("*.py")):
            digest.update(module.relative_to(_ROOT).as_posix().encode())
            digest.update(hashlib.sha256(module.read_bytes()).digest())
    return digest.hexdigest()[:20]
