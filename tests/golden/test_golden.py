"""The commutes of the home territory are answered as a person has read and found good."""

from __future__ import annotations

from feeds.territory import HOME, load_territory
from tests.golden.text import ANSWERS, COMMUTES, golden_text


def test_forty_commutes_are_answered_as_they_were_reviewed(real_network):
    found = golden_text(real_network, load_territory(HOME))
    assert found == ANSWERS.read_text(encoding="utf-8")


def test_the_commutes_go_both_ways_and_by_more_than_transit():
    rows = COMMUTES.read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 40
    assert sum("arrive" in row for row in rows) >= 7
    assert sum("CAR_PARKING" in row for row in rows) >= 5
    assert sum("BIKE" in row for row in rows) >= 8
