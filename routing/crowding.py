"""How full the runs of a line are on days of a kind: what was learnt in, chances of levels out.

Chances are learnt from an archive of passenger counts (forecast/crowding/learnt.py). A run is known
by its line, its direction, the kind of its day and the quarter of an hour in which it starts; where
nothing was counted, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

LEVELS = (
    "MANY_SEATS_AVAILABLE",
    "FEW_SEATS_AVAILABLE",
    "STANDING_ROOM_ONLY",
    "FULL",
)
"""The levels by their names in GTFS Realtime; a level is never interpolated."""
STANDING = 2
"""From this level on one finds no seat."""
KINDS = ("weekday", "saturday", "sunday")
"""Kinds of day; a public holiday is a Sunday."""
QUARTERS = 96
QUARTER_S = 900
DIRECTIONS = ("OUTBOUND", "INBOUND")
"""What an archive may call the directions 0 and 1 of GTFS."""
SEPARATOR = "|"

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Crowding:
    """Chances of the levels by line and direction, learnt up to the day `until`.

    Shapes: a table is (kinds, quarters, levels), nan where nothing is known. `kind_of` tells the
    kind of a day as a place in KINDS.
    """

    tables: Mapping[str, Table]
    until: str
    kind_of: Callable[[date], int]

    def find_table(self, route_id: str, short_name: str, direction: int) -> Table | None:
        """The table of a line and direction: by the route's id, else by what riders call it."""
        for name in (route_id, short_name):
            table = self.tables.get(f"{name}{SEPARATOR}{direction}")
            if table is not None:
                return table
        return None

    def find_chances(
        self, line: tuple[str, str, int], day: date, start_s: int
    ) -> tuple[float, ...] | None:
        """The chances of the levels for a run that starts `start_s` after its service day began."""
        table = self.find_table(*line)
        if table is None:
            return None
        chances = table[self.kind_of(day), start_s // QUARTER_S % QUARTERS]
        return None if np.isnan(chances).any() else tuple(float(each) for each in chances)


def line_key(name: str) -> str:
    """The key of an archive's line and direction, however it calls the direction."""
    line, _, direction = name.rpartition(SEPARATOR)
    said = direction.strip().upper()
    return f"{line}{SEPARATOR}{DIRECTIONS.index(said) if said in DIRECTIONS else direction}"
