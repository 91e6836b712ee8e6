"""Range search with one more criterion: a day, its costs and seeds in, Pareto-optimal journeys out.

McRAPTOR (Delling, Pajor, Werneck: Round-Based Public Transit Routing, 2012) over departures from
the latest to the earliest: a stop has a bag of labels (routing/kernels/bags.py), and whoever rides
a lane is carried along it together, each in a run of their own. A later run may be the better one
here: it leaves more time to change, or is emptier. Where all runs of a lane cost the same, an
earlier run that costs no more is enough.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.kernels.bags import (
    ALIGHT,
    BOARD,
    COST,
    DRIVEN_OUT,
    FRESH,
    LANE,
    MOMENT,
    NEXT,
    NO_ROOM,
    PARENT,
    RUN,
    STOP,
    is_beaten,
    offer,
)
from routing.kernels.labels import NEVER, Index, first_run

ON_RUN, BASE, KIND, SINCE, FROM = range(5)
ABOARD = 5
"""Columns of who is aboard: run, cost less that of the run so far, fare, where and whence."""


class Costs(NamedTuple):
    """What a journey costs by one criterion: whole numbers of which less is better.

    Shapes: upto (T,), what a run has cost when it comes to a call, as DayArrays.arrival; alike
    (L,), whether all runs of a lane cost the same; line (T,), the tariff line of whom one rides
    with there; zone (stops,); ticket (lines, zones, zones), the price from one zone to another;
    spare (m,), what a change costs by whole minutes to spare, 0 beyond; walk: per second on foot.
    """

    upto: NDArray[np.int32]
    alike: NDArray[np.bool_]
    line: NDArray[np.int16]
    zone: NDArray[np.int16]
    ticket: NDArray[np.int32]
    spare: NDArray[np.int32]
    walk: int
    reverse: bool


class Limits(NamedTuple):
    """What is not followed: lower bounds by stop, and the numbers of a question.

    Shapes: left, rides (stops,). `slack_s` is the longest egress: `left` counts one.
    """

    left: NDArray[np.int32]
    rides: NDArray[np.int32]
    rounds: int
    longest_s: int
    slack_s: int
    most_work: int


@njit(cache=True, nogil=True)
def spare_cost(spare, seconds):
    """What it costs to change with so many seconds to spare."""
    minutes = seconds // 60
    return spare[minutes] if minutes < len(spare) else np.int32(0)


@njit(cache=True, nogil=True)
def _ticket(costs, call, kind, zone):
    """The price of a ride of that kind (routing/kernels/criteria.py: _kind) that ends in a zone."""
    zones = costs.ticket.shape[1]
    if costs.reverse:
        return costs.ticket[costs.line[call], zone, kind]
    return costs.ticket[kind // zones, kind % zones, zone]


@njit(cache=True, nogil=True)
def _kind(costs, call, zone):
    """What of a boarding decides the price: line and zone, on a reversed day the zone."""
    return zone if costs.reverse else costs.line[call] * costs.ticket.shape[1] + zone


@njit(cache=True, nogil=True)
def _step_on(bags, n, alike, run, base, kind, since, parent):
    """Adds somebody to those aboard unless another is as well off. Returns how many there are."""
    aboard = bags.aboard
    kept = 0
    for j in range(n):
        other = aboard[Index(j)]
        if other[KIND] == kind:
            is_same = other[ON_RUN] == run
            if (is_same or (alike and other[ON_RUN] < run)) and other[BASE] <= base:
                return n
            if (is_same or (alike and other[ON_RUN] > run)) and other[BASE] >= base:
                continue
        if kept < j:
            aboard[kept] = other
        kept += 1
    if kept == len(aboard):
        return -1
    row = aboard[kept]
    row[ON_RUN], row[BASE], row[KIND], row[SINCE], row[FROM] = run, base, kind, since, parent
    return kept + 1


@njit(cache=True, nogil=True)
def _alight(bags, costs, limits, goal_s, k, limit, stop, moment, cost, lane, mine, i):
    """Offers the bag of a stop somebody who alights there. False where there is no room."""
    at_least = k + limits.rides[stop]
    if at_least > limits.rounds or moment >= limit:
        return True
    if moment + limits.left[stop] - limits.slack_s >= limit:
        return True
    if is_beaten(bags.labels, bags.goal[0], moment + limits.left[stop], cost, at_least):
        return True
    row = offer(bags, bags.arrived, stop, moment, cost, k, mine[FROM])
    if row < 0:
        return row != NO_ROOM
    label = bags.labels[row]
    label[LANE], label[RUN], label[BOARD] = lane, mine[ON_RUN], mine[SINCE]
    label[ALIGHT], label[STOP] = i, stop
    if goal_s[stop] < NEVER:
        total, price = moment + goal_s[stop], cost + costs.walk * goal_s[stop]
        reached = offer(bags, bags.goal, 0, total, price, k, row)
        if reached >= 0:
            bags.labels[reached, STOP] = -1
        return reached != NO_ROOM
    return True


@njit(cache=True, nogil=True)
def _board(day, bags, costs, lane, i, stop, limit, n):
    """Adds those who are ready at a call to those aboard; -1 where there is no room."""
    runs = day.lane_run[lane + 1] - day.lane_run[lane]
    length = day.lane_start[lane + 1] - day.lane_start[lane]
    base = day.lane_call[lane]
    label = bags.fresh[stop]
    while label >= 0:
        row = bags.labels[label]
        if row[NEXT] != DRIVEN_OUT:
            since = row[MOMENT]
            run = first_run(day.departure, base, runs, i, since, runs)
            while run < runs:
                leaves = day.departure[base + i * runs + run]
                if leaves >= limit:
                    break
                call = base + run * length + i
                more = spare_cost(costs.spare, leaves - since)
                mine = row[COST] + more - costs.upto[call]
                kind = _kind(costs, call, costs.zone[stop])
                n = _step_on(bags, n, costs.alike[lane], run, mine, kind, i, label)
                if n < 0:
                    return n
                if more == 0 and costs.alike[lane]:
                    break
                run += 1
        label = row[FRESH]
    return n


@njit(cache=True, nogil=True)
def _follow(day, bags, costs, limits, goal_s, k, limit, lane, pos, n):
    """Carries those aboard, and who boards on the way, along a lane. False without room."""
    first = day.lane_start[lane]
    length = day.lane_start[lane + 1] - first
    base = day.lane_call[lane]
    for i in range(pos, length):
        stop = day.lane_stop[first + i]
        if day.lane_alight[first + i]:
            for j in range(n):
                mine = bags.aboard[j]
                if mine[SINCE] == i:
                    continue
                call = base + mine[ON_RUN] * length + i
                cost = mine[BASE] + costs.upto[call]
                cost += _ticket(costs, call, mine[KIND], costs.zone[stop])
                moment = day.arrival[call]
                if not _alight(
                    bags, costs, limits, goal_s, k, limit, stop, moment, cost, lane, mine, i
                ):
                    return False
        if k > 1 and day.lane_board[first + i] and bags.fresh[stop] >= 0:
            n = _board(day, bags, costs, lane, i, stop, limit, n)
            if n < 0:
                return False
    return True


@njit(cache=True, nogil=True)
def _walk(ways, bags, costs, limits, k, first, last):
    """From the labels of a round, who can board where and when. Negative without room."""
    transfers_start, transfers_to, transfers_s, change_s = ways
    for label in range(first, last):
        row = bags.labels[label]
        stop = row[STOP]
        if stop < 0 or row[NEXT] == DRIVEN_OUT:
            continue
        begin = transfers_start[stop]
        for at in range(begin - 1, transfers_start[stop + 1]):
            if at < begin:
                to, moment, cost = stop, row[MOMENT] + change_s[stop], row[COST]
            else:
                to = transfers_to[at]
                moment = row[MOMENT] + transfers_s[at]
                cost = row[COST] + costs.walk * transfers_s[at]
            at_least = k + max(1, limits.rides[to])
            if at_least > limits.rounds or is_beaten(
                bags.labels, bags.goal[0], moment + limits.left[to], cost, at_least
            ):
                continue
            ready = offer(bags, bags.ready, to, moment, cost, k, label)
            if ready == NO_ROOM:
                return False
            if ready >= 0:
                bags.labels[ready, STOP] = to
    return True


@njit(cache=True, nogil=True)
def _mark(day, bags, first, last):
    """The lanes that call where somebody is ready, each from its first such call."""
    n = 0
    for label in range(first, last):
        row = bags.labels[label]
        if row[NEXT] == DRIVEN_OUT:
            continue
        stop = row[STOP]
        row[FRESH] = bags.fresh[stop]
        bags.fresh[stop] = label
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            lane, pos = day.at_lane[at], day.at_pos[at]
            if not day.lane_board[day.lane_start[lane] + pos]:
                continue
            if bags.lane_from[lane] < 0:
                bags.lane_queue[n] = lane
                n += 1
                bags.lane_from[lane] = pos
            else:
                bags.lane_from[lane] = min(bags.lane_from[lane], pos)
    return n


@njit(cache=True, nogil=True)
def _rounds(day, ways, bags, costs, limits, goal_s, limit, first):
    """The rounds after the first ride of a departure. Returns lanes followed, and whether all."""
    work = 0
    for k in range(2, limits.rounds + 1):
        last = bags.used[0]
        if first == last:
            break
        if not _walk(ways, bags, costs, limits, k - 1, first, last):
            return work, False
        first = bags.used[0]
        n = _mark(day, bags, last, first)
        work += n
        fits = True
        for q in range(n):
            lane = bags.lane_queue[q]
            pos = bags.lane_from[lane]
            bags.lane_from[lane] = -1
            if fits:
                fits = _follow(day, bags, costs, limits, goal_s, k, limit, lane, pos, 0)
        for label in range(last, first):
            bags.fresh[bags.labels[label, STOP]] = -1
        if not fits:
            return work, False
    return work, True


@njit(cache=True, nogil=True)
def search_by_cost(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, access_s, goal_s,
    costs, limits, bags, reached,
):  # fmt: skip
    """The journeys by departure, arrival, rides and cost that no later departure beats.

    `access_s` and `goal_s` (stops,) are the seconds from the origin and to the destination, NEVER
    where there is none. Fills rows of `reached` with (departure, label in the goal's bag), and
    returns how many there are, lanes followed and labels kept, and whether all departures were
    searched; journeys of one departure may beat each other.
    """
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    n = work = seed = 0
    while seed < len(seeds):
        if work >= limits.most_work:
            return n, work, False
        departure = seeds[seed, 0]
        limit = departure + limits.longest_s
        begin = bags.used[0]
        while seed < len(seeds) and seeds[seed, 0] == departure:
            lane, run, pos = seeds[seed, 1], seeds[seed, 2], seeds[seed, 3]
            first = day.lane_start[lane]
            call = day.lane_call[lane] + run * (day.lane_start[lane + 1] - first) + pos
            stop = day.lane_stop[first + pos]
            base = costs.walk * access_s[stop] - costs.upto[call]
            kind = _kind(costs, call, costs.zone[stop])
            aboard = _step_on(bags, 0, False, run, base, kind, pos, -1)
            if not _follow(day, bags, costs, limits, goal_s, 1, limit, lane, pos, aboard):
                return n, work, False
            work += 1
            seed += 1
        more, fits = _rounds(day, ways, bags, costs, limits, goal_s, limit, begin)
        work += more + bags.used[0] - begin
        for label in range(begin, bags.used[0]):
            if bags.labels[label, STOP] < 0 and bags.labels[label, NEXT] != DRIVEN_OUT:
                if n == len(reached):
                    return n, work, False
                reached[n, 0], reached[n, 1] = departure, label
                n += 1
        if not fits:
            return n, work, False
    return n, work, True


@njit(cache=True, nogil=True)
def trace_by_cost(bags, label, rides):
    """Writes the rides to a label of the goal's bag, first ride first. Returns how many."""
    at = bags.labels[label, PARENT]
    k = 0
    while True:
        row = bags.labels[at]
        rides[k, 0], rides[k, 1] = row[LANE], row[RUN]
        rides[k, 2], rides[k, 3] = row[BOARD], row[ALIGHT]
        k += 1
        if row[PARENT] < 0:
            break
        at = bags.labels[row[PARENT], PARENT]
    rides[:k] = rides[:k][::-1].copy()
    return k
