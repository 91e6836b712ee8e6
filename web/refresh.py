"""`refresh-itinerary`: the id of an itinerary in, the same itinerary as it stands now out.

Who names the two places again gets the walks to and from them along the streets; who does not gets
them as they were, as long, from and to where the rides begin and end.
"""

from __future__ import annotations

from typing import Any

from core.errors import RequestError
from routing.congestion import Congestion
from routing.itineraries import Stopover
from routing.itinerary_making import DESTINATION, ORIGIN, AnswerContext
from routing.request_faults import WALK_MPS
from routing.requests import DEFAULT_WALK_MPS, MAX_LEG_ALTERNATIVES
from routing.roads import RoadSpeeds
from routing.saved import SavedItinerary, end_of, refresh
from routing.stopovers import of_endpoint
from web.itinerary_id import MOST_CHARS, parse_itinerary_id
from web.params import Params
from web.place_param import parse_place
from web.plan_request import wishes_for_rides
from web.render_plan import render_itinerary
from web.showing import showing_of
from web.state import AppState, World
from web.versions import Version


def refresh_itinerary(
    params: Params, state: AppState, world: World, version: Version
) -> dict[str, Any]:
    """The itinerary as it stands now.

    Errors: RequestError naming every field at fault; a ride that is not there any more.
    """
    saved = _saved(params)
    origin, destination = (_end(params, world, name) for name in ("fromPlace", "toPlace"))
    walk_mps = params.decimal(
        "pedestrianSpeed", DEFAULT_WALK_MPS, least=WALK_MPS[0], most=WALK_MPS[1]
    )
    most = params.whole("numLegAlternatives", 0, most=MAX_LEG_ALTERNATIVES)
    wishes = wishes_for_rides(params, version)
    show = showing_of(params)
    language = next(iter(params.list_of("language") or ()), "")
    params.finish()
    network = world.network
    shared = AnswerContext(
        origin=origin or end_of(network, saved, first=True),
        destination=destination or end_of(network, saved, first=False),
        congestion=Congestion.over(network, _roads(state, saved)),
        walk_mps=walk_mps,
        unknown_ends=frozenset(
            end for end, place in ((ORIGIN, origin), (DESTINATION, destination)) if place is None
        ),
    )
    found = refresh(network, saved, shared, wishes, most)
    return render_itinerary(found, world, version=version, language=language, show=show)


def _saved(params: Params) -> SavedItinerary:
    text = params.required("itineraryId", most=MOST_CHARS)
    try:
        return parse_itinerary_id(text)
    except RequestError as exc:
        params.faults += exc.faults if text else ()
        return SavedItinerary((), 0, 0)


def _end(params: Params, world: World, name: str) -> Stopover | None:
    text = params.text(name)
    if not text:
        return None
    try:
        end = parse_place(text, world.places, name)
    except RequestError as exc:
        params.faults += exc.faults
        return None
    return of_endpoint(world.network, end, kind="start" if name == "fromPlace" else "end")


def _roads(state: AppState, saved: SavedItinerary) -> RoadSpeeds | None:
    if state.forecasts is None:
        return None
    first_s, last_s = (saved.rides[at].start_s for at in (0, -1))
    return state.forecasts.road_speeds(first_s - saved.access_s, last_s + 24 * 3600)
