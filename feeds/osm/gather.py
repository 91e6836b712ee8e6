"""Gathering: the objects of an OSM file in, plain columns of what matters here out.

Points of ways are kept as ids and placed at the end, so that a file may name a way before its
nodes. Nothing of osmium leaves this module.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import Node, Relation, Way

from core.errors import FeedError
from feeds.notices import Notice, NoticeLog
from feeds.osm import codes
from feeds.osm.access import RELEVANT, Access, find_access
from feeds.osm.barriers import bits_stopped
from feeds.osm.names import TAGS, NameBook
from feeds.osm.parking import is_site, site_of
from feeds.osm.tables import Site, Turn
from feeds.osm.turns import Broken, NotCovered, find_turn

MOST_POINTS = 40_000_000
"""How many points of ways, and nodes of an XML file, are read."""
TAG = "osm"

_KEYS = ("highway", "railway", "public_transport", "barrier", "type", *TAGS)
NOWHERE = 2_147_483_647
"""Where a node stands that the file names and does not place."""


@dataclass(slots=True)
class Points:
    """Nodes with their place in units of 1e-7 degrees; a node may stand here more than once."""

    id: array[int] = field(default_factory=lambda: array("q"))
    east: array[int] = field(default_factory=lambda: array("i"))
    north: array[int] = field(default_factory=lambda: array("i"))


@dataclass(slots=True)
class Outline:
    """A way that bears a name or is a car park: tags, and its part of the points."""

    id: int
    tags: dict[str, str]
    first: int
    end: int


@dataclass(slots=True)
class Gathered:
    """What was read of a file; the one mutable thing while it is."""

    notices: NoticeLog
    points: Points = field(default_factory=Points)
    way_id: list[int] = field(default_factory=list)
    way_access: list[Access] = field(default_factory=list)
    way_tags: list[dict[str, str]] = field(default_factory=list)
    way_first: array[int] = field(default_factory=lambda: array("q"))
    way_end: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    outlines: list[Outline] = field(default_factory=list)
    barriers: dict[int, int] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    names: NameBook = field(default_factory=NameBook)

    def note(self, code: str, message: str, count: int = 1) -> None:
        """Notices something odd."""
        severity = codes.severity_of(code)
        self.notices.add(Notice(code, severity, TAG, message=message), count)

    def add_site(self, site: Site) -> None:
        """Keeps a park-and-ride site, and its name."""
        self.sites.append(site)
        self.names.add_site(site)


def gather(path: Path) -> Gathered:
    """Everything of a file that matters here.

    Errors: FeedError where the file is damaged, is no OSM file, or is too large.
    """
    found = Gathered(NoticeLog())
    is_pbf = path.name.endswith(".pbf")
    try:
        processor = osmium.FileProcessor(str(path))
        if is_pbf:
            processor.with_locations().with_filter(osmium.filter.KeyFilter(*_KEYS))
        for thing in processor:
            _take(found, thing, is_pbf=is_pbf)
            if len(found.refs) > MOST_POINTS or len(found.points.id) > MOST_POINTS:
                mend = "cut the extract to the region that is served"
                raise FeedError("too large to be read", file=path.name, mend=mend)
    except (RuntimeError, ValueError, OSError, osmium.InvalidLocationError) as exc:
        mend = "download or cut the extract again"
        raise FeedError(f"no readable OSM extract: {exc}", file=path.name, mend=mend) from exc
    return found


def _take(found: Gathered, thing: object, *, is_pbf: bool) -> None:
    if isinstance(thing, Node):
        _node(found, thing, placed_by_nodes=not is_pbf)
    elif isinstance(thing, Way):
        _way(found, thing, placed_by_ways=is_pbf)
    elif isinstance(thing, Relation):
        _relation(found, thing)


def _node(found: Gathered, node: Node, *, placed_by_nodes: bool) -> None:
    place = node.location
    if placed_by_nodes:
        found.points.id.append(node.id)
        found.points.east.append(place.x)
        found.points.north.append(place.y)
    if not node.tags or not place.valid():
        return
    tags = dict(node.tags)
    if "barrier" in tags or "access" in tags:
        stopped = bits_stopped(tags)
        if stopped:
            found.barriers[node.id] = stopped
    osm_id = f"n{node.id}"
    found.names.add(osm_id, tags, place.lat, place.lon)
    if is_site(tags):
        found.add_site(site_of(osm_id, tags, [(place.lat, place.lon)]))


def _way(found: Gathered, way: Way, *, placed_by_ways: bool) -> None:
    tags = dict(way.tags)
    access = None
    if not tags.keys().isdisjoint(("highway", "railway", "public_transport")):
        access = _access_of(tuple(sorted((k, v) for k, v in tags.items() if k in RELEVANT)))
    named = is_site(tags) or not tags.keys().isdisjoint(TAGS)
    if access is None and not named:
        return
    first = len(found.refs)
    for node in way.nodes:
        found.refs.append(node.ref)
        if placed_by_ways:
            place = node.location
            found.points.east.append(place.x)
            found.points.north.append(place.y)
    if placed_by_ways:
        found.points.id.extend(found.refs[first:])
    if access is not None:
        for key in access.odd:
            found.note(codes.UNKNOWN_ACCESS_VALUE, f"way {way.id}: {key}={tags[key]!r}"[:200])
        found.way_id.append(way.id)
        found.way_access.append(access)
        found.way_tags.append({k: v for k, v in tags.items() if "name" in k})
        found.way_first.append(first)
        found.way_end.append(len(found.refs))
    if named:
        found.outlines.append(Outline(way.id, tags, first, len(found.refs)))


def _relation(found: Gathered, relation: Relation) -> None:
    tags = dict(relation.tags)
    if is_site(tags):
        name = tags.get("name", "without a name")
        found.note(codes.SITE_NOT_READ, f"r{relation.id} {name}: an area of several outlines")
    members = [(member.type, member.ref, member.role) for member in relation.members]
    try:
        turn = find_turn(tags, members)
    except NotCovered as why:
        found.note(codes.TURN_NOT_COVERED, f"r{relation.id}: {why}")
    except Broken as why:
        found.note(codes.TURN_BROKEN, f"r{relation.id}: {why}")
    else:
        if turn is not None:
            found.turns.append(turn)


@functools.lru_cache(maxsize=20_000)
def _access_of(tags: tuple[tuple[str, str], ...]) -> Access | None:
    """Most ways carry one of a few hundred sets of tags."""
    known: Mapping[str, str] = dict(tags)
    return find_access(known)
