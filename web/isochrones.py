"""Isochrones over HTTP: a scenario and a place in, what is reached before and after as GeoJSON out.

The place stands in the body alone, so that no address and no log has it. The network in service is
taken as its timetable says, without realtime, as a scenario's is.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from flask import Blueprint, Response, request

from core import clock
from routing.nearby import find_nearest_stop
from routing.network import Network
from routing.reasons import BOUNDS_M
from routing.requests import Endpoint
from web.answers import NO_STORE
from web.params import Params
from web.scenario_desk import desk_of
from web.scenario_worlds import network_of
from web.simulated_day import simulated_day
from web.state import AppState

MOST_CUTOFFS = 6
MOST_MINUTES = 120
MOST_WINDOW_MIN = 240
DEFAULT_MINUTES = (30, 45, 60)
DEFAULT_WINDOW_MIN = 120
DEFAULT_TIME = "07:00"
SHARES = ("50", "90")
STEP_S = 60
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class IsochroneQuery:
    """From where, when and within how many minutes."""

    place: Endpoint
    minutes: tuple[int, ...]
    departures: range
    percentile: int


def add_isochrones(scenarios: Blueprint, state: AppState, path: str) -> None:
    """The route of isochrones under that of a scenario."""

    @scenarios.post(f"{path}/isochrones")
    def isochrones(scenario_id: str) -> Response:
        desk, world = desk_of(state), state.world
        before = world.network.ground
        scenario = desk.scenario(scenario_id)
        query = parse_isochrones(Params.of_body(request, state.settings), before)
        wait_s = state.settings.max_scenario_wait_s
        after = network_of(desk, scenario, world.network.version, wait_s).network
        content = {"scenario": scenario.id, **_compared(query, before, after, state)}
        answer = Response(orjson.dumps(content), status=HTTPStatus.OK)
        answer.mimetype = "application/geo+json"
        answer.headers["Cache-Control"] = NO_STORE
        return answer


def parse_isochrones(params: Params, network: Network) -> IsochroneQuery:
    """What is asked. Errors: RequestError naming every fault, OutsideTimetable."""
    place = _place(params, network)
    minutes = cutoffs_of(params)
    percentile = int(params.choice("percentile", SHARES, SHARES[0]))
    window = params.whole("window", DEFAULT_WINDOW_MIN, least=1, most=MOST_WINDOW_MIN)
    time = time_of(params)
    day = simulated_day(params, network)
    params.finish()
    start_s = clock.from_local(day, time, network.zone)
    departures = range(start_s, start_s + window * 60, STEP_S)
    return IsochroneQuery(place, minutes, departures, percentile)


def _compared(
    query: IsochroneQuery, before: Network, after: Network, state: AppState
) -> dict[str, object]:
    from planning.figures.isochrones import compared
    from planning.outputs.isochrones_geojson import isochrones_geojson
    from planning.zones import zones_of

    territory = state.world.territory
    zones = None if territory is None else zones_of(territory)
    found = compared(
        before, after, query.place, query.departures, query.minutes, zones, query.percentile
    )
    return {
        "baseVersion": before.version,
        "version": after.version,
        "firstDeparture": clock.iso_utc(query.departures[0]),
        "lastDeparture": clock.iso_utc(query.departures[-1]),
        **isochrones_geojson(found),
    }


def _place(params: Params, network: Network) -> Endpoint:
    """The point, within reach of something that runs."""
    lat, lon = _degrees(params, "lat", 90), _degrees(params, "lon", 180)
    if math.isfinite(lat) and math.isfinite(lon):
        nearest = find_nearest_stop(network, lat, lon)
        if nearest is None or nearest[1] > BOUNDS_M:
            text = f"no stop lies within {BOUNDS_M / 1000:g} km: choose a place in the region"
            params.fault("lat", text, "outside_bounds")
    return Endpoint(lat, lon)


def _degrees(params: Params, name: str, most: float) -> float:
    text = params.required(name)
    try:
        value = float(text) if text else math.nan
    except ValueError:
        params.fault(name, "is no number", "not_a_number")
        return math.nan
    if text and not -most <= value <= most:
        params.fault(name, "lies off the globe", "not_a_coordinate")
        return math.nan
    return value


def cutoffs_of(params: Params) -> tuple[int, ...]:
    """The cutoffs, each once, the shortest first."""
    given = params.list_of("minutes")
    if given is None:
        return DEFAULT_MINUTES
    told = {int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 5}
    fits = all(1 <= each <= MOST_MINUTES for each in told)
    if not told or len(told) != len(given) or not fits or len(told) > MOST_CUTOFFS:
        text = f"are not one to {MOST_CUTOFFS} different whole numbers from 1 to {MOST_MINUTES}"
        params.fault("minutes", text)
        return DEFAULT_MINUTES
    return tuple(sorted(told))


def time_of(params: Params) -> dt.time:
    """The time of the day of the first departure."""
    found = _TIME.fullmatch(params.text("time", DEFAULT_TIME) or DEFAULT_TIME)
    if found is None:
        params.fault("time", "is no time of the day such as 07:00", "not_a_time")
        return dt.time(0)
    return dt.time(int(found[1]), int(found[2]))
