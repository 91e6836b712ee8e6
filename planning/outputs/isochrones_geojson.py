"""Isochrones for maps: areas before and after in, a GeoJSON FeatureCollection out (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planning.outputs.result_json import safe
from planning.results import AreaPart, Isochrone

_KM2_DIGITS = 3


def isochrones_geojson(found: Iterable[Isochrone]) -> dict[str, Any]:
    """Three features for every place and cutoff; a part that is nowhere has no polygons."""
    features = [_feature(each, part) for each in found for part in each.parts]
    return {"type": "FeatureCollection", "features": features}


def _feature(found: Isochrone, part: AreaPart) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": part.outlines},
        "properties": {
            **({"place": found.place} if found.place else {}),
            "minutes": found.minutes,
            "percentile": found.percentile,
            "part": part.part,
            "km2": round(part.km2, _KM2_DIGITS),
            "inhabitants": safe(part.inhabitants),
            "jobs": safe(part.jobs),
        },
    }
