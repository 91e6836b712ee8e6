"""Which search follows which: a view, its ends and a window's departures in, journeys found out.

A single departure is searched for few rides first, until a journey is as early as the quickest can
be, which a connection scan tells. A window begins with its last departure: a journey of few rides
ends what bounds the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.bounding import (
    HORIZON_S,
    NO_PROFILE,
    Ends,
    Profile,
    bound_arrivals,
    bound_rides,
    bound_time,
    has_few_departures,
    scan_earliest,
)
from routing.budget import Budget
from routing.day import DayArrays
from routing.kernels.labels import NEVER, Bounds
from routing.kernels.raptor import fewest_first, pareto
from routing.memory import Memory
from routing.views import Easing, View, Ways, eased

TRIED_RIDES = 3
"""A journey of the last departure is looked for with the least rides, and so many more less one."""

Ints = NDArray[np.int32]


class BothWays(NamedTuple):
    """Ways on foot as they are walked, and by the stop at which they end."""

    forward: Ways
    back: Ways

    @classmethod
    def of(cls, view: View, easing: Easing) -> BothWays:
        """Those of a view, with more time for every change where the view has not got it."""
        both = cls(view.ways, view.ways_back)
        return both if view.visits else cls(*(eased(each, easing) for each in both))


class Rounds(NamedTuple):
    """A search between the ends of a view; the journeys that it finds lie in `memory`.

    A `profile` that is in force already bounds windows of many departures; without one each window
    has its own.
    """

    view: View
    ways: BothWays
    memory: Memory
    ends: Ends
    rounds: int
    longest_s: int
    profile: Profile = NO_PROFILE

    def departure(self, seeds: Ints, from_s: int, budget: Budget) -> int:
        """The journeys of one departure; `seeds` are the first rides. Returns how many."""
        goal = self._earliest(from_s)
        if goal >= NEVER:
            return 0
        least = bound_rides(self.view, self.memory, self.ends, seeds, self.rounds)
        if least > self.rounds:
            return 0
        return self._fewest_first(seeds, least, self.rounds, goal, budget)

    def window(self, seeds: Ints, budget: Budget) -> int:
        """The journeys of all departures of the seeds, the latest first. Returns how many."""
        least = bound_rides(self.view, self.memory, self.ends, seeds, self.rounds)
        if least > self.rounds:
            return 0
        last_s = int(seeds[0, 0])
        last = seeds[: np.count_nonzero(seeds[:, 0] == last_s)]
        most = min(least + TRIED_RIDES - 1, self.rounds)
        found = self._fewest_first(last, least, most, int(NEVER) - 1, Budget())
        w = self.memory.arrays
        ceiling, rides = (int(w.found[0, 1]), int(w.found[0, 3])) if found else (int(NEVER), most)
        profile = self.profile
        if has_few_departures(seeds):
            profile = NO_PROFILE
            bound_time(self.view, self.memory, self.ends)
        elif not profile.rows:
            end_s = min(ceiling if found else self._earliest(last_s), last_s + HORIZON_S)
            profile = bound_arrivals(
                self.view, *self.ways, self.memory, self.ends, int(seeds[-1, 0]), end_s
            )
        while True:
            bounds = Bounds(
                self.longest_s,
                *profile,
                budget.left(),
                rides,
                min(ceiling + 1, int(NEVER)),
                least - 1,
            )
            n, work, fits, finished = pareto(
                *self._question(seeds), self.rounds, bounds, self.memory.arrays
            )
            if fits:
                budget.take(int(work), finished=bool(finished))
                return int(n)
            self.memory.enlarge()

    def _earliest(self, from_s: int) -> int:
        limit = from_s + self.longest_s
        return scan_earliest(self.view, self.ways.forward, self.memory, self.ends, from_s, limit)

    def _fewest_first(self, seeds: Ints, least: int, most: int, goal: int, budget: Budget) -> int:
        bounds = Bounds(self.longest_s, *NO_PROFILE, budget.left(), 0, int(NEVER), least - 1)
        while True:
            n, work, fits, finished = fewest_first(
                *self._question(seeds), least, most, goal, bounds, self.memory.arrays
            )
            if fits:
                budget.take(int(work), finished=bool(finished))
                return int(n)
            self.memory.enlarge()

    def _question(self, seeds: Ints) -> tuple[DayArrays | Ints, ...]:
        ends = self.ends
        return (
            self.view.day.arrays, *self.ways.forward, seeds, ends.target_stop, ends.target_s
        )  # fmt: skip
