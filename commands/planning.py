"""What every simulation over a data folder starts from: the folder in, today's baseline out."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import day_of
from core import clock
from core.errors import DataError, Fault, OutsideTimetable
from core.progress import Progress

if TYPE_CHECKING:
    from feeds.tables import MergedFeed
    from planning.baseline import Baseline
    from planning.runs.desk import Desk
    from planning.runs.ground import Ground
    from planning.scenario.modifications import Scenario
    from routing.network import Network

SCENARIOS = "scenarios"
"""The folder of a territory's example scenarios."""


def open_baseline(data: Path, day: str | None, progress: Progress) -> tuple[Baseline, MergedFeed]:
    """Today's state of a data folder's network, and the tables it is built from.

    Errors: OutsideTimetable for a day on which nothing runs.
    """
    from commands.datadir import resolve_data, streets_data, territory_of
    from feeds.catalogue import load_stored
    from feeds.osm.store import load_extract
    from planning.baseline import baseline_of
    from planning.demand import FILE, read_demand
    from planning.parameters import read_parameters
    from planning.period import Period, next_tuesday
    from planning.zones import zones_of
    from routing.build import build_network

    folder = resolve_data(data, progress)
    territory = territory_of(folder)
    demand = read_demand(streets_data(folder) / FILE, zones_of(territory))
    feed = load_stored(folder, territory, progress)
    progress("building the network")
    extract = load_extract(streets_data(folder), progress)
    network = build_network(feed, territory, progress, extract=extract)
    chosen = day_of(day, territory.zone) if day else next_tuesday(clock.today(territory.zone))
    told = feed.service_dates["day"]
    if not int(told.min()) <= clock.day_number(chosen) <= int(told.max()):
        last = clock.from_day_number(int(told.max()))
        raise OutsideTimetable([Fault("day", f"{chosen} lies outside the timetable, until {last}")])
    period = Period(chosen, territory.zone)
    parameters = read_parameters()
    base = baseline_of(network, territory, parameters, period, progress, extract, demand)
    return base, feed


def read_scenario_file(path: Path) -> Scenario:
    """The scenario in a file. Errors: DataError for an unreadable file, RequestError for faults."""
    from planning.scenario.reading import MOST_BYTES, read_scenario

    return read_scenario(read_bytes(path, MOST_BYTES), path.name)


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, one more than `most` where it is longer. Errors: DataError."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as exc:
        raise DataError(f"cannot be read: {exc.strerror}", file=str(path)) from exc


def build_scenario(folder: Path, scenario: Scenario, progress: Progress) -> Network:
    """The network that a scenario makes of a resolved data folder's feeds.

    Errors: RequestError naming everything in the scenario that cannot be applied.
    """
    from commands.datadir import streets_data, territory_of
    from feeds.catalogue import load_stored
    from feeds.osm.store import load_extract
    from planning.apply.scenario import apply
    from routing.build import build_network

    territory = territory_of(folder)
    applied = apply(load_stored(folder, territory, progress), territory, scenario, progress)
    extract = load_extract(streets_data(folder), progress)
    progress("building the scenario's network")
    return build_network(applied.feed, applied.territory, progress, extract=extract)


def open_desk(data: Path) -> Desk:
    """Where the scenarios of a data folder are kept and run; its stores are brought up to date.

    Errors: EnvironmentFault where that takes a command, DataError for stores of a newer program.
    """
    from commands.datadir import folder_in_service, territory_folder
    from commands.stores import upgrade_at_start
    from planning.runs.desk import Desk

    upgrade_at_start(data)
    return Desk(
        data,
        functools.partial(open_ground, data),
        lambda: territory_folder(folder_in_service(data)) / SCENARIOS,
    )


def open_ground(data: Path, progress: Progress) -> Ground:
    """What scenarios are applied to: the network in service, and the tables it was built from.

    Errors: DataError for unusable feeds, EnvironmentFault for the machine.
    """
    from commands.datadir import resolve_data, streets_data, territory_of
    from commands.network import open_network
    from feeds.catalogue import load_stored
    from feeds.osm.store import load_extract
    from planning.runs.ground import Ground

    folder = resolve_data(data, progress)
    territory = territory_of(folder)
    network = open_network(folder, progress)
    feed = load_stored(folder, territory, progress)
    return Ground(network, territory, feed, load_extract(streets_data(folder), progress))
