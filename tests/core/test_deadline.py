"""By when an answer is due: for one thread's work, and no other's."""

from __future__ import annotations

import math
import threading
import time

import pytest

from core import deadline
from core.errors import Busy


def test_without_a_deadline_there_is_time_for_ever():
    assert deadline.left_s() == math.inf
    assert not deadline.is_over()


def test_work_is_due_within_its_time_and_the_time_before_comes_back():
    with deadline.due_in(60):
        assert 59 < deadline.left_s() <= 60
        with deadline.due_in(-1):
            assert deadline.is_over()
        assert not deadline.is_over()
    assert deadline.left_s() == math.inf


def test_the_deadline_of_one_thread_is_nobody_elses():
    told = []
    with deadline.due_in(-1):
        other = threading.Thread(target=lambda: told.append(deadline.is_over()))
        other.start()
        other.join()
    assert told == [False]


def test_a_wait_counts_from_when_the_question_came():
    assert deadline.waited_s() == 0
    deadline.set_came(time.monotonic() - 7)
    try:
        assert 7 <= deadline.waited_s() < 60
    finally:
        deadline.set_came(math.inf)


def test_what_is_of_no_use_in_part_ends_with_when_to_come_again():
    deadline.check()
    with deadline.due_in(-1), pytest.raises(Busy) as late:
        deadline.check()
    assert late.value.retry_s >= 1
