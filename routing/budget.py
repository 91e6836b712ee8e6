"""How much work a question may cost: bounds in, what was spent and whether it was enough out."""

from __future__ import annotations

from dataclasses import dataclass

LANES_PER_S = 5_000_000
"""Lanes that a search follows in a second, roughly, on one core."""
MAX_LANES = 4 * LANES_PER_S
"""What one question may cost where nobody says otherwise."""


@dataclass(slots=True)
class Budget:
    """The work of one question, over all its searches. A search that would go on stops at it."""

    lanes: int = MAX_LANES
    spent: int = 0
    exhausted: bool = False

    @property
    def left(self) -> int:
        """Lanes that may still be followed."""
        return max(self.lanes - self.spent, 0)

    def take(self, lanes: int, *, finished: bool) -> None:
        """Notes the work of a search, and whether it came to its end."""
        self.spent += lanes
        self.exhausted |= not finished
