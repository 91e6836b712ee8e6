"""The stores of a data folder: a folder in, every database that is kept for it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.database import Database


def stores_of(data: Path) -> tuple[Database, ...]:
    """What cannot be made again: on the server of DATABASE_URL, or in files of the folder."""
    from core.database import Database, place_in
    from forecast import observations
    from planning.runs import schema as scenarios

    return (
        Database(place_in(data, observations.FILE), "observations", observations.SCHEMA),
        Database(place_in(data, scenarios.FILE), "scenarios", scenarios.SCHEMA),
    )


def files_of(data: Path) -> tuple[Database, ...]:
    """The same stores as files of the folder, whatever server there is."""
    from core.database import Database
    from forecast import observations
    from planning.runs import schema as scenarios

    return (
        Database(data / observations.FILE, "observations", observations.SCHEMA),
        Database(data / scenarios.FILE, "scenarios", scenarios.SCHEMA),
    )


def generated_of(data: Path) -> tuple[Database, ...]:
    """The observations of the embedded data set, where it was built: always in a file."""
    from commands.datadir import EMBEDDED

    return tuple(each for each in files_of(data / EMBEDDED)[:1] if not each.is_empty)


def upgrade_at_start(data: Path) -> None:
    """Brings the stores that are there up to date; those to come are made as they are used.

    Errors: EnvironmentFault where that takes the command, DataError for those of a newer program.
    """
    for database in stores_of(data):
        standing = database.standing()
        if standing.is_made and standing.due:
            database.upgrade(by_command=False)
