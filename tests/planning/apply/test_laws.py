"""What holds for every scenario: the base stays, and the same question has the same answer."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import service_day_start_s
from feeds.tables import MergedFeed
from feeds.territory import Territory
from routing.build import build_network
from routing.network import Network
from routing.search import earliest_arrivals
from tests.planning.apply.given import applied, territory
from tests.planning.apply.random_plans import random_edits, random_line, random_town

SEEDS = st.integers(0, 10_000)
DAY_START_S = service_day_start_s(pd.Timestamp("2025-02-04").date(), "Europe/Luxembourg")
CONGESTION = {"type": "road-congestion", "scale": 0.5,
              "polygons": [[[5.9, 49.5], [6.1, 49.5], [6.1, 49.7]]]}  # fmt: skip
MORNING = [DAY_START_S + 60 * minute for minute in range(5 * 60, 12 * 60, 17)]


def network_of(feed: MergedFeed, place: Territory | None = None) -> Network:
    return build_network(feed, territory() if place is None else place)


def network_with(feed: MergedFeed, *modifications: dict[str, Any]) -> Network:
    made = applied(*modifications, feed=feed)
    return network_of(made.feed, made.territory)


def arrivals(network: Network, stops: int, times: list[int]) -> np.ndarray:
    """When the first `stops` stops are reached from each of them, at each of these times."""
    found = [
        earliest_arrivals(network, {stop: 0}, time_s=time_s)[:stops]
        for stop in range(stops)
        for time_s in times
    ]
    return np.array(found)


def fingerprint(holder: MergedFeed | Territory) -> str:
    """A hash of every byte of every frame, of its types and of its rows' names."""
    digest = hashlib.sha256()
    for each in fields(holder):
        value = getattr(holder, each.name)
        if isinstance(value, pd.DataFrame):
            digest.update(repr((value.dtypes.to_dict(), list(value.index))).encode())
            for column in value.columns:
                held = value[column].to_numpy()
                plain = held.dtype.kind in "biuf"
                digest.update(held.tobytes() if plain else repr(held.tolist()).encode())
        else:
            digest.update(repr(value).encode())
    return digest.hexdigest()


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_an_empty_scenario_is_the_base(seed: int) -> None:
    town = random_town(seed)
    assert network_with(town).version == network_of(town).version


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_base_is_the_same_to_the_byte_after_any_scenario(seed: int) -> None:
    town, place = random_town(seed), territory()
    before = fingerprint(town), fingerprint(place), network_of(town, place).version
    plans = [random_line(seed, town), *random_edits(seed, town), CONGESTION]
    made = applied(*plans, feed=town, place=place)
    network_of(made.feed, made.territory)
    assert (fingerprint(town), fingerprint(place), network_of(town, place).version) == before


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_the_same_scenario_makes_the_same_network_again(seed: int) -> None:
    town = random_town(seed)
    plans = [random_line(seed, town), *random_edits(seed, town), CONGESTION]
    one, other = network_with(town, *plans), network_with(town, *plans)
    assert one.version == other.version != network_of(town).version


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_more_trips_make_nobody_slower(seed: int) -> None:
    town = random_town(seed)
    base, stops = network_of(town), len(town.stops)
    table = base.timetable
    times = sorted({DAY_START_S + int(each) - 1 for each in table.departure_s} | {*MORNING[:3]})
    before = arrivals(base, stops, times)
    after = arrivals(network_with(town, random_line(seed, town)), stops, times)
    reached = before >= 0
    assert (after[reached] >= 0).all()
    assert (after[reached] <= before[reached]).all()


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_it_does_not_matter_which_of_several_lines_is_changed_first(seed: int) -> None:
    town = random_town(seed)
    edits = [*random_edits(seed, town)[:2], random_line(seed, town)]
    answers = [
        arrivals(network_with(town, *order), len(town.stops), MORNING)
        for order in itertools.permutations(edits)
    ]
    assert all((each == answers[0]).all() for each in answers)


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_edits_of_different_lines_give_the_same_tables_in_any_order(seed: int) -> None:
    town = random_town(seed)
    edits = [each for each in random_edits(seed, town) if each["type"] != "adjust-frequency"]
    times = [applied(*order, feed=town).feed.stop_times for order in itertools.permutations(edits)]
    assert all(each.equals(times[0]) for each in times)
