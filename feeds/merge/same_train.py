"""Whether two runs of two feeds are one train: their calls in, a Match with its reasons out.

The poorer copy must call nowhere but where the richer does, in the same order, at about the same
moments, and its riders must be able to board and alight the richer as they did the poorer.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import DAY_S
from feeds.merge.runs import Runs

TOLERANCE_S = 180
"""How far two publishers' times of one train may lie apart where nothing else speaks for it."""
NUMBERED_TOLERANCE_S = 900
"""The same where both copies bear the same number; two calls must still agree as above."""
RENUMBERED_TOLERANCE_S = 120
"""The same where the numbers differ; then three calls must agree."""
RENUMBERED_CALLS = 3

SAME_NUMBER = "same number"
OTHER_NUMBER = "another number"

_NO_BOARDING = 1


@dataclass(frozen=True, slots=True)
class Match:
    """Two runs that are one train, or may be; `day_shift` leads from the poorer's date on."""

    poor: int
    rich: int
    day_shift: int
    calls: int
    apart_s: int
    numbers: str
    certain: bool

    def evidence(self, days: int) -> str:
        """Why the poorer copy was left out, for a person."""
        return f"{self.calls} calls within {self.apart_s} s, {self.numbers}, on {days} dates"


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of all runs as plain lists, which one by one are read faster than arrays."""

    start: list[int]
    number: list[int]
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
            place=runs.place.tolist(),
            arrival_s=runs.arrival_s.tolist(),
            departure_s=runs.departure_s.tolist(),
            pickup=runs.pickup.tolist(),
            drop_off=runs.drop_off.tolist(),
        )


def compare(calls: Calls, poor: int, rich: int) -> Match | None:
    """What two runs have in common; None when they are two trains without a doubt."""
    numbers = _numbers_say(calls.number[poor], calls.number[rich])
    pairs = _paired_calls(calls, poor, rich)
    whole = len(pairs) == calls.start[poor + 1] - calls.start[poor]
    if len(pairs) < 2 or not (whole or numbers == SAME_NUMBER):
        return None
    apart = sorted(_apart_s(calls, p, r) for p, r in pairs)
    if apart[-1] > (NUMBERED_TOLERANCE_S if numbers == SAME_NUMBER else TOLERANCE_S):
        return None
    certain = whole and _boarding_kept(calls, pairs)
    if numbers == SAME_NUMBER:
        certain &= apart[1] <= TOLERANCE_S
    elif numbers == OTHER_NUMBER:
        certain &= len(pairs) >= RENUMBERED_CALLS and apart[-1] <= RENUMBERED_TOLERANCE_S
    first_poor, first_rich = pairs[0]
    day_shift = round((calls.departure_s[first_poor] - calls.departure_s[first_rich]) / DAY_S)
    return Match(poor, rich, day_shift, len(pairs), apart[-1], numbers, certain)


def _numbers_say(one: int, other: int) -> str:
    """A train changes between two neighbouring numbers on its way; -1 is no number."""
    if -1 in (one, other):
        return "no number"
    if one == other:
        return SAME_NUMBER
    return "neighbouring numbers" if abs(one - other) == 1 else OTHER_NUMBER


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
