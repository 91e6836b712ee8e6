"""A network under an overlay answers like one built of the changed trips, and like networkx."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from core.clock import from_day_number, service_day_start_s
from feeds.realtime.messages import (
    CallKind,
    CallUpdate,
    Event,
    Message,
    TripKind,
    TripRef,
    TripUpdate,
)
from routing.algorithms import earliest_arrival, latest_departure, pareto_journeys
from routing.graph import MultimodalGraph
from routing.in_seat_links import Link, as_arrays
from routing.network import Network
from routing.realtime.make import SourceInput, make_overlay
from routing.realtime.splice import under
from routing.timetable import InSeat
from routing.timetable_build import build_timetable
from tests.routing.random_networks import ZONES, _as_feed, _network, random_network

NETWORKS, BATCHES = 600, 4


def runs_of(network: Network) -> list[tuple[int, int]]:
    timetable = network.timetable
    return [
        (trip, day)
        for trip in range(timetable.n_trips)
        for day in range(timetable.first_day, timetable.last_day + 1)
        if timetable.runs_on(trip, day)
    ]


def length_of(network: Network, trip: int) -> int:
    calls = network.timetable.calls_of(trip)
    return calls.stop - calls.start


def change(rng: random.Random, length: int) -> tuple[str, int, int, frozenset[int]]:
    """What happens to a run: its kind, the call from which on it is late, how much, and skips."""
    kind = rng.choice(("late", "late", "late", "cancelled", "as planned"))
    skips = frozenset(at for at in range(length) if rng.random() < 0.2)
    if len(skips) > length - 2:
        skips = frozenset()
    return kind, rng.randrange(length), rng.choice((30, 300, 1800)), skips


def said_of(network: Network, run: tuple[int, int], what: tuple) -> TripUpdate | None:
    """The message about one run."""
    kind, first, late_s, skips = what
    trip, day = run
    ref = TripRef(network.trips.id[trip].removeprefix("x_"), start_day=day)
    if kind == "as planned":
        return None
    if kind == "cancelled":
        return TripUpdate(TripRef(ref.trip_id, start_day=day, kind=TripKind.CANCELED))
    calls = []
    for at in range(length_of(network, trip)):
        if at in skips:
            calls.append(CallUpdate(sequence=at, kind=CallKind.SKIPPED))
        elif at == first:
            late = Event(delay_s=late_s)
            calls.append(CallUpdate(sequence=at, arrival=late, departure=late))
    return TripUpdate(ref, tuple(calls))


def rebuilt(network: Network, changes: dict, seed: int) -> Network:
    """The network built from tables in which every run is a trip of its own, as it takes place."""
    timetable = network.timetable
    dates, trips, calls = [], [], []
    made: dict[tuple[int, int], int] = {}
    for (trip, day), (kind, first, late_s, skips) in changes.items():
        if kind == "cancelled":
            continue
        rows, changed = timetable.calls_of(trip), kind == "late"
        pattern = int(timetable.trip_pattern[trip])
        begin = int(timetable.pattern_start[pattern])
        first_late = first if first not in skips else rows.stop
        for at in range(rows.stop - rows.start):
            shift_s = late_s if changed and at >= first_late else 0
            skipped = changed and at in skips
            calls.append(
                (
                    len(trips),
                    int(timetable.pattern_stop[begin + at]),
                    int(timetable.arrival_s[rows.start + at]) + shift_s,
                    int(timetable.departure_s[rows.start + at]) + shift_s,
                    at,
                    int(skipped or not timetable.pattern_board[begin + at]),
                    int(skipped or not timetable.pattern_alight[begin + at]),
                    False,
                )
            )
        if not changed or not skips & {0, rows.stop - rows.start - 1}:
            made[trip, day] = len(trips)
        dates.append((len(trips), day))
        trips.append((len(trips), network.zones[int(timetable.trip_zone[trip])]))
    feed = _as_feed(len(network.stops.lat), len(trips), dates, trips, calls)
    anew, order = build_timetable(feed, ZONES)
    anew = replace(anew, in_seat=relinked(timetable.in_seat, made, order))
    return _network(seed, feed, anew, order, network.transfers)


def relinked(links: InSeat, made: dict[tuple[int, int], int], order: np.ndarray) -> InSeat:
    """The links between the runs that begin and end as planned, each a trip of its own."""
    trip_of_row = {row: trip for trip, row in enumerate(order.tolist())}
    columns = (links.before, links.after, links.next_day, links.by_block)
    return as_arrays(
        Link(trip_of_row[one], trip_of_row[made[after, day + next_day]], next_day, by_block)
        for before, after, next_day, by_block in zip(*(c.tolist() for c in columns), strict=True)
        for (trip, day), one in made.items()
        if trip == before and (after, day + next_day) in made
    )


def overlaid(network: Network, changes: dict) -> Network:
    updates = [said_of(network, run, what) for run, what in changes.items()]
    now_s = service_day_start_s(from_day_number(next(iter(changes))[1]), "Europe/Paris")
    heard = Message(now_s, tuple(update for update in updates if update is not None))
    overlay = make_overlay(network, [SourceInput("x", (heard,), 10**9, now_s)], now_s)
    assert overlay.sources[0].unmatched == 0
    return under(overlay)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_base_and_overlay_answer_like_a_timetable_made_of_the_changed_trips(batch: int) -> None:
    answered = 0
    for seed in range(batch, NETWORKS, BATCHES):
        network, questions = random_network(seed)
        rng = random.Random(seed)
        changes = {run: change(rng, length_of(network, run[0])) for run in runs_of(network)}
        if not any(kind != "cancelled" for kind, *_ in changes.values()):
            continue
        live = MultimodalGraph(overlaid(network, changes))
        anew = MultimodalGraph(rebuilt(network, changes, seed))
        body = live.to_networkx()
        for arrive_by, q in zip((False, True), questions, strict=False):
            asked = {
                "time_s": q.time_s,
                "window_s": q.window_s,
                "arrive_by": arrive_by,
                "max_transfers": q.max_transfers,
                "max_duration_s": q.max_duration_s,
            }
            found = pareto_journeys(live, q.source, q.target, **asked)
            assert found == pareto_journeys(anew, q.source, q.target, **asked), (seed, q)
            assert found == pareto_journeys(body, q.source, q.target, **asked), (seed, q)
            answered += len(found)
        for algorithm, q in zip((earliest_arrival, latest_departure), questions, strict=False):
            limits = {"time_s": q.time_s, "max_duration_s": q.max_duration_s}
            found = algorithm(live, q.source, **limits)
            assert found == algorithm(anew, q.source, **limits), (seed, q)
            assert found == algorithm(body, q.source, **limits), (seed, q)
    assert answered > NETWORKS / BATCHES / 8, "hardly a journey is found: the test says little"
