"""Tiles for tests: a file of the map in, what a layer of a tile shows out."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import Any

import pyogrio
from pmtiles.reader import MemorySource, Reader


def tile_at(path: Path, zoom: int, lat: float, lon: float) -> bytes | None:
    """The bytes of the tile that holds a point, unpacked; None where there is none."""
    side = 2**zoom
    column = int((lon + 180) / 360 * side)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side)
    data = Reader(MemorySource(path.read_bytes())).get(zoom, column, row)
    return None if data is None else gzip.decompress(data)


def shown(tile: bytes | None, layer: str, folder: Path) -> list[dict[str, Any]]:
    """The texts of everything that a layer of a tile shows, read by GDAL."""
    if tile is None:
        return []
    path = folder / "tile.mvt"
    path.write_bytes(tile)
    if layer not in {name for name, _ in pyogrio.list_layers(path)}:
        return []
    rows = pyogrio.read_dataframe(path, layer=layer, read_geometry=False).to_dict("records")
    return [{key: value for key, value in row.items() if value == value} for row in rows]
