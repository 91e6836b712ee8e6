"""What a simulation has to say in words: a key and its values in, worded in planning/outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNNAMED_LINE = "New line"
"""What a line is called to which its scenario gives no name; reports have their own word for it."""

Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence by its key in planning/outputs/texts, and what fills its gaps.

    `n` is what the sentence counts, `year` a year; a tuple names figures of a vehicle's costs.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
