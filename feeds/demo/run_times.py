"""How long a run takes: a stop pattern and a departure in, seconds from the start at each stop out.

Facts give minutes on free and on full roads; the hour says how full they are. Between the two the
penalty is shared out over the stops as in the facts, so that a bus loses its time on the motorway
and not in the village. Whole minutes become seconds by sharing a minute among the stops in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.geo import distance_m
from feeds.demo.facts import Facts, StopFact, StopPattern

STEPS = 10
"""Run times are made for this many degrees of full roads, and reused."""

SLOT_S = 10
"""Bus times are multiples of this; trains keep to whole minutes."""

USUAL_FULLNESS = (
    0, 0, 0, 0, 0, 0.1, 0.4, 1, 1, 0.6, 0.3, 0.3, 0.4, 0.4, 0.4, 0.6, 1, 1, 0.8, 0.4, 0.2, 0, 0, 0,
)  # fmt: skip
"""How full roads are by hour, for lines whose run times by hour are not known."""

WEEKEND_FULLNESS = 0.2
TOWN_GAP_M = 3_000
TOWN_SPEED_MS = 18.0
ROAD_SPEED_MS = 27.0


class RunTimes:
    """Seconds from the start for every pattern; remembers what it has worked out."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[tuple[int, int], tuple[int, ...]] = {}

    def offsets_s(self, pattern: StopPattern, departure_min: int, kind: str) -> tuple[int, ...]:
        """Seconds from the first departure to the arrival at each stop, strictly rising."""
        step = round(self._fullness(pattern, departure_min, kind) * STEPS)
        key = (id(pattern), step)
        if key not in self._known:
            self._known[key] = self._work_out(pattern, step / STEPS)
        return self._known[key]

    def _fullness(self, pattern: StopPattern, departure_min: int, kind: str) -> float:
        fast, slow = pattern.fast_min[-1], pattern.slow_min[-1]
        if slow <= fast:
            return 0.0
        if kind != "WD":
            return WEEKEND_FULLNESS
        by_hour = self._facts.run_times.get((pattern.line_id, pattern.direction))
        if by_hour is None:
            return USUAL_FULLNESS[departure_min // 60 % 24]
        run_min = _between_hours(by_hour, departure_min)
        return min(1.0, max(0.0, (run_min - fast) / (slow - fast)))

    def _work_out(self, pattern: StopPattern, fullness: float) -> tuple[int, ...]:
        line = self._facts.lines[pattern.line_id]
        minutes = [
            fast + (slow - fast) * fullness
            for fast, slow in zip(pattern.fast_min, pattern.slow_min, strict=True)
        ]
        if line.mode == "rail":
            return _rising([round(value) * 60 for value in minutes], [60] * (len(minutes) - 1))
        stops = [self._facts.stops[line.feed, stop_id] for stop_id in pattern.stop_ids]
        return _rising(_share_minutes(minutes), [_least_s(a, b) for a, b in pairwise(stops)])


def _between_hours(by_hour: Sequence[tuple[int, float]], departure_min: int) -> float:
    """The run time between the middles of the two hours around a departure."""
    before, after = by_hour[0], by_hour[-1]
    for hour, run_min in by_hour:
        if hour * 60 + 30 <= departure_min:
            before = (hour, run_min)
        else:
            after = (hour, run_min)
            break
    gap_min = (after[0] - before[0]) * 60
    if gap_min <= 0:
        return before[1]
    share = min(1.0, max(0.0, (departure_min - before[0] * 60 - 30) / gap_min))
    return before[1] + (after[1] - before[1]) * share


def _share_minutes(minutes: Sequence[float]) -> list[int]:
    """Seconds in which stops of one and the same minute follow each other evenly."""
    seconds: list[int] = []
    index = 0
    while index < len(minutes):
        same = index
        while same + 1 < len(minutes) and minutes[same + 1] == minutes[index]:
            same += 1
        count = same - index + 1
        for place in range(count):
            exact_s = (minutes[index] + place / count) * 60
            seconds.append(int(exact_s // SLOT_S) * SLOT_S)
        index = same + 1
    return seconds


def _least_s(a: StopFact, b: StopFact) -> int:
    """The least time a bus needs from one stop to the next."""
    gap_m = distance_m(a.lat, a.lon, b.lat, b.lon)
    speed_ms = TOWN_SPEED_MS if gap_m < TOWN_GAP_M else ROAD_SPEED_MS
    return max(20, -(-int(gap_m / speed_ms) // SLOT_S) * SLOT_S)


def _rising(seconds: Sequence[int], least_gaps_s: Sequence[int]) -> tuple[int, ...]:
    out = [seconds[0]]
    for wanted, gap_s in zip(seconds[1:], least_gaps_s, strict=True):
        out.append(max(wanted, out[-1] + gap_s))
    return tuple(out)
