"""Trips that no longer run, and stops no longer served."""

from __future__ import annotations

from typing import Any

import pytest

from planning.notes import Note
from tests.planning.apply.given import FEED, applied, faults, runs


def stops(*ids: str, saved: int = 0, **fields: Any) -> dict[str, Any]:
    told = {"type": "remove-stops", "stops": list(ids), "secondsSavedAtEachStop": saved}
    return {**told, **fields}


def trips(**fields: Any) -> dict[str, Any]:
    return {"type": "remove-trips", **fields}


def test_a_line_that_is_removed_runs_no_more_and_others_run_on() -> None:
    assert runs(applied(trips(routes=["x_bus:7"])).feed) == runs(FEED)[3:]


def test_one_trip_can_be_removed_or_all_that_call_where_it_does() -> None:
    assert runs(applied(trips(trips=["x_a1"])).feed) == runs(FEED)[1:]
    assert runs(applied(trips(patterns=["x_a1"])).feed) == runs(FEED)[2:]


def test_a_stop_takes_its_stay_and_the_seconds_saved_with_it() -> None:
    made = applied(stops("x_rue", saved=30, routes=["x_bus:7"]))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:13:30-08:15:30 Esch quai 1, 08:23:30 Belval"
    assert runs(made.feed)[2] == "b1 10:00 Belval, 10:08-10:10 Esch quai 2, 10:24:30 Audun"


def test_two_stops_in_a_row_save_twice() -> None:
    made = applied(stops("x_rue", "x_e1", saved=60, patterns=["x_a1"]))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:20 Belval"


def test_more_seconds_saved_than_there_are_make_no_time_run_backwards() -> None:
    made = applied(stops("x_rue", saved=3600))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:00-08:02 Esch quai 1, 08:10 Belval"


def test_seconds_saved_beyond_one_hop_come_off_the_next_one() -> None:
    made = applied(stops("x_rue", saved=480, patterns=["x_a1"]))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:06-08:08 Esch quai 1, 08:16 Belval"


def test_without_its_first_stop_a_run_starts_at_the_next_at_its_time() -> None:
    made = applied(stops("x_audun", saved=30, patterns=["x_a1"]))
    assert runs(made.feed)[0] == "a1 08:05-08:06 Rue, 08:15-08:17 Esch quai 1, 08:25 Belval"


def test_without_its_last_stop_a_run_ends_at_the_one_before() -> None:
    made = applied(stops("x_bel", saved=30, patterns=["x_a1"]))
    assert runs(made.feed)[0] == "a1 08:00 Audun, 08:05-08:06 Rue, 08:15-08:17 Esch quai 1"


def test_a_station_that_is_no_longer_served_takes_all_its_platforms_with_it() -> None:
    made = applied(stops("x_esch"))
    assert not any("Esch" in run for run in runs(made.feed))


def test_runs_left_with_one_stop_do_not_run_and_that_is_said() -> None:
    made = applied(stops("x_terr"))
    assert runs(made.feed) == runs(FEED)[:3]
    assert made.notes == (Note("note.shortTrips", {"n": 1}),)


def test_a_line_without_any_of_its_stops_does_not_run() -> None:
    made = applied(stops("x_terr", "x_e2", routes=["x_bus:9"]))
    assert runs(made.feed) == runs(FEED)[:3]


def test_only_the_runs_that_call_there_are_changed() -> None:
    assert runs(applied(stops("x_e2")).feed)[:2] == runs(FEED)[:2]


@pytest.mark.parametrize(
    "said, place",
    [
        (stops("x_terr", routes=["x_bus:7"]), ".stops"),
        (stops("x_rue", routes=["x_rail"]), ".stops"),
        (trips(routes=["x_rail"]), ""),
    ],
)
def test_a_removal_of_nothing_is_a_fault(said, place) -> None:
    found = faults(said)
    assert list(found) == [f"modifications[0]{place}"]
    assert "nothing changes" in found[f"modifications[0]{place}"]


def test_what_was_removed_cannot_be_removed_again() -> None:
    twice = faults(trips(trips=["x_a1"]), trips(trips=["x_a1"]))
    assert list(twice) == ["modifications[1]"]


def test_an_unknown_stop_beside_a_known_one_is_the_only_fault() -> None:
    found = faults(stops("x_rue", "x_belval_"))
    assert found == {
        "modifications[0].stops[1]": '"x_belval_" is unknown; near ones are x_bel (Belval)'
    }
