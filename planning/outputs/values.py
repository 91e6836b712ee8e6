"""Figures and texts made fit for files: what a simulation holds in, what any reader takes out."""

from __future__ import annotations

import math
import re

MINUTES_THAT_COUNT = 1.0
"""Below this nobody is said to gain or to lose."""

_SLOT_S = 900
_TO = "\u2060–\u2060"
"""A dash at which no line breaks."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_COLOR = re.compile(r"#?([0-9a-fA-F]{6})\Z")


def finite(value: float) -> float | None:
    """A figure, or None where it is infinite or not known."""
    return float(value) if math.isfinite(value) else None


def clean(text: str) -> str:
    """A text on one line, without characters that turn or break what stands around it."""
    return _TURNS.sub("", _CONTROLS.sub(" ", text))


def clock(seconds: int) -> str:
    """A time of a service day; hours go past 24."""
    minutes = seconds // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def clock_span(from_s: int) -> str:
    """The quarter of an hour that begins then."""
    return f"{clock(from_s)}{_TO}{clock(from_s + _SLOT_S)}"


def color_of(text: str, otherwise: str) -> str:
    """The colour that a scenario gives a line, with its hash; `otherwise` where it gives none."""
    found = _COLOR.match(text.strip())
    return f"#{found.group(1).lower()}" if found else otherwise


def share_of(part: float, whole: float) -> float | None:
    """Part over whole; None where there is no whole."""
    return finite(part / whole) if whole > 0 else None
