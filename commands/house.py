"""The house opened on a data folder: a folder in, what every answer stands on out."""

from __future__ import annotations

import functools
from pathlib import Path

from commands.datadir import streets_data, territory_of
from commands.network import open_network, refused_in, snapshots_of
from core import clock
from core.database import Database, place_in
from core.errors import NavetteError
from core.progress import Progress
from feeds.catalogue import StoredFeed, list_feeds
from feeds.territory import Territory
from forecast.collected import collected_in
from forecast.crowding.learnt import load_crowding
from forecast.delays.chances import load_chances
from forecast.observations import FILE as OBSERVATIONS
from forecast.observations import SCHEMA as OBSERVED
from forecast.parking import ParkingForecasts
from forecast.service import ForecastService
from planning.runs.schema import FILE as SCENARIOS
from planning.runs.schema import SCHEMA as PLANNED
from routing.network import Network
from web.foreseen import Foreseen
from web.map_shelf import MapShelf
from web.settings import Settings
from web.state import AppState, World, calendar_of_territory


def open_house(data: Path, settings: Settings, progress: Progress) -> AppState:
    """Opens a resolved data folder (commands.datadir.resolve_data), building what is missing.

    Errors: DataError for unusable feeds or territory, EnvironmentFault for the machine.
    """
    return furnish(open_network(data, progress), data, settings, progress)


def furnish(network: Network, data: Path, settings: Settings, progress: Progress) -> AppState:
    """The same for the network in service of the folder, where that is open already."""
    territory = territory_of(data)
    forecasts, parking = open_forecasts(data, territory, network, progress)
    crowding = load_crowding(data, calendar_of_territory(territory))
    world = World.of(network, territory, load_chances(data), Foreseen(crowding, parking))
    return AppState(
        world,
        forecasts,
        settings,
        stored=functools.partial(_stored, data),
        collected=lambda: collected_in(data, network.zone, clock.now_s()),
        maps=MapShelf(streets_data(data)),
        snapshots=snapshots_of(data),
        refused=functools.partial(refused_in, data),
        stores=_stores(data, illustrative=_is_illustrative(network)),
    )


def open_forecasts(
    data: Path, territory: Territory, network: Network, progress: Progress
) -> tuple[ForecastService, ParkingForecasts | None]:
    """What is foreseen of roads and car parks from the observations that there are by now.

    Errors: DataError for an unusable store, EnvironmentFault for the machine.
    """
    illustrative = _is_illustrative(network)
    forecasts = ForecastService.open(data, territory, illustrative=illustrative, progress=progress)
    for problem in forecasts.problems:
        progress(problem)
    parking = ParkingForecasts.open(
        data, territory, clock.now_s(), illustrative=illustrative, progress=progress
    )
    return forecasts, parking


def _is_illustrative(network: Network) -> bool:
    return any(feed.source.illustrative for feed in network.feeds)


def _stores(data: Path, *, illustrative: bool) -> dict[str, Database]:
    """Where observations and scenarios of a data folder are kept."""
    observed = data / OBSERVATIONS if illustrative else place_in(data, OBSERVATIONS)
    return {
        "observations": Database(observed, "observations", OBSERVED),
        "scenarios": Database(place_in(streets_data(data), SCENARIOS), "scenarios", PLANNED),
    }


def _stored(data: Path) -> dict[str, StoredFeed]:
    """The feeds on disk by tag; none where the folder cannot be read just now."""
    try:
        return {feed.source.tag: feed for feed in list_feeds(data)}
    except NavetteError:
        return {}
