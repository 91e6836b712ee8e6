"""Riders of new lines and of transit as a whole, at other shares of transit than those found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from planning.baseline import daily_boardings
from planning.equilibrium import Setting, State
from planning.figures.lines import LineTrips
from planning.parameters import Level
from planning.park_and_ride import Parking
from planning.results import Range
from planning.split import usage_of
from planning.zones import Floats


def boardings_by_share(
    setting: Setting, state: State, line: LineTrips
) -> Callable[[Floats], float]:
    """Boardings of a line a day by the shares of transit: by how far each relation's riders use it.

    At the shares of the state they are those of its loads.
    """
    trips = np.isin(np.arange(setting.service.network.timetable.n_trips), line.trips)
    usage = usage_of(setting.service.journeys, state.assigned, trips)
    today = today_of(setting, state.share)

    def riders(share: Floats) -> float:
        return float((setting.people.riders(share, today) * usage).sum())

    there = riders(state.share)
    scale = daily_boardings(setting, state.assigned, trips) / there if there > 0 else 0.0
    return lambda share: scale * riders(share)


def new_riders(parking: Parking, share: Floats) -> float:
    """Riders a day beyond those whom the same people would be today."""
    people, before = parking.setting.people, parking.before.share
    today = today_of(parking.setting, before)
    grown = people.riders_day(share, today) - people.riders_day(before, today)
    return float(grown.sum()) - sum(2 * each.rode_before for each in parking.car_parks)


def around(levels: Mapping[Level, float]) -> Range:
    """The central figure, and the least and the most at any level."""
    return Range(min(levels.values()), levels["central"], max(levels.values()))


def today_of(setting: Setting, share: Floats) -> Floats:
    """Shares of transit today, by which those who do not commute ride more or less."""
    return share if setting.today is None else setting.today
