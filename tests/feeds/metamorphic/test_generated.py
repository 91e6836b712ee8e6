"""Made-up regions published in pieces, twice or under other ids answer as they did."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from core.clock import from_local
from feeds.merge import merge
from feeds.tables import MergedFeed
from tests.feeds.merge.small_feeds import runs
from tests.feeds.merge.small_territory import small_territory
from tests.feeds.metamorphic.answers import differences, questions
from tests.feeds.metamorphic.cases import Case, published_twice, splits
from tests.feeds.metamorphic.generated import region
from tests.feeds.metamorphic.splitters import at_border, by_trip

TERRITORY = small_territory(("LU", 0))
MOMENT = from_local(dt.date(2025, 2, 4), dt.time(7), "Europe/Paris")
SEEDS = (1, 2, 3)


def assert_same_answers(case: Case, seed: int) -> None:
    asked = questions(
        case.one, 40, random.Random(seed), MOMENT, window_s=7200, max_duration_s=4 * 3600
    )
    assert sum(bool(case.one.answer(question)) for question in asked) >= 20, "questions say little"
    assert not differences(case.one, case.other, asked), case.name
    assert case.torn == 0


@pytest.fixture(scope="module", params=SEEDS)
def made_up(request) -> tuple[int, MergedFeed]:
    return request.param, region(request.param)


def test_a_feed_in_pieces_and_merged_again_answers_as_before(made_up):
    seed, feed = made_up
    for case in splits(feed, TERRITORY, seed):
        assert_same_answers(case, seed)


def test_a_feed_published_twice_answers_as_its_newer_copy(made_up):
    seed, feed = made_up
    for case in published_twice(feed, TERRITORY, seed):
        assert len(case.merged.trips) == len(feed.trips)
        assert_same_answers(case, seed)


def test_every_run_cut_at_the_border_is_whole_again(made_up):
    _, feed = made_up
    halves = at_border(feed, (feed.stops["lat"] > feed.stops["lat"].median()).to_numpy())
    merged = merge([half.feed for half in halves], TERRITORY)
    assert len(runs(merged)) == len(runs(feed))
    assert len(merged.stop_times) == len(feed.stop_times)
    assert "doubtful_stitch" not in merged.notices.counts


def test_trips_shared_out_between_two_feeds_are_neither_joined_nor_removed(made_up):
    seed, feed = made_up
    halves = by_trip(feed, np.random.default_rng(seed))
    merged = merge([half.feed for half in halves], TERRITORY)
    assert len(merged.trips) == len(feed.trips)
    assert not len(merged.trip_crosswalk)


def test_the_comparison_sees_a_minute_that_changed(made_up):
    """The proof is worth what it would notice."""
    seed, feed = made_up
    case = next(splits(feed, TERRITORY, seed))
    late = feed.stop_times.assign(departure_s=feed.stop_times["departure_s"] + 60)
    feed = feed.__class__(**{n: getattr(feed, n) for n in feed.__slots__} | {"stop_times": late})
    other = next(splits(feed, TERRITORY, seed))
    asked = questions(
        case.one, 20, random.Random(seed), MOMENT, window_s=7200, max_duration_s=4 * 3600
    )
    assert differences(case.one, other.other, asked)
