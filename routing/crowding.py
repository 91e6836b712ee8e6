"""How full the runs of a line are on days of a kind: what was learnt in, chances of levels out.

Chances are learnt from an archive of passenger counts (forecast/crowding/learnt.py). A run is known
by its line, its direction, the kind of its day and the quarter of an hour in which it starts; where
nothing was counted, nothing is said. Where loads were counted stop by stop, each quarter of a run's
way (a section) is known by itself; else what is known is how full a run is where it is fullest.
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
SECTIONS = 4
"""Into so many parts of as many stops the way of a run is cut."""
SECTION_SEPARATOR = "#"
RIDDEN, FULLEST = "ridden", "fullest"
"""Of which part of a run chances are told."""

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

    def find_table(
        self, route_id: str, short_name: str, direction: int, section: int | None = None
    ) -> Table | None:
        """The table of a line and direction: by the route's id, else by what riders call it."""
        part = "" if section is None else f"{SECTION_SEPARATOR}{section}"
        for name in (route_id, short_name):
            table = self.tables.get(f"{name}{SEPARATOR}{direction}{part}")
            if table is not None:
                return table
        return None

    def find_chances(
        self, line: tuple[str, str, int], day: date, start_s: int, section: int | None = None
    ) -> tuple[float, ...] | None:
        """The chances of the levels for a run that starts `start_s` after its service day began."""
        table = self.find_table(*line, section)
        if table is None:
            return None
        chances = table[self.kind_of(day), start_s // QUARTER_S % QUARTERS]
        return None if np.isnan(chances).any() else tuple(float(each) for each in chances)

    def find_fullest(
        self, line: tuple[str, str, int], day: date, start_s: int, sections: range
    ) -> tuple[float, ...] | None:
        """The chances in that one of the sections in which a seat is least likely."""
        told = (self.find_chances(line, day, start_s, section) for section in sections)
        known = [chances for chances in told if chances is not None]
        return max(known, key=lambda chances: sum(chances[STANDING:]), default=None)


def sections_of(begin: int, end: int, length: int) -> range:
    """The sections of a hop from `begin` to `end` on a way of `length`, all in one measure.

    Those that end on it, at the least the one in which it begins.
    """
    first = SECTIONS * begin // length
    return range(first, max(first, SECTIONS * end // length - 1) + 1)


def line_key(name: str) -> str:
    """The key of an archive's line, direction and section, however it calls the direction."""
    line, _, rest = name.rpartition(SEPARATOR)
    direction, mark, section = rest.partition(SECTION_SEPARATOR)
    said = direction.strip().upper()
    known = str(DIRECTIONS.index(said)) if said in DIRECTIONS else direction
    return f"{line}{SEPARATOR}{known}{mark}{section}"
