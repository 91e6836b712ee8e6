"""The forecasts of a data folder, opened for a command: a folder in, service and territory out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands.progress import TerminalProgress

if TYPE_CHECKING:
    from core.progress import Progress
    from feeds.territory import Territory
    from forecast.service import ForecastService


def open_service(data: Path) -> tuple[ForecastService, Territory]:
    """The service of a data folder, building the embedded data set where it has no feeds."""
    from commands.datadir import resolve_data, territory_of
    from forecast.service import ForecastService

    with TerminalProgress() as progress:
        folder = resolve_data(data, progress)
        territory = territory_of(folder)
        service = ForecastService.open(
            folder, territory, illustrative=folder != data, progress=progress
        )
        _say_problems(service, progress)
    return service, territory


def _say_problems(service: ForecastService, progress: Progress) -> None:
    for problem in service.problems:
        progress(f"left out: {problem}")
    for report in service.imports:
        if report.refused:
            progress(f"{report.file}: {report.refused} rows refused")
