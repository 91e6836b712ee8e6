"""Real feeds of the border in pieces, twice, or cut at Luxembourg's border answer as they did.

A few dozen questions each; `python -m benchmarks.metamorphosis` asks five hundred.
"""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from core.clock import from_local
from feeds.load import load_feed
from feeds.tables import MergedFeed, Source
from feeds.territory import HOME, load_territory
from tests.feeds.metamorphic.answers import differences, questions
from tests.feeds.metamorphic.cases import Case, published_twice, splits, trains_into

MOMENT = from_local(dt.date(2025, 2, 4), dt.time(7), "Europe/Paris")


@pytest.fixture(scope="module")
def coaches(shared_data) -> MergedFeed:
    path = shared_data("border-2025/fluo-bas-rhin.zip")
    return load_feed(path, Source(tag="fluo", country="FR"))


@pytest.fixture(scope="module")
def trains(shared_data) -> MergedFeed:
    return load_feed(shared_data("border-2025/sncf-ter.zip"), Source(tag="ter", country="FR"))


def assert_same_answers(case: Case, count: int, about: np.ndarray | None = None) -> None:
    asked = questions(
        case.one, count, random.Random(5), MOMENT, window_s=3600, max_duration_s=4 * 3600,
        about=about,
    )  # fmt: skip
    assert sum(bool(case.one.answer(question)) for question in asked) >= count // 2
    assert not differences(case.one, case.other, asked), case.name


def test_coach_lines_in_pieces_answer_as_before(coaches):
    for case in splits(coaches, load_territory(HOME), 1):
        assert_same_answers(case, 40)
        assert case.torn == 0


def test_coach_lines_published_twice_answer_as_the_newer_copy(coaches):
    for case in published_twice(coaches, load_territory(HOME), 1):
        assert_same_answers(case, 40)
        assert len(case.merged.trips) == len(coaches.trips)


def test_every_train_into_luxembourg_cut_at_its_last_french_call_is_one_train(trains):
    case = trains_into(trains, load_territory(HOME), "LU", 1)
    assert case.about is not None
    assert_same_answers(case, 100, about=case.about)
    assert case.torn == 0
    parts = case.merged.trip_crosswalk["evidence"]
    assert parts.str.contains("same number").all()
    assert len(parts) > 300
