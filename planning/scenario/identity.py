"""Which scenario it is: a scenario in, its file form and a short name for its content out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from planning.scenario.modifications import Scenario

ID_LENGTH = 16
"""Hexadecimal digits: 64 bits, enough to keep millions of scenarios apart."""
_WORDS_ONLY = ("name", "description", "parent")


def as_json(scenario: Scenario) -> dict[str, Any]:
    """A scenario as it stands in a file, without defaults; reading it again gives the same."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def scenario_id(scenario: Scenario) -> str:
    """A name for what a scenario does: neither its words nor where it came from change it."""
    form = {key: value for key, value in as_json(scenario).items() if key not in _WORDS_ONLY}
    for modification in form["modifications"]:
        modification.pop("comment", None)
    text = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
