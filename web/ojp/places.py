"""Places between OJP and the network: references in, Endpoints out; matches and stopovers written.

A stop of the network is a StopPoint, the place it belongs to a StopPlace; either id is accepted
for either.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from routing.itineraries import Stopover
from routing.place_entries import LOCALITY
from routing.places import PlaceMatch
from routing.requests import Endpoint
from web.ojp.faults import OjpError
from web.ojp.modes import put_mode
from web.ojp.read import name_of, point_of, text_of
from web.ojp.write import id_of, put, put_point, put_ref, put_text
from web.state import World

REFERENCES = (
    "StopPointRef",
    "StopPlaceRef",
    "TopographicPlaceRef",
    "PointOfInterestRef",
    "AddressRef",
)
NAMELESS = "?"


def match_of(ref: Element, world: World) -> PlaceMatch | None:
    """What the id in a PlaceRef stands for; None where it has none, or one that nobody bears."""
    for each in ref:
        if name_of(each) in REFERENCES:
            return world.places.find_stop(id_of(text_of(ref, name_of(each))))
    return None


def endpoint_of(ref: Element | None, world: World, unknown: str) -> Endpoint:
    """The end of a journey that a PlaceRef names.

    Errors: OjpError with the code `unknown` where nobody bears its id, or it names nothing.
    """
    if ref is None:
        raise OjpError(unknown, "there is no PlaceRef")
    name = text_of(ref, "Name", "Text") or text_of(ref, "LocationName", "Text")
    point = point_of(ref, "GeoPosition")
    if point is not None:
        return Endpoint(*point, name=name)
    match = match_of(ref, world)
    if match is None:
        raise OjpError(unknown, "the PlaceRef names no place that is known here")
    if match.kind != "STOP":
        return Endpoint(match.lat, match.lon, name=match.name)
    own = next(id_of(text_of(ref, each)) for each in REFERENCES if text_of(ref, each))
    return Endpoint(match.lat, match.lon, name=match.name, stop_id=own)


def put_match(parent: Element, match: PlaceMatch, language: str, *, modes: bool) -> None:
    """The Place that a search found."""
    made = put(parent, "Place")
    name = match.name or NAMELESS
    if match.kind == "STOP":
        inner = put(made, "StopPlace")
        put_ref(inner, "StopPlaceRef", match.id)
        put_text(inner, "StopPlaceName", name)
    elif match.id.startswith(LOCALITY):
        inner = put(made, "TopographicPlace")
        put_ref(inner, "TopographicPlaceCode", match.id)
        put_text(inner, "TopographicPlaceName", name)
    else:
        kind = "Address" if match.kind == "ADDRESS" else "PointOfInterest"
        inner = put(made, kind)
        put_ref(inner, "PublicCode", match.id)
        put_text(inner, "Name", name)
    put_text(made, "Name", name, language)
    put_point(made, "GeoPosition", match.lat, match.lon)
    for mode in match.modes if modes and match.kind == "STOP" else ():
        put_mode(made, mode)


def put_place_ref(parent: Element, name: str, place: Stopover) -> None:
    """The reference to a place on a journey."""
    made = put(parent, name)
    if place.stop_id is not None:
        put_ref(made, "siri:StopPointRef", place.stop_id)
    else:
        put_point(made, "GeoPosition", place.lat, place.lon)
    put_text(made, "Name", place.name or f"{place.lat:.5f}, {place.lon:.5f}")


def put_places(parent: Element, stops: Iterable[Stopover], world: World) -> None:
    """The Places of a context: every stop once, and after it the place that it belongs to."""
    known = {stop.stop_id: stop for stop in stops if stop.stop_id is not None}
    if not known:
        return
    made = put(parent, "Places")
    seen: set[str] = set()
    for stop_id, stop in known.items():
        match = world.places.find_stop(stop_id)
        _put_stop(made, stop_id, stop, match)
        if match is not None and match.id not in seen:
            seen.add(match.id)
            put_match(made, match, "", modes=True)


def _put_stop(parent: Element, stop_id: str, stop: Stopover, match: PlaceMatch | None) -> None:
    place = put(parent, "Place")
    inner = put(place, "StopPoint")
    put_ref(inner, "siri:StopPointRef", stop_id)
    put_text(inner, "StopPointName", stop.name or NAMELESS)
    if stop.platform:
        put_text(inner, "PlannedQuay", stop.scheduled_platform or stop.platform)
    if match is not None:
        put_ref(inner, "ParentRef", match.id)
    if stop.wheelchair in (1, 2):
        put(inner, "WheelchairAccessible", stop.wheelchair == 1)
    put_text(place, "Name", stop.name or NAMELESS)
    put_point(place, "GeoPosition", stop.lat, stop.lon)
