"""`trip` of the API: the id of a run in, an itinerary with the vehicle's whole way out."""

from __future__ import annotations

from typing import Any

from core.errors import Fault, RequestError
from routing.whole_trip import whole_trip
from web.itinerary_id import parse_trip_id
from web.params import Params
from web.render_plan import render_itinerary
from web.showing import showing_of
from web.state import World
from web.versions import Version


def trip_answer(params: Params, world: World, version: Version) -> dict[str, Any]:
    """The run from its first call to its last, one leg unless `joinInterlinedLegs` is false.

    What riding all of it costs nobody asks. Errors: RequestError for a run that is not there.
    """
    text = params.required("tripId")
    show = showing_of(params)
    language = next(iter(params.list_of("language") or ()), "")
    params.finish()
    try:
        found = whole_trip(world.network, *parse_trip_id(text))
    except ValueError:
        says = "no trip has this id; ids are such as 20250204_07:20_lu_1 (day, start, feed_trip)"
        raise RequestError([Fault("tripId", says, "unknown_trip")]) from None
    shown = render_itinerary(found, world, version=version, language=language, show=show)
    shown["navette"] |= {"fare": None, "emission": None}
    return shown
