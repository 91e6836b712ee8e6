"""How likely a change is kept, and how late runs come: seconds to spare in, chances and costs out.

Chances are learnt from an archive of delays (forecast/delays/chances.py). Without one they are an
assumption: of changes with nothing to spare every second is missed, and half as many for every two
minutes more.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MISSED_AT_ONCE = 0.5
HALVED_BY_MIN = 2.0
MINUTES = 20
"""With so many minutes to spare a change counts as sure."""
SCALE = 1000.0
"""Costs are thousandths of the chance's natural logarithm, so that those of changes add up."""
LEAST_KEPT = 0.01
BAND_H = 3
"""Hours of the day stand together by so many, from midnight on."""
WHOLE_DAY = -1

Shares = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late runs come: for every minute of `minutes` the share that comes no later than that.

    Shares are told of all runs, and of lines by what the archive calls them and by BAND_H hours of
    the day (the first hour of each, WHOLE_DAY for all of them), as far as these are known.
    """

    minutes: tuple[int, ...]
    whole: Shares
    lines: Mapping[str, Mapping[int, Shares]]

    def find_line(self, names: Iterable[str], hour: int) -> Shares | None:
        """The shares of the first line of these names that is known, at an hour if they are."""
        for name in names:
            known = self.lines.get(name)
            if known is not None:
                return known.get(hour // BAND_H * BAND_H, known[WHOLE_DAY])
        return None

    def find_quantile(self, shares: Shares, level: float) -> int | None:
        """The minutes by which that share has come; None where that is later than is told."""
        known = zip(self.minutes, shares, strict=True)
        return next((minute for minute, share in known if share >= level), None)

    def share_within(self, shares: Shares, spare_s: int) -> float:
        """The share that comes no later than these seconds; of what lies beyond, what is told."""
        at = bisect_right(self.minutes, spare_s // 60) - 1
        return shares[at] if at >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """The chance to keep a change by whole minutes to spare, none less than the one before.

    `basis` is archive or assumption; `until` the last day that it stands on, as in 2026-11-27.
    """

    kept: Shares
    basis: str
    until: str = ""
    late: Lateness | None = field(default=None, hash=False)
    """None: no more is known than `kept`."""

    @property
    def lateness(self) -> Lateness:
        """How late runs come, be it that a run is missed by as many as come too late."""
        return self.late or Lateness(tuple(range(len(self.kept))), self.kept, {})

    @property
    def costs(self) -> NDArray[np.int32]:
        """The cost of a change by whole minutes to spare. Shapes: (MINUTES,)."""
        kept = np.maximum(np.array(self.kept), LEAST_KEPT)
        return np.asarray(np.round(-SCALE * np.log(kept)), dtype=np.int32)

    def chance_to_keep(self, spares_s: Iterable[int]) -> float:
        """The chance to keep all changes with these seconds to spare, 0 to 1."""
        costs, cost = self.costs, 0
        for seconds in spares_s:
            if seconds < 0:
                return 0.0
            cost += int(costs[seconds // 60]) if seconds // 60 < len(costs) else 0
        return math.exp(-cost / SCALE)


ASSUMED = Reliability(
    tuple(1 - MISSED_AT_ONCE * 0.5 ** (minute / HALVED_BY_MIN) for minute in range(MINUTES)),
    "assumption",
)
