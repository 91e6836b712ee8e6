"""Which trip a vehicle becomes at its last call: blocks and in-seat transfers in, links out.

Two trips of one block (trips.block_id) follow each other with the riders on board, unless the
feed asks them to leave (transfer_type 5). A block is the vehicle's work, and most of it is the way
back: only where the later trip leads to a place that the earlier one does not call at is it worth
staying, elsewhere everybody is better off getting on later or off earlier. What a feed names
itself (transfer_type 4) is taken as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from core.geo import unit_vectors_m
from feeds.notices import Notice, Severity
from feeds.tables import MergedFeed
from routing.in_seat_links import Link, as_arrays, bounded
from routing.timetable import InSeat, Timetable

IN_SEAT, LEAVE_SEAT = 4, 5
"""GTFS transfer_type: riders stay on board; riders must leave."""
MAX_LAYOVER_S = 3600
"""A vehicle of a block that stands longer is not waited for on board."""
MAX_NAMED_LAYOVER_S = 3 * 3600
"""The same for two trips which the feed itself links."""
SAME_KERB_M = 150.0
"""How far a vehicle may move between two trips of a block with its riders."""
TOO_MANY_PARTINGS = "in_seat_transfer_left_out"
"""The notice for a link that is not laid out."""


def build_in_seat(feed: MergedFeed, timetable: Timetable, rows: NDArray[np.int32]) -> InSeat:
    """The links between trips, in the order of the timetable; `rows` are the trips in the feed.

    Links that are left out because too many ways lead through a trip are noted with the feed.
    """
    trip_of_row = np.full(len(feed.trips), -1, dtype=np.int64)
    trip_of_row[rows] = np.arange(len(rows))
    ends = _Ends(feed, timetable)
    named = [
        Link(a, b, next_day, by_block=False)
        for a, b in _rules(feed, trip_of_row, IN_SEAT)
        if (next_day := ends.find_day(a, b)) is not None
    ]
    settled = {(link.before, link.after) for link in named}
    settled |= set(_rules(feed, trip_of_row, LEAVE_SEAT))
    found = named + [
        Link(a, b, next_day=False, by_block=True)
        for a, b in ends.followers(_blocks(feed, rows))
        if (a, b) not in settled and ends.leads_on(a, b)
    ]
    kept = bounded(found, ends.leaves_s)
    for link in sorted(set(found) - set(kept)):
        _note(feed, rows, link)
    return as_arrays(kept)


def _note(feed: MergedFeed, rows: NDArray[np.int32], link: Link) -> None:
    """Says that riders cannot stay on board, though the feed means them to."""
    ids = feed.trips["id"]
    before, after = (str(ids.iloc[rows[trip]]).split("_", 1) for trip in link[:2])
    notice = Notice(
        TOO_MANY_PARTINGS,
        Severity.WARNING,
        before[0],
        fields={"from_trip_id": before[1], "to_trip_id": after[1]},
        message="too many trips part and join here; riders change instead of staying on board",
    )
    feed.notices.add(notice)


def _rules(
    feed: MergedFeed, trip_of_row: NDArray[np.int64], kind: int
) -> Iterator[tuple[int, int]]:
    rules = feed.transfers[feed.transfers["type"] == kind]
    pairs = zip(rules["from_trip_idx"].tolist(), rules["to_trip_idx"].tolist(), strict=True)
    for before, after in pairs:
        a, b = int(trip_of_row[before]), int(trip_of_row[after])
        if before >= 0 and after >= 0 and a >= 0 and b >= 0 and a != b:
            yield a, b


def _blocks(feed: MergedFeed, rows: NDArray[np.int32]) -> list[list[int]]:
    """The trips of every block with more than one."""
    names = feed.trips["block"].to_numpy(dtype=object)[rows]
    trips = np.flatnonzero(names != "")
    _, block = np.unique(names[trips].astype(str), return_inverse=True)
    trips = trips[np.argsort(block, kind="stable")]
    sizes = np.bincount(block)
    parts = np.split(trips, np.cumsum(sizes)[:-1]) if len(sizes) else []
    return [part.tolist() for part in parts if len(part) > 1]


class _Ends:
    """Where and when trips begin and end."""

    def __init__(self, feed: MergedFeed, timetable: Timetable) -> None:
        self.timetable = timetable
        self.zone = timetable.trip_zone
        length = np.diff(timetable.pattern_start)
        self.pattern = timetable.trip_pattern
        within = np.arange(timetable.n_trips) - timetable.pattern_trip[self.pattern]
        first = timetable.pattern_call[self.pattern] + within * length[self.pattern]
        self.leaves_s = timetable.departure_s[first]
        self.ends_s = timetable.arrival_s[first + length[self.pattern] - 1]
        stop, start = timetable.pattern_stop, timetable.pattern_start
        self.first_stop, self.last_stop = stop[start[:-1]], stop[start[1:] - 1]
        lat, lon = feed.stops["lat"].to_numpy(), feed.stops["lon"].to_numpy()
        self.points = np.nan_to_num(unit_vectors_m(lat, lon))
        place = feed.stops["place_idx"].to_numpy()[stop]
        self.places = [frozenset(part.tolist()) for part in np.split(place, start[1:-1])]

    def find_day(self, before: int, after: int) -> bool | None:
        """Whether the later trip runs on the day after; None where it cannot follow at all."""
        for next_day in (False, True):
            layover_s = self.leaves_s[after] + next_day * DAY_S - self.ends_s[before]
            if 0 <= layover_s <= MAX_NAMED_LAYOVER_S:
                return next_day
        return None

    def leads_on(self, before: int, after: int) -> bool:
        """Whether the later trip begins where the earlier one ends, and leads further."""
        earlier, later = self.pattern[before], self.pattern[after]
        if self.places[later] <= self.places[earlier]:
            return False
        ends, begins = self.last_stop[earlier], self.first_stop[later]
        return ends == begins or bool(
            np.linalg.norm(self.points[ends] - self.points[begins]) <= SAME_KERB_M
        )

    def followers(self, blocks: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
        """Trips that follow each other in a block on some day, each pair once."""
        runs, service = self.timetable.service_runs, self.timetable.trip_service
        for block in blocks:
            trips = np.array(sorted(block, key=lambda trip: (self.leaves_s[trip], trip)))
            on_days = np.unique(runs[service[trips]], axis=1).astype(bool)
            pairs = dict.fromkeys(
                pair
                for day in range(on_days.shape[1])
                for pair in itertools.pairwise(trips[on_days[:, day]].tolist())
            )
            for a, b in pairs:
                if 0 <= self.leaves_s[b] - self.ends_s[a] <= MAX_LAYOVER_S:
                    yield a, b
