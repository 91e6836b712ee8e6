"""What a scenario is applied to: tables and territory, with what has been found wrong so far.

A modification gives a new draft; frames are never changed in place, so the base stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import Fault
from feeds.tables import MergedFeed
from feeds.territory import Territory
from planning.apply.near import near_ones
from planning.notes import Note
from planning.scenario.edits import RoadCongestion
from planning.scenario.messages import shown
from planning.scenario.modifications import Modification

Rows = NDArray[np.int64]
MOST_SOUGHT = 5
"""Of the unknown ids of a scenario so many come with near ones: in large feeds that takes long."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that a modification has added: its row in routes, and the trips it runs."""

    at: int
    route: int
    trips: tuple[int, ...]


Phase = Mapping[int, tuple[int, ...]]
"""When the runs of a timetable leave each stop, by the row of the stop; empty: at fault."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Tables and territory on the way from the base to the scenario. `faults` is shared.

    `at` is the number of the present modification, `own_feed` the row of the feed to which belongs
    what the scenario adds, `made_calls` how many calls it has added.
    """

    feed: MergedFeed
    territory: Territory
    at: int = 0
    own_feed: int = -1
    made_calls: int = 0
    lines: tuple[NewLine, ...] = ()
    demand: tuple[Modification, ...] = ()
    notes: tuple[Note, ...] = ()
    phases: Mapping[str, Phase] = field(default_factory=dict)
    congestions: tuple[tuple[int, RoadCongestion], ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def fault(self, where: str, said: str, code: str = "not_applicable") -> None:
        """Takes down what is wrong with the present modification."""
        joint = "." if where and not where.startswith("[") else ""
        self.faults.append(Fault(f"{self._place()}{joint}{where}", said, code))

    def unchanged(self, where: str, said: str) -> None:
        """Takes down that the present modification changes nothing, unless faults say why."""
        place = self._place()
        if not any(each.field.startswith(place) for each in self.faults):
            self.fault(where, f"{said}: nothing changes; mend it or take it out", "changes_nothing")

    def with_tables(self, **frames: pd.DataFrame) -> Draft:
        """The draft with other tables."""
        return replace(self, feed=replace(self.feed, **frames))

    def with_notes(self, *notes: Note) -> Draft:
        """The draft with sentences that whoever reads the results should know."""
        return replace(self, notes=(*self.notes, *notes))

    def _place(self) -> str:
        return f"modifications[{self.at}]"


def find_rows(draft: Draft, table: str, ids: Sequence[str], where: str) -> Rows:
    """The rows of these ids; unknown ones are taken down as faults, with near ones."""
    frame = getattr(draft.feed, table)
    known = {each: row for row, each in enumerate(frame["id"].tolist())}
    for at, each in enumerate(ids):
        if each not in known:
            _unknown(draft, frame, each, f"{where}[{at}]")
    return np.array([known[each] for each in ids if each in known], dtype=np.int64)


def find_row(draft: Draft, table: str, wanted: str, where: str) -> int | None:
    """The row of an id; where it is unknown, that is taken down with near ones."""
    frame = getattr(draft.feed, table)
    found = np.flatnonzero((frame["id"] == wanted).to_numpy(dtype=np.bool_))
    if len(found):
        return int(found[0])
    _unknown(draft, frame, wanted, where)
    return None


def _unknown(draft: Draft, frame: pd.DataFrame, wanted: str, where: str) -> None:
    hint = near_ones(frame, wanted) if len(draft.faults) < MOST_SOUGHT else ""
    draft.fault(where, f"{shown(wanted)} is unknown{hint}", "unknown")


def find_stops(draft: Draft, ids: Sequence[str], where: str) -> Rows:
    """The stops of these ids, and the platforms of those that are stations."""
    return _with_platforms(draft, find_rows(draft, "stops", ids, where))


def find_stop(draft: Draft, wanted: str, where: str) -> Rows:
    """The stop of this id, and its platforms where it is a station; none where it is unknown."""
    row = find_row(draft, "stops", wanted, where)
    found = np.array([] if row is None else [row], dtype=np.int64)
    return _with_platforms(draft, found)


def _with_platforms(draft: Draft, rows: Rows) -> Rows:
    parent = draft.feed.stops["parent_idx"].to_numpy()
    return np.union1d(rows, np.flatnonzero(np.isin(parent, rows)))


class Filtered(Protocol):
    """A modification of some lines: by route, by a trip that shows their pattern, or by trip."""

    @property
    def routes(self) -> tuple[str, ...] | None:
        """Ids of lines."""

    @property
    def patterns(self) -> tuple[str, ...] | None:
        """Ids of trips, each for all trips of its line that call where it does."""


def find_trips(draft: Draft, modification: Filtered) -> Rows | None:
    """The trips that routes, patterns or trips of a modification name, which run still.

    None where it names none of them: all trips are meant.
    """
    trips = getattr(modification, "trips", None)
    routes, patterns = modification.routes, modification.patterns
    route_of = draft.feed.trips["route_idx"].to_numpy()
    if routes:
        found = np.flatnonzero(np.isin(route_of, find_rows(draft, "routes", routes, "routes")))
    elif trips:
        found = find_rows(draft, "trips", trips, "trips")
    elif patterns:
        found = _same_patterns(draft, find_rows(draft, "trips", patterns, "patterns"))
    else:
        return None
    running = np.unique(draft.feed.stop_times["trip_idx"].to_numpy())
    return np.intersect1d(found, running)


def calls_of(draft: Draft, trips: Iterable[int] | Rows | None) -> NDArray[np.bool_]:
    """Which calls are those of some trips; of all where that is None. Shapes: (calls,)."""
    of_call = draft.feed.stop_times["trip_idx"].to_numpy()
    if trips is None:
        return np.ones(len(of_call), dtype=np.bool_)
    chosen = np.zeros(len(draft.feed.trips) + 1, dtype=np.bool_)
    chosen[np.asarray(list(trips), dtype=np.int64)] = True
    return np.asarray(chosen[of_call])


def _same_patterns(draft: Draft, named: Rows) -> Rows:
    """Trips of the same line that call at the same stops as one of those."""
    route_of = draft.feed.trips["route_idx"].to_numpy()
    near = np.flatnonzero(np.isin(route_of, route_of[named]))
    calls = draft.feed.stop_times[calls_of(draft, near)]
    called = {
        int(str(trip)): (int(route_of[int(str(trip))]), stops.to_numpy().tobytes())
        for trip, stops in calls.groupby("trip_idx")["stop_idx"]
    }
    wanted = {called[int(trip)] for trip in named if int(trip) in called}
    return np.array([trip for trip, key in called.items() if key in wanted], dtype=np.int64)
