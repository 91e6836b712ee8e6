"""A road event: what a publisher says of an accident, works or a closure, and until when it lasts.

Moments are UTC seconds. What a road lets through under an event is told as a share of what it lets
through otherwise, and whether the publisher said so or a table did
(forecast/sources/capacity_left.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ACCIDENT, OBSTRUCTION, TRAFFIC = "accident", "obstruction", "traffic"
ROADWORKS, CLOSURE, LANES, OTHER = "roadworks", "closure", "lanes", "other"
KINDS = (ACCIDENT, OBSTRUCTION, TRAFFIC, ROADWORKS, CLOSURE, LANES, OTHER)
PLANNED = frozenset({ROADWORKS, CLOSURE, LANES})
"""Who meets these has read of them before; the others come as a surprise."""

INCIDENT_LASTS_S = 2 * 3600
"""An incident without an end lasts so long after it was last reported ..."""
WORKS_LAST_S = 24 * 3600
"""... and works, closures and closed lanes so long."""
MAX_TEXT, MAX_LANGUAGES = 2_000, 10
MAX_ID = 200

Span = tuple[int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RoadEvent:
    """One event on a road, as its publisher told it in one version.

    `lat`, `lon` are where it is, or where its stretch begins, `line` the points of the stretch;
    without a place (None, None) an event names its `corridor` itself. `bearing` is the way of the
    traffic concerned, in degrees from north, None where that is not said: it counts for both ways
    then. `periods` are the times within which it holds, where it comes and goes (works at night).
    `reported_s` is when it was last reported.
    """

    id: str
    version: str
    source: str
    kind: str
    from_s: int
    to_s: int | None
    lat: float | None
    lon: float | None
    bearing: float | None
    capacity_left: float
    capacity_said: bool
    text: Mapping[str, str] = field(default_factory=dict)
    """by language, "" for one that is not named"""
    road: str = ""
    line: tuple[Point, ...] = ()
    corridor: str = ""
    periods: tuple[Span, ...] | None = None
    reported_s: int = 0

    @property
    def ends_s(self) -> int:
        """When it ends, or is taken to."""
        if self.to_s is not None:
            return self.to_s
        lasts_s = WORKS_LAST_S if self.kind in PLANNED else INCIDENT_LASTS_S
        return max(self.reported_s, self.from_s) + lasts_s

    @property
    def cuts(self) -> bool:
        """Whether the road lets less through because of it."""
        return self.capacity_left < 1.0

    @property
    def closes(self) -> bool:
        """Whether nobody gets through at all."""
        return self.capacity_left <= 0.0

    def spans(self) -> tuple[Span, ...]:
        """The times within which it holds."""
        wanted = ((self.from_s, self.ends_s),) if self.periods is None else self.periods
        cut = ((max(a, self.from_s), min(b, self.ends_s)) for a, b in wanted)
        return tuple((a, b) for a, b in cut if a < b)

    def is_active(self, moment_s: int) -> bool:
        """Whether it holds at a moment."""
        return any(begin <= moment_s < end for begin, end in self.spans())


def event_as_json(event: RoadEvent) -> dict[str, Any]:
    """The event as it is stored."""
    return {**asdict(event), "text": dict(event.text)}


def event_from_json(said: Mapping[str, Any]) -> RoadEvent:
    """The event that was stored."""
    periods = said["periods"]
    return RoadEvent(
        **{
            **said,
            "line": tuple((lat, lon) for lat, lon in said["line"]),
            "periods": None if periods is None else tuple((a, b) for a, b in periods),
        }
    )


def plain_text(text: str) -> str:
    """A stranger's words without control characters, at a length that can be shown."""
    kept = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(kept.split())[:MAX_TEXT]
