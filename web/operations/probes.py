"""Whether the site lives, whether it is ready, and its figures: a state in, answers out."""

from __future__ import annotations

import shutil
from http import HTTPStatus

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from core import clock
from web.answers import json_answer, problem
from web.operations.metrics import told
from web.scenario_rules import has_token, is_asked_here
from web.settings import variable_of
from web.state import AppState

LEAST_FREE_BYTES = 64 << 20
"""With less on the disk nothing new can be kept."""


def make_probes(state: AppState) -> Blueprint:
    """The routes that machines ask."""
    operations = Blueprint("operations", __name__)

    @operations.get("/livez")
    def live() -> Response:
        return json_answer({"live": True})

    @operations.get("/readyz")
    def ready() -> Response:
        missing = list(unready(state))
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        return json_answer({"ready": not missing, "missing": missing}, status=status)

    @operations.get("/metrics")
    def metrics() -> Response:
        if not _may_read(state):
            name = variable_of("metrics_token")
            return problem(
                HTTPStatus.FORBIDDEN,
                f"beyond this machine figures are for who sends the token in {name}",
            )
        response = Response(told(state), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return operations


def unready(state: AppState) -> list[str]:
    """Why the site cannot answer as it should; empty where it can."""
    missing = []
    timetable = state.world.network.timetable
    today = clock.day_number(clock.today(state.world.network.zone))
    if not timetable.first_day <= today <= timetable.last_day:
        missing.append("the timetable does not hold today")
    if state.folder is not None and shutil.disk_usage(state.folder).free < LEAST_FREE_BYTES:
        missing.append("the disk is full")
    return missing


def _may_read(state: AppState) -> bool:
    """Whether a call may read the figures: from this machine alone, or with the token."""
    token = state.settings.metrics_token
    return has_token(request, token) if token else is_asked_here(request, state)
