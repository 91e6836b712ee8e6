"""Simulating a scenario: today and a scenario in, everything that changes out.

The scenario's feeds and territory are built like any others into an ordinary Network; people and
queues settle in it, and what comes out is compared with today.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from core.progress import Progress, silent
from feeds.tables import MergedFeed
from planning.apply.scenario import Applied, apply
from planning.baseline import Baseline, daily_boardings
from planning.car import car_ways, kept_constants
from planning.equilibrium import (
    AtLevel,
    People,
    Setting,
    State,
    people_on,
    places_of,
    settle,
)
from planning.figures.access import access_figures
from planning.figures.horizons import horizon_figures, with_year_full
from planning.figures.isochrones import MOST_OWN, own_stops, peak_isochrones
from planning.figures.lines import (
    LineTrips,
    calls_of_lines,
    line_figures,
    line_places,
    line_trips,
)
from planning.figures.money import money_figures
from planning.figures.people import people_figures
from planning.figures.riders import around, boardings_by_share, new_riders
from planning.figures.roads import car_km_avoided, queue_figures
from planning.levels import Settled, at_levels
from planning.notes import Note
from planning.parameters import Level
from planning.park_and_ride import with_car_parks
from planning.period import SLOT_S
from planning.queues import waits_s
from planning.results import Access, LineFigures, Range, Simulation
from planning.scenario.add_trips import AddTrips
from planning.scenario.identity import scenario_id
from planning.scenario.modifications import Scenario
from planning.scenario.ours import WORKING_DAYS, DepartureShift, Growth, Telework
from planning.sensitivity import quick_sensitivity
from planning.service import Minutes, Service, serve
from planning.years import at_growth, growth_of, rise_of
from planning.zones import Floats, Zones, grown
from routing.build import build_network
from routing.network import Network
from routing.requests import Endpoint


@dataclass(frozen=True, slots=True)
class Run:
    """One simulation: what the scenario became, and what was found in it."""

    applied: Applied
    network: Network
    service: Service
    simulation: Simulation


def simulate(
    base: Baseline,
    feed: MergedFeed,
    scenario: Scenario,
    progress: Progress = silent,
    first: Callable[[Access], None] | None = None,
    origins: Sequence[Endpoint] = (),
) -> Run:
    """What a scenario changes. `feed` are the tables that the baseline's network is built from.

    `first` is called with what people can reach, as soon as that is known. Isochrones are those of
    `origins`, where there are none of the first stops that the scenario brings along.

    Errors: RequestError naming everything in the scenario that cannot be applied.
    """
    seconds: dict[str, float] = {}
    with _timed(seconds, "network"):
        applied = apply(feed, base.territory, scenario, progress)
        progress("building the scenario's network")
        network = _network(base, feed, applied)
    with _timed(seconds, "service"):
        same = network.version == base.network.version
        service = base.service
        if not same:
            service = serve(
                network, base.zones, base.relations, base.period, progress,
                first and (lambda found: first(_reachable(base, applied, found))),
            )  # fmt: skip
    with _timed(seconds, "riders"):
        settled = settle_in(base, scenario, applied, service, progress)
        levels = at_levels(settled)
    with _timed(seconds, "figures"):
        found = figures_of(scenario, applied, settled, levels)
    with _timed(seconds, "sensitivity"):
        sensitivity = quick_sensitivity(settled, found)
    with _timed(seconds, "isochrones"):
        progress("isochrones")
        origins = origins or own_stops(scenario)[:MOST_OWN]
        areas = peak_isochrones(base.network, network, origins, base.period, base.zones)
    found = replace(found, seconds=seconds, sensitivity=sensitivity, isochrones=areas)
    return Run(applied, network, service, found)


def _reachable(base: Baseline, applied: Applied, minutes: Minutes) -> Access:
    """What people can reach with these travel times."""
    return access_figures(base.service.minutes, minutes, grown(base.zones, applied.demand))


def settle_in(
    base: Baseline, scenario: Scenario, applied: Applied, service: Service, progress: Progress
) -> Settled:
    """Riders, loads and queues in the scenario's network."""
    network, zones = service.network, grown(base.zones, applied.demand)
    lines = _lines(base, scenario, applied, network)
    new, own = calls_of_lines(network, lines)
    places = line_places(places_of(network, base.parameters), lines)
    ways = base.setting.ways
    if applied.territory is not base.territory:
        waits = waits_s(base.state.queues, base.period.slots_s, base.people.slot_shares)
        ways = car_ways(network, base.zones, base.queues.corridors, waits)
        ways = kept_constants(ways, base.setting.ways)
    setting = replace(
        base.setting, service=service, ways=ways, zones=zones, people=_people(base, zones, applied),
        places=places, own_lane=own, new=new,
    )  # fmt: skip
    parking = with_car_parks(base, setting)
    state = settle(parking.setting, parking.pivot, progress)
    return Settled(base, parking, lines, state)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - began, 3)


def _network(base: Baseline, feed: MergedFeed, applied: Applied) -> Network:
    """The scenario's network; that of the base where no table has changed."""
    if applied.feed is feed and applied.territory is base.territory:
        return base.network
    return build_network(applied.feed, applied.territory, extract=base.extract)


def _lines(
    base: Baseline, scenario: Scenario, applied: Applied, network: Network
) -> list[LineTrips]:
    found = []
    for line in applied.lines:
        said = scenario.modifications[line.at]
        if isinstance(said, AddTrips):
            route_id = str(applied.feed.routes["id"].iloc[line.route])
            found.append(line_trips(network, said, route_id, base.period))
    return found


def _people(base: Baseline, zones: Zones, applied: Applied) -> People:
    """Commuters under growth, telework and shifted departures."""
    people, shares = base.people, base.people.slot_shares
    workers, crosses = base.commuting.workers, base.commuting.crosses
    present = people.present
    if zones is not base.zones:
        workers = base.commuters(zones)
    for change in applied.demand:
        if isinstance(change, Telework):
            weekday = base.period.day.weekday()
            at_home = getattr(change, WORKING_DAYS[weekday]) if weekday < 5 else 0.0
            present *= 1 - at_home
        if isinstance(change, DepartureShift):
            shares = _shifted(shares, change)
    told = people_on(base.relations, workers, crosses, shares, present)
    return replace(told, others=people.others * rise_of(told.workers, people.workers))


def _shifted(shares: Floats, change: DepartureShift) -> Floats:
    """Arrivals of which a share comes later or earlier; none leaves the period."""
    slots = round(change.minutes * 60 / SLOT_S)
    at = np.clip(np.arange(len(shares)) + slots, 0, len(shares) - 1)
    moved = np.zeros_like(shares)
    np.add.at(moved, at, shares * change.share)
    return shares * (1 - change.share) + moved


def figures_of(
    scenario: Scenario, applied: Applied, settled: Settled, levels: dict[Level, AtLevel]
) -> Simulation:
    """All that is told of a run; `levels` are its shares at every level of the sheet."""
    base, parking, lines, state = settled.base, settled.parking, settled.lines, settled.state
    setting, before = parking.setting, parking.before
    people, zones = setting.people, setting.zones
    told = _line_figures(base, setting, lines, state, levels)
    growth = growth_of(scenario)
    horizons = horizon_figures(
        base.period.day.year,
        growth.year if growth else None,
        lambda share: at_growth(base, setting, state, lines, growth, share),
    )
    told = [with_year_full(each, horizons) for each in told]
    new = {level: new_riders(parking, each.share) for level, each in levels.items()}
    figures = people_figures(
        setting, base.people.riders_day(base.state.share, base.state.share), before, state,
        (new["low"], new["high"]), sum(each.rode_before for each in parking.car_parks),
    )  # fmt: skip
    avoided = {level: car_km_avoided(setting, before, each) for level, each in levels.items()}
    return Simulation(
        scenario_id=scenario_id(scenario),
        scenario_name=scenario.name,
        scenario_description=scenario.description or "",
        base_version=base.network.version,
        version=setting.service.network.version,
        day=base.period.day.isoformat(),
        window="-".join(f"{s // 3600:02}:{s % 3600 // 60:02}" for s in base.period.leaving),
        zones=zones,
        minutes_before=base.service.minutes.p50,
        minutes_after=setting.service.minutes.p50,
        commuters=_matrix(people, len(zones)),
        lines=tuple(told),
        counted=_counted(base, setting, state),
        access=access_figures(base.service.minutes, setting.service.minutes, zones),
        people=figures,
        roads=tuple(queue_figures(base.queues, before, state)),
        money=money_figures(
            [(line.said, each) for line, each in zip(lines, told, strict=True)],
            around(avoided),
            figures.hours_saved_day,
            base.parameters,
        ),
        horizons=horizons,
        notes=(*applied.notes, *_notes(base, scenario)),
        illustrative=any(info.source.illustrative for info in base.network.feeds),
        car_parks=parking.car_parks,
    )


def _line_figures(
    base: Baseline,
    setting: Setting,
    lines: list[LineTrips],
    state: State,
    levels: dict[Level, AtLevel],
) -> list[LineFigures]:
    """The figures of every new line."""
    network = setting.service.network
    return [
        line_figures(
            network, line, state.assigned, setting.places, base.period, base.parameters,
            _boardings(setting, state, levels, line),
        )
        for line in lines
    ]  # fmt: skip


def _boardings(
    setting: Setting, state: State, levels: dict[Level, AtLevel], line: LineTrips
) -> Range:
    """Boardings of a line a day at every level."""
    boardings = boardings_by_share(setting, state, line)
    return around({level: boardings(at.share) for level, at in levels.items()})


def _matrix(people: People, size: int) -> Floats:
    told = np.zeros((size, size))
    told[people.origin, people.target] = people.workers
    return told


def _counted(
    base: Baseline, setting: Setting, state: State
) -> tuple[tuple[str, float, float, float], ...]:
    """Counted lines before and after."""
    network = setting.service.network
    found = []
    for each in base.counted:
        lines = [
            route
            for route in range(len(network.routes.type))
            if each.name.endswith(f" {network.routes.short_name[route]}")
        ]
        trips = np.isin(network.trips.route, lines)
        after = daily_boardings(setting, state.assigned, trips)
        found.append((each.name, each.riders_day, each.simulated_day, after))
    return tuple(found)


def _notes(base: Baseline, scenario: Scenario) -> Iterator[Note]:
    if any(isinstance(each, Growth) for each in scenario.modifications):
        yield Note("note.grownEverywhere")
    if base.demand is not None:
        homes = int(base.demand.homes.sum())
        yield Note("note.census", {"n": homes, "source": base.demand.source})
    else:
        yield Note("note.whoCommutes")
