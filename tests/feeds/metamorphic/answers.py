"""What "no answer changes" means: two merges of one service in, the questions they differ on out.

A question is an origin, a destination and a span of departures; its answer is the set of
(departure, arrival, transfers) of `pareto_search`.

At stops: where the coordinates are the same, the networks are searched as they are built for
riders. A stop that stands in both feeds costs no more to change at than one stop: no metre to walk,
the same minute to change.

At places: where coordinates differ, ways on foot rightly differ by some seconds, and so would what
can be caught. Both merges are then seen as places, with the ways on foot of the origin between
them: whatever still differs comes from rides and dates, which is what the merge makes of them.
Places that a merge tears apart or fuses are counted beside.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.frames import empty_frame, make_frame
from feeds.places import initial_crosswalk
from feeds.tables import MergedFeed
from feeds.territory import Territory
from routing.build import build_network
from routing.network import Network
from routing.search import earliest_arrivals, pareto_search
from routing.transfers_build import CHANGE_S
from tests.feeds.metamorphic.splitters import Made

Option = tuple[int, int, int]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Question:
    """Where from and where to: rows of the origin's stops (or places), and when."""

    origin: int
    destination: int
    time_s: int
    window_s: int
    max_duration_s: int


@dataclass(frozen=True)
class Side:
    """A network and, for each stop (or place) of the origin, its stops here."""

    network: Network
    here: dict[int, tuple[int, ...]]

    def answer(self, question: Question) -> list[Option]:
        """The Pareto set of a question."""
        ends = (self.here.get(at, ()) for at in (question.origin, question.destination))
        sources, targets = (dict.fromkeys(stops, 0) for stops in ends)
        found = pareto_search(
            self.network, sources, targets, time_s=question.time_s, window_s=question.window_s,
            max_duration_s=question.max_duration_s,
        )  # fmt: skip
        return sorted({(j.departure_s, j.arrival_s, j.transfers) for j in found})


def at_stops(merged: MergedFeed, made: Sequence[Made], territory: Territory) -> Side:
    """A merge of made feeds as riders get it, asked about the origin's stops."""
    origin = np.concatenate([each.origin for each in made])
    here: dict[int, tuple[int, ...]] = {}
    for row, stop in enumerate(origin.tolist()):
        here[stop] = (*here.get(stop, ()), row)
    return Side(build_network(merged, territory), here)


def at_places(
    merged: MergedFeed, place_of_stop: Ints, walks: pd.DataFrame, territory: Territory
) -> Side:
    """A merge seen as places: `place_of_stop` is the origin's place of every stop."""
    count = int(place_of_stop.max()) + 1
    first = np.searchsorted(np.sort(place_of_stop), np.arange(count))
    row = np.argsort(place_of_stop, kind="stable")[np.minimum(first, len(place_of_stop) - 1)]
    stops = merged.stops.iloc[row].reset_index(drop=True)
    stops = stops.assign(
        id=[f"x_{n}" for n in range(count)], parent_idx=np.int32(-1), location_type=np.int8(0),
        feed=np.int16(0), place_idx=np.arange(count, dtype=np.int32),
    )  # fmt: skip
    feed = replace(
        merged,
        stops=stops,
        places=make_frame(
            "places", name=stops["name"], lat=stops["lat"], lon=stops["lon"],
            country=stops["country"], zone=stops["zone"], primary_stop_idx=np.arange(count),
        ),
        stop_times=merged.stop_times.assign(
            stop_idx=place_of_stop[merged.stop_times["stop_idx"]].astype(np.int32)
        ),
        transfers=walks,
        stop_crosswalk=initial_crosswalk(stops),
    )  # fmt: skip
    network = build_network(feed, territory, transfers="feed")
    return Side(network, {place: (place,) for place in range(count)})


def walks_between_places(merged: MergedFeed, territory: Territory) -> pd.DataFrame:
    """The ways on foot of a network as rules between its places, and the time to change at each."""
    network = build_network(merged, territory)
    ways = network.transfers
    place = merged.stops["place_idx"].to_numpy(dtype=np.int64)
    one = place[np.repeat(np.arange(len(place)), np.diff(ways.start))]
    frame = pd.DataFrame({"one": one, "other": place[ways.to], "time_s": ways.duration_s})
    frame = frame[frame["one"] != frame["other"]]
    frame = frame.groupby(["one", "other"], as_index=False)["time_s"].min()
    own = np.unique(place)
    none = np.full(len(frame) + len(own), -1)
    return make_frame(
        "transfers",
        from_stop_idx=np.r_[frame["one"], own],
        to_stop_idx=np.r_[frame["other"], own],
        type=np.full(len(none), 2),
        min_time_s=np.r_[frame["time_s"], np.full(len(own), CHANGE_S)],
        from_trip_idx=none, to_trip_idx=none, from_route_idx=none, to_route_idx=none,
    )  # fmt: skip


def origin_places(merged: MergedFeed, made: Sequence[Made], origin: MergedFeed) -> tuple[Ints, int]:
    """The origin's place of every stop of a merge, and how many places are torn or fused there."""
    stop = np.concatenate([each.origin for each in made])
    now = merged.stops["place_idx"].to_numpy(dtype=np.int64)
    then = origin.stops["place_idx"].to_numpy(dtype=np.int64)[stop]
    pairs = np.unique(np.stack([now, then]), axis=1)
    fused = len(pairs[0]) - len(np.unique(pairs[0]))
    torn = len(pairs[1]) - len(np.unique(pairs[1]))
    return then, fused + torn


def questions(
    side: Side,
    count: int,
    rng: random.Random,
    time_s: int,
    *,
    window_s: int,
    max_duration_s: int,
    about: NDArray[np.bool_] | None = None,
) -> list[Question]:
    """Questions that start where something leaves; most can be answered.

    `about` tells at which of the origin's stops (or places) one end must lie.
    """
    network = side.network
    where = {row: stop for stop, rows in side.here.items() for row in rows}
    served = np.unique(network.timetable.pattern_stop).tolist()
    out: list[Question] = []
    tries = 0
    while len(out) < count:
        origin = rng.choice(served)
        reached = earliest_arrivals(
            network, {origin: 0}, time_s=time_s, max_duration_s=max_duration_s
        )
        near = np.flatnonzero(reached >= 0).tolist()
        tries += 1
        if not near and tries % 5:
            continue  # nothing leaves there soon
        if about is not None and not about[where[origin]]:
            near = [stop for stop in near if about[where[stop]]]
            if not near:
                continue
        destination = rng.choice(served if not near or len(out) % 5 == 0 else near)
        out.append(Question(where[origin], where[destination], time_s, window_s, max_duration_s))
    return out


def differences(
    one: Side, other: Side, asked: Sequence[Question]
) -> list[tuple[Question, list[Option], list[Option]]]:
    """The questions to which two sides say different things."""
    answers = ((question, one.answer(question), other.answer(question)) for question in asked)
    return [each for each in answers if each[1] != each[2]]


def no_rules(feed: MergedFeed) -> MergedFeed:
    """The feed without its transfers.txt, which knows the stops of one feed alone."""
    return replace(feed, transfers=empty_frame("transfers"))
