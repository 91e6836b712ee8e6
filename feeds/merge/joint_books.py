"""Which joints hold on which dates: graded joints in, each with its dates out.

A run is joined once a day at most. A joint that needs to be the only one is so where no other comes
nearly as close, on dates that agree as well, and has no partner as good elsewhere; of runs that are
alike in every call it does not matter which is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feeds.merge.joint_evidence import Joint
from feeds.merge.joints import Grade
from feeds.merge.runs import Runs

CLEARLY_S = 180
"""By so much a joint must be nearer in time than another to be told from it."""

Open = tuple[Joint, int]


class Books:
    """Which dates of which run are spoken for."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._days = runs.days
        self._taken = [0] * len(runs)

    def settled(self, found: Sequence[Joint], days: int) -> Iterator[tuple[Joint, int]]:
        """Joints with the dates (bits, of the earlier run) on which they hold, or may hold."""
        ordered = sorted(found, key=lambda joint: (*_surest_first(joint), -self._agree(joint)))
        for joint in ordered:
            if joint.grade is Grade.CERTAIN and (shared := self._free(joint) & days):
                self._take(joint, shared)
                yield joint, shared
        rest = [(joint, self._free(joint) & days) for joint in ordered]
        rest = [(joint, shared) for joint, shared in rest if shared]
        open_ones = [each for each in rest if each[0].grade is Grade.IF_UNIQUE]
        rivals = self._rivals(open_ones)
        for joint, shared in open_ones:
            free = shared & self._free(joint)
            alone = free & ~rivals[joint.overlap.before, joint.overlap.after]
            if alone:
                self._take(joint, alone)
                yield joint, alone
            elif free:
                why = f"{joint.why}, but others fit as well"
                yield Joint(joint.overlap, Grade.DOUBTFUL, why), free
        for joint, shared in rest:
            free = shared & self._free(joint)
            if joint.grade is Grade.DOUBTFUL and free:
                yield joint, free

    def _free(self, joint: Joint) -> int:
        o = joint.overlap
        before = self._days[o.before] & ~self._taken[o.before]
        after = self._days[o.after] & ~self._taken[o.after]
        return before & _moved(after, -o.day_shift)

    def _take(self, joint: Joint, days: int) -> None:
        o = joint.overlap
        self._taken[o.before] |= days
        self._taken[o.after] |= _moved(days, o.day_shift)

    def _rivals(self, found: Sequence[Open]) -> dict[tuple[int, int], int]:
        """For each joint the dates (of its earlier run) on which another fits nearly as well."""
        by_before: dict[int, list[Open]] = {}
        by_after: dict[int, list[Open]] = {}
        for joint, days in found:
            by_before.setdefault(joint.overlap.before, []).append((joint, days))
            by_after.setdefault(joint.overlap.after, []).append((joint, days))
        out = {}
        for joint, _ in found:
            o = joint.overlap
            days = 0
            for other, shared in by_before[o.before]:
                p = other.overlap
                elsewhere = [(j.overlap.before, j.overlap.stay_s) for j, _ in by_after[p.after]]
                if self._compete(joint, other, (o.after, p.after), o.before, elsewhere):
                    days |= shared
            for other, shared in by_after[o.after]:
                p = other.overlap
                elsewhere = [(j.overlap.after, j.overlap.stay_s) for j, _ in by_before[p.before]]
                if self._compete(joint, other, (o.before, p.before), o.after, elsewhere):
                    days |= _moved(shared, p.day_shift - o.day_shift)
            out[o.before, o.after] = days
        return out

    def _compete(
        self,
        joint: Joint,
        other: Joint,
        runs: tuple[int, int],
        shared: int,
        elsewhere: Sequence[tuple[int, int]],
    ) -> bool:
        """Whether another joint that shares a run with this one fits nearly as well.

        `runs` are those they do not share, `elsewhere` with what else, and how near, the other's
        may be joined.
        """
        stay_s, later_s = joint.overlap.stay_s, other.overlap.stay_s
        if runs[0] == runs[1] or other.overlap.calls < joint.overlap.calls:
            return False
        if later_s >= stay_s + CLEARLY_S or self._agree(other) < self._agree(joint):
            return False
        if self._form(runs[0]) == self._form(runs[1]):
            return False
        return not any(
            (at_s < later_s and stay_s < later_s)
            or (run != shared and at_s == later_s and self._form(run) == self._form(shared))
            for run, at_s in elsewhere
        )

    def _agree(self, joint: Joint) -> float:
        """The share of the dates of either run on which both run."""
        o = joint.overlap
        before, after = self._days[o.before], _moved(self._days[o.after], -o.day_shift)
        return (before & after).bit_count() / max((before | after).bit_count(), 1)

    def _form(self, run: int) -> tuple[bytes, ...]:
        """Equal for runs that are alike in every call."""
        section = slice(int(self._runs.start[run]), int(self._runs.start[run + 1]))
        columns = (self._runs.spot, self._runs.arrival_s, self._runs.departure_s)
        return tuple(column[section].tobytes() for column in columns)


def _surest_first(joint: Joint) -> tuple[int, int, int]:
    return joint.grade, -joint.overlap.calls, joint.overlap.stay_s


def _moved(days: int, by: int) -> int:
    return days << by if by >= 0 else days >> -by
