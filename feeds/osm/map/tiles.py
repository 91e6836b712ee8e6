"""Cutting tiles: the layers of a map in, one PMTiles file of vector tiles out.

GDAL writes one layer a file, with one range of zooms; a layer is cut once for each band of zooms,
so that a motorway is seen from afar and a path is not. Tiles of several layers are their bytes one
after another (Mapbox Vector Tile 2.1, section 4.1: `layers` is a repeated field).
"""

from __future__ import annotations

import gzip
import heapq
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from pyogrio.raw import write

from core.errors import EnvironmentFault, FeedError
from core.progress import Progress, silent
from feeds.osm.map.gather import Layer, Layers
from feeds.osm.map.kinds import LAST_ZOOM

BANDS = ((6, 7), (8, 9), (10, 11), (12, 12), (13, 13), (14, 14))
"""Zooms that are cut together; what starts at a zoom inside a band starts with the next."""
LEAST_SIDE_PX = 6.0
"""Smaller areas are left out of a tile: a wood of this width is a speck."""
TILE_PX = 512
_SIMPLIFIED = {"SIMPLIFICATION": "4", "SIMPLIFICATION_MAX_ZOOM": "4"}
_FULL = {"SIMPLIFICATION": "1", "SIMPLIFICATION_MAX_ZOOM": "1"}
_AREAS, _POINTS = ("land", "water"), ("places", "stations")
_ORDER = ("land", "water", "waterways", "borders", "rails", "roads", "stations", "places")
_MOST_TILE_BYTES = 500_000
_WHOLE_NUMBERS = ("population", "level", "tunnel")


@dataclass(frozen=True, slots=True)
class Cut:
    """What a file of tiles holds: `bounds` are west, south, east, north."""

    bounds: tuple[float, float, float, float]
    first_zoom: int
    last_zoom: int
    tiles: int
    layers: tuple[str, ...]
    has_borders: bool


def cut_tiles(layers: Layers, path: Path, attribution: str, progress: Progress = silent) -> Cut:
    """Writes the tiles of a map to `path`, which must not be there yet.

    Errors: FeedError where nothing of the extract is drawn, EnvironmentFault for the machine.
    """
    names = [name for name in _ORDER if name in layers]
    with tempfile.TemporaryDirectory(prefix="tiles-", dir=path.parent) as folder:
        parts: list[Path] = []
        for at, name in enumerate(names):
            progress(f"map: cutting {name}", at / len(names))
            parts += _cut_layer(Path(folder), name, layers[name])
        if not parts:
            mend = "take an extract with streets, borders or places in it"
            raise FeedError("holds nothing that a map shows", file=path.name, mend=mend)
        progress("map: putting the tiles together")
        has_borders = "borders" in layers and any(
            texts["level"] == 2 for texts in layers["borders"].texts
        )
        return _join(tuple(names), parts, path, attribution, has_borders=has_borders)


def _cut_layer(folder: Path, name: str, layer: Layer) -> Iterator[Path]:
    shapes = np.array(layer.shape, dtype=object)
    zooms = _zooms(name, layer, shapes)
    fields = sorted({key for texts in layer.texts for key in texts})
    columns = [_column(layer, key) for key in fields]
    for first, last in BANDS:
        shown = zooms <= first
        if not shown.any():
            continue
        part = folder / f"{name}-{first}.pmtiles"
        data = [column[shown] for column in columns]
        missing = [np.array([value is None for value in column]) for column in data]
        data = [
            np.where(gap, 0, column).astype(np.int32) if key in _WHOLE_NUMBERS else column
            for key, column, gap in zip(fields, data, missing, strict=True)
        ]
        options = _FULL if last == LAST_ZOOM else _SIMPLIFIED
        try:
            write(
                str(part), shapes[shown], data, fields, missing, layer=name, driver="PMTiles",
                geometry_type=_shape_of(name), crs="EPSG:4326",
                MINZOOM=str(first), MAXZOOM=str(last), MAX_SIZE=str(_MOST_TILE_BYTES),
                NAME=name, **options,
            )  # fmt: skip
        except RuntimeError as exc:
            mend = "check free space and permissions"
            raise EnvironmentFault(f"cannot cut the tiles of {name}: {exc}", mend=mend) from exc
        yield part


def _shape_of(name: str) -> str:
    if name in _AREAS:
        return "MultiPolygon"
    return "Point" if name in _POINTS else "LineString"


def _column(layer: Layer, key: str) -> NDArray[np.object_]:
    return np.array([texts.get(key) for texts in layer.texts], dtype=object)


def _zooms(name: str, layer: Layer, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Where each thing appears: areas as soon as they are large enough to be seen."""
    if name not in _AREAS:
        return np.array(layer.zoom, dtype=np.float64)
    areas = shapely.from_wkb(shapes)
    _, south, _, north = shapely.bounds(areas).T
    shrinks = np.cos(np.radians((south + north) / 2))
    side_deg = np.sqrt(shapely.area(areas) / shrinks)
    share = np.maximum(side_deg, 1e-12) / 360
    needed: NDArray[np.float64] = np.log2(LEAST_SIDE_PX / (share * TILE_PX))
    return np.clip(needed, np.array(layer.zoom), LAST_ZOOM)


def _join(
    names: tuple[str, ...],
    parts: list[Path],
    path: Path,
    attribution: str,
    *,
    has_borders: bool,
) -> Cut:
    """Puts the tiles of all parts into one file."""
    opened = [part.open("rb") for part in parts]
    try:
        sources = [MmapSource(file) for file in opened]
        readers = [Reader(source) for source in sources]
        headers = [reader.header() for reader in readers]
        bounds = _bounds(headers)
        streams = [_tiles(source, at) for at, source in enumerate(sources)]
        with path.open("wb") as out:
            writer = Writer(out)
            count = 0
            together = itertools.groupby(heapq.merge(*streams), key=lambda tile: tile[0])
            for tile_id, tiles in together:
                content = b"".join(gzip.decompress(data) for _, _, data in tiles)
                writer.write_tile(tile_id, gzip.compress(content, mtime=0))
                count += 1
            writer.finalize(_header(bounds), _metadata(readers, attribution))
    finally:
        for file in opened:
            file.close()
    zooms = [(header["min_zoom"], header["max_zoom"]) for header in headers]
    first, last = min(low for low, _ in zooms), max(high for _, high in zooms)
    return Cut(bounds, first, last, count, names, has_borders)


def _tiles(source: Any, part: int) -> Iterator[tuple[int, int, bytes]]:  # noqa: ANN401 - of pmtiles
    for (zoom, column, row), data in all_tiles(source):
        yield zxy_to_tileid(zoom, column, row), part, data


def _bounds(headers: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    west, south = (min(header[f"min_{axis}_e7"] for header in headers) for axis in ("lon", "lat"))
    east, north = (max(header[f"max_{axis}_e7"] for header in headers) for axis in ("lon", "lat"))
    return west / 1e7, south / 1e7, east / 1e7, north / 1e7


def _header(bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    west, south, east, north = (round(side * 1e7) for side in bounds)
    return {
        "tile_type": TileType.MVT, "tile_compression": Compression.GZIP,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": 10, "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }  # fmt: skip


def _metadata(readers: list[Reader], attribution: str) -> dict[str, Any]:
    """What other programs read of the file: its layers with their fields."""
    layers: dict[str, dict[str, Any]] = {}
    for reader in readers:
        for told in reader.metadata().get("vector_layers", []):
            known = layers.setdefault(told["id"], {**told, "fields": {}})
            known["fields"] |= told.get("fields", {})
            known["minzoom"] = min(known["minzoom"], told["minzoom"])
            known["maxzoom"] = max(known["maxzoom"], told["maxzoom"])
    return {
        "name": "Navette",
        "type": "baselayer",
        "attribution": attribution,
        "vector_layers": list(layers.values()),
    }
