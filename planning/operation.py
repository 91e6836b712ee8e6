"""What it takes to run a line: run times and headways in, layovers, vehicles and kilometres out.

Formulas are the usual ones of service planning; they answer before there is a timetable. Where
there is one, planning/blocking.py counts the vehicles that its trips need.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

LEAST_LAYOVER_S = 180
LAYOVER_RATIO = 0.10
TOWN_KMH = 15.0
"""Commercial speed in town where nothing better is known."""


def run_time_s(hops: Iterable[tuple[float, float]], dwells_s: Iterable[float]) -> float:
    """Seconds from end to end: `hops` are (metres, km/h), `dwells_s` the stops on the way."""
    return sum(metres / (kmh / 3.6) for metres, kmh in hops) + sum(dwells_s)


def layover_s(
    run_s: float, least_s: float = LEAST_LAYOVER_S, ratio: float = LAYOVER_RATIO
) -> float:
    """Seconds to rest at the end of a run: to make up for delays and to change drivers."""
    return max(least_s, ratio * run_s)


def fleet_size(
    out_s: float,
    back_s: float,
    headway_s: float,
    *,
    least_layover_s: float = LEAST_LAYOVER_S,
    ratio: float = LAYOVER_RATIO,
) -> int:
    """Vehicles that a round trip with its two layovers takes at a headway.

    Errors: ValueError for a headway that is not positive.
    """
    if headway_s <= 0:
        raise ValueError("a headway is more than 0 seconds")
    cycle_s = sum(each + layover_s(each, least_layover_s, ratio) for each in (out_s, back_s))
    return math.ceil(round(cycle_s / headway_s, 9))


def departures_of(start_s: int, end_s: int, headway_s: int) -> list[int]:
    """Departures from `start_s` on, before `end_s`: 09:00 to 19:00 every 15 minutes ends 18:45.

    Errors: ValueError for a headway that is not positive.
    """
    if headway_s <= 0:
        raise ValueError("a headway is more than 0 seconds")
    return list(range(start_s, end_s, headway_s))


def yearly_vehicle_km(trips_a_day: int, length_km: float, days: int, directions: int = 2) -> float:
    """Vehicle-kilometres in service in a year; `trips_a_day` are those of one direction."""
    return trips_a_day * directions * length_km * days
