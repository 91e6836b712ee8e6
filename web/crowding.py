"""How full a ride may be: a vehicle and what was learnt of its line in, the API's fields out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from routing.crowding import (
    FULLEST,
    LEVELS,
    RIDDEN,
    SECTIONS,
    STANDING,
    Crowding,
    sections_of,
)
from routing.itineraries import Leg, TransitInfo


def crowding_fields(leg: Leg, transit: TransitInfo, crowding: Crowding) -> dict[str, Any] | None:
    """The likeliest level, the chance of each and that of no seat; None where nothing is known.

    They are told of the fullest section that is ridden, or of the fullest part of the run.
    """
    line = transit.route_id, transit.route_short_name, transit.direction
    day = datetime.strptime(transit.service_date, "%Y%m%d").date()  # noqa: DTZ007 a date alone
    hours, minutes = transit.start_time.split(":")
    start_s = int(hours) * 3600 + int(minutes) * 60
    section = FULLEST if leg.ridden is None else RIDDEN
    chances = crowding.find_fullest(line, day, start_s, _sections(leg.ridden))
    if chances is None:
        section, chances = FULLEST, crowding.find_chances(line, day, start_s)
    if chances is None:
        return None
    return {
        "level": LEVELS[max(range(len(LEVELS)), key=chances.__getitem__)],
        "chances": {name: round(each, 3) for name, each in zip(LEVELS, chances, strict=True)},
        "noSeat": round(sum(chances[STANDING:]), 3),
        "section": section,
        "basis": "statistical",
        "until": crowding.until,
    }


def _sections(ridden: tuple[int, int, int] | None) -> range:
    """The sections of a run that are ridden; all of them where nobody knows."""
    if ridden is None:
        return range(SECTIONS)
    board, alight, last = ridden
    first, final = sections_of(board, board + 1, last), sections_of(alight - 1, alight, last)
    return range(first.start, final.stop)
