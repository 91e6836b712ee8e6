"""A place in a request: `lat,lon[,level]` or a stop id in, an Endpoint out."""

from __future__ import annotations

import re

from core.errors import Fault, RequestError, UnknownPlace
from core.geo import is_coordinate
from routing.place_entries import LOCALITY
from routing.places import PlaceIndex
from routing.requests import Endpoint
from web.params import Params

_NUMBER = r"[+-]?\d{1,3}(?:\.\d{0,20})?(?:e-?\d{1,2})?"
_POINT = re.compile(
    rf"({_NUMBER}),\s*({_NUMBER})(?:,\s*[+-]?\d{{1,3}}(?:\.\d+)?)?", re.IGNORECASE | re.ASCII
)


def parse_place(text: str, places: PlaceIndex, field: str) -> Endpoint:
    """The end of a journey that a parameter names.

    Errors: UnknownPlace for an id nobody bears, RequestError for coordinates off the globe.
    """
    stop = places.find_stop(text)
    if stop is not None:
        stop_id = None if stop.id.startswith(LOCALITY) else text
        return Endpoint(stop.lat, stop.lon, name=stop.name, stop_id=stop_id)
    point = parse_point(text, field)
    if point is None:
        raise UnknownPlace([Fault(field, "no stop has this id", code="unknown_place")])
    return Endpoint(*point)


def endpoint_of(params: Params, name: str, places: PlaceIndex) -> Endpoint:
    """The end of a journey that a parameter must name; a fault of it is noted with the others."""
    text = params.required(name)
    try:
        return parse_place(text, places, name)
    except RequestError as exc:
        if text:
            params.faults += exc.faults
        return Endpoint(0.0, 0.0)


def parse_point(text: str, field: str) -> tuple[float, float] | None:
    """The coordinates of a text like `49.47,5.95,0`, or None where it is none.

    Errors: RequestError when they lie off the globe.
    """
    found = _POINT.fullmatch(text)
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    if not is_coordinate(lat, lon):
        raise RequestError([Fault(field, "lies off the globe", code="not_a_coordinate")])
    return lat, lon
