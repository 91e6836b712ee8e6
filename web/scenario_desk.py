"""Where scenarios are kept: a state in, the desk out."""

from __future__ import annotations

from werkzeug.exceptions import ServiceUnavailable

from planning.runs.desk import Desk
from web.state import AppState


def desk_of(state: AppState) -> Desk:
    """Where scenarios are kept and run. Errors: ServiceUnavailable where they are not."""
    if state.scenarios is None:
        raise ServiceUnavailable
    return state.scenarios
