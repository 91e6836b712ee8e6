"""Reading an OSM extract: the path of an untrusted file in, StreetTables out.

A damaged file gives one clear line; a damaged way costs that way, or the stretch of it that lies
nowhere, and is noticed.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import FeedError
from core.geo import unit_vectors_m
from core.progress import Progress, silent
from feeds.osm import codes
from feeds.osm.gather import NOWHERE, TAG, Gathered, gather
from feeds.osm.parking import is_site, site_of
from feeds.osm.tables import Floats, Ints, StreetTables, WayTable
from feeds.osm.text import clean
from feeds.tables import FeedInfo, Source

SUFFIXES = (".osm.pbf", ".osm.gz", ".osm")
MOST_BYTES = 1 << 30
"""Largest file."""
MOST_XML_BYTES = 4 << 30
"""Largest .osm.gz when unpacked."""
MOST_SEGMENT_M = 20_000.0
"""A way that jumps further from one point to the next has a point in the wrong place."""

_UNITS = 10_000_000
_SOURCE = Source(
    tag=TAG,
    country="",
    publisher="OpenStreetMap contributors",
    name="Streets and names of OpenStreetMap",
    page="https://www.openstreetmap.org/copyright",
    licence="ODbL-1.0",
    licence_url="https://opendatacommons.org/licenses/odbl/1-0/",
    attribution="© OpenStreetMap contributors",
    share_alike=True,
)


def read_extract(path: Path, *, progress: Progress = silent, fetched_at_s: int = 0) -> StreetTables:
    """The street tables of an extract (.osm.pbf, .osm, .osm.gz).

    Errors: FeedError naming what makes the file unusable, and the mend.
    """
    progress("reading streets")
    sha256 = check_file(path)
    found = gather(path)
    node_id, lat, lon = _known_nodes(found)
    ways = _ways(found, node_id, lat, lon)
    if not len(ways.id):
        mend = "take an extract with streets in it"
        raise FeedError("holds no way that anybody may use", file=path.name, mend=mend)
    names = [clean(tags.get("name", "")) for tags in found.way_tags]
    way_names = tuple(sorted(set(names) - {""}))
    row_of_name = {name: row for row, name in enumerate(way_names)} | {"": -1}
    name_of_way = np.array([row_of_name[name] for name in names], dtype=np.int64)
    _read_outlines(found, node_id, lat, lon)
    _name_streets(found, ways, lat, lon)
    kept, left_out = found.names.bounded()
    for sort, count in left_out.items():
        found.note(codes.NAMES_LEFT_OUT, f"{count} {sort} beyond the bound", count)
    rows = _rows_of(node_id, np.array(list(found.barriers), dtype=np.int64))
    stopped = np.array(list(found.barriers.values()), dtype=np.uint8)
    return StreetTables(
        info=_info(found, sha256, fetched_at_s, len(set(ways.id.tolist())), len(kept)),
        node_id=node_id,
        node_lat=lat,
        node_lon=lon,
        barrier_node=rows[rows >= 0],
        barrier_bits=stopped[rows >= 0],
        ways=WayTable(
            id=np.array(found.way_id, dtype=np.int64)[ways.id],
            start=ways.start,
            node=ways.node,
            bits=ways.bits,
            car_kmh=ways.car_kmh,
            bike_kmh=ways.bike_kmh,
            name=name_of_way[ways.id],
        ),
        way_names=way_names,
        turns=tuple(found.turns),
        sites=tuple(found.sites),
        names=kept,
        notices=found.notices,
    )


def _info(found: Gathered, sha256: str, fetched_at_s: int, ways: int, names: int) -> FeedInfo:
    """Provenance, as every feed has it; streets have no service days."""
    counts = {
        "ways": ways,
        "turn restrictions": len(found.turns),
        "park-and-ride sites": len(found.sites),
        "names": names,
    }
    return FeedInfo(
        source=_SOURCE,
        version=sha256[:12],
        sha256=sha256,
        fetched_at_s=fetched_at_s,
        first_day=0,
        last_day=0,
        counts=counts,
        notice_counts=dict(found.notices.counts),
        notice_samples=found.notices.first_of_each_code(),
    )


def check_file(path: Path) -> str:
    """The sha256 of a file that may be read: its kind and size are within bounds.

    Errors: FeedError.
    """
    if not path.name.endswith(SUFFIXES):
        raise FeedError(
            "no OSM extract by its name", file=path.name, mend=".osm.pbf, .osm, .osm.gz"
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FeedError(f"larger than {MOST_BYTES >> 20} MB", file=path.name)
        if path.name.endswith(".gz"):
            _check_unpacked_size(path)
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, EOFError, zlib.error) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        raise FeedError(f"cannot be read: {reason}", file=path.name) from exc


def _check_unpacked_size(path: Path) -> None:
    size = 0
    with gzip.open(path) as stream:
        while part := stream.read(1 << 20):
            size += len(part)
            if size > MOST_XML_BYTES:
                raise FeedError(f"unpacks to more than {MOST_XML_BYTES >> 30} GB", file=path.name)


def _known_nodes(found: Gathered) -> tuple[Ints, Floats, Floats]:
    """The nodes of ways by id. A node that stands twice keeps its first place."""
    points = found.points
    ids = np.frombuffer(points.id, dtype=np.int64)
    east = np.frombuffer(points.east, dtype=np.int32)
    north = np.frombuffer(points.north, dtype=np.int32)
    on_globe = (np.abs(east) <= 180 * _UNITS) & (np.abs(north) <= 90 * _UNITS)
    outside = ids[~on_globe & (east != NOWHERE)]
    if len(outside):
        message = f"node {outside[0]} lies outside the globe"
        found.note(codes.NODE_OUTSIDE_GLOBE, message, len(np.unique(outside)))
    known = np.flatnonzero(on_globe)
    unique, first = np.unique(ids[known], return_index=True)
    needed = np.isin(unique, np.frombuffer(found.refs, dtype=np.int64))
    first = known[first[needed]]
    return unique[needed], north[first] / _UNITS, east[first] / _UNITS


def _rows_of(node_id: Ints, wanted: Ints) -> Ints:
    """Rows of nodes by id, -1 where a node is not known."""
    if not len(node_id):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(node_id, wanted), len(node_id) - 1)
    return np.where(node_id[at] == wanted, at, -1)


def _ways(found: Gathered, node_id: Ints, lat: Floats, lon: Floats) -> WayTable:
    """Ways without gaps and jumps; `id` is the row of the way in `found`."""
    first = np.frombuffer(found.way_first, dtype=np.int64)
    sizes = np.frombuffer(found.way_end, dtype=np.int64) - first
    way = np.repeat(np.arange(len(first)), sizes)
    within = np.arange(len(way)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    refs = np.frombuffer(found.refs, dtype=np.int64)[np.repeat(first, sizes) + within]
    node = _rows_of(node_id, refs)
    if (node < 0).any():
        sample = f"way {found.way_id[way[int(np.argmax(node < 0))]]}"
        found.note(codes.NODE_MISSING, f"{sample} names a node that is not there", (node < 0).sum())
    doubled = np.zeros(len(way), dtype=bool)
    doubled[1:] = (node[1:] == node[:-1]) & (way[1:] == way[:-1])
    way, node = way[~doubled], node[~doubled]
    whole = _segments(found, way, node, lat, lon)
    starts = np.flatnonzero(whole & ~np.concatenate([[False], whole[:-1]]))
    ends = np.flatnonzero(whole & ~np.concatenate([whole[1:], [False]])) + 1
    lengths = ends - starts + 1
    start = np.concatenate([[0], np.cumsum(lengths)])
    points = np.repeat(starts - start[:-1], lengths) + np.arange(start[-1])
    row = way[starts]
    access = [found.way_access[index] for index in row.tolist()]
    return WayTable(
        id=row,
        start=start,
        node=node[points],
        bits=np.array([one.bits for one in access], dtype=np.uint8),
        car_kmh=np.array([one.car_kmh for one in access], dtype=np.float64),
        bike_kmh=np.array([one.bike_kmh for one in access], dtype=np.float64),
        name=np.full(len(row), -1),
    )


def _segments(
    found: Gathered, way: Ints, node: Ints, lat: Floats, lon: Floats
) -> NDArray[np.bool_]:
    """Whether a point and the next are a stretch of a way. Shapes: (n,) -> (n - 1,)."""
    same: NDArray[np.bool_] = (way[1:] == way[:-1]) & (node[1:] >= 0) & (node[:-1] >= 0)
    if not same.any():
        return same
    place = unit_vectors_m(lat, lon)
    metres = np.linalg.norm(place[node[1:]] - place[node[:-1]], axis=1)
    jumps = same & (metres > MOST_SEGMENT_M)
    if jumps.any():
        at = int(np.argmax(jumps))
        jump = f"way {found.way_id[way[at]]} jumps {metres[at] / 1000:.0f} km"
        text = f"{jump}; are latitude and longitude swapped?"
        found.note(codes.SEGMENT_TOO_LONG, text, int(jumps.sum()))
    whole: NDArray[np.bool_] = same & ~jumps
    return whole


def _read_outlines(found: Gathered, node_id: Ints, lat: Floats, lon: Floats) -> None:
    """Car parks and named buildings, which are drawn as ways."""
    refs = np.frombuffer(found.refs, dtype=np.int64)
    for outline in found.outlines:
        rows = _rows_of(node_id, refs[outline.first : outline.end])
        rows = rows[rows >= 0]
        if not len(rows):
            continue
        points = list(zip(lat[rows].tolist(), lon[rows].tolist(), strict=True))
        osm_id = f"w{outline.id}"
        found.names.add(osm_id, outline.tags, float(lat[rows].mean()), float(lon[rows].mean()))
        if is_site(outline.tags):
            found.add_site(site_of(osm_id, outline.tags, points))


def _name_streets(found: Gathered, ways: WayTable, lat: Floats, lon: Floats) -> None:
    middle = ways.node[(ways.start[:-1] + ways.start[1:]) // 2]
    for row, node in zip(ways.id.tolist(), middle.tolist(), strict=True):
        tags = found.way_tags[row]
        if "name" in tags:
            osm_id = f"w{found.way_id[row]}"
            found.names.add_street(osm_id, tags, float(lat[node]), float(lon[node]))
