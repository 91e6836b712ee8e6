"""The data folder: the folder a person names in, the folder that holds feeds out.

A folder with feeds of its own is used as it is. Without them the embedded data set is generated in
`DIR/embedded`, anew on every day on which it is no longer current, and used instead.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from core import clock
from core.files import locked, machine_faults
from core.progress import Progress

if TYPE_CHECKING:
    from feeds.territory import Territory

EMBEDDED = "embedded"
LOCK_WAIT_S = 300.0
"""How long a command waits while another one builds in the same folder."""


def resolve_data(data: Path, progress: Progress) -> Path:
    """The folder whose feeds are in service: `data`, or the embedded data set in it.

    Errors: EnvironmentFault when the embedded data set is needed and cannot be written.
    """
    folder = folder_in_service(data)
    if folder == data:
        return data
    from feeds.demo import build_embedded, is_current

    today = clock.today(zone_of(folder))
    if is_current(folder, today):
        return folder
    with machine_faults(f"cannot make the data folder {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    with building(folder), machine_faults(f"cannot write the embedded data set in {folder}"):
        if not is_current(folder, today):
            progress("building the embedded data set (illustrative, not a timetable)")
            build_embedded(folder, today, progress)
    return folder


def folder_in_service(data: Path) -> Path:
    """`data` where it holds a feed of its own, else its embedded data set, be it there or not."""
    return data if has_feeds(data) else data / EMBEDDED


def has_feeds(data: Path) -> bool:
    """Whether a data folder holds a feed of its own."""
    return any(data.glob("feeds/*/source.toml"))


def feeds_gone(data: Path) -> str:
    """What is said where a folder whose feeds are in service holds none any more."""
    return (
        f"{data} holds no feeds any more; the network in memory stays in service, and nobody starts"
        " with another one until they are back"
    )


def streets_data(data: Path) -> Path:
    """The data folder whose streets are used: the embedded data set uses those of its parent."""
    return data.parent if data.name == EMBEDDED else data


def territory_folder(data: Path) -> Path:
    """The folder of facts about the border region that the data folder is about."""
    from feeds.territory import HOME

    own = data / "territory"
    return own if own.is_dir() else HOME


def territory_of(data: Path) -> Territory:
    """The border region that the data folder is about.

    Errors: DataError naming what is wrong in a territory folder.
    """
    from feeds.territory import load_territory

    return load_territory(territory_folder(data))


def zone_of(data: Path) -> str:
    """The time zone of that region. Errors: as those of `territory_of`, its tables apart."""
    from feeds.territory import load_zone

    return load_zone(territory_folder(data))


def building(data: Path) -> AbstractContextManager[None]:
    """Holds the data folder while something is built in it."""
    return locked(data / ".lock", LOCK_WAIT_S, "building")
