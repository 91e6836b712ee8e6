"""The day that planners look at: parameters in, a day within the timetable out."""

from __future__ import annotations

import datetime as dt

from core import clock
from core.errors import Fault, OutsideTimetable
from planning.period import next_tuesday
from routing.network import Network
from web.params import Params

TUESDAY, WEEK = 1, 7


def simulated_day(params: Params, network: Network) -> dt.date:
    """The `day` that is asked for; where none is named the next Tuesday, or the one nearest to it.

    Errors: OutsideTimetable for a day on which nothing is known.
    """
    text = params.text("day")
    day = _usual(network)
    try:
        day = dt.date.fromisoformat(text) if text else day
    except ValueError:
        params.fault("day", "is no day such as 2026-12-01", "not_a_day")
        return day
    first, last = network.timetable.first_day, network.timetable.last_day
    if not first <= clock.day_number(day) <= last:
        told = " to ".join(clock.from_day_number(each).isoformat() for each in (first, last))
        raise OutsideTimetable([Fault("day", f"lies outside the timetable, {told}")])
    return day


def _usual(network: Network) -> dt.date:
    """The next Tuesday; of a timetable that has ended the last one, of one to come the first."""
    day = next_tuesday(clock.today(network.zone))
    first, last = (
        clock.from_day_number(each)
        for each in (network.timetable.first_day, network.timetable.last_day)
    )
    if day > last:
        return max(first, last - dt.timedelta(days=(last.weekday() - TUESDAY) % WEEK))
    return max(day, next_tuesday(first - dt.timedelta(days=1)))
