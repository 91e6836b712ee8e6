"""The sources of observations for people: how each fares in, the API's answer out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.clock import iso_utc
from forecast.collected import Collected


def observation_sources(found: Sequence[Collected]) -> dict[str, Any]:
    """Every source with its newest value, and whether it has gone silent."""
    return {"sources": [_source(each) for each in found]}


def _source(each: Collected) -> dict[str, Any]:
    return {
        "name": each.name,
        "format": each.format,
        "askedAt": None if each.asked_at_s is None else iso_utc(each.asked_at_s),
        "newest": None if each.newest_s is None else iso_utc(each.newest_s),
        "maxAgeSeconds": each.max_age_s,
        "silent": each.silent,
        "problem": each.problem or None,
    }
