"""The map of the streets, before a site is served: a data folder in, its map drawn where missing.

A map that cannot be drawn stops nobody: the pages then show the sketch, and it is said why.
"""

from __future__ import annotations

from pathlib import Path

from commands.datadir import streets_data
from core.errors import NavetteError
from core.progress import Progress


def draw_map(data: Path, progress: Progress) -> None:
    """Draws the map of the extract that a resolved data folder uses, if it has one."""
    from feeds.osm.map.store import renew_map

    try:
        renew_map(streets_data(data), progress)
    except NavetteError as fault:
        progress(f"the map stays a sketch: {fault}")
