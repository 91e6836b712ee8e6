"""The calls of two parts of a ride as those of the whole: an overlap of two runs in, calls out.

Up to the border riders board and alight as the earlier feed says, from there as the later one
does. At the seam the ride arrives when the earlier feed says and leaves when the later one does; if
it would leave before it arrives, it arrives when it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.clock import DAY_S
from feeds.merge.joints import Overlap
from feeds.merge.runs import Runs


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a whole ride; `row` is the call of stop_times whose stop it keeps."""

    row: int
    arrival_s: int
    departure_s: int
    pickup: int
    drop_off: int

    def earlier(self, by_s: int) -> Call:
        """The call on a clock that is behind by so much."""
        return replace(self, arrival_s=self.arrival_s - by_s, departure_s=self.departure_s - by_s)


def seam(runs: Runs, overlap: Overlap) -> list[Call]:
    """The calls of the whole, on the common clock and the earlier run's date."""
    shift_s = overlap.day_shift * DAY_S
    begin = int(runs.start[overlap.before])
    end = int(runs.start[overlap.after + 1])
    longer_is_before = _length(runs, overlap.before) >= _length(runs, overlap.after)
    calls = [_call(runs, row, 0) for row in range(begin, overlap.first)]
    calls += _shared_calls(runs, overlap, shift_s, longer_is_before=longer_is_before)
    calls += [_call(runs, row, shift_s) for row in range(overlap.last + 1, end)]
    return _in_order(calls)


def _length(runs: Runs, run: int) -> int:
    return int(runs.start[run + 1] - runs.start[run])


def _call(runs: Runs, row: int, shift_s: int) -> Call:
    return Call(
        int(runs.row[row]), int(runs.arrival_s[row]) + shift_s,
        int(runs.departure_s[row]) + shift_s, int(runs.pickup[row]), int(runs.drop_off[row]),
    )  # fmt: skip


def _shared_calls(
    runs: Runs, overlap: Overlap, shift_s: int, *, longer_is_before: bool
) -> list[Call]:
    """The calls both parts have, and those between them that one part alone has.

    Where both know a call the longer part's stop and times are taken.
    """
    earlier = {row: _call(runs, row, 0) for row in _rows_before(runs, overlap)}
    later = {row: _call(runs, row, shift_s) for row in _rows_after(runs, overlap)}
    pairs = overlap.pairs
    later_of, earlier_of = dict(pairs), {two: one for one, two in pairs}
    calls: list[Call] = []
    for row in earlier if len(earlier) >= len(later) else later:
        one = earlier.get(row, earlier.get(earlier_of.get(row, -1)))
        two = later.get(row, later.get(later_of.get(row, -1)))
        if one is not None and two is not None:
            longer = one if longer_is_before else two
            calls.append(replace(longer, pickup=two.pickup, drop_off=one.drop_off))
        else:
            calls += [call for call in (one, two) if call is not None]
    arrival_s = earlier[overlap.first].arrival_s
    departure_s = later[overlap.last].departure_s
    if len(calls) == 1:
        arrival_s = min(arrival_s, departure_s)
    calls[0] = replace(calls[0], arrival_s=arrival_s)
    calls[-1] = replace(calls[-1], departure_s=departure_s)
    return calls


def _rows_before(runs: Runs, overlap: Overlap) -> range:
    return range(overlap.first, int(runs.start[overlap.before + 1]))


def _rows_after(runs: Runs, overlap: Overlap) -> range:
    return range(int(runs.start[overlap.after]), overlap.last + 1)


def _in_order(calls: list[Call]) -> list[Call]:
    """The calls with no time before the one ahead of it: feeds differ by a minute or two."""
    out = []
    least_s = calls[0].arrival_s
    for call in calls:
        arrival_s = max(call.arrival_s, least_s)
        departure_s = max(call.departure_s, arrival_s)
        out.append(replace(call, arrival_s=arrival_s, departure_s=departure_s))
        least_s = departure_s
    return out
