"""Today: a network and its territory in, who commutes, rides and queues as things are out.

Everything that scenarios over the same network share is computed here once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress
from feeds.osm.tables import StreetTables
from feeds.territory import Territory
from planning.assignment import Assigned
from planning.car import CarTimes, CarWays, car_ways, drive_times, with_counts
from planning.commuting import Commuting, arrival_shares, commuting_of
from planning.demand import Demand
from planning.equilibrium import (
    People,
    Pivot,
    Setting,
    State,
    cars_at,
    people_on,
    places_of,
    ride,
    settle,
    worth_of,
)
from planning.parameters import Parameters
from planning.period import SLOT_S, Period
from planning.queues import Queues, queues_of, waits_s
from planning.service import Service, serve
from planning.split import calibrated_shares, usage_of
from planning.zones import Floats, Zones, zones_of
from routing.network import Network

Targets = list[tuple[NDArray[np.bool_], float]]
"""Segments of relations, and the mean share of transit of each."""
LEAST_WORKERS = 10.0
"""Relations with fewer commuters are left out of the assignment: one commuter in a hundred."""
CALIBRATIONS = 2
COUNT_ROUNDS = 20
CLOSE = 0.002


@dataclass(frozen=True, slots=True)
class Counted:
    """A line whose riders were counted, and what the calibrated baseline gives it."""

    name: str
    riders_day: float
    simulated_day: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """Today, and all that scenarios are compared with.

    `extract` are the streets that the network was built with: those of scenarios, too.
    """

    network: Network
    territory: Territory
    parameters: Parameters
    period: Period
    zones: Zones
    demand: Demand | None
    """Commuters that were counted; None where all are estimated."""
    commuting: Commuting
    people: People
    service: Service
    queues: Queues
    pivot: Pivot
    setting: Setting
    state: State
    counted: tuple[Counted, ...]
    extract: StreetTables | None = None

    @property
    def car_min(self) -> Floats:
        """Minutes by the fastest way by car. Shapes: (zones, zones)."""
        return np.asarray(self.setting.ways.minutes.min(axis=0))

    def commuters(self, zones: Zones) -> Floats:
        """Commuters where zones have grown. Shapes: (zones, zones)."""
        told = commuting_of(self.territory, zones, self.car_min, self.parameters, self.demand)
        return told.workers

    @property
    def relations(self) -> list[tuple[int, int]]:
        """Pairs of zones with commuters."""
        return list(zip(self.people.origin.tolist(), self.people.target.tolist(), strict=True))


def baseline_of(
    network: Network,
    territory: Territory,
    parameters: Parameters,
    period: Period,
    progress: Progress,
    extract: StreetTables | None = None,
    demand: Demand | None = None,
    like: Baseline | None = None,
) -> Baseline:
    """Today's state, calibrated on shares that surveys tell and on riders that were counted.

    `demand` are counted commuters; where there are none they are estimated. `like` is a baseline of
    the same network and period, whose journeys serve the same relations.
    """
    zones, queues = zones_of(territory), queues_of(territory)
    shares = arrival_shares(territory, period.slots_s, SLOT_S)
    waits = waits_s(queues.after(np.zeros_like(queues.arrivals)), period.slots_s, shares)
    ways = car_ways(network, zones, queues.corridors, waits)
    commuting = commuting_of(territory, zones, ways.minutes.min(axis=0), parameters, demand)
    relations = _relations(commuting)
    people = people_on(
        relations, commuting.workers, commuting.crosses, shares, parameters["present"]
    )
    ways = _on_traffic(ways, people, queues, waits, period, parameters)
    if like is not None and like.relations == relations:
        service = like.service
    else:
        service = serve(network, zones, relations, period, progress)
    setting = Setting(
        service, zones, people, period, queues, ways, places_of(network, parameters), parameters
    )
    car = drive_times(ways, people.origin, people.target, waits)
    targets = _targets(people, commuting, parameters)
    pivot = _calibrated(setting, car, targets, progress)
    setting = _with_others(setting, pivot, territory)
    pivot = replace(pivot, transit=_transit_at(setting, pivot.share, progress))
    state = settle(setting, pivot, progress)
    cars = cars_at(setting, state.car, state.share)
    setting = replace(setting, cars=cars, today=pivot.share)
    counted = tuple(
        Counted(name, wanted, daily_boardings(setting, state.assigned, trips))
        for name, wanted, trips in _counted_lines(network, territory)
    )
    return Baseline(
        network, territory, parameters, period, zones, demand, commuting, setting.people, service,
        queues, pivot, setting, state, counted, extract,
    )  # fmt: skip


def _on_traffic(
    ways: CarWays,
    people: People,
    queues: Queues,
    waits: Floats,
    period: Period,
    parameters: Parameters,
) -> CarWays:
    """Ways by which commuters share the crossings as all cars of those hours do."""
    by_car = 1 - np.where(
        people.crosses, parameters["crossing_transit_share"], parameters["inside_transit_share"]
    )
    traffic = queues.arrivals[:, period.slots_s // SLOT_S].sum(axis=1)
    drivers = people.in_period * by_car / parameters["car_occupancy"]
    return with_counts(ways, people.origin, people.target, waits, drivers, traffic)


def daily_boardings(setting: Setting, assigned: Assigned, trips: NDArray[np.bool_]) -> float:
    """Boardings of some trips on a working day: there and back, in and beyond the period."""
    boarded = float(assigned.boarding[trips[assigned.trip]].sum())
    return 2 * boarded / max(float(setting.people.slot_shares.sum()), 1e-9)


def _relations(commuting: Commuting) -> list[tuple[int, int]]:
    told = commuting.workers.copy()
    np.fill_diagonal(told, 0.0)
    return [(int(a), int(b)) for a, b in np.argwhere(told >= LEAST_WORKERS)]


def _targets(people: People, commuting: Commuting, parameters: Parameters) -> Targets:
    """The segments: across the border and inside, and of each what a census tells and the rest."""
    told = commuting.transit[people.origin, people.target]
    found: Targets = []
    for side, name in (
        (people.crosses, "crossing_transit_share"),
        (~people.crosses, "inside_transit_share"),
    ):
        counted = side & np.isfinite(told)
        if counted.any():
            workers = people.workers[counted]
            found.append((counted, float((told[counted] * workers).sum() / workers.sum())))
        if (side & ~counted).any():
            found.append((side & ~counted, parameters[name]))
    return found


def _calibrated(setting: Setting, car: CarTimes, targets: Targets, progress: Progress) -> Pivot:
    """Shares whose means are those that a census or surveys tell, by segment."""
    people, parameters = setting.people, setting.parameters
    car_min = car.minutes
    share = np.zeros(len(people.workers))
    for segment, target in targets:
        share[segment] = target
    for _ in range(CALIBRATIONS):
        transit = _transit_at(setting, share, progress)
        for segment, target in targets:
            share[segment], _ = calibrated_shares(
                transit[segment], car_min[segment], people.workers[segment], target, parameters
            )
    return Pivot(share, _transit_at(setting, share, progress), car_min)


def _transit_at(setting: Setting, share: Floats, progress: Progress) -> Floats:
    """What transit is worth where these shares ride."""
    progress("calibrating on today")
    assigned = ride(setting, share)
    return worth_of(setting, assigned)


def _with_others(setting: Setting, pivot: Pivot, territory: Territory) -> Setting:
    """The people with riders who do not commute, so that every counted line carries its riders.

    They are spread over relations as the line's commuters are.
    """
    for _, wanted, trips in _counted_lines(setting.service.network, territory):
        for _ in range(COUNT_ROUNDS):
            assigned = ride(setting, pivot.share)
            there = daily_boardings(setting, assigned, trips)
            if there <= 0 or abs(there - wanted) <= CLOSE * wanted:
                break
            usage = usage_of(setting.service.journeys, assigned, trips)
            riders = setting.people.riders(pivot.share, pivot.share) * usage
            others = setting.people.others + riders * (wanted / there - 1)
            people = replace(setting.people, others=np.maximum(others, 0.0))
            setting = replace(setting, people=people)
    return setting


def _counted_lines(
    network: Network, territory: Territory
) -> Iterator[tuple[str, float, NDArray[np.bool_]]]:
    """Name, riders a day and trips of every counted line that the network has."""
    for row in territory.line_counts.itertuples():
        routes = [
            route
            for route in range(len(network.routes.type))
            if network.routes.short_name[route] == row.line
            and network.agencies.name[int(network.routes.agency[route])] == row.agency
        ]
        trips = np.isin(network.trips.route, routes)
        if trips.any():
            yield f"{row.agency} {row.line}", float(row.riders_a_day), trips
