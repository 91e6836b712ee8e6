"""Whether the site lives, whether it is ready, and its figures: a state in, answers out."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from web.answers import json_answer, problem
from web.operations.condition import condition_of
from web.operations.metrics import told
from web.operations.stores import StoreWatch
from web.scenario_rules import has_token, is_asked_here
from web.settings import variable_of
from web.state import AppState


def make_probes(state: AppState) -> Blueprint:
    """The routes that machines ask."""
    operations = Blueprint("operations", __name__)
    stores = StoreWatch(state.stores)

    @operations.get("/livez")
    def live() -> Response:
        return json_answer({"live": True})

    @operations.get("/readyz")
    def ready() -> Response:
        missing, degraded = condition_of(state, stores)
        status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
        content = {"ready": not missing, "missing": missing, "degraded": degraded}
        return json_answer(content, status=status)

    @operations.get("/metrics")
    def metrics() -> Response:
        if not _may_read(state):
            name = variable_of("metrics_token")
            return problem(
                HTTPStatus.FORBIDDEN,
                f"beyond this machine figures are for who sends the token in {name}",
            )
        response = Response(told(state, stores), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return operations


def _may_read(state: AppState) -> bool:
    """Whether a call may read the figures: from this machine alone, or with the token."""
    token = state.settings.metrics_token
    return has_token(request, token) if token else is_asked_here(request, state)
