"""How much memory arrays take: things that hold arrays in, bytes out."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np

_OF_OTHERS = (mmap.mmap, memoryview, bytes)
"""What stands under an array that has no memory of its own, as one of a file."""


def array_bytes(things: Iterable[object]) -> int:
    """The bytes of all arrays that these hold, each once; those that lie in files do not count.

    Looked into are sequences, mappings, dataclasses and what has been cached in their attributes.
    """
    owners = {id(owner): owner for thing in things for owner in _owners(thing)}
    return sum(owner.nbytes for owner in owners.values())


def _owners(thing: object) -> Iterator[np.ndarray]:
    if isinstance(thing, np.ndarray):
        while isinstance(thing.base, np.ndarray):
            thing = thing.base
        if not isinstance(thing.base, _OF_OTHERS):
            yield thing
        return
    for part in _parts(thing):
        yield from _owners(part)


def _parts(thing: object) -> list[object]:
    if isinstance(thing, tuple | list):
        return list(thing)
    if isinstance(thing, Mapping):
        return list(thing.values())
    if is_dataclass(thing) and not isinstance(thing, type):
        named = [getattr(thing, each.name) for each in fields(thing)]
        return named + list(getattr(thing, "__dict__", {}).values())
    return []
