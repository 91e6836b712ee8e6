"""The board at a stop."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import UnknownPlace
from routing.departures import departures
from tests.routing.town import at, valley

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
lu BUS 2: esch 08:15 stad1 08:30
lu RAIL 60: esch 08:30 stad1 08:40/08:42 uni 08:50
lu TRAM T1: stad2 08:35 uni 08:55
lu BUS N: esch 23:50 stad1 24:10 uni 25:35
lu BUS X: stad1 09:00 esch- 09:10 uni 09:30
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return valley(tmp_path_factory.mktemp("valley"), LINES)


def board(network, stop, moment, **rest):
    found = departures(network, stop, moment, **rest)
    return [(row.transit.route_short_name, row.departure_s) for row in found]


def test_the_board_shows_every_platform_of_the_place_in_order_of_time(network):
    found = departures(network, "lu_stad1", at("08:00"), limit=3)
    assert [(row.transit.route_short_name, row.stop.platform) for row in found] == [
        ("T1", "2"), ("60", "1"), ("X", "1")
    ]  # fmt: skip
    assert [row.departure_s for row in found] == [at("08:35"), at("08:42"), at("09:00")]
    assert {row.place for row in found} == {"Stad Gare"}
    assert [row.mode for row in found] == ["TRAM", "RAIL", "BUS"]


def test_the_board_of_the_other_feeds_stop_is_the_same(network):
    assert board(network, "fr_esch", at("08:00")) == board(network, "lu_esch", at("08:00"))


def test_nobody_departs_where_the_trip_ends_or_boarding_is_not_allowed(network):
    lines = [line for line, _ in board(network, "lu_esch", at("08:00"), window_s=7200)]
    assert lines == ["2", "60"]  # the bus 1 ends here, the X only sets down


def test_arrivals_are_those_at_which_one_may_alight(network):
    found = departures(network, "lu_esch", at("08:00"), arrivals=True, window_s=7200)
    assert [(row.transit.route_short_name, row.arrival_s) for row in found] == [
        ("1", at("08:20")), ("X", at("09:10"))
    ]  # fmt: skip
    assert found[0].departure_s is None


def test_a_night_bus_of_yesterday_is_on_todays_board(network):
    assert board(network, "lu_stad1", at("00:00"), limit=1) == [("N", at("00:10"))]
    (row,) = departures(network, "lu_stad1", at("00:00"), limit=1)
    assert (row.transit.service_date, row.transit.start_time) == ("20261123", "23:50")


def test_the_window_holds_its_start_but_not_its_end(network):
    assert board(network, "lu_stad1", at("08:35"), window_s=420) == [("T1", at("08:35"))]
    assert board(network, "lu_stad1", at("08:36"), window_s=6 * 60) == []


def test_a_board_without_a_window_goes_on_until_it_is_full(network):
    rows = board(network, "lu_uni", at("00:00"), limit=3)
    assert rows == []  # everything ends at Uni
    rows = board(network, "fr_ober", at("08:30"), limit=2)
    assert rows == [("1", at("08:00", date(2026, 11, 25))), ("1", at("08:00", date(2026, 11, 26)))]


def test_the_board_after_the_last_day_is_empty(network):
    assert board(network, "fr_ober", at("08:30", date(2026, 12, 24))) == []


def test_a_board_of_no_stop_is_refused(network):
    with pytest.raises(UnknownPlace, match="'lu_nowhere'"):
        departures(network, "lu_nowhere", at("08:00"))
