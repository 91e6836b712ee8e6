"""What the window shows: the world in service, forecasts and settings, one object per server.

A World is immutable and is replaced as one reference, so a request that has taken it sees one
network, its index and its facts to the end, whatever is built meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.database import Database
from feeds.territory import Territory
from forecast.calendar import BorderCalendar, calendar_of
from routing.criteria.reliability import ASSUMED, Reliability
from routing.network import Network
from routing.places import PlaceIndex
from routing.tariff import NO_TARIFF, Tariff
from web.foreseen import NOTHING_FORESEEN, Foreseen
from web.map_shelf import MapShelf
from web.settings import Settings

if TYPE_CHECKING:
    from feeds.catalogue import StoredFeed
    from feeds.gbfs.looks import Heard
    from forecast.collected import Collected
    from forecast.parking import ParkingForecasts
    from forecast.service import ForecastService
    from planning.runs.desk import Desk

ROOT = Path(__file__).resolve().parent.parent


class PlannedScenario(NamedTuple):
    """A scenario as answers tell of it; `tag` is its feed's, `own_lanes` pass all queues."""

    id: str
    name: str
    tag: str = ""
    own_lanes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """A network with all that is derived from it; never changed, only replaced."""

    network: Network
    places: PlaceIndex
    territory: Territory | None = None
    calendar: BorderCalendar | None = None
    tariff: Tariff = NO_TARIFF
    reliability: Reliability = ASSUMED
    foreseen: Foreseen = NOTHING_FORESEEN
    scenario: PlannedScenario | None = None
    """Whose network it is, where it is that of no timetable."""

    @classmethod
    def of(
        cls,
        network: Network,
        territory: Territory | None = None,
        reliability: Reliability | None = None,
        foreseen: Foreseen = NOTHING_FORESEEN,
    ) -> World:
        """The world of a network, with its place index built."""
        calendar = calendar_of_territory(territory) if territory is not None else None
        tariff = NO_TARIFF if territory is None else Tariff.of(territory)
        places = PlaceIndex.of(network)
        return cls(network, places, territory, calendar, tariff, reliability or ASSUMED, foreseen)

    def as_published(self) -> World:
        """The same world without what realtime says."""
        return replace(self, network=self.network.ground)


def calendar_of_territory(territory: Territory) -> BorderCalendar:
    """The holidays of its sides."""
    return calendar_of((side.name, side.holidays) for side in territory.sides)


@dataclass(slots=True)
class AppState:
    """The one mutable thing: which world is in service."""

    world: World
    forecasts: ForecastService | None = None
    settings: Settings = field(default_factory=Settings)
    static_folder: Path = ROOT / "static"
    packages_folder: Path = ROOT / "node_modules"
    stored: Callable[[], Mapping[str, StoredFeed]] = dict
    """The feeds on disk by tag, as they are now: when they were last asked for, what went wrong."""
    collected: Callable[[], Sequence[Collected]] = tuple
    """The sources of observations, as they fare now."""
    maps: MapShelf = field(default_factory=MapShelf)
    """The maps drawn from OpenStreetMap, as they are now."""
    rentals: Callable[[], Sequence[Heard]] = tuple
    """The rental systems, as they were last heard."""
    scenarios: Desk | None = None
    """Where scenarios are kept and run; None where they are not."""
    is_local: bool = False
    """Whether only this machine can reach the site: then changes need no token."""
    rates_table: Path | None = None
    """The file in which all processes count how often clients ask (web/operations/rates.py)."""
    folder: Path | None = None
    """The data folder, where there is one."""
    snapshots: Path | None = None
    """The folder of the snapshots, where there is one."""
    refused: Callable[[], Sequence[str]] = tuple
    """Why the newest build did not come into service; nothing where it did."""
    stores: Mapping[str, Database] = field(default_factory=dict)
    """The databases in which things are kept, by what is kept there."""
    swaps: int = 0
    """How often a network, an overlay or forecasts were replaced."""
    _swap: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def put_in_service(self, network: Network, territory: Territory | None = None) -> None:
        """Replaces the network; requests under way finish in the old world."""
        known = self.world
        world = World.of(network, territory or known.territory, known.reliability, known.foreseen)
        with self._swap:
            self.world = world
            self.swaps += 1

    def take_over(self, fresh: AppState) -> None:
        """Shows what another state shows; requests under way finish in the old world."""
        with self._swap:
            self.world, self.forecasts = fresh.world, fresh.forecasts
            self.stored, self.collected = fresh.stored, fresh.collected
            self.snapshots, self.refused = fresh.snapshots, fresh.refused
            self.swaps += 1

    def renew_forecasts(self, forecasts: ForecastService, parking: ParkingForecasts | None) -> None:
        """Shows newer forecasts over the same network."""
        with self._swap:
            foreseen = self.world.foreseen._replace(parking=parking)
            self.world = replace(self.world, foreseen=foreseen)
            self.forecasts = forecasts
            self.swaps += 1

    def lay_over(self, live: Network) -> bool:
        """Puts a network under an overlay into service; False where its ground is no longer."""
        with self._swap:
            if self.world.network.ground is not live.ground:
                return False
            self.world = replace(self.world, network=live)
            self.swaps += 1
        return True
