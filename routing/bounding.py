"""What bounds a search: a view, its ends and its seeds in, lower bounds in the memory out.

The rides left at least from every stop are known quickly and without times. A window of few
departures has the time left besides. Where many departures follow, a profile pays: the earliest
arrival by stop and minute, as far as a journey of the last departure needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.kernels.bounds import rides_left, time_left
from routing.kernels.connections import first_departure, last_arrival, scan
from routing.kernels.labels import MINUTE_S, NEVER
from routing.kernels.profile import LONGEST_S, arrival_profile
from routing.memory import Memory
from routing.views import View, Ways

PROFILE_FROM = 5
"""So many moments of departure, and a profile costs less than it saves."""
HORIZON_S = 7200
"""A profile looks no further than so long after the last departure."""

Ints = NDArray[np.int32]


class Ends(NamedTuple):
    """Where a search begins and ends, with seconds of access and egress. Shapes: (n,), (m,)."""

    source_stop: Ints
    source_s: Ints
    target_stop: Ints
    target_s: Ints

    @classmethod
    def of(cls, begin: Mapping[int, int], end: Mapping[int, int]) -> Ends:
        """The ends as arrays, from seconds by stop."""
        return cls(*_as_arrays(begin), *_as_arrays(end))


class Profile(NamedTuple):
    """Which part of Workspace.profile is in force: `rows` minutes, the first is `first`."""

    first: int
    rows: int


NO_PROFILE = Profile(0, 0)


def scan_earliest(
    view: View, ways: Ways, memory: Memory, ends: Ends, from_s: int, limit: int
) -> int:
    """The earliest arrival at a target when leaving at `from_s`, NEVER without one.

    Fills memory.arrived with the arrivals by a ride; without targets at all stops, else at those
    that are reached before. What arrives at `limit` or later is left out.
    """
    egress, arrays = memory.arrays.egress, view.day.arrays
    egress[ends.target_stop] = ends.target_s
    reached = scan(
        view.connections,
        *ways,
        ends.source_stop,
        ends.source_s,
        from_s,
        first_departure(arrays, ends.source_stop, ends.source_s, from_s),
        last_arrival(arrays, ends.target_stop, limit) if len(ends.target_stop) else limit,
        limit,
        egress,
        memory.arrived,
        memory.ready,
        memory.ridden_from,
        memory.since,
    )
    egress[ends.target_stop] = NEVER
    return int(reached)


def bound_rides(view: View, memory: Memory, ends: Ends, seeds: Ints, rounds: int) -> int:
    """Sets the rides left; the least that a journey takes, more than `rounds` if there is none."""
    w = memory.arrays
    w.left[:] = 0
    back = view.ways_back
    return int(rides_left(view.day.arrays, back.start, back.to, seeds, ends.target_stop, rounds, w))


def has_few_departures(seeds: Ints) -> bool:
    """Whether a profile would cost more than it saves, or cannot hold the window."""
    first_s, last_s = int(seeds[-1, 0]), int(seeds[0, 0])
    few = int(np.count_nonzero(np.diff(seeds[:, 0]))) + 1 < PROFILE_FROM
    return few or last_s + HORIZON_S - first_s > LONGEST_S


def bound_arrivals(
    view: View, ways: Ways, ways_back: Ways, memory: Memory, ends: Ends, first_s: int, end_s: int
) -> Profile:
    """Sets a profile for departures from `first_s` on; a journey is known to arrive at `end_s`.

    What leaves early is mostly out of reach, which a scan from the first departure on finds sooner
    than the profile would pass over it.
    """
    reached_s = scan_earliest(view, ways, memory, ends, first_s, end_s)
    return _profile(view, ways_back, memory, ends, first_s, end_s, min(reached_s, end_s))


def bound_all_arrivals(
    view: View, ways_back: Ways, memory: Memory, ends: Ends, seeds: Sequence[Ints]
) -> Profile:
    """Sets a profile for departures from anywhere to the targets of `ends`.

    It holds for all searches that begin with any of the `seeds` (none of them empty). There is
    none where they are too far apart.
    """
    if not seeds:
        return NO_PROFILE
    first_s = min(int(each[-1, 0]) for each in seeds)
    end_s = max(int(each[0, 0]) for each in seeds) + HORIZON_S
    if end_s - first_s > LONGEST_S:
        return NO_PROFILE
    nothing_ruled_s = first_s - first_s % int(MINUTE_S)
    return _profile(view, ways_back, memory, ends, first_s, end_s, nothing_ruled_s)


def bound_time(view: View, memory: Memory, ends: Ends) -> None:
    """Sets the time left at least from every stop."""
    is_source = memory.is_source
    is_source[ends.source_stop] = True
    time_left(*view.hops_back, ends.target_stop, ends.target_s, is_source, memory.arrays.left)
    is_source[ends.source_stop] = False


def _profile(
    view: View, ways_back: Ways, memory: Memory, ends: Ends, first_s: int, end_s: int, until_s: int
) -> Profile:
    """Fills the memory's profile; `until_s` bounds the hops that a scan has ruled upon."""
    first = first_s // int(MINUTE_S)
    memory.make_room_for_profile(end_s // int(MINUTE_S) - first + 1)
    egress = memory.arrays.egress
    egress[ends.target_stop] = ends.target_s
    rows = arrival_profile(
        view.connections,
        *ways_back,
        egress,
        first,
        end_s,
        memory.ridden_from,
        memory.since,
        until_s,
        memory.arrays.profile,
        memory.ready,
        memory.worth,
    )
    egress[ends.target_stop] = NEVER
    return Profile(first, int(rows))


def _as_arrays(stops: Mapping[int, int]) -> tuple[Ints, Ints]:
    return (
        np.fromiter(stops.keys(), dtype=np.int32, count=len(stops)),
        np.fromiter(stops.values(), dtype=np.int32, count=len(stops)),
    )
