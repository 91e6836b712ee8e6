"""Days told apart in a backtest: the kinds of a calendar's days in, their names and places out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecast.calendar import BorderCalendar, DayType
from forecast.slots import Timeline


def day_classes(line: Timeline, calendar: BorderCalendar) -> dict[str, NDArray[np.bool_]]:
    """The slots of every class of days that the timeline has. Shapes: (slots,) each.

    A holiday on some sides only is named by them: "holiday LU only".
    """
    day_type, mark = line.day_type[line.day_of], line.mark[line.day_of]
    season = line.season[line.day_of]
    holiday = line.rare[line.day_of] == line.marks + line.seasons
    ordinary = (mark < 0) & (season == 0) & ~holiday
    found = {kind.name.lower(): (day_type == kind) & ordinary for kind in DayType}
    found["holiday"] = holiday
    bridge = 1 << len(calendar.sides)
    for schools in range(1, bridge):
        sides = [side.side for at, side in enumerate(calendar.sides) if schools >> at & 1]
        found[f"no school {' and '.join(sides)}"] = season == schools
    found["bridge or bank day"] = season >= bridge
    for bits in range(1, calendar.marks + 1):
        sides = [side.side for at, side in enumerate(calendar.sides) if bits >> at & 1]
        found[f"holiday {' and '.join(sides)} only"] = mark == bits - 1
    return {name: where for name, where in found.items() if where.any()}
