"""A new car park: its place and the commuters around it in, who parks there and rides on out.

Parking and riding is one more way to work: drive to the site, walk to a stop, ride. Its utility is
that of transit with the drive as access; together with the car and today's transit it makes a logit
whose constants are those of today's shares. Nobody parks where no space is left: users are rationed
alike. They take no car across the border any more, and are riders in the loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planning.assignment import assign
from planning.baseline import Baseline
from planning.car import CarTimes
from planning.equilibrium import People, Pivot, Setting, State
from planning.journeys import Journeys, find_journeys
from planning.results import CarPark
from planning.split import transit_utility
from planning.zones import Floats, Zones
from routing.access import stops_on_foot
from routing.driving import drive
from routing.network import Network
from routing.requests import DEFAULT_WALK_MPS, Endpoint

SITE_PREFIX = "scenario-"
MOST_DRIVE_S = 1500
MOST_WALK_S = 600
PARK_S = 180
"""To find a space and to leave the car."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A relation by way of a site: its row among relations, and the stops that are driven to."""

    site: int
    relation: int
    access: dict[int, int]


@dataclass(frozen=True, slots=True)
class Parking:
    """What new car parks make of a setting: more relations, fewer drivers."""

    setting: Setting
    pivot: Pivot
    before: State
    car_parks: tuple[CarPark, ...]


def with_car_parks(base: Baseline, setting: Setting) -> Parking:
    """The setting in which people use the sites that the scenario adds; as it was without any."""
    network = setting.service.network
    sites = [
        row
        for row in range(len(network.park_and_ride.capacity))
        if network.park_and_ride.id[row].startswith(SITE_PREFIX)
    ]
    ways = [way for site in sites for way in _ways(base, network, setting.zones, site)]
    if not ways:
        return Parking(setting, base.pivot, base.state, ())
    targets = [setting.service.access[int(base.people.target[way.relation])] for way in ways]
    access = [*(way.access for way in ways), *targets]
    pairs = [(at, len(ways) + at) for at in range(len(ways))]
    journeys = find_journeys(network, access, pairs, base.period)
    worth = _worth(setting, journeys)
    users = _users(base, setting, ways, worth)
    users, told = _rationed(base, network, ways, users)
    return Parking(
        _with_users(setting, journeys, ways, users),
        _extended(base.pivot, worth),
        _before(base.state, len(ways)),
        told,
    )


def _ways(base: Baseline, network: Network, zones: Zones, site: int) -> list[_Way]:
    """Relations over the border from zones of the site's own country that are near it."""
    sites = network.park_and_ride
    at = Endpoint(float(sites.lat[site]), float(sites.lon[site]), sites.name[site])
    walk = stops_on_foot(network, at, max_access_s=MOST_WALK_S, walk_mps=DEFAULT_WALK_MPS)
    if not walk:
        return []
    found = []
    noon_s = base.period.moment_s(base.period.leaving[0])
    for zone in range(len(zones)):
        if zones.country[zone] != sites.country[site]:
            continue
        home = Endpoint(float(zones.lat[zone]), float(zones.lon[zone]), zones.name[zone])
        way = drive(network, home, at, noon_s)
        if way is None or way.arrive_s - way.depart_s > MOST_DRIVE_S:
            continue
        spent_s = round(way.arrive_s - way.depart_s) + PARK_S
        stops = {stop: spent_s + seconds for stop, seconds in walk.items()}
        rows = np.flatnonzero((base.people.origin == zone) & base.people.crosses)
        found += [_Way(site, int(row), stops) for row in rows]
    return found


def _worth(setting: Setting, journeys: Journeys) -> Floats:
    """What the ways by the sites are worth. Shapes: (ways,)."""
    shares = setting.people.slot_shares
    nobody = np.zeros(len(journeys.start) - 1)
    empty = assign(
        setting.service.network, journeys, nobody, setting.period, shares / shares.sum(),
        setting.places, setting.parameters,
    )  # fmt: skip
    return transit_utility(journeys, empty, setting.period, shares, setting.parameters)


def _users(base: Baseline, setting: Setting, ways: Sequence[_Way], worth: Floats) -> Floats:
    """Workers a day who would park on each way, were there room. Shapes: (ways,)."""
    rows = np.array([way.relation for way in ways])
    pivot, people = base.pivot, setting.people
    share = np.clip(pivot.share[rows], 1e-12, 1 - 1e-12)
    odds = np.exp(np.clip(worth - pivot.transit[rows], -60, 60)) * share
    together = np.zeros(len(pivot.share))
    np.add.at(together, rows, odds)
    return np.asarray(people.workers[rows] * people.present * odds / (1 + together[rows]))


def _rationed(
    base: Baseline, network: Network, ways: Sequence[_Way], users: Floats
) -> tuple[Floats, tuple[CarPark, ...]]:
    """Users for whom there is room, and what is told of every site."""
    occupancy = base.parameters["car_occupancy"]
    site_of = np.array([way.site for way in ways])
    rows = np.array([way.relation for way in ways])
    told = []
    left = users.copy()
    for site in np.unique(site_of).tolist():
        mine = site_of == site
        cars = float(users[mine].sum()) / occupancy
        spaces = float(network.park_and_ride.capacity[site])
        left[mine] *= min(1.0, spaces / max(cars, 1e-9))
        rode = float((left[mine] * base.pivot.share[rows[mine]]).sum())
        told.append(
            CarPark(
                name=network.park_and_ride.name[site],
                spaces=spaces,
                cars_day=min(cars, spaces),
                wanted_day=cars,
                users_day=float(left[mine].sum()),
                rode_before=rode,
            )
        )
    return left, tuple(told)


def _with_users(
    setting: Setting, journeys: Journeys, ways: Sequence[_Way], users: Floats
) -> Setting:
    people = setting.people
    rows = np.array([way.relation for way in ways])
    at_work = people.workers.copy()
    np.subtract.at(at_work, rows, users / max(people.present, 1e-9))
    nobody = np.zeros(len(ways))
    in_period = users * people.slot_shares.sum()
    more = People(
        origin=np.r_[people.origin, people.origin[rows]],
        target=np.r_[people.target, people.target[rows]],
        workers=np.r_[np.maximum(at_work, 0.0), nobody],
        crosses=np.r_[people.crosses, people.crosses[rows]],
        present=people.present,
        others=np.r_[people.others, in_period],
        slot_shares=people.slot_shares,
    )
    service = replace(setting.service, journeys=_joined(setting.service.journeys, journeys))
    today = None if setting.today is None else np.r_[setting.today, np.full(len(ways), EVEN)]
    return replace(setting, people=more, service=service, today=today)


EVEN = 0.5
"""A share of ways by a site: their users are counted already, and it only says more or less."""


def _extended(pivot: Pivot, worth: Floats) -> Pivot:
    more = len(worth)
    return Pivot(
        np.r_[pivot.share, np.full(more, EVEN)],
        np.r_[pivot.transit, worth],
        np.r_[pivot.car_min, np.full(more, np.nan)],
    )


def _before(state: State, more: int) -> State:
    """Today's state with the ways by the sites, on which nobody rode."""
    car = CarTimes(
        np.r_[state.car.minutes, np.full(more, np.nan)],
        np.r_[state.car.km, np.zeros(more)],
        np.c_[state.car.share, np.zeros((len(state.car.share), more))],
    )
    return replace(
        state, car=car, share=np.r_[state.share, np.zeros(more)],
        door_min=np.r_[state.door_min, np.full(more, np.nan)],
    )  # fmt: skip


def _joined(first: Journeys, second: Journeys) -> Journeys:
    """The journeys of the relations of both, one after the other."""
    names = [name for name in Journeys.__slots__ if name not in ("start", "ride_start")]
    return Journeys(
        start=np.r_[first.start, first.start[-1] + second.start[1:]],
        ride_start=np.r_[first.ride_start, first.ride_start[-1] + second.ride_start[1:]],
        **{name: np.r_[getattr(first, name), getattr(second, name)] for name in names},
    )
