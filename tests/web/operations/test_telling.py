"""The slower answers are told, the less is searched for them: deadlines hold on slow machines."""

from __future__ import annotations

import pytest

from web.operations.telling import Telling


def test_a_quarter_of_the_time_is_kept_for_telling_and_waits_count():
    telling = Telling(2.0)
    assert telling.search_s(0.0) == 1.5
    assert telling.search_s(0.3) == pytest.approx(1.2)


def test_after_answers_that_took_long_to_tell_the_next_are_searched_for_less():
    telling = Telling(2.0)
    telling.note(-0.8)
    assert telling.search_s(0.0) == pytest.approx(1.0)
    for _ in range(20):
        telling.note(1.0)
    assert telling.search_s(0.0) == 1.5


def test_something_is_searched_for_however_slow_all_is():
    telling = Telling(2.0)
    telling.note(-60.0)
    assert telling.search_s(60.0) == 0.375
