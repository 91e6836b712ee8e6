"""The MOTIS API: every path and version of it, one handler each; places in, journeys out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from core import clock
from web.answers import NO_STORE, json_answer
from web.day_texts import spoken
from web.geocode import geocode, reverse_geocode
from web.map_stops import levels_in_box, stops_in_box
from web.map_trips import trips_in_box
from web.one_to_all import one_to_all
from web.one_to_many import one_to_many, one_to_many_intermodal
from web.params import Params
from web.plan_request import PlanQuery, parse_plan
from web.plan_search import search_page
from web.planner import planner_of
from web.refresh import refresh_itinerary
from web.render_plan import render_plan
from web.rentals import rentals
from web.scenario_worlds import ScenarioWorlds
from web.state import AppState, World
from web.stop_info import stop_answer
from web.stop_times import stop_times
from web.trip import trip_answer
from web.versions import PATHS, Version, folder_of, methods_of

_MAP_ZOOM = 10
Answer = Callable[[Params, World, Version], object]
_ASK_AGAIN = "no-cache"
_CACHE = {"map/initial": _ASK_AGAIN}
"""Answers that browsers may keep, and ask again about; all others hold places or moments."""


def make_motis(state: AppState) -> Blueprint:
    """The routes of the MOTIS API over a state."""
    motis = Blueprint("motis", __name__, url_prefix="/api")
    worlds = ScenarioWorlds(state)
    for path, versions in PATHS.items():
        for number in versions:
            version = Version(number)
            if path == "plan":
                handler = _plan_handler(state, version, worlds)
            else:
                handler = _handler(state, version, path)
            folder = folder_of(number)
            name = f"{folder}_{path.replace('/', '_')}"
            methods = methods_of(path, number)
            motis.add_url_rule(f"/{folder}/{path}", name, handler, methods=methods)
    return motis


def _answers(state: AppState) -> dict[str, Answer]:
    """What answers each path, but for `plan`."""
    settings = state.settings
    return {
        "stoptimes": lambda params, world, version: stop_times(
            params, world, version, settings, clock.now_s()
        ),
        "trip": trip_answer,
        "map/trips": lambda params, world, version: trips_in_box(
            params, world, version, settings, clock.now_s()
        ),
        "map/stops": lambda params, world, version: stops_in_box(params, world, version, settings),
        "stop": stop_answer,
        "refresh-itinerary": lambda params, world, version: refresh_itinerary(
            params, state, world, version
        ),
        "geocode": lambda params, world, _version: geocode(params, world, settings),
        "reverse-geocode": lambda params, world, _version: reverse_geocode(params, world, settings),
        "map/initial": lambda _params, _world, _version: _initial(state),
        "map/levels": lambda params, _world, _version: levels_in_box(params),
        "health": lambda _params, _world, _version: _health(state),
        "one-to-all": lambda params, world, version: one_to_all(
            params, world, version, settings, clock.now_s()
        ),
        "one-to-many": lambda params, world, _version: one_to_many(params, world, settings),
        "one-to-many-intermodal": lambda params, world, _version: one_to_many_intermodal(
            params, world, settings, clock.now_s()
        ),
        "rentals": lambda params, world, _version: rentals(
            params, world, state.rentals(), clock.now_s()
        ),
    }


def _handler(state: AppState, version: Version, path: str) -> Callable[[], Response]:
    answer, cache = _answers(state)[path], _CACHE.get(path, NO_STORE)

    def answered() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(answer(params, state.world, version), cache=cache)

    return answered


def _plan_handler(
    state: AppState, version: Version, worlds: ScenarioWorlds
) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        world = worlds.world_for(params)
        query = parse_plan(params, world, version, state.settings, clock.now_s())
        if not query.realtime:
            world = world.as_published()
        page = search_page(query, planner_of(state, world), state.settings.max_window_s)
        content = render_plan(
            page.result,
            world,
            version=version,
            language=_language(query),
            show=query.show,
            echo=query.echo,
            cursors=(str(page.earlier), str(page.later)),
            by_s=query.request.time_s if query.request.arrive_by else None,
        )
        return json_answer(content)

    return answer


def _language(query: PlanQuery) -> str:
    return spoken(query.language) if query.language else spoken(*request.accept_languages.values())


def _health(state: AppState) -> dict[str, object]:
    network = state.world.network
    return {
        "rt": network.overlay is not None,
        "gbfs": any(each.system is not None for each in state.rentals()),
        "navette": {
            "version": network.version,
            "territory": network.territory,
            "feeds": len(network.feeds),
            "firstDay": clock.from_day_number(network.timetable.first_day).isoformat(),
            "lastDay": clock.from_day_number(network.timetable.last_day).isoformat(),
        },
    }


def _initial(state: AppState) -> dict[str, object]:
    """Where a map starts, and what the server offers."""
    world, settings = state.world, state.settings
    lat, lon = _middle(world)
    return {
        "lat": lat,
        "lon": lon,
        "zoom": _MAP_ZOOM,
        "serverConfig": {
            "motisVersion": "navette",
            "hasElevation": False,
            "hasRoutedTransfers": len(world.network.streets.node_lat) > 0,
            "hasStreetRouting": True,  # any point may be asked for, be its ways estimates
            "maxOneToManySize": settings.max_many,
            "maxOneToAllTravelTimeLimit": settings.max_one_to_all_min,
            "maxPrePostTransitTimeLimit": settings.max_access_s,
            "maxDirectTimeLimit": settings.max_direct_s,
            "shapesDebugEnabled": False,
        },
    }


def _middle(world: World) -> tuple[float, float]:
    if world.territory is not None:
        south, west, north, east = world.territory.bbox
        return (south + north) / 2, (west + east) / 2
    lat, lon = world.network.places.lat, world.network.places.lon
    if not len(lat):
        return 0.0, 0.0
    return float(lat.mean()), float(lon.mean())
