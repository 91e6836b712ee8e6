"""Why a joint is one ride: an overlap of two runs in, its grade and the reasons out.

A number in both feeds is proof. Without it a headsign that names what lies beyond the border, or a
border where neither feed knows the other's next station, speaks for one ride; on the road only
within one line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.merge import words
from feeds.merge.arrays import distinct
from feeds.merge.joints import (
    DWELL_S,
    NAMELESS_DWELL_S,
    NAMELESS_EARLY_S,
    SIMILAR_DWELL_S,
    Grade,
    Overlap,
    fits,
)
from feeds.merge.lines import RAIL, line_name
from feeds.merge.names import Phrases, StopName, parse, phrases_of, similarity
from feeds.merge.runs import Ints, Runs
from feeds.tables import MergedFeed

_ALIKE = 0.85
_ONWARD = -0.5
"""Cosine of the sharpest turn that is still no way back."""
_SURE_CALLS = 3
_PHRASES: Phrases = phrases_of(()) | words.PHRASES


@dataclass(frozen=True, slots=True)
class Joint:
    """An overlap with its grade; `why` is for a person."""

    overlap: Overlap
    grade: Grade
    why: str


class Judge:
    """Grades overlaps; knows which feed serves what, and what headsigns say."""

    def __init__(self, feed: MergedFeed, runs: Runs, spot: Ints, home: Ints) -> None:
        self._runs = runs
        self._home = home[runs.row]
        self._feeds = len(feed.feeds)
        self._served = frozenset(distinct(spot[spot >= 0] * self._feeds + home[spot >= 0]).tolist())
        self._headsigns = feed.trips["headsign"].to_numpy(dtype=object)[runs.trip]
        self._place_names = feed.places["name"].to_numpy(dtype=object)
        self._place_xy = _plane(feed)
        route = feed.trips["route_idx"].to_numpy()[runs.trip]
        lines = [line_name(str(text)) for text in feed.routes["short_name"]]
        self._lines = [lines[of] for of in route.tolist()]
        self._parsed: dict[str, StopName] = {}

    def judge(self, overlap: Overlap) -> Joint | None:
        """The joint of an overlap, None where nothing speaks for it."""
        rail = int(self._runs.line[overlap.before]) == RAIL
        numbers = self._numbers(overlap)
        if numbers == "same number":
            if fits(overlap, numbered=True, most_s=DWELL_S):
                return Joint(overlap, Grade.CERTAIN, numbers)
            return None
        if overlap.calls > 1:
            return self._of_several_calls(overlap, numbers, rail=rail)
        return self._of_one_call(overlap, numbers, rail=rail)

    def _of_several_calls(self, overlap: Overlap, numbers: str, *, rail: bool) -> Joint | None:
        if not fits(overlap, numbered=False, most_s=SIMILAR_DWELL_S):
            return None
        sure = numbers != "another number" or overlap.calls >= _SURE_CALLS
        why = f"{overlap.calls} calls together, {numbers}" + ("" if rail else ", one line")
        return Joint(overlap, Grade.IF_UNIQUE if sure else Grade.DOUBTFUL, why)

    def _of_one_call(self, overlap: Overlap, numbers: str, *, rail: bool) -> Joint | None:
        if not fits(overlap, numbered=False, most_s=SIMILAR_DWELL_S):
            return None
        line = "" if rail else ", one line"
        beyond = self._says_beyond(overlap)
        border = not overlap.loops and self._at_border(overlap)
        if not (beyond or border):
            return None
        if beyond and (rail or numbers != "another number"):
            return Joint(overlap, Grade.IF_UNIQUE, f"its headsign leads beyond{line}")
        if border and numbers == "similar number":
            return Joint(overlap, Grade.IF_UNIQUE, f"{numbers}, both feeds end here{line}")
        tight = fits(
            overlap, numbered=False, most_s=NAMELESS_DWELL_S, early_s=NAMELESS_EARLY_S
        ) and self._onward(overlap)
        sure = tight and rail and numbers == "no number"
        why = f"{numbers}, both feeds end here{line}"
        return Joint(overlap, Grade.IF_UNIQUE if sure else Grade.DOUBTFUL, why)

    def _numbers(self, overlap: Overlap) -> str:
        one, other = (int(self._runs.number[run]) for run in (overlap.before, overlap.after))
        if -1 not in (one, other):
            if one == other:
                return "same number"
            if abs(one - other) == 1 or _ends_alike(str(one), str(other)):
                return "similar number"
            return "another number"
        lines = [self._lines[run] for run in (overlap.before, overlap.after)]
        rail = int(self._runs.line[overlap.before]) == RAIL
        if rail and lines[0] == lines[1] and any(char.isdigit() for char in lines[0]):
            return "similar number"
        return "no number"

    def _at_border(self, overlap: Overlap) -> bool:
        """Whether neither feed knows the other's next call, in that mode or on that line."""
        runs, home = self._runs, self._home
        of_later = home[runs.start[overlap.after]]
        of_earlier = home[runs.start[overlap.before + 1] - 1]
        comes_from = int(runs.spot[overlap.first - 1]) * self._feeds + int(of_later)
        goes_to = int(runs.spot[overlap.last + 1]) * self._feeds + int(of_earlier)
        return comes_from not in self._served and goes_to not in self._served

    def _says_beyond(self, overlap: Overlap) -> bool:
        """Whether the earlier run's headsign names the later one's end, or is its sign too."""
        headsign, later = (str(self._headsigns[run]) for run in (overlap.before, overlap.after))
        if not any(char.isalpha() for char in headsign):
            return False
        runs = self._runs
        place = runs.place[[runs.start[overlap.before + 1] - 1, runs.start[overlap.after + 1] - 1]]
        own, end = (str(self._place_names[at]) for at in place.tolist())
        leads_on = headsign == later or self._alike(headsign, end)
        return leads_on and not (self._alike(headsign, own) and self._as_street(headsign, own))

    def _alike(self, one: str, other: str) -> bool:
        names = self._name(one), self._name(other)
        return similarity(*names, stations=False, rails=True) >= _ALIKE

    def _as_street(self, one: str, other: str) -> bool:
        """Whether both or neither are streets: the road to a town is not that town."""
        return self._name(one).road == self._name(other).road

    def _name(self, text: str) -> StopName:
        if text not in self._parsed:
            self._parsed[text] = parse(text, _PHRASES)
        return self._parsed[text]

    def _onward(self, overlap: Overlap) -> bool:
        """Whether the later run does not go back the way the earlier came."""
        rows = (overlap.first - 1, overlap.first, overlap.last + 1)
        at = self._place_xy[self._runs.place[list(rows)]]
        came, goes = at[1] - at[0], at[2] - at[1]
        lengths = math.hypot(*came) * math.hypot(*goes)
        return not lengths or float(came @ goes) / lengths > _ONWARD


def _ends_alike(one: str, other: str) -> bool:
    """Whether one number is the other without its first digits: 88740 is 8740 next door."""
    return one != other and (one.endswith(other) or other.endswith(one))


def _plane(feed: MergedFeed) -> NDArray[np.float64]:
    """The places on a plane good enough for the directions of a ride."""
    lat, lon = (feed.places[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    return np.stack([lon * np.cos(np.radians(lat)), lat], axis=1)
