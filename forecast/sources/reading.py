"""One answer of a publisher, read: clean observations or events, and what could not be used."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.realtime.messages import Message
from forecast.observation_csv import (
    EARLIEST_S,
    MAX_AHEAD_S,
    MAX_SITE_LENGTH,
    QUANTITIES,
    Observation,
)
from forecast.road_event import RoadEvent

FAULTS_KEPT = 20


@dataclass(slots=True)
class Reading:
    """Observations in the order in which they were told; of a moment told twice the first counts.

    `gaps` are values that the publisher says it has not got, `refused` those that cannot be true.
    `events` are all that a publication of road events holds, None where the answer is none.
    """

    now_s: int
    zone: ZoneInfo
    observations: list[Observation] = field(default_factory=list)
    gaps: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    source: str = ""
    events: list[RoadEvent] | None = None
    published_s: int | None = None
    message: Message | None = None
    """the GTFS-Realtime message that was read"""

    def add(self, quantity: str, site: str, moment: str | int | None, value: float | None) -> None:
        """Takes a value over, or counts why not."""
        if value is None:
            self.gaps += 1
            return
        least, most = QUANTITIES[quantity]
        if not math.isfinite(value) or not least <= value <= most:
            self.refuse(f"{site[:40]!r}: {quantity} {value:g} lies outside {least:g} to {most:g}")
            return
        moment_s = moment if isinstance(moment, int) else self.moment_s(moment)
        if moment_s is None or not EARLIEST_S <= moment_s <= self.now_s + MAX_AHEAD_S:
            self.refuse(f"{site[:40]!r}: {str(moment)[:40]!r} is no moment of measuring")
            return
        if not site or len(site) > MAX_SITE_LENGTH or not site.isprintable():
            self.refuse(f"{site[:40]!r} cannot name a site")
            return
        self.observations.append((quantity, site, moment_s, float(value)))

    def refuse(self, fault: str) -> None:
        """Counts something that cannot be taken."""
        self.refused += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)

    def moment_s(self, text: str | None) -> int | None:
        """A moment as a publisher writes it; without an offset it is on the clock of the zone."""
        try:
            moment = datetime.fromisoformat((text or "").strip())
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
        try:
            return int(moment.timestamp())
        except (ValueError, OverflowError):
            return None


def number_of(text: object) -> float | None:
    """A number as JSON or XML may hold it; None for anything else."""
    if isinstance(text, bool) or not isinstance(text, int | float | str):
        return None
    try:
        value = float(text)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None
