"""Every limit of the window, named: environment variables in, one frozen Settings out.

The variable of a setting is NAVETTE_ and its name in capitals. docs/api.md lists them; a test
compares the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from core.errors import Fault, RequestError

PREFIX = "NAVETTE_"
LEAST_TOKEN_CHARS = 16
NOBODY = "none"
_ANCESTOR = re.compile(r"self|https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")


def _limit(default: int, doc: str) -> int:
    made: int = field(default=default, metadata={"doc": doc, "least": 1})
    return made


def _count(doc: str) -> int:
    made: int = field(default=0, metadata={"doc": doc, "least": 0})
    return made


def _secret(doc: str) -> str:
    made: str = field(default="", metadata={"doc": doc}, repr=False)
    return made


def _origins(doc: str) -> str:
    made: str = field(default=NOBODY, metadata={"doc": doc})
    return made


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
    max_forecast_span_s: int = _limit(8 * 86_400, "longest span of one corridor forecast, in s")
    max_scenarios: int = _limit(1_000, "most scenarios that are kept")
    max_queued_runs: int = _limit(8, "most runs of scenarios that wait")
    max_event_streams: int = _limit(32, "most streams of events at once, per process")
    max_scenario_wait_s: int = _limit(60, "longest wait for a scenario's network, in seconds")
    max_at_once: int = _limit(4, "questions worked on at once, per process")
    max_waiting: int = _limit(16, "questions that wait for their turn, per process")
    max_wait_ms: int = _limit(1_500, "longest wait for a turn, in milliseconds")
    client_per_minute: int = _limit(600, "questions of one client a minute, beyond this machine")
    client_burst: int = _limit(120, "of those, so many at once")
    proxies: int = _count("proxies in front of the site whose X-Forwarded-For is believed")
    metrics_token: str = _secret("who sends it may read /metrics; empty: this machine alone")
    frame_ancestors: str = _origins("sites that may show the page in a frame")
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
        fault = _fault_of(text, entry.default, entry.metadata.get("least", 0))
        if fault:
            faults.append(Fault(name, fault))
        else:
            given[entry.name] = int(text) if isinstance(entry.default, int) else text
    if faults:
        raise RequestError(faults)
    return Settings(**given)  # type: ignore[arg-type]


def _fault_of(text: str, default: object, least: int) -> str:
    """What is wrong with the value of a setting with this default; empty where nothing is."""
    if default == NOBODY:
        fine = text == NOBODY or all(_ANCESTOR.fullmatch(site) for site in text.split())
        return "" if fine else f"{text!r} is neither none nor sites such as https://example.org"
    if default == "":
        says = f"is no token: at least {LEAST_TOKEN_CHARS} letters, digits or -._~+/="
        return "" if _is_token(text) else says
    if text.isascii() and text.isdigit() and int(text) >= least:
        return ""
    return f"{text!r} is no {'positive ' if least else ''}whole number"


def _is_token(text: str) -> bool:
    """Whether a text can stand behind `Bearer`, and is not guessed at once."""
    return re.fullmatch(rf"[A-Za-z0-9._~+/=-]{{{LEAST_TOKEN_CHARS},}}", text) is not None


def variable_of(setting: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.upper()
