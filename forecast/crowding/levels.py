"""Crowding levels: the load of a vehicle, its seats and its room in, one of four levels out.

Half of the seats taken is where strangers begin to sit beside each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Vehicle(NamedTuple):
    """How many people may sit in a vehicle, and how many it holds at all."""

    seats: int
    capacity: int

    def starts(self) -> tuple[int, int, int, int]:
        """The least load of every level."""
        return 0, self.seats // 2 + 1, self.seats + 1, self.capacity + 1


def level_of(load: NDArray[np.integer], vehicle: Vehicle) -> NDArray[np.int64]:
    """The levels of loads, as places in routing.crowding.LEVELS."""
    return np.asarray(np.searchsorted(vehicle.starts(), load, side="right") - 1, dtype=np.int64)
