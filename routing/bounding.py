"""What bounds a search: a view, its ends and its seeds in, lower bounds in the memory out.

A single departure is found sooner than what would bound it. A window of few departures is searched
under the time and the rides left at least from every stop, which know no timetable and are cheap.
Where many departures follow, a profile pays: the earliest arrival by stop and minute.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.kernels.bounds import rides_left, time_left
from routing.kernels.connections import first_departure, last_arrival, scan
from routing.kernels.profile import LONGEST_S, arrival_profile
from routing.kernels.raptor import MINUTE_S, NEVER
from routing.memory import Memory
from routing.views import View

PROFILE_FROM = 16
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


class Profile(NamedTuple):
    """Which part of Workspace.profile is in force: `rows` minutes, the first is `first`."""

    first: int
    rows: int


NO_PROFILE = Profile(0, 0)


def scan_earliest(view: View, memory: Memory, ends: Ends, from_s: int, limit: int) -> int:
    """The earliest arrival at a target when leaving at `from_s`, NEVER without one.

    Fills memory.arrived with the arrivals by a ride; without targets at all stops, else at those
    that are reached before. What arrives at `limit` or later is left out.
    """
    egress, arrays = memory.arrays.egress, view.day.arrays
    egress[ends.target_stop] = ends.target_s
    reached = scan(
        view.connections,
        *view.ways,
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
    )
    egress[ends.target_stop] = NEVER
    return int(reached)


def bound(view: View, memory: Memory, ends: Ends, seeds: Ints, rounds: int) -> Profile:
    """Sets the bounds for a window; `seeds` are its departures, the latest first."""
    w, is_source = memory.arrays, memory.is_source
    is_source[ends.source_stop] = True
    rides_left(view.day.arrays, *view.ways_back[:2], ends.target_stop, is_source, rounds, w)
    profile = NO_PROFILE
    if np.count_nonzero(np.diff(seeds[:, 0])) + 1 >= PROFILE_FROM:
        profile = _profile(view, memory, ends, int(seeds[-1, 0]), int(seeds[0, 0]))
    if profile.rows:
        w.left[:] = 0
    else:
        time_left(*view.hops_back, ends.target_stop, ends.target_s, is_source, w.left)
    is_source[ends.source_stop] = False
    return profile


def unbound(memory: Memory) -> Profile:
    """Takes the bounds away."""
    memory.arrays.left[:] = memory.arrays.rides[:] = 0
    return NO_PROFILE


def _profile(view: View, memory: Memory, ends: Ends, first_s: int, last_s: int) -> Profile:
    """A profile from the first departure to the earliest arrival of the last one."""
    if last_s + HORIZON_S - first_s > LONGEST_S:
        return NO_PROFILE
    horizon_s = last_s + HORIZON_S
    end_s = min(scan_earliest(view, memory, ends, last_s, horizon_s), horizon_s)
    first = first_s // MINUTE_S
    memory.make_room_for_profile(end_s // MINUTE_S - first + 1)
    egress = memory.arrays.egress
    egress[ends.target_stop] = ends.target_s
    rows = arrival_profile(
        view.connections,
        *view.ways_back,
        egress,
        first,
        end_s,
        memory.arrays.profile,
        memory.ready,
        memory.ridden_from,
    )
    egress[ends.target_stop] = NEVER
    return Profile(first, int(rows))
