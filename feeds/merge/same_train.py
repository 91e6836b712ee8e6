"""Whether two runs of two feeds are one ride: their calls in, a Match with its reasons out.

The poorer copy must call nowhere but where the richer does, in the same order, at about the same
moments, and its riders must be able to board and alight the richer as they did the poorer.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import DAY_S
from feeds.merge.lines import RAIL
from feeds.merge.runs import Runs

TOLERANCE_S = 180
"""How far two publishers' times of one train may lie apart where nothing else speaks for it."""
NUMBERED_TOLERANCE_S = 900
"""The same where both copies bear the same number; two calls must still agree as above."""
RENUMBERED_TOLERANCE_S = 120
"""The same where the numbers differ; then three calls must agree."""
RENUMBERED_CALLS = 3
ROAD_TOLERANCE_S = 120
"""How far apart on the road, where only the line's name speaks for one ride."""
RENUMBERED_ROAD_S = 30
"""The same where the numbers differ: relief buses run a minute behind each other."""

SAME_NUMBER = "same number"
OTHER_NUMBER = "another number"
NO_NUMBER = "no number"

_NO_BOARDING = 1


@dataclass(frozen=True, slots=True)
class Match:
    """Two runs that are one ride, or may be; `day_shift` leads from the poorer's date on.

    `lag_s` is how much later the poorer copy is at its first call.
    """

    poor: int
    rich: int
    day_shift: int
    calls: int
    apart_s: int
    lag_s: int
    numbers: str
    rail: bool
    certain: bool

    @property
    def by_line_alone(self) -> bool:
        """Whether nothing but the name of its line and its times speak for one ride."""
        return not self.rail and self.numbers == NO_NUMBER

    def evidence(self, days: int) -> str:
        """Why the poorer copy was left out, for a person."""
        same = "" if self.rail else "one line, "
        return f"{self.calls} calls within {self.apart_s} s, {same}{self.numbers}, on {days} dates"


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of all runs as plain lists, which one by one are read faster than arrays."""

    start: list[int]
    number: list[int]
    rail: list[bool]
    place: list[int]
    arrival_s: list[int]
    departure_s: list[int]
    pickup: list[int]
    drop_off: list[int]

    @classmethod
    def of(cls, runs: Runs) -> Calls:
        """The calls of these runs."""
        return cls(
            start=runs.start.tolist(),
            number=runs.number.tolist(),
            rail=(runs.line == RAIL).tolist(),
            place=runs.place.tolist(),
            arrival_s=runs.arrival_s.tolist(),
            departure_s=runs.departure_s.tolist(),
            pickup=runs.pickup.tolist(),
            drop_off=runs.drop_off.tolist(),
        )


def compare(calls: Calls, poor: int, rich: int) -> Match | None:
    """What two runs have in common; None when they are two rides without a doubt."""
    rail = calls.rail[poor]
    numbers = _numbers_say(calls.number[poor], calls.number[rich], rail=rail)
    pairs = _paired_calls(calls, poor, rich)
    whole = len(pairs) == calls.start[poor + 1] - calls.start[poor]
    if len(pairs) < 2 or not (whole or numbers == SAME_NUMBER):
        return None
    apart = sorted(_apart_s(calls, p, r) for p, r in pairs)
    if apart[-1] > _tolerance_s(numbers, rail=rail):
        return None
    certain = whole and _boarding_kept(calls, pairs)
    if numbers == SAME_NUMBER:
        certain &= apart[1] <= TOLERANCE_S
    elif numbers == OTHER_NUMBER:
        closest_s = RENUMBERED_TOLERANCE_S if rail else RENUMBERED_ROAD_S
        certain &= len(pairs) >= RENUMBERED_CALLS and apart[-1] <= closest_s
    first_poor, first_rich = pairs[0]
    later_s = calls.departure_s[first_poor] - calls.departure_s[first_rich]
    day_shift = round(later_s / DAY_S)
    return Match(
        poor, rich, day_shift, len(pairs), apart[-1], later_s - day_shift * DAY_S, numbers, rail,
        certain,
    )  # fmt: skip


def _tolerance_s(numbers: str, *, rail: bool) -> int:
    if numbers == SAME_NUMBER:
        return NUMBERED_TOLERANCE_S
    return TOLERANCE_S if rail else ROAD_TOLERANCE_S


def _numbers_say(one: int, other: int, *, rail: bool) -> str:
    """A train changes between two neighbouring numbers on its way, a bus does not; -1 is none."""
    if -1 in (one, other):
        return NO_NUMBER
    if one == other:
        return SAME_NUMBER
    return "neighbouring numbers" if rail and abs(one - other) == 1 else OTHER_NUMBER


def _paired_calls(calls: Calls, poor: int, rich: int) -> list[tuple[int, int]]:
    """The poorer's calls with the richer's calls at the same place, both in running order."""
    at, end = calls.start[rich], calls.start[rich + 1]
    pairs = []
    for call in range(calls.start[poor], calls.start[poor + 1]):
        place = calls.place[call]
        found = at
        while found < end and (
            calls.place[found] != place or _apart_s(calls, call, found) > NUMBERED_TOLERANCE_S
        ):
            found += 1
        if found < end:
            pairs.append((call, found))
            at = found + 1
    return pairs


def _apart_s(calls: Calls, p: int, r: int) -> int:
    """How far two calls lie apart by the clock; a terminus has one time, a call on the way two."""
    half = DAY_S // 2
    arriving = (calls.arrival_s[p] - calls.arrival_s[r] + half) % DAY_S - half
    departing = (calls.departure_s[p] - calls.departure_s[r] + half) % DAY_S - half
    return min(abs(arriving), abs(departing))


def _boarding_kept(calls: Calls, pairs: list[tuple[int, int]]) -> bool:
    """Whether a rider of the poorer copy may board and alight the richer at the same places."""
    boards = all(
        calls.pickup[r] != _NO_BOARDING or calls.pickup[p] == _NO_BOARDING for p, r in pairs[:-1]
    )
    return boards and all(
        calls.drop_off[r] != _NO_BOARDING or calls.drop_off[p] == _NO_BOARDING for p, r in pairs[1:]
    )
