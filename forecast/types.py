"""What a forecast is: a value with its spread, its basis and its age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Basis = Literal["live", "statistical", "buses", "schedule", "model"]
"""`buses` is `statistical` where what was observed are buses, not the road itself."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast value. Times are UTC seconds; p10 <= p50 <= p90 in the target's unit.

    `data_until` is None where no observation stands behind it: the basis then is model. So it is
    where road events touch the value: `events` are their ids, and `closed` tells that nobody gets
    through.
    """

    target: str
    valid_from: int
    valid_to: int
    p10: float
    p50: float
    p90: float
    basis: Basis
    issued_at: int
    data_until: int | None
    model: str
    events: tuple[str, ...] = ()
    closed: bool = False
