"""What scenarios stand on: the network in service with its tables in, a scenario's network out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.progress import Progress, silent

if TYPE_CHECKING:
    import datetime as dt

    from feeds.osm.tables import StreetTables
    from feeds.tables import MergedFeed
    from feeds.territory import Territory
    from planning.apply.scenario import Applied
    from planning.baseline import Baseline
    from planning.demand import Demand
    from planning.scenario.modifications import Scenario
    from routing.network import Network


@dataclass(frozen=True, slots=True)
class Ground:
    """The network in service, and the feeds, facts and streets that it was built from."""

    network: Network
    territory: Territory
    feed: MergedFeed
    extract: StreetTables | None = None

    @property
    def version(self) -> str:
        """The version of the network."""
        return self.network.version


@dataclass(frozen=True, slots=True)
class Built:
    """A scenario's network, ready for trips, with the territory that it makes.

    `tag` is that of the feed of everything that it adds; `own_lanes` are the ids of lines of it
    that pass all queues on a lane of their own.
    """

    network: Network
    territory: Territory
    tag: str = ""
    own_lanes: frozenset[str] = frozenset()


OWN_LANE = "own-lane"
OpenGround = Callable[[Progress], Ground]
"""Reads the ground of a data folder as it is now."""


def build_on(ground: Ground, scenario: Scenario, progress: Progress = silent) -> Built:
    """The network that a scenario makes; the ground's own where no table changes.

    Errors: RequestError naming everything in the scenario that cannot be applied.
    """
    from planning.apply.scenario import apply
    from routing.build import build_network

    applied = apply(ground.feed, ground.territory, scenario, progress)
    if applied.feed is ground.feed and applied.territory is ground.territory:
        return Built(ground.network, ground.territory)
    progress("building the scenario's network")
    network = build_network(applied.feed, applied.territory, progress, extract=ground.extract)
    return built_of(applied, network, scenario)


def built_of(applied: Applied, network: Network, scenario: Scenario) -> Built:
    """What a scenario became, for trips."""
    from planning.scenario.add_trips import AddTrips

    own_lanes = set()
    for line in applied.lines:
        said = scenario.modifications[line.at]
        lanes = said.right_of_way if isinstance(said, AddTrips) else None
        if lanes and set(lanes) == {OWN_LANE}:
            own_lanes.add(str(applied.feed.routes["id"].iloc[line.route]))
    return Built(network, applied.territory, applied.tag, frozenset(own_lanes))


def baseline_on(
    ground: Ground, day: dt.date, progress: Progress, demand: Demand | None = None
) -> Baseline:
    """Today's state over the ground, on a day; `demand` are commuters that were counted."""
    from planning.baseline import baseline_of
    from planning.parameters import read_parameters
    from planning.period import Period

    period = Period(day, ground.territory.zone)
    return baseline_of(
        ground.network, ground.territory, read_parameters(), period, progress, ground.extract,
        demand,
    )  # fmt: skip
