"""The search with one more criterion: a question and its tolls in, journeys and their costs out."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.bounding import Ends, bound_rides, bound_time
from routing.budget import COSTS, Budget
from routing.criteria.tolls import Tolls, lay_out_costs
from routing.day import DayTimetable
from routing.decoding import Stops, journeys_of
from routing.journeys import Journey
from routing.kernels.bags import COLUMNS, COST, MOMENT, RIDES, Bags
from routing.kernels.changes import ease_changes
from routing.kernels.criteria import ABOARD, Costs, Limits, search_by_cost, trace_by_cost
from routing.kernels.labels import NEVER
from routing.memory import borrowed
from routing.network import Network
from routing.requests import MAX_DURATION_S, MAX_TRANSFERS
from routing.rounds import BothWays
from routing.seeds import seeds_of
from routing.views import Easing, View, view_of
from routing.wishes import NO_WISHES, Wishes

LABELS = 1_000_000
"""Labels for which there is room: a question that needs more is left incomplete."""
MOST_ABOARD = 8192
"""How many labels may ride one lane at a time."""
MOST_REACHED = 16_384
"""How many journeys are found before the better ones are told from them."""

Ints = NDArray[np.int32]


class Costed(NamedTuple):
    """A journey and what it costs by the criterion.

    `eased` is the same journey changed between where people like to (routing/kernels/changes.py),
    which may cost more.
    """

    journey: Journey
    cost: int
    eased: Journey


class Question(NamedTuple):
    """What is asked, but for its criterion: see routing.search.pareto_search."""

    sources: Stops
    targets: Stops
    time_s: int
    window_s: int
    arrive_by: bool = False
    max_transfers: int = 7
    wishes: Wishes = NO_WISHES
    max_duration_s: int = MAX_DURATION_S
    min_transfer_s: int = 0
    extra_transfer_s: int = 0
    transfer_factor: float = 1


def search_by_criterion(
    network: Network, asked: Question, tolls: Tolls, budget: Budget | None = None
) -> list[Costed]:
    """The Pareto set of departure, arrival, transfers and cost, ordered by these.

    As routing.search.pareto_search for a window, which must be longer than 0. At the end of the
    budget, or of the memory, the earliest departures (mirrored: the latest arrivals) are left out.
    Units: UTC seconds; costs in that of the tolls.
    """
    reach_s = asked.window_s + asked.max_duration_s
    easing = Easing(asked.min_transfer_s, asked.extra_transfer_s, asked.transfer_factor)
    view = view_of(
        network, asked.time_s, reach_s, reverse=asked.arrive_by, wishes=asked.wishes, easing=easing
    )
    begin, end = view.ends(asked.sources, asked.targets)
    from_s = (-asked.time_s if asked.arrive_by else asked.time_s) - view.day.base_s
    ends = Ends.of(begin, end)
    if not len(ends.source_stop) or not len(ends.target_stop):
        return []
    seeds = seeds_of(view.day, ends.source_stop, ends.source_s, from_s, from_s + asked.window_s)
    if not len(seeds):
        return []
    rows = _run(view, asked, ends, seeds, lay_out_costs(view.day, tolls), budget or Budget())
    if not rows:
        return []
    rides, counts = np.concatenate([row.rides for row in rows]), [len(row.rides) for row in rows]
    journeys = journeys_of(network, view.day, rides, counts, begin, end)
    ease_changes(view.day.arrays, *BothWays.of(view, easing).forward, rides, np.array(counts))
    eased = journeys_of(network, view.day, rides, counts, begin, end)
    costs = [row.cost for row in rows]
    return sorted(
        itertools.starmap(Costed, zip(journeys, costs, eased, strict=True)),
        key=lambda c: (c.journey.departure_s, c.journey.arrival_s, c.journey.transfers, c.cost),
    )


class _Row(NamedTuple):
    departure: int
    arrival: int
    rides: Ints
    cost: int


def _run(
    view: View, asked: Question, ends: Ends, seeds: Ints, costs: Costs, budget: Budget
) -> list[_Row]:
    rounds = min(asked.max_transfers, MAX_TRANSFERS) + 1
    easing = Easing(asked.min_transfer_s, asked.extra_transfer_s, asked.transfer_factor)
    ways = BothWays.of(view, easing)
    bags = _bags(view.day)
    reached = np.empty((MOST_REACHED, 2), dtype=np.int32)
    with borrowed(view.day, rounds) as memory:
        if bound_rides(view, memory, ends, seeds, rounds) > rounds:
            return []
        bound_time(view, memory, ends)
        slack_s = int(ends.target_s.max())
        w = memory.arrays
        limits = Limits(w.left, w.rides, rounds, asked.max_duration_s, slack_s, budget.left(COSTS))
        n, work, finished = search_by_cost(
            view.day.arrays, *ways.forward, seeds,
            _by_stop(view.day, ends.source_stop, ends.source_s),
            _by_stop(view.day, ends.target_stop, ends.target_s),
            costs, limits, bags, reached,
        )  # fmt: skip
    budget.take(int(work), finished=bool(finished), kind=COSTS)
    rides = np.empty((rounds, 4), dtype=np.int32)
    found = []
    for departure, label in _unbeaten(bags, reached[:n]):
        count = trace_by_cost(bags, label, rides)
        arrival, cost = (int(bags.labels[label, column]) for column in (MOMENT, COST))
        found.append(_Row(departure, arrival, rides[:count].copy(), cost))
    return found


def _unbeaten(bags: Bags, reached: Ints) -> list[tuple[int, int]]:
    """Departures and labels of journeys that no other beats; they come latest departure first."""
    kept: list[tuple[int, int]] = []
    front: list[tuple[int, int, int]] = []
    labels = bags.labels[reached[:, 1]][:, [MOMENT, RIDES, COST]].tolist()
    order = sorted(
        zip(reached.tolist(), labels, strict=True), key=lambda each: (-each[0][0], each[1])
    )
    for (departure, label), mine in order:
        if not any(all(a <= b for a, b in zip(other, mine, strict=True)) for other in front):
            front.append((mine[0], mine[1], mine[2]))
            kept.append((departure, label))
    return kept


def _bags(day: DayTimetable) -> Bags:
    stops, lanes = len(day.arrays.at_start) - 1, len(day.arrays.lane_start) - 1
    empty = np.full((3, stops), -1, dtype=np.int32)
    return Bags(
        labels=np.empty((LABELS, COLUMNS), dtype=np.int32),
        arrived=empty[0],
        ready=empty[1],
        goal=np.full(1, -1, dtype=np.int32),
        fresh=empty[2],
        lane_from=np.full(lanes, -1, dtype=np.int32),
        lane_queue=np.empty(lanes, dtype=np.int32),
        aboard=np.empty((MOST_ABOARD, ABOARD), dtype=np.int32),
        used=np.zeros(1, dtype=np.int64),
    )


def _by_stop(day: DayTimetable, stops: Ints, seconds: Ints) -> Ints:
    values = np.full(len(day.arrays.at_start) - 1, NEVER, dtype=np.int32)
    values[stops] = seconds
    return values
