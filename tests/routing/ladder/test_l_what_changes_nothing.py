"""L. What changes nothing: other lines far away, another order, other names."""

from __future__ import annotations

import pytest

from tests.routing.town import STOPS, ask, ask_back, valley

LINES = """
lu BUS 1: ober 08:00 unter 08:10 esch 08:20
lu BUS 2: esch 08:25 uni 08:45
lu RAIL R: unter 08:12 stad1 08:30
lu BUS 3: stad2 08:35 uni 08:41
"""
FAR = """
far1, Far One, 49.3000, 5.0000
far2, Far Two, 49.3200, 5.0000
"""


def answers(network, **rest):
    asked = {"window_s": 3600, **rest}
    return (
        ask(network, "lu_ober", "lu_uni", "07:30", **asked),
        ask_back(network, "lu_ober", "lu_uni", "09:00", **asked),
    )


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    found = answers(valley(tmp_path_factory.mktemp("valley"), LINES))
    assert all(found)
    return found


def test_a_line_that_leads_nowhere_near_changes_nothing(tmp_path, expected):
    more = LINES + "lu BUS 9: far1 08:00 far2 08:10\nlu BUS 9: far2 08:20 far1 08:30"
    assert answers(valley(tmp_path, more, stops=STOPS + FAR)) == expected


def test_the_order_of_the_rows_changes_nothing(tmp_path, expected):
    turned = "\n".join(reversed(LINES.strip().splitlines()))
    stops = "\n".join(reversed(STOPS.strip().splitlines()))
    assert answers(valley(tmp_path, turned, stops=stops)) == expected


def test_a_line_that_leads_away_changes_nothing(tmp_path, expected):
    assert answers(valley(tmp_path, LINES + "lu BUS 8: uni 08:50 ober 09:20")) == expected


def test_a_trip_that_is_worse_in_everything_changes_nothing(tmp_path, expected):
    lines = LINES + "lu BUS 7: ober 07:59 unter 08:11\nlu BUS 2: esch 08:24 uni 08:46"
    assert answers(valley(tmp_path, lines)) == expected
