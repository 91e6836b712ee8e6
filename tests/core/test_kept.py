"""What everybody asks for stays, however much else is asked for once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.kept import HALF_LIFE_S, Kept


class Maker:
    """Says how often it has made what."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, key: str) -> str:
        self.made.append(key)
        return key.upper()


@pytest.fixture
def now_s():
    return [0.0]


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def ask(now_s, maker):
    kept: Kept[str, str] = Kept(3, clock_s=lambda: now_s[0])
    return lambda key: kept.get(key, lambda: maker(key))


def test_a_value_is_made_once_and_kept(ask, maker):
    assert [ask(key) for key in "abcabc"] == ["A", "B", "C", "A", "B", "C"]
    assert maker.made == ["a", "b", "c"]


def test_what_is_asked_for_most_is_not_driven_out_by_what_is_asked_for_once(ask, maker):
    for key in "aaa" + "bcdefgh" * 2 + "a":
        ask(key)
    assert maker.made.count("a") == 1
    assert maker.made.count("b") == 2


def test_what_was_asked_for_long_ago_gives_way(ask, maker, now_s):
    for key in "aaaaaaaa":
        ask(key)
    now_s[0] = 4 * HALF_LIFE_S
    for key in "bbccda":
        ask(key)
    assert maker.made == ["a", "b", "c", "d", "a"]


def test_who_asks_for_the_same_waits_for_it_and_others_do_not():
    kept: Kept[str, int] = Kept(3)
    goes_on, has_begun = threading.Event(), threading.Event()
    made = []

    def slowly() -> int:
        has_begun.set()
        assert goes_on.wait(timeout=30)
        made.append(1)
        return 1

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(kept.get, "slow", slowly)
        assert has_begun.wait(timeout=30)
        second = pool.submit(kept.get, "slow", slowly)
        assert pool.submit(kept.get, "quick", lambda: 2).result(timeout=30) == 2
        assert not second.done()
        goes_on.set()
        assert (first.result(timeout=30), second.result(timeout=30)) == (1, 1)
    assert made == [1]


def test_what_could_not_be_made_is_tried_again():
    kept: Kept[str, int] = Kept(3)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 1) == 1
