"""Riders, loads, queues, and each of them through the others: a service and people in, a state out.

Shares of transit answer to journeys and queues, queues to the cars that shares leave on the road,
journeys to crowding and, for buses among the cars, to the queues. It is gone round until the queues
hold still.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress
from forecast.queueing import Queue
from forecast.slots import SLOT_S as ROAD_SLOT_S
from planning.assignment import Assigned, Places, assign
from planning.car import CarTimes, CarWays, drive_times
from planning.parameters import Parameters
from planning.period import Period
from planning.queues import Queues, waits_s
from planning.service import Service
from planning.split import door_minutes, pivoted, transit_utility
from planning.zones import Floats, Zones
from routing.modes import MODE_INDEX
from routing.network import Network
from routing.requests import TRANSIT_MODES

Ints = NDArray[np.int64]
ROUNDS = 3
CAR_ROUNDS = 60
STILL, STILL_CARS = 1e-3, 0.5
"""Shares of transit, and cars in a quarter of an hour, that change by less hold still."""


@dataclass(frozen=True, slots=True)
class People:
    """Who is on the way on which relation. Shapes: (relations,) each.

    `present` is the share of workers at work. `others` are riders of today, in the period, who do
    not commute: pupils, shoppers, visitors, as far as counted lines carry more than commuters.
    """

    origin: Ints
    target: Ints
    workers: Floats
    crosses: NDArray[np.bool_]
    present: float
    others: Floats
    slot_shares: Floats
    """Of all commuters, those who wish to arrive in each slot of the period. Shapes: (slots,)."""

    @property
    def in_period(self) -> Floats:
        """Commuters at work that day who arrive within the period. Shapes: (relations,)."""
        return np.asarray(self.workers * self.present * self.slot_shares.sum())

    def riders(self, share: Floats, today: Floats) -> Floats:
        """Riders in the period: commuters by their share, others as the share has grown."""
        grown = np.divide(share, today, out=np.ones_like(share), where=today > 0)
        return np.asarray(self.in_period * share + self.others * grown)

    def riders_day(self, share: Floats, today: Floats) -> Floats:
        """The same on a whole day, there and back."""
        return np.asarray(2 * self.riders(share, today) / max(float(self.slot_shares.sum()), 1e-9))


@dataclass(frozen=True, slots=True)
class State:
    """What it comes to. Shapes: share, door_min, transit (relations,); cars (corridors, slots)."""

    share: Floats
    door_min: Floats
    transit: Floats
    car: CarTimes
    cars: Floats
    queues: list[Queue]
    assigned: Assigned
    rounds: int


@dataclass(frozen=True, slots=True)
class AtLevel:
    """Shares of transit and ways by car with other coefficients. Shapes: share (relations,)."""

    share: Floats
    car: CarTimes


@dataclass(frozen=True, slots=True)
class Pivot:
    """Today's shares and the costs that go with them. Shapes: (relations,) each."""

    share: Floats
    transit: Floats
    car_min: Floats


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays as it is while it is gone round. `cars` are those of today at the corridors."""

    service: Service
    zones: Zones
    people: People
    period: Period
    queues: Queues
    ways: CarWays
    places: Places
    parameters: Parameters
    cars: Floats | None = None
    today: Floats | None = None
    """Shares of transit today, by which those who do not commute ride more or less."""
    own_lane: NDArray[np.bool_] | None = None
    """Calls of the timetable after which a bus has a lane of its own."""
    new: NDArray[np.bool_] | None = None
    """Calls of new lines, whose run times know of no queue."""


def people_on(
    relations: list[tuple[int, int]],
    workers: Floats,
    crosses: NDArray[np.bool_],
    shares: Floats,
    present: float,
) -> People:
    """The commuters of these relations. Shapes: workers, crosses (zones, zones)."""
    origin, target = (np.array([pair[at] for pair in relations], dtype=np.int64) for at in (0, 1))
    told = workers[origin, target]
    return People(
        origin, target, told, crosses[origin, target], present, np.zeros_like(told), shares
    )


def settle(setting: Setting, pivot: Pivot, progress: Progress) -> State:
    """The state in which shares, loads and queues agree."""
    usual = setting.queues.after(np.zeros_like(setting.queues.arrivals))
    people, queues, share = setting.people, usual, pivot.share
    for turn in range(1, ROUNDS + 1):
        progress(f"riders, loads and queues, round {turn}")
        assigned = ride(setting, share, queues, usual)
        transit = worth_of(setting, assigned)
        before = share
        share, car, cars, queues = _drive(setting, pivot, transit, usual)
        if np.abs(share - before).max(initial=0.0) < STILL:
            break
    if turn == ROUNDS:
        assigned = ride(setting, share, queues, usual)
    door_min = door_minutes(setting.service.journeys, assigned, setting.period, people.slot_shares)
    return State(share, door_min, transit, car, cars, queues, assigned, turn)


def worth_of(setting: Setting, assigned: Assigned) -> Floats:
    """What transit is worth on each relation with these loads. Shapes: (relations,)."""
    return transit_utility(
        setting.service.journeys, assigned, setting.period, setting.people.slot_shares,
        setting.parameters,
    )  # fmt: skip


def at_level(setting: Setting, pivot: Pivot, transit: Floats) -> AtLevel:
    """Shares and ways that agree while journeys and loads are as they are."""
    usual = setting.queues.after(np.zeros_like(setting.queues.arrivals))
    share, car, _, _ = _drive(setting, pivot, transit, usual)
    return AtLevel(share, car)


def _drive(
    setting: Setting, pivot: Pivot, transit: Floats, usual: list[Queue]
) -> tuple[Floats, CarTimes, Floats, list[Queue]]:
    """Shares, ways and queues that agree while transit is as it is.

    Successive averages of the cars at the corridors; with today's transit and roads they stay.
    """
    people, period = setting.people, setting.period
    cars, queues = setting.cars, usual
    if cars is not None:
        open_now = np.isin(np.arange(len(cars)), setting.ways.corridor)
        cars = np.where(open_now[:, None], cars, 0.0)
    for turn in range(1, CAR_ROUNDS + 1):
        waits = waits_s(queues, period.slots_s, people.slot_shares)
        car = drive_times(setting.ways, people.origin, people.target, waits)
        share = pivoted(pivot.share, _gain(pivot, transit, car.minutes, setting.parameters))
        there = cars_at(setting, car, share)
        if setting.cars is None or cars is None:
            return share, car, there, queues
        moved = np.abs(there - cars).max(initial=0.0)
        if moved <= STILL_CARS:
            break
        cars = cars + (there - cars) / (turn + 1)
        queues = setting.queues.after(setting.cars - cars)
    return share, car, there if cars is None else cars, queues


def cars_at(setting: Setting, car: CarTimes, share: Floats) -> Floats:
    """Cars at every corridor by quarter of an hour. Shapes: (corridors, slots)."""
    people, slots = setting.people, setting.period.slots_s
    drivers = people.workers * people.present * (1 - share) / setting.parameters["car_occupancy"]
    by_corridor = np.zeros(len(setting.queues.corridors))
    for corridor, chosen in zip(setting.ways.corridor.tolist(), car.share, strict=True):
        if corridor >= 0:
            by_corridor[corridor] += float((chosen * drivers).sum())
    cars = np.zeros_like(setting.queues.arrivals)
    rows = slots // ROAD_SLOT_S
    cars[:, rows] = by_corridor[:, None] * people.slot_shares[None, :]
    return cars


def _gain(pivot: Pivot, transit: Floats, car_min: Floats, parameters: Parameters) -> Floats:
    by_car = np.nan_to_num(car_min - pivot.car_min, nan=0.0, posinf=0.0, neginf=0.0)
    closed = np.isinf(car_min) & np.isfinite(pivot.car_min)
    gain = transit - pivot.transit - parameters["car"] * by_car
    return np.where(closed, np.inf, gain)


def ride(
    setting: Setting,
    share: Floats,
    queues: list[Queue] | None = None,
    usual: list[Queue] | None = None,
) -> Assigned:
    """The loads of these shares while these queues stand; those of today unless said."""
    today = setting.queues.after(np.zeros_like(setting.queues.arrivals))
    queues, usual = queues or today, usual or today
    people = setting.people
    return assign(
        setting.service.network,
        setting.service.journeys,
        people.riders(share, share if setting.today is None else setting.today),
        setting.period,
        people.slot_shares / people.slot_shares.sum(),
        setting.places,
        setting.parameters,
        bus_delays(setting, queues, usual),
    )


def bus_delays(setting: Setting, queues: list[Queue], usual: list[Queue]) -> Floats:
    """Minutes that buses lose at the border beyond their timetable. Shapes: (calls,).

    Timetables know the queue of today, so theirs is what it grew or shrank by; a new line's run
    times know of none, unless it has a lane of its own.
    """
    network = setting.service.network
    corridor, slot = _crossed(network, setting.queues)
    at = np.flatnonzero(corridor >= 0)
    delay = np.zeros(len(network.timetable.arrival_s))
    if not len(at):
        return delay
    now, before = (np.stack([each.delay_s for each in told]) for told in (queues, usual))
    gone_by = before[corridor[at], slot[at]]
    if setting.new is not None:
        gone_by = np.where(setting.new[at], 0.0, gone_by)
    delay[at] = (now[corridor[at], slot[at]] - gone_by) / 60
    if setting.own_lane is not None:
        delay[setting.own_lane] = 0.0
    return delay


def _crossed(network: Network, queues: Queues) -> tuple[Ints, Ints]:
    """The corridor that the bus after each call crosses the border by, and its road slot.

    -1 where it stays on its side, or is no bus. Shapes: (calls,) each.
    """
    timetable = network.timetable
    country = np.unique(list(network.stops.country), return_inverse=True)[1]
    corridor = np.full(len(timetable.arrival_s), -1, dtype=np.int64)
    places = np.array([(each.lat, each.lon) for each in queues.corridors]).reshape(-1, 2)
    ends = np.array([each.to_side for each in queues.corridors])
    for pattern in np.flatnonzero(_is_road(network)).tolist():
        stops = timetable.stops_of(pattern)
        for hop in np.flatnonzero(country[stops[1:]] != country[stops[:-1]]).tolist():
            here = np.array([network.stops.lat[stops[hop]], network.stops.lon[stops[hop]]])
            ways = np.flatnonzero(ends == network.stops.country[int(stops[hop + 1])])
            if not len(ways):
                continue
            near = ways[np.hypot(*(places[ways] - here).T).argmin()]
            length = timetable.length(pattern)
            first = int(timetable.pattern_call[pattern]) + hop
            past = int(timetable.pattern_call[pattern + 1])
            corridor[first:past:length] = near
    slot = timetable.departure_s.astype(np.int64) % 86400 // ROAD_SLOT_S
    return corridor, slot


def _is_road(network: Network) -> NDArray[np.bool_]:
    """Which patterns are those of buses and coaches. Shapes: (patterns,)."""
    first = network.timetable.pattern_trip[:-1]
    mode = network.routes.mode[network.trips.route[first]]
    return np.isin(mode, [MODE_INDEX["BUS"], MODE_INDEX["COACH"]])


def places_of(network: Network, parameters: Parameters) -> Places:
    """Seats and places of every trip, by its mode as the parameter sheet has them."""
    mode = network.routes.mode[network.trips.route]
    tables = {}
    for what in ("seats", "places"):
        by_mode = np.array(
            [
                parameters[f"{what}_{name}"]
                if f"{what}_{name}" in parameters.sheet
                else parameters[f"{what}_BUS"]
                for name in TRANSIT_MODES
            ]
        )
        tables[what] = by_mode[mode]
    return Places(tables["seats"], tables["places"])
