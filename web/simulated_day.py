"""The day that planners look at: parameters in, a day within the timetable out."""

from __future__ import annotations

import datetime as dt

from core import clock
from core.errors import Fault, OutsideTimetable
from planning.period import next_tuesday
from routing.network import Network
from web.params import Params


def simulated_day(params: Params, network: Network) -> dt.date:
    """The `day` that is asked for, the next Tuesday where none is named.

    Errors: OutsideTimetable for a day on which nothing is known.
    """
    text = params.text("day")
    day = next_tuesday(clock.today(network.zone))
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
