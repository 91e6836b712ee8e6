"""One question of a load; light, for the processes that ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What kind it is, and the target that is asked by GET."""

    kind: str
    target: str
