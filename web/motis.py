"""The MOTIS API: every path and version of it, one handler each; places in, journeys out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from core import clock
from web.answers import json_answer
from web.day_texts import spoken
from web.geocode import geocode, reverse_geocode
from web.params import Params
from web.plan_request import PlanQuery, parse_plan
from web.plan_search import search_page
from web.planner import planner_of
from web.refresh import refresh_itinerary
from web.render_plan import render_plan
from web.scenario_worlds import ScenarioWorlds
from web.state import AppState, World
from web.stop_times import stop_times
from web.versions import LATEST, PLAN_VERSIONS, STOPTIMES_VERSIONS, Version

_MAP_ZOOM = 10


def make_motis(state: AppState) -> Blueprint:
    """The routes of the MOTIS API over a state."""
    motis = Blueprint("motis", __name__, url_prefix="/api")
    worlds = ScenarioWorlds(state)
    for number in PLAN_VERSIONS:
        methods = ["GET", "POST"] if number == max(PLAN_VERSIONS) else ["GET"]
        _add(motis, f"/v{number}/plan", _plan_handler(state, Version(number), worlds), methods)
    for number in STOPTIMES_VERSIONS:
        methods = ["GET", "POST"] if number == max(STOPTIMES_VERSIONS) else ["GET"]
        _add(motis, f"/v{number}/stoptimes", _stop_times_handler(state, Version(number)), methods)
    _add(motis, "/v6/refresh-itinerary", _refresh_handler(state), ["GET", "POST"])
    _add(motis, "/v1/geocode", _geocode_handler(state), ["GET", "POST"])
    _add(motis, "/v1/reverse-geocode", _reverse_handler(state), ["GET", "POST"])
    _add(motis, "/v1/map/initial", lambda: json_answer(_initial(state.world)), ["GET"])
    _add(motis, "/v1/health", lambda: json_answer(_health(state.world)), ["GET"])
    return motis


def _add(motis: Blueprint, path: str, handler: Callable[[], Response], methods: list[str]) -> None:
    name = path.strip("/").replace("/", "_")
    motis.add_url_rule(path, endpoint=name, view_func=handler, methods=methods)


def _plan_handler(
    state: AppState, version: Version, worlds: ScenarioWorlds
) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        world = worlds.world_for(params)
        query = parse_plan(params, world, version, state.settings, clock.now_s())
        page = search_page(query, planner_of(state, world), state.settings.max_window_s)
        content = render_plan(
            page.result,
            world,
            version=version,
            language=_language(query),
            detailed=query.detailed,
            echo=query.echo,
            cursors=(str(page.earlier), str(page.later)),
            by_s=query.request.time_s if query.request.arrive_by else None,
        )
        return json_answer(content)

    return answer


def _refresh_handler(state: AppState) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(refresh_itinerary(params, state, state.world, LATEST))

    return answer


def _stop_times_handler(state: AppState, version: Version) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(stop_times(params, state.world, version, state.settings, clock.now_s()))

    return answer


def _geocode_handler(state: AppState) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(geocode(params, state.world, state.settings))

    return answer


def _reverse_handler(state: AppState) -> Callable[[], Response]:
    def answer() -> Response:
        params = Params.of(request, state.settings)
        return json_answer(reverse_geocode(params, state.world, state.settings))

    return answer


def _language(query: PlanQuery) -> str:
    return spoken(query.language) if query.language else spoken(*request.accept_languages.values())


def _health(world: World) -> dict[str, object]:
    network = world.network
    return {
        "rt": network.overlay is not None,
        "gbfs": False,
        "navette": {
            "version": network.version,
            "territory": network.territory,
            "feeds": len(network.feeds),
            "firstDay": clock.from_day_number(network.timetable.first_day).isoformat(),
            "lastDay": clock.from_day_number(network.timetable.last_day).isoformat(),
        },
    }


def _initial(world: World) -> dict[str, object]:
    """Where a map starts, and what the server offers."""
    lat, lon = _middle(world)
    return {
        "lat": lat,
        "lon": lon,
        "zoom": _MAP_ZOOM,
        "serverConfig": {
            "motisVersion": "navette",
            "hasElevation": False,
            "hasRoutedTransfers": False,
            "hasStreetRouting": False,
            "maxOneToManySize": 0,
            "maxOneToAllTravelTimeLimit": 0,
            "maxPrePostTransitTimeLimit": 3600,
            "maxDirectTimeLimit": 21600,
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
