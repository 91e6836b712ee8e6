"""Every limit of the window, named: environment variables in, one frozen Settings out.

The variable of a setting is NAVETTE_ and its name in capitals. docs/operations.md lists them; a
test compares the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from core.errors import Fault, RequestError
from web.map_style import NO_STYLE, fault_of_style

PREFIX = "NAVETTE_"
LEAST_TOKEN_CHARS = 16
NOBODY = "none"
LOGS = (NOBODY, "text", "json")
_ANCESTOR = re.compile(r"self|https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")


def _limit(default: int, doc: str) -> int:
    made: int = field(default=default, metadata={"doc": doc, "fault": _fault_of_limit})
    return made


def _count(doc: str) -> int:
    made: int = field(default=0, metadata={"doc": doc, "fault": _fault_of_count})
    return made


def _secret(doc: str) -> str:
    made: str = field(default="", metadata={"doc": doc, "fault": _fault_of_token}, repr=False)
    return made


def _origins(doc: str) -> str:
    made: str = field(default=NOBODY, metadata={"doc": doc, "fault": _fault_of_origins})
    return made


def _style(doc: str) -> str:
    made: str = field(default=NO_STYLE, metadata={"doc": doc, "fault": fault_of_style})
    return made


def _log(doc: str) -> str:
    made: str = field(default=NOBODY, metadata={"doc": doc, "fault": _fault_of_log})
    return made


def _fault_of_limit(text: str) -> str:
    fine = text.isascii() and text.isdigit() and int(text) > 0
    return "" if fine else f"{text!r} is no positive whole number"


def _fault_of_count(text: str) -> str:
    fine = text.isascii() and text.isdigit()
    return "" if fine else f"{text!r} is no whole number"


def _fault_of_token(text: str) -> str:
    """A token stands behind `Bearer`, and is not guessed at once; it is not said again."""
    fine = re.fullmatch(rf"[A-Za-z0-9._~+/=-]{{{LEAST_TOKEN_CHARS},}}", text) is not None
    return "" if fine else f"is no token: at least {LEAST_TOKEN_CHARS} letters, digits or -._~+/="


def _fault_of_log(text: str) -> str:
    return "" if text in LOGS else f"{text!r} is none of {', '.join(LOGS)}"


def _fault_of_origins(text: str) -> str:
    fine = text == NOBODY or all(_ANCESTOR.fullmatch(site) for site in text.split())
    return "" if fine else f"{text!r} is neither none nor sites such as https://example.org"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person who runs the server may change."""

    max_body_bytes: int = _limit(65_536, "longest request body in bytes")
    max_query_bytes: int = _limit(8_192, "longest query string in bytes")
    max_text_chars: int = _limit(300, "longest value of one parameter, in characters")
    max_array_items: int = _limit(40, "most values of one list parameter")
    max_itineraries: int = _limit(50, "most itineraries in one answer")
    max_asked_itineraries: int = _limit(20, "largest numItineraries that is obeyed")
    max_window_s: int = _limit(86_400, "longest search window, in seconds, also when it grows")
    max_access_s: int = _limit(3_600, "longest walk to or from transit, in seconds")
    max_direct_s: int = _limit(21_600, "longest direct walk or ride, in seconds")
    max_suggestions: int = _limit(20, "most suggestions of one place search")
    max_stop_times: int = _limit(200, "most departures or arrivals in one answer")
    max_stop_time_window_s: int = _limit(86_400, "longest window of departures, in seconds")
    max_map_stops: int = _limit(1_000, "most stops in one answer of a map")
    max_map_trips: int = _limit(2_000, "most vehicles on their way in one answer of a map")
    max_map_span_s: int = _limit(7_200, "longest span of vehicles on a map, in seconds")
    max_forecast_span_s: int = _limit(8 * 86_400, "longest span of one corridor forecast, in s")
    max_many: int = _limit(128, "most places of a one-to-many search or a matrix")
    max_matrix_origins: int = _limit(24, "most origins of a matrix")
    max_one_to_all_min: int = _limit(240, "longest journey of a one-to-all search, in minutes")
    max_scenarios: int = _limit(1_000, "most scenarios that are kept")
    max_queued_runs: int = _limit(8, "most runs of scenarios that wait")
    max_event_streams: int = _limit(32, "most streams of events at once, per process")
    max_scenario_wait_s: int = _limit(60, "longest wait for a scenario's network, in seconds")
    max_at_once: int = _limit(3, "questions worked on at once, per process")
    max_hard: int = _limit(1, "of those, so many that may be much work, per process")
    max_waiting: int = _limit(16, "questions that wait for their turn, per process")
    max_wait_ms: int = _limit(1000, "longest wait for a turn since a question came, milliseconds")
    deadline_ms: int = _limit(2_000, "longest time for one question since it came, in milliseconds")
    client_per_minute: int = _limit(600, "questions of one client a minute, beyond this machine")
    client_burst: int = _limit(120, "of those, so many at once")
    keep_runs_days: int = _count(
        "days that runs of scenarios are kept after their end; 0: for ever"
    )
    keep_scenarios_days: int = _count("days that scenarios without runs are kept; 0: for ever")
    keep_observations_days: int = _count(
        "days that observations and ended road events are kept; 0: for ever"
    )
    proxies: int = _count("proxies in front of the site whose X-Forwarded-For is believed")
    metrics_token: str = _secret("who sends it may read /metrics; empty: this machine alone")
    map_style: str = _style("the style of the map, and after it further sites that it draws on")
    frame_ancestors: str = _origins("sites that may show the page in a frame")
    log: str = _log("a line a request on standard error: none, text, or json; without places")
    changes_token: str = _secret("who sends it may change what is kept; empty: this machine alone")


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment, defaults where it says nothing.

    Errors: RequestError naming every variable that is no whole number, no token or no site.
    """
    given: dict[str, int | str] = {}
    faults = []
    for entry in fields(Settings):
        name = variable_of(entry.name)
        text = environment.get(name, "").strip()
        if not text:
            continue
        fault = entry.metadata["fault"](text)
        if fault:
            faults.append(Fault(name, fault))
        else:
            given[entry.name] = int(text) if isinstance(entry.default, int) else text
    if faults:
        raise RequestError(faults)
    return Settings(**given)  # type: ignore[arg-type]


def variable_of(setting: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.upper()
