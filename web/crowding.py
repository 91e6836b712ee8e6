"""How full a ride may be: a vehicle and what was learnt of its line in, the API's fields out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from routing.crowding import LEVELS, STANDING, Crowding
from routing.itineraries import TransitInfo


def crowding_fields(transit: TransitInfo, crowding: Crowding) -> dict[str, Any] | None:
    """The likeliest level, the chance of each and that of no seat; None where nothing is known."""
    line = transit.route_id, transit.route_short_name, transit.direction
    day = datetime.strptime(transit.service_date, "%Y%m%d").date()  # noqa: DTZ007 a date alone
    hours, minutes = transit.start_time.split(":")
    chances = crowding.find_chances(line, day, int(hours) * 3600 + int(minutes) * 60)
    if chances is None:
        return None
    return {
        "level": LEVELS[max(range(len(LEVELS)), key=chances.__getitem__)],
        "chances": {name: round(each, 3) for name, each in zip(LEVELS, chances, strict=True)},
        "noSeat": round(sum(chances[STANDING:]), 3),
        "basis": "statistical",
        "until": crowding.until,
    }
