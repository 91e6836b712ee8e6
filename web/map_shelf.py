"""The maps that can be served: a data folder in, the map in service and its file out.

What is in service is looked up anew for every page, so that a map drawn meanwhile is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feeds.osm.map.store import StreetMap, find_map, find_map_file


@dataclass(frozen=True, slots=True)
class MapShelf:
    """The maps of one data folder; of none where there is no folder."""

    data: Path | None = None

    def find(self) -> StreetMap | None:
        """The map in service."""
        return None if self.data is None else find_map(self.data)

    def find_file(self, version: str) -> Path | None:
        """The file of a version that is still there."""
        return None if self.data is None else find_map_file(self.data, version)
