"""Park-and-ride sites: the tags and points of an OSM node or way in, a Site out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.geo import distance_m
from feeds.osm.tables import Site
from feeds.osm.text import clean

_CLOSED = ("private", "no")
MOST_PLACES = 50_000
"""No car park holds more; a larger figure is not believed."""


def is_site(tags: Mapping[str, str]) -> bool:
    """Whether these are the tags of a site that everybody may use."""
    return (
        tags.get("amenity") == "parking"
        and tags.get("park_ride", "no") != "no"
        and tags.get("access") not in _CLOSED
    )


def site_of(osm_id: str, tags: Mapping[str, str], points: Sequence[tuple[float, float]]) -> Site:
    """The site around these points; there is at least one, and a ring names its first twice."""
    points = list(dict.fromkeys(points))
    lat = sum(point[0] for point in points) / len(points)
    lon = sum(point[1] for point in points) / len(points)
    capacity = tags.get("capacity", "")
    places = int(capacity) if capacity.isascii() and capacity.isdigit() else 0
    return Site(
        id=osm_id,
        name=clean(tags.get("name", "")),
        lat=lat,
        lon=lon,
        reach_m=max(distance_m(lat, lon, *point) for point in points),
        capacity=places if places <= MOST_PLACES else 0,
        fee=clean(tags.get("fee", "")),
    )
