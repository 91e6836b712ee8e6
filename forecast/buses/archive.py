"""An archive of delays: observations by trip and stop in, what it says of corridors out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.clock import iso_utc
from forecast.buses.excess import Quarters, excess_s, free_run_s, quarters
from forecast.buses.hearing import told_of
from forecast.buses.hops import Floats, Hops
from forecast.buses.runs import LEAD_S, REASONS, USED, Runs, observe
from forecast.observation_csv import Observation


@dataclass(frozen=True, slots=True)
class Measured:
    """What an archive says of corridors.

    `elsewhere` counts observations of trips and stops at no end of a hop, `astray` statements about
    ends of hops on no day on which the trip runs; `counts` says what became of the runs.
    Shapes: free_s (groups,).
    """

    hops: Hops
    told: Quarters
    free_s: Floats
    elsewhere: int
    astray: int
    counts: dict[str, int]

    def by_corridor(self) -> list[dict[str, Any]]:
        """How much there is of every corridor, in the order of the territory."""
        found = []
        for row in np.unique(self.told.corridor).tolist():
            mine = self.told.corridor == row
            excess, at_s = self.told.excess_s[mine], self.told.slot_s[mine]
            found.append(
                {
                    "corridor": self.hops.corridors[row],
                    "quarters": int(mine.sum()),
                    "buses": int(self.told.buses[mine].sum()),
                    "first": iso_utc(int(at_s.min())),
                    "last": iso_utc(int(at_s.max())),
                    "excess_p50_s": float(np.median(excess)),
                    "excess_p90_s": float(np.quantile(excess, 0.9)),
                    "derived": self.hops.corridors[row] in self.hops.derived,
                }
            )
        return found

    def as_json(self) -> dict[str, Any]:
        """What was used, and what was left out and why."""
        return {
            "elsewhere": self.elsewhere,
            "astray": self.astray,
            "runs": sum(self.counts.values()),
            "used": self.counts[USED],
            "left_out": {reason: self.counts[reason] for reason in REASONS},
            "corridors": self.by_corridor(),
        }


def measure(observations: Iterable[Observation], hops: Hops, lead_s: int = LEAD_S) -> Measured:
    """What delays by trip and stop say of the corridors that hops drive."""
    told, elsewhere = told_of(observations, (), hops)
    seen = observe(told, hops, lead_s)
    runs: Runs = seen.used()
    free = free_run_s(hops, runs)
    found = quarters(hops, runs, excess_s(hops, runs, free))
    return Measured(hops, found, free, elsewhere, seen.astray, seen.counts())
