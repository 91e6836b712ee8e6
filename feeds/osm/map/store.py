"""The map of a data folder: its extract in, DIR/streets/map with one file of tiles out.

    DIR/streets/map/<version>.pmtiles   the map in service, and the one before for open pages
    DIR/streets/map/map.json            which one that is, what it covers, whose it is

A version stands for the extract and for how it is drawn. The file is written beside its name,
synced and renamed, and map.json names it last: nobody sees half a map.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import FeedError
from core.files import locked, machine_faults, sync_folder, write_atomically
from core.progress import Progress, silent
from feeds.osm.read import check_file
from feeds.osm.store import find_extract, find_info

DRAWING = 1
"""Counts up whenever a map of the same extract would become another file."""
LOCK_WAIT_S = 1800.0
SUFFIX = ".pmtiles"
_FOLDER, _STATE, _DRAWING = "map", "map.json", "drawing-"
_ATTRIBUTION = "© OpenStreetMap contributors"
_VERSION = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class StreetMap:
    """A map that can be served: `bounds` are west, south, east, north, in degrees."""

    version: str
    bounds: tuple[float, float, float, float]
    first_zoom: int
    last_zoom: int
    layers: tuple[str, ...]
    has_borders: bool
    attribution: str
    before: str = ""
    """The version that was in service before; its file is still there."""


def map_folder(data: Path) -> Path:
    """Where the maps of a data folder are."""
    extract = find_extract(data)
    return (data / "streets" if extract is None else extract.parent) / _FOLDER


def find_map(data: Path) -> StreetMap | None:
    """The map in service, or None: without an extract there is none."""
    if find_extract(data) is None:
        return None
    folder = map_folder(data)
    try:
        state = json.loads((folder / _STATE).read_bytes())
        tuples = {name: tuple(state[name]) for name in ("bounds", "layers")}
        found = StreetMap(**{**state, **tuples})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if find_map_file(data, found.version) is not None else None


def find_map_file(data: Path, version: str) -> Path | None:
    """The file of a version of the map; None where there is none, or the text is no version."""
    if _VERSION.fullmatch(version) is None:
        return None
    path = map_folder(data) / f"{version}{SUFFIX}"
    return path if path.is_file() else None


def renew_map(
    data: Path, progress: Progress = silent, *, wait_s: float = LOCK_WAIT_S
) -> StreetMap | None:
    """The map of the present extract, drawn where that was not done yet; None without an extract.

    Another process that is drawing it is waited for.

    Errors: FeedError for a damaged extract, EnvironmentFault for the machine; what was there stays.
    """
    extract = find_extract(data)
    if extract is None:
        return None
    version = _version_of(data, extract)
    found = find_map(data)
    if found is not None and found.version == version:
        return found
    folder = map_folder(data)
    with machine_faults(f"cannot write the map in {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock", wait_s, "drawing the map"):
        found = find_map(data)
        if found is None or found.version != version:
            found = _draw(extract, folder, version, found, progress)
    return found


def remove_map(data: Path) -> None:
    """Takes the maps out of a data folder."""
    folder = map_folder(data)
    with machine_faults(f"cannot remove the map in {folder}"):
        for path in (folder / _STATE, *folder.glob(f"*{SUFFIX}")):
            path.unlink(missing_ok=True)


def _version_of(data: Path, extract: Path) -> str:
    try:
        info = find_info(data)
    except FeedError:
        info = None
    sha256 = check_file(extract) if info is None else info.sha256
    return hashlib.sha256(f"{sha256} {DRAWING}".encode()).hexdigest()[:12]


def _draw(
    extract: Path, folder: Path, version: str, before: StreetMap | None, progress: Progress
) -> StreetMap:
    from feeds.osm.map.gather import gather_map
    from feeds.osm.map.tiles import cut_tiles

    with machine_faults(f"cannot write the map in {folder}"):
        for left in folder.glob(f"{_DRAWING}*"):  # by a process that was killed
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix=_DRAWING, dir=folder) as beside:
            made = Path(beside) / extract.name
            cut = cut_tiles(gather_map(extract, progress), made, _ATTRIBUTION, progress)
            with made.open("rb") as written:
                os.fsync(written.fileno())
            made.replace(folder / f"{version}{SUFFIX}")
        sync_folder(folder)
        drawn = StreetMap(
            version=version,
            bounds=cut.bounds,
            first_zoom=cut.first_zoom,
            last_zoom=cut.last_zoom,
            layers=cut.layers,
            has_borders=cut.has_borders,
            attribution=_ATTRIBUTION,
            before=before.version if before else "",
        )
        write_atomically(folder / _STATE, json.dumps(asdict(drawn), indent=2).encode())
        for path in folder.glob(f"*{SUFFIX}"):
            if path.stem not in (drawn.version, drawn.before):
                path.unlink(missing_ok=True)
    return drawn
