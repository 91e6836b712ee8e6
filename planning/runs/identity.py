"""Which run it is: scenario, network version, day and program in, one short name out."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

ID_LENGTH = 16
_ROOT = Path(__file__).resolve().parent.parent.parent
_ROOMS = ("core", "routing", "planning")
"""The rooms whose code decides what a run finds in a network."""


def run_id(scenario_id: str, base_version: str, day: str, counted: str) -> str:
    """The name of a run; the same wish has the same name as long as the program is the same.

    `counted` is the digest of the commuters that were counted.
    """
    text = f"{scenario_id}|{base_version}|{day}|{counted}|{_program_hash()}"
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


@functools.cache
def _program_hash() -> str:
    """Of the program that runs, which is the one read first, whatever is installed meanwhile."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix in (".py", ".csv"):
                digest.update(path.relative_to(_ROOT).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
