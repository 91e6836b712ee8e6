"""Gathering what is drawn: an extract in, one table of shapes and texts for each layer out.

Shapes are WKB in degrees. Borders are ways: those that a relation of an administrative area names,
or that say so themselves; of several areas the highest counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import AREA, NODE, RELATION, WAY, Area, Node, Relation, Way

from core.errors import FeedError
from core.progress import Progress, silent
from feeds.osm.map.kinds import (
    AREA_KEYS,
    LEVELS,
    NODE_KEYS,
    Kind,
    find_kind_of_area,
    find_kind_of_node,
    kinds_of_way,
    names_of,
)
from feeds.osm.text import clean

_WKB = osmium.geom.WKBFactory()
_MOST_POPULATION = 100_000_000
_WAY_KEYS = ("highway", "railway", "waterway")
_COUNTRY = "2"


@dataclass(slots=True)
class Layer:
    """What one layer shows: a row a thing. `zoom` is where each appears."""

    shape: list[bytes] = field(default_factory=list)
    zoom: list[int] = field(default_factory=list)
    texts: list[dict[str, str | int]] = field(default_factory=list)

    def add(self, wkb: str, zoom: int, texts: dict[str, str | int]) -> None:
        """One more thing."""
        self.shape.append(bytes.fromhex(wkb))
        self.zoom.append(zoom)
        self.texts.append(texts)


Layers = dict[str, Layer]
Levels = dict[int, tuple[str, set[str]]]
"""Of a way by its id: the level of the highest area that it bounds, and these countries."""


def gather_map(path: Path, progress: Progress = silent) -> Layers:
    """The layers of an extract.

    Errors: FeedError where the file is damaged.
    """
    layers: Layers = {}
    try:
        with tempfile.TemporaryDirectory(prefix="navette-map-") as folder:
            plain = path if path.name.endswith(".pbf") else _in_order(path, Path(folder))
            progress("map: reading borders")
            levels = _levels_of(plain)
            progress("map: reading what is drawn")
            for thing in _things(plain):
                _take(layers, thing, levels)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as exc:
        mend = "download or cut the extract again"
        raise FeedError(f"no readable OSM extract: {exc}", file=path.name, mend=mend) from exc
    return layers


def _in_order(path: Path, folder: Path) -> Path:
    """The same map as a file that can be read once: points first, ids above zero and rising."""
    plain = folder / "map.osm.pbf"
    numbers: tuple[dict[int, int], dict[int, int]] = ({}, {})
    with osmium.SimpleWriter(str(plain)) as out:
        for kind in (NODE, WAY, RELATION):
            for thing in osmium.FileProcessor(str(path), kind):
                _write(out, thing, *numbers)
    return plain


def _write(
    out: osmium.SimpleWriter, thing: object, ways: dict[int, int], relations: dict[int, int]
) -> None:
    if isinstance(thing, Node):
        if thing.location.valid():
            out.add_node(thing.replace(id=_above_zero(thing.id)))
    elif isinstance(thing, Way):
        nodes = [_above_zero(node.ref) for node in thing.nodes]
        out.add_way(thing.replace(id=_number(ways, thing.id), nodes=nodes))
    elif isinstance(thing, Relation):
        members = [
            (each.type, _number(ways, each.ref), each.role)
            for each in thing.members
            if each.type == "w"
        ]
        out.add_relation(thing.replace(id=_number(relations, thing.id), members=members))


def _above_zero(node_id: int) -> int:
    """Editors number new points downwards; each of either sort gets a number of its own."""
    return 2 * node_id if node_id >= 0 else -2 * node_id + 1


def _number(numbers: dict[int, int], osm_id: int) -> int:
    return numbers.setdefault(osm_id, len(numbers) + 1)


def _levels_of(path: Path) -> Levels:
    """What the relations of administrative areas say of their ways."""
    levels: Levels = {}
    for relation in osmium.FileProcessor(str(path), RELATION):
        if not isinstance(relation, Relation):
            continue
        tags = relation.tags
        level = tags.get("admin_level", "")
        if tags.get("boundary") != "administrative" or level not in LEVELS:
            continue
        country = tags.get("ISO3166-1:alpha2") or tags.get("ISO3166-1") or ""
        for member in relation.members:
            if member.type != "w":
                continue
            known, countries = levels.get(member.ref, (level, set()))
            if level == _COUNTRY and len(country) == len(_COUNTRY) + 1:
                countries.add(clean(country))
            levels[member.ref] = (min(known, level, key=int), countries)
    return levels


def _things(path: Path) -> Iterator[object]:
    """Nodes and areas that may be drawn, and every way with its points."""
    keys = osmium.filter.KeyFilter(*AREA_KEYS)
    nodes, areas = osmium.filter.KeyFilter(*NODE_KEYS), osmium.filter.KeyFilter(*AREA_KEYS)
    nodes.enable_for(NODE)
    areas.enable_for(AREA)
    reader = osmium.FileProcessor(str(path)).with_locations().with_areas(keys)
    yield from reader.with_filter(nodes).with_filter(areas)


def _take(layers: Layers, thing: object, levels: Levels) -> None:
    if isinstance(thing, Way):
        _take_way(layers, thing, levels)
    elif isinstance(thing, Node):
        tags = dict(thing.tags)
        kind = find_kind_of_node(tags)
        if kind is not None and thing.location.valid():
            texts = _texts(kind, tags)
            if kind.layer == "places":
                texts["population"] = _people(tags)
            _layer(layers, kind).add(_WKB.create_point(thing), kind.zoom, texts)
    elif isinstance(thing, Area):
        kind = find_kind_of_area(dict(thing.tags))
        if kind is not None:
            wkb = _WKB.create_multipolygon(thing)
            _layer(layers, kind).add(wkb, kind.zoom, {"class": kind.sort})


def _take_way(layers: Layers, way: Way, levels: Levels) -> None:
    is_border = way.id in levels or way.tags.get("boundary") == "administrative"
    if not is_border and not any(key in way.tags for key in _WAY_KEYS):
        return
    tags = dict(way.tags)
    kinds = list(kinds_of_way(tags))
    level, countries = levels.get(way.id, (tags.get("admin_level", ""), set()))
    if is_border and level in LEVELS:
        kinds.append(Kind("borders", level, LEVELS[level]))
    wkb = _line(way) if kinds else None
    if wkb is None:
        return
    for kind in kinds:
        texts = _texts(kind, tags)
        if kind.layer == "borders":
            texts = {"level": int(level)}
            texts |= {"countries": ",".join(sorted(countries))} if countries else {}
        _layer(layers, kind).add(wkb, kind.zoom, texts)


def _line(way: Way) -> str | None:
    """The way's line; None where fewer than two of its points are there."""
    try:
        return str(_WKB.create_linestring(way))
    except (RuntimeError, osmium.InvalidLocationError):
        return None


def _texts(kind: Kind, tags: Mapping[str, str]) -> dict[str, str | int]:
    texts: dict[str, str | int] = {"class": kind.sort, **names_of(tags)}
    ref = clean(tags.get("ref", ""))
    if ref and kind.layer == "roads":
        texts["ref"] = ref
    if tags.get("tunnel") not in (None, "no"):
        texts["tunnel"] = 1
    return texts


def _people(tags: Mapping[str, str]) -> int:
    text = tags.get("population", "")
    return min(int(text), _MOST_POPULATION) if text.isascii() and text.isdigit() else 0


def _layer(layers: Layers, kind: Kind) -> Layer:
    return layers.setdefault(kind.layer, Layer())
