"""The house opened on a data folder: a folder in, what every answer stands on out."""

from __future__ import annotations

from pathlib import Path

from commands.datadir import territory_of
from commands.network import open_network
from core.progress import Progress
from forecast.service import ForecastService
from web.settings import Settings
from web.state import AppState, World


def open_house(data: Path, settings: Settings, progress: Progress) -> AppState:
    """Opens a resolved data folder (commands.datadir.resolve_data), building what is missing.

    Errors: DataError for unusable feeds or territory, EnvironmentFault for the machine.
    """
    territory = territory_of(data)
    network = open_network(data, progress)
    illustrative = any(feed.source.illustrative for feed in network.feeds)
    return AppState(
        world=World.of(network, territory),
        forecasts=ForecastService.open(data, territory, illustrative=illustrative),
        settings=settings,
    )
