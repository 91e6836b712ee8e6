"""Faster or slower lines, longer or shorter stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.apply.given import FEED, applied, faults, runs


def speed(**fields: Any) -> dict[str, Any]:
    return {"type": "adjust-speed", **fields}


def dwell(**fields: Any) -> dict[str, Any]:
    return {"type": "adjust-dwell-time", **fields}


def test_twice_the_speed_halves_every_hop_and_leaves_the_stays() -> None:
    made = applied(speed(trips=["x_a1"], scale=2))
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:02:30-08:03:30 Rue, 08:08-08:10 Esch quai 1, 08:14 Belval"
    )
    assert runs(made.feed)[1:] == runs(FEED)[1:]


def test_stays_can_be_scaled_along() -> None:
    made = applied(speed(trips=["x_a1"], scale=0.5, scaleDwells=True))
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:10-08:12 Rue, 08:30-08:34 Esch quai 1, 08:50 Belval"
    )


def test_only_the_hops_that_are_named_are_changed_and_only_their_way_round() -> None:
    made = applied(speed(routes=["x_bus:7"], scale=0.5, hops=[["x_rue", "x_esch"]]))
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:05-08:06 Rue, 08:24-08:26 Esch quai 1, 08:34 Belval"
    )
    assert runs(made.feed)[2] == runs(FEED)[2]


def test_stays_are_scaled_where_a_named_hop_ends() -> None:
    told = speed(trips=["x_a1"], scale=2, hops=[["x_rue", "x_e1"]], scaleDwells=True)
    assert runs(applied(told).feed)[0] == (
        "a1 08:00 Audun, 08:05-08:06 Rue, 08:10:30-08:11:30 Esch quai 1, 08:19:30 Belval"
    )


def test_a_pattern_is_named_by_any_of_its_trips() -> None:
    made = applied(speed(patterns=["x_a2"], scale=2))
    assert [run.split(", ")[-1].split()[0] for run in runs(made.feed)] == [
        "08:14", "09:14", "10:25", "07:30",
    ]  # fmt: skip


def test_a_stay_of_so_many_seconds_moves_all_that_follows() -> None:
    made = applied(dwell(stops=["x_rue"], routes=["x_bus:7"], dwellSecs=180))
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:05-08:08 Rue, 08:17-08:19 Esch quai 1, 08:27 Belval"
    )
    assert runs(made.feed)[2] == (
        "b1 10:00 Belval, 10:08-10:10 Esch quai 2, 10:20-10:23 Rue, 10:28 Audun"
    )


def test_stays_at_a_station_are_those_at_its_platforms() -> None:
    made = applied(dwell(stops=["x_esch"], dwellSecs=0))
    assert "08:15 Esch quai 1, 08:23 Belval" in runs(made.feed)[0]
    assert "10:08 Esch quai 2, 10:18 Rue" in runs(made.feed)[2]


def test_stays_twice_as_long() -> None:
    made = applied(dwell(trips=["x_a1"], scale=2))
    assert runs(made.feed)[0] == (
        "a1 08:00 Audun, 08:05-08:07 Rue, 08:16-08:20 Esch quai 1, 08:28 Belval"
    )


def test_stays_at_both_ends_leave_the_first_departure_and_the_last_arrival() -> None:
    made = applied(dwell(trips=["x_b1"], dwellSecs=60))
    assert runs(made.feed)[2] == (
        "b1 09:59-10:00 Belval, 10:08-10:09 Esch quai 2, 10:19-10:20 Rue, 10:25-10:26 Audun"
    )


NOTHING = "nothing changes; mend it or take it out"


@pytest.mark.parametrize(
    "said, place",
    [
        (speed(trips=["x_a1"], scale=1.0001), ".scale"),
        (speed(trips=["x_a1"], scale=2, hops=[["x_bel", "x_audun"]]), ".hops"),
        (speed(routes=["x_rail"], scale=2), ""),
        (dwell(trips=["x_a1"], stops=["x_rue"], dwellSecs=60), ""),
        (dwell(stops=["x_audun"], scale=2), ""),
        (dwell(routes=["x_bus:9"], stops=["x_rue"], dwellSecs=60), ".stops"),
        (dwell(routes=["x_rail"], dwellSecs=60), ""),
    ],
)
def test_a_change_of_nothing_is_a_fault(said, place) -> None:
    found = faults(said)
    assert list(found) == [f"modifications[0]{place}"]
    assert next(iter(found.values())).endswith(NOTHING)


@pytest.mark.parametrize(
    "said, place, words",
    [
        (speed(trips=["x_c1"], scale=2), "trips[0]", '"x_c1" is unknown; near ones are x_'),
        (speed(trips=["x_a1"], scale=2, hops=[["x_ru", "x_e1"]]), "hops[0][0]", "x_rue (Rue)"),
        (speed(patterns=["zzzzz"], scale=2), "patterns[0]", '"zzzzz" is unknown'),
        (dwell(stops=["Belval"], dwellSecs=60), "stops[0]", "near ones are x_bel (Belval)"),
    ],
)
def test_unknown_ids_come_with_near_ones_and_no_second_fault(said, place, words) -> None:
    found = faults(said)
    assert list(found) == [f"modifications[0].{place}"]
    assert words in found[f"modifications[0].{place}"]
