"""The map of the streets, before a site is served: a data folder in, its map drawn where missing.

A map that cannot be drawn stops nobody: the pages then show the sketch, and it is said why.
"""

from __future__ import annotations

from pathlib import Path

from commands.datadir import streets_data
from core.errors import NavetteError
from core.progress import Progress

WAIT_S = 5.0


def draw_map(data: Path, progress: Progress) -> None:
    """Draws the map of the extract that a resolved data folder uses, if it has one.

    Nobody waits long for another process that is drawing it: it is shown as soon as it is there.
    """
    from feeds.osm.map.store import renew_map

    try:
        renew_map(streets_data(data), progress, wait_s=WAIT_S)
    except NavetteError as fault:
        progress(f"the map stays a sketch: {fault}")
