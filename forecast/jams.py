"""Jams announced: what was observed and forecast in, how many were told and how many came out.

A jam is a speed below half of free flow, or a travel time above twice that of free flow. Free flow
of a site is what nine in ten of its values are slower than. A jam is announced for a slot where the
P50 says so; an event is a jam of at least half an hour, and it is announced when a slot of its
first hour is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecast.profile import Floats
from forecast.scores import share

FREE_FLOW_PERCENT = 10
RATIO = 2.0
LEAST_EVENT_S, FIRST_S = 1_800, 3_600
SEARCHED_S = 7_200
"""The onset that was said is looked for so long before and after the one that came."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JamScore:
    """How well jams were announced at one horizon.

    `said` slots were announced, `came` were jams; precision and recall are over slots. Of `events`
    the share `announced` was; `onset_error_min` is the median distance of the onset said from that
    which came, of those that were announced.
    """

    horizon: str
    said: int
    came: int
    precision: float
    recall: float
    events: int
    announced: float
    onset_error_min: float

    def as_json(self) -> dict[str, float | int | None]:
        """The score without its name; what is not defined is null."""
        values: dict[str, float | int] = {
            "precision": self.precision,
            "recall": self.recall,
            "announced": self.announced,
            "onset_error_min": self.onset_error_min,
        }
        known = {name: value if np.isfinite(value) else None for name, value in values.items()}
        return {"said": self.said, "came": self.came, "events": self.events, **known}


@dataclass(slots=True)
class JamCount:
    """Counts of one horizon, group of sites by group of sites."""

    said: int = 0
    came: int = 0
    both: int = 0
    told: list[Flags] = field(default_factory=list)
    apart_min: list[Floats] = field(default_factory=list)

    def add(self, observed: Flags, said: Flags, known: Flags, slot_s: int) -> None:
        """Takes in sites. Shapes: (sites, slots); `known` is where a forecast can be judged."""
        self.said += int((said & known).sum())
        self.came += int((observed & known).sum())
        self.both += int((observed & said & known).sum())
        for jams, told, judged in zip(observed & known, said & known, known, strict=True):
            onsets = _onsets(jams, LEAST_EVENT_S // slot_s)
            onsets = onsets[judged[onsets]]
            first = np.arange(max(1, FIRST_S // slot_s))
            within = np.minimum(onsets[:, None] + first, len(jams) - 1)
            self.told.append(told[within].any(axis=1))
            self.apart_min.append(_onset_errors(told, onsets, slot_s))

    def score(self, horizon: str) -> JamScore | None:
        """The score of all sites taken in; None where there was no jam at all."""
        if not self.came:
            return None
        told = np.concatenate(self.told)
        apart = np.concatenate(self.apart_min)
        return JamScore(
            horizon=horizon,
            said=self.said,
            came=self.came,
            precision=share(self.both, self.said),
            recall=share(self.both, self.came),
            events=len(told),
            announced=share(int(told.sum()), len(told)),
            onset_error_min=float(np.median(apart)) if len(apart) else float("nan"),
        )


def jammed_from(quantity: str, values: Floats) -> Floats | None:
    """The value at which a jam begins at every site, None for a quantity that knows no jams.

    Shapes: (sites, slots) to (sites, 1). A site without values has nan.
    """
    percent = {"travel_time_s": FREE_FLOW_PERCENT, "speed_kmh": 100 - FREE_FLOW_PERCENT}
    if quantity not in percent:
        return None
    known = np.isfinite(values).any(axis=1)
    free = np.full((len(values), 1), np.nan)
    free[known, 0] = np.nanpercentile(values[known], percent[quantity], axis=1)
    return free * RATIO if quantity == "travel_time_s" else free / RATIO


def is_jammed(quantity: str, values: Floats, limit: Floats) -> Flags:
    """Where values lie beyond the limit; nowhere where there is no value."""
    return values > limit if quantity == "travel_time_s" else values < limit


def _onsets(jams: Flags, least: int) -> NDArray[np.int64]:
    """Where jams of at least so many slots begin."""
    edges = np.diff(np.concatenate([[False], jams, [False]]).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return np.asarray(begins[ends - begins >= least])


def _onset_errors(told: Flags, onsets: NDArray[np.int64], slot_s: int) -> Floats:
    """How far the nearest onset that was said lies from each that came, where one is near."""
    said = _onsets(told, 1)
    if not len(said) or not len(onsets):
        return np.empty(0)
    apart = np.abs(said[None] - onsets[:, None]).min(axis=1) * slot_s
    return np.asarray(apart[apart <= SEARCHED_S] / 60, dtype=np.float64)
