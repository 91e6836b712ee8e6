"""Scenarios over HTTP: files in, what is kept of them, their runs and results out.

Every call that changes something passes web/scenario_rules.py first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, request

from planning.parameters import read_parameters
from planning.runs.files import RESULTS
from planning.runs.scenarios import Position
from web.answers import json_answer, problem
from web.headers import LICENCE_LINK
from web.isochrones import add_isochrones
from web.params import Params
from web.scenario_desk import desk_of
from web.scenario_events import Streams
from web.scenario_files import report_language, result_file
from web.scenario_json import (
    example_json,
    parameter_json,
    run_json,
    scenario_json,
    whole_scenario_json,
)
from web.scenario_rules import refusal
from web.simulated_day import simulated_day
from web.state import AppState

MOST_BYTES = 1_000_000
"""Of a scenario file, as planning/scenario/reading.py has it."""
DEFAULT_LIMIT, MOST_LIMIT = 20, 100
_CURSOR = re.compile(r"(\d{1,12})-([0-9a-f]{16})")
_PATH = "/scenarios"
_ONE = f"{_PATH}/<scenario_id>"
_RUN = f"{_ONE}/runs/<run_id>"


def make_scenarios(state: AppState) -> Blueprint:
    """The routes of scenarios over a state."""
    scenarios = Blueprint("scenarios", __name__, url_prefix="/api")
    scenarios.before_request(lambda: refusal(request, state))
    _add_scenarios(scenarios, state)
    _add_runs(scenarios, state)
    _add_results(scenarios, state)
    add_isochrones(scenarios, state, _ONE)
    return scenarios


def _add_scenarios(scenarios: Blueprint, state: AppState) -> None:
    @scenarios.get(_PATH)
    def listed() -> Response:
        params = Params.of(request, state.settings)
        limit = params.whole("limit", DEFAULT_LIMIT, least=1, most=MOST_LIMIT)
        after = _position(params)
        params.finish()
        found = desk_of(state).page(limit + 1, after)
        last = found[limit - 1] if len(found) > limit else None
        content = {
            "scenarios": [scenario_json(each) for each in found[:limit]],
            "nextPageCursor": f"{last.created_s}-{last.id}" if last else None,
        }
        answer = json_answer(content)
        if last is not None:
            onward = f"/api{_PATH}?limit={limit}&pageCursor={content['nextPageCursor']}"
            answer.headers["Link"] = f'<{onward}>; rel="next", {LICENCE_LINK}'
        return answer

    @scenarios.post(_PATH)
    def add() -> Response:
        request.max_content_length = MOST_BYTES
        if (request.content_length or 0) > MOST_BYTES:
            text = f"a scenario has {MOST_BYTES} bytes at most; split it"
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
        desk = desk_of(state)
        scenario, is_new = desk.add(request.get_data(), state.settings.max_scenarios)
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        answer = json_answer(whole_scenario_json(scenario, desk), status=status)
        answer.headers["Location"] = f"/api/scenarios/{scenario.id}"
        return answer

    @scenarios.get(f"{_PATH}/examples")
    def examples() -> Response:
        found = [example_json(each) for each in desk_of(state).examples()]
        return json_answer({"examples": found})

    @scenarios.get(f"{_PATH}/parameters")
    def parameters() -> Response:
        told = [parameter_json(each) for each in read_parameters()]
        return json_answer({"parameters": told}, cache="no-cache")

    @scenarios.get(_ONE)
    def one(scenario_id: str) -> Response:
        desk = desk_of(state)
        return json_answer(whole_scenario_json(desk.scenario(scenario_id), desk))

    @scenarios.delete(_ONE)
    def delete(scenario_id: str) -> Response:
        desk_of(state).delete(scenario_id)
        return Response(status=HTTPStatus.NO_CONTENT)


def _add_runs(scenarios: Blueprint, state: AppState) -> None:
    streams = Streams(state.settings.max_event_streams)

    @scenarios.post(f"{_ONE}/runs")
    def start(scenario_id: str) -> Response:
        desk, network = desk_of(state), state.world.network
        params = Params.of(request, state.settings)
        day = simulated_day(params, network)
        params.finish()
        scenario = desk.scenario(scenario_id)
        most = state.settings.max_queued_runs
        run, is_new = desk.start(scenario, network.version, day.isoformat(), most)
        status = HTTPStatus.ACCEPTED if is_new else HTTPStatus.OK
        answer = json_answer(run_json(run, desk), status=status)
        answer.headers["Location"] = f"/api/scenarios/{scenario.id}/runs/{run.id}"
        return answer

    @scenarios.get(_RUN)
    def run(scenario_id: str, run_id: str) -> Response:
        desk = desk_of(state)
        return json_answer(run_json(desk.run(scenario_id, run_id), desk))

    @scenarios.delete(_RUN)
    def cancel(scenario_id: str, run_id: str) -> Response:
        desk = desk_of(state)
        return json_answer(run_json(desk.cancel(desk.run(scenario_id, run_id)), desk))

    @scenarios.get(f"{_RUN}/events")
    def events(scenario_id: str, run_id: str) -> Response:
        desk = desk_of(state)
        return streams.follow(desk.run(scenario_id, run_id), desk)


def _add_results(scenarios: Blueprint, state: AppState) -> None:
    for name in RESULTS:
        endpoint = f"result_{name.replace('.', '_')}"
        scenarios.add_url_rule(f"{_RUN}/{name}", endpoint, _result_handler(state, name))


def _result_handler(state: AppState, name: str) -> Callable[[str, str], Response]:
    def answer(scenario_id: str, run_id: str) -> Response:
        desk = desk_of(state)
        params = Params.of(request, state.settings)
        language = report_language(params.text("language"))
        params.finish()
        return result_file(desk.run(scenario_id, run_id), name, desk, language)

    return answer


def _position(params: Params) -> Position | None:
    text = params.text("pageCursor")
    found = _CURSOR.fullmatch(text)
    if text and found is None:
        params.fault("pageCursor", "is no cursor of an earlier answer", "not_a_cursor")
    return None if found is None else (int(found[1]), found[2])
