"""Departure boards over HTTP: rows, pages, versions."""

from __future__ import annotations

import pytest

DAWN = "2026-11-24T05:00:00Z"


@pytest.fixture
def board(client):
    def asked(version=6, **parameters):
        query = {"stopId": "lu_stad", "time": DAWN, **parameters}
        return client.get(f"/api/v{version}/stoptimes", query_string=query)

    return asked


def times(answer, what="departure"):
    return [row["place"][what][11:16] for row in answer.json["stopTimes"]]


def test_a_board_lists_departures_from_every_platform_of_the_place(board):
    answer = board(n=3)
    assert times(answer) == ["06:42", "07:42", "07:50"]
    assert [row["displayName"] for row in answer.json["stopTimes"]] == ["60", "60", "T1"]
    assert answer.json["place"]["name"] == "Stad Gare"


@pytest.mark.parametrize("version", [1, 4, 5, 6])
def test_every_version_of_the_board_is_there_with_its_level(board, version):
    answer = board(version)
    assert answer.status_code == 200
    assert ("level" in answer.json["place"]) == (version < 6)
    assert ("level" in answer.json["stopTimes"][0]["place"]) == (version < 6)


def test_a_row_carries_what_clients_read(board):
    row = board(n=1).json["stopTimes"][0]
    wanted = {
        "place", "mode", "realTime", "headsign", "tripFrom", "tripTo", "agencyId", "agencyName",
        "agencyUrl", "routeId", "directionId", "tripId", "routeShortName", "routeLongName",
        "tripShortName", "displayName", "pickupDropoffType", "cancelled", "tripCancelled",
        "bikesAllowed", "reservation", "source",
    }  # fmt: skip
    assert wanted <= set(row)
    assert row["tripId"].split("_", 2)[0] == "20261124"


def test_pages_of_a_board_join_without_repeats_or_gaps(board):
    first = board(n=2)
    second = board(n=2, pageCursor=first.json["nextPageCursor"])
    back = board(n=2, pageCursor=second.json["previousPageCursor"])
    assert times(first) + times(second) == ["06:42", "07:42", "07:50", "08:12"]
    assert times(back) == times(first)


def test_earlier_departures_come_in_order_of_time(board):
    answer = board(n=2, direction="EARLIER", time="2026-11-24T08:00:00Z")
    assert times(answer) == ["07:42", "07:50"]


def test_arrivals_are_those_before_the_moment_unless_asked_otherwise(board):
    answer = board(arriveBy="true", n=1, time="2026-11-24T07:00:00Z")
    assert times(answer, "arrival") == ["06:40"]
    later = board(arriveBy="true", n=1, time="2026-11-24T07:00:00Z", direction="LATER")
    assert times(later, "arrival") == ["07:40"]


def test_only_the_modes_asked_for_are_listed(board):
    assert times(board(n=1, mode="TRAM")) == ["07:50"]


def test_a_window_may_give_more_rows_than_the_number(board):
    assert times(board(n=1, window=3 * 3600)) == ["06:42", "07:42", "07:50"]
    assert times(board(n=1, window=60)) == ["06:42"]
    assert times(board(n=0, window=60, direction="EARLIER")) == []
    assert times(board(n=0)) == []


def test_a_point_stands_in_for_a_stop_that_is_gone(board):
    answer = board(stopId="lu_gone", center="49.5201,5.9001", radius=50)
    assert answer.json["place"]["stopId"] == "lu_stad"


def test_an_unknown_stop_is_not_found_and_a_missing_one_a_fault(board, client):
    assert board(stopId="lu_gone").status_code == 404
    assert client.get("/api/v6/stoptimes").status_code == 400
    assert board(center="here", stopId="x").status_code == 400
    assert board(pageCursor="x", n=-1, direction="UP").status_code == 400
