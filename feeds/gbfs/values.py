"""Values of strangers' JSON: anything in, a text, number, moment or address to use out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.errors import FeedError
from core.geo import is_coordinate
from feeds.gbfs.records import Polygons, Ring, Uris

MAX_TEXT = 300
MAX_URI = 2_000
MAX_COUNT = 100_000
MOST = 1e12
"""No number of a document is as large as that."""
MAX_POINTS = 50_000
"""Most points of one area."""
LATEST_S = 4_102_444_800
_FORBIDDEN = ("javascript", "data", "vbscript", "file", "blob")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")

Row = Mapping[str, Any]


def object_of(content: bytes) -> Row:
    """The JSON object of a document. Errors: FeedError."""
    try:
        said: object = json.loads(content)
    except (ValueError, RecursionError) as exc:
        raise FeedError("is no whole JSON document") from exc
    if not isinstance(said, Mapping):
        raise FeedError("is JSON, but no object")
    return said


def rows_of(said: object, name: str, most: int) -> list[Row]:
    """The objects of a list, `most` at the most; none where there is no list."""
    listed = said.get(name) if isinstance(said, Mapping) else None
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return []
    return [row for row in listed[:most] if isinstance(row, Mapping)]


def text_of(value: object, most: int = MAX_TEXT) -> str:
    """A text on one line; of texts by language (GBFS 3) the first."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts = [each.get("text") for each in value if isinstance(each, Mapping)]
        value = next((text for text in texts if isinstance(text, str)), "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[:most]).split())


def uri_of(value: object, *, web: bool = True) -> str:
    """An address that may be shown as a link; without `web` of any app's scheme."""
    if not isinstance(value, str) or len(value) > MAX_URI or not _URI.fullmatch(value):
        return ""
    scheme = value.partition(":")[0].lower()
    if web:
        return value if scheme in ("https", "http") else ""
    return "" if scheme in _FORBIDDEN else value


def uris_of(value: object) -> Uris:
    """Where a vehicle can be rented, by android, ios and web."""
    if not isinstance(value, Mapping):
        return {}
    found = {name: uri_of(value.get(name), web=name == "web") for name in ("android", "ios", "web")}
    return {name: uri for name, uri in found.items() if uri}


def color_of(value: object) -> str:
    """A colour such as #00FF00."""
    return value.upper() if isinstance(value, str) and _COLOR.fullmatch(value) else ""


def count_of(value: object) -> int | None:
    """A whole number that is not negative."""
    number = _number(value)
    return int(number) if number is not None and 0 <= number <= MAX_COUNT else None


def flag_of(value: object, *, default: bool = False) -> bool:
    """A flag; of old systems 1 and 0 too."""
    return bool(value) if isinstance(value, bool | int) else default


def point_of(row: Row) -> tuple[float, float] | None:
    """Latitude and longitude; None where they are none, or 0, 0."""
    lat, lon = _number(row.get("lat")), _number(row.get("lon"))
    if lat is None or lon is None:
        return None
    point = lat, lon
    return point if is_coordinate(*point) and point != (0.0, 0.0) else None


def moment_of(value: object) -> int | None:
    """UTC seconds: POSIX time (GBFS 2) or RFC 3339 (GBFS 3)."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
            value = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
        except (ValueError, OverflowError):
            return None
    number = _number(value)
    return int(number) if number is not None and 0 < number < LATEST_S else None


def polygons_of(geometry: object) -> Polygons:
    """The polygons of a GeoJSON (Multi)Polygon; empty where it is none that could be used."""
    if not isinstance(geometry, Mapping):
        return ()
    parts = geometry.get("coordinates")
    if geometry.get("type") == "Polygon":
        parts = [parts]
    if not isinstance(parts, list):
        return ()
    left = MAX_POINTS
    found = []
    for part in parts:
        rings = tuple(_rings(part))
        left -= sum(map(len, rings))
        if left < 0:
            return ()
        if rings:
            found.append(rings)
    return tuple(found)


def _rings(part: object) -> Iterator[Ring]:
    for ring in part if isinstance(part, list) else []:
        points = [_corner(each) for each in ring] if isinstance(ring, list) else []
        known = tuple(point for point in points if point is not None)
        if len(known) == len(points) >= 4:
            yield known


def _corner(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    lon, lat = _number(value[0]), _number(value[1])
    if lat is None or lon is None or not is_coordinate(lat, lon):
        return None
    return lat, lon


def _number(value: object) -> float | None:
    """A number that is finite and of some reason."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -MOST < value < MOST else None
