"""Boxes of a map: the parameters `min` and `max` in, south, west, north and east out."""

from __future__ import annotations

from core.errors import RequestError
from routing.moving import Box
from web.params import Params
from web.place_param import parse_point


def box_of(params: Params) -> Box | None:
    """The box between the two corners, whichever is which; None where one is missing or wrong."""
    one, other = point_of(params, "min"), point_of(params, "max")
    if one is None or other is None:
        return None
    (lat_a, lon_a), (lat_b, lon_b) = one, other
    return min(lat_a, lat_b), min(lon_a, lon_b), max(lat_a, lat_b), max(lon_a, lon_b)


def required_box(params: Params) -> Box:
    """The box that must be there; what is missing or wrong of it is noted."""
    for name in ("min", "max"):
        params.required(name)
    return box_of(params) or (0.0, 0.0, 0.0, 0.0)


def point_of(params: Params, name: str) -> tuple[float, float] | None:
    """The point of a parameter; one that is no point is noted."""
    text = params.text(name)
    if not text:
        return None
    try:
        point = parse_point(text, name)
    except RequestError as exc:
        params.faults += exc.faults
        return None
    if point is None:
        params.fault(name, "is no `lat,lon`", "not_a_coordinate")
    return point
