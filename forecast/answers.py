"""What the forecast room answers: corridors with their present, series for a chart. Types only."""

from __future__ import annotations

from dataclasses import dataclass

from forecast.corridors import Corridor
from forecast.road_event import RoadEvent
from forecast.types import Forecast

NO_OBSERVATIONS = "no observations"
TOO_FEW = "too few observations"
TOO_OLD = "observations too old"
TOO_FAR = "too far ahead"
ROAD, BUSES = "road", "buses"
"""Who observed: stations at the road itself, or the buses that drive it."""


@dataclass(frozen=True, slots=True)
class TimedValue:
    """One value that holds from `valid_from` to `valid_to` (UTC seconds)."""

    valid_from: int
    valid_to: int
    value: float


@dataclass(frozen=True, slots=True)
class CorridorStatus:
    """A corridor and what is known of it now; travel times in seconds.

    `forecast` is that of the slot in which we are, or of the first one not yet observed; where it
    is None, `reason` says why. `live` is the last observed value. `events` are those on it that
    hold at `now_s` or are to come.
    """

    corridor: Corridor
    forecast: Forecast | None
    usual_s: float | None
    live: TimedValue | None
    issued_at_s: int
    data_until_s: int | None
    stale: bool
    reason: str | None
    illustrative: bool
    now_s: int
    events: tuple[RoadEvent, ...] = ()
    observed_from: str | None = None


@dataclass(frozen=True, slots=True)
class CorridorSeries:
    """A corridor's travel times by slot: what is usual, what is forecast, what was observed.

    Forecasts begin after the last observation; where there are none `reason` says why. `events` are
    those on it that hold at `now_s` or are to come.
    """

    corridor: Corridor
    usual: tuple[TimedValue, ...]
    forecast: tuple[Forecast, ...]
    live: tuple[TimedValue, ...]
    issued_at_s: int
    data_until_s: int | None
    stale: bool
    reason: str | None
    illustrative: bool
    now_s: int
    events: tuple[RoadEvent, ...] = ()
    observed_from: str | None = None
