"""Another timetable for a line there is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.apply.given import FEED, applied, dates, departures, faults, runs


def entry(**fields: Any) -> dict[str, Any]:
    told = {
        "sourceTrip": "x_a1", "startTime": "08:00", "endTime": "09:00", "headwaySecs": 1800,
        "monday": True,
    }  # fmt: skip
    return {key: value for key, value in {**told, **fields}.items() if value is not None}


def frequency(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "adjust-frequency", "route": "x_bus:7", "entries": list(entries), **fields}


def test_the_trips_of_a_line_give_way_to_copies_at_the_new_headway() -> None:
    made = applied(frequency(entry()))
    assert runs(made.feed) == [
        "n1 07:00 Terres, 07:30 Esch quai 2",
        "a1_F0_0_0 08:00 Audun, 08:05-08:06 Rue, 08:15-08:17 Esch quai 1, 08:25 Belval",
        "a1_F0_0_1 08:30 Audun, 08:35-08:36 Rue, 08:45-08:47 Esch quai 1, 08:55 Belval",
    ]
    assert dates(made.feed, "x_a1_F0_0_0") == ["2025-02-03"]


def test_trips_that_start_outside_the_windows_can_be_kept() -> None:
    made = applied(frequency(entry(), retainTripsOutsideFrequencyEntries=True))
    assert departures(made.feed, "x_") == ["07:00", "08:00", "08:00", "08:30", "09:00", "10:00"]


def test_a_trip_in_a_window_gives_way_only_on_the_days_of_the_entry() -> None:
    made = applied(frequency(entry(), retainTripsOutsideFrequencyEntries=True))
    assert dates(made.feed, "x_a1") == ["2025-02-04", "2025-02-08"]
    assert dates(made.feed, "x_a2") == ["2025-02-03", "2025-02-04", "2025-02-08"]


def test_a_trip_that_loses_all_its_days_does_not_run_any_more() -> None:
    all_days = entry(tuesday=True, saturday=True)
    made = applied(frequency(all_days, retainTripsOutsideFrequencyEntries=True))
    assert not [run for run in runs(made.feed) if run.startswith("a1 ")]


def test_departures_one_by_one_take_the_place_of_no_trip_that_is_kept() -> None:
    one = entry(startTime=None, endTime=None, headwaySecs=None, firstDepartures=["08:40"])
    made = applied(frequency(one, retainTripsOutsideFrequencyEntries=True))
    assert departures(made.feed, "x_a") == ["08:00", "08:40", "09:00"]


def test_each_direction_has_its_own_entries() -> None:
    made = applied(frequency(entry(), entry(sourceTrip="x_b1", startTime="08:15")))
    assert departures(made.feed, "x_b1_F0_1") == ["08:15", "08:45"]


def test_an_entry_can_be_in_phase_with_an_earlier_one() -> None:
    first = entry(entryId="there", startTime="08:03", endTime="09:00")
    by = {"phaseFromTimetable": "there", "phaseFromStop": "x_e1", "phaseAtStop": "x_e2",
          "phaseSeconds": 300}  # fmt: skip
    made = applied(frequency(first, entry(sourceTrip="x_b1", **by)))
    # Esch is left at 08:20 that way, and five minutes later the other way, ten after Belval
    assert departures(made.feed, "x_b1_F") == ["08:15", "08:45"]


def test_a_new_line_can_be_in_phase_with_an_entry() -> None:
    by = {"phaseFromTimetable": "there", "phaseFromStop": "x_esch", "phaseAtStop": "x_terr",
          "phaseSeconds": 60}  # fmt: skip
    times = {"hopTimes": [60], "dwellTimes": [0, 0], "startTime": "08:00", "endTime": "09:00",
             "headwaySecs": 1800, "monday": True, **by}  # fmt: skip
    line = {"type": "add-trips", "stops": [{"id": "x_terr"}, {"id": "x_bel"}],
            "bidirectional": False, "frequencies": [times]}  # fmt: skip
    made = applied(frequency(entry(entryId="there")), line)
    assert departures(made.feed, "scenario") == ["08:18", "08:48"]


def test_what_a_trip_stays_before_it_leaves_never_reaches_into_the_day_before() -> None:
    early = entry(startTime=0, endTime=60, headwaySecs=1800)
    longer = {"type": "adjust-dwell-time", "trips": ["x_a1"], "stops": ["x_audun"],
              "dwellSecs": 300}  # fmt: skip
    made = applied(longer, frequency(early))
    assert runs(made.feed, "x_a1_F")[0].startswith("a1_F1_0_0 00:00 Audun")


@pytest.mark.parametrize(
    "said, place, words",
    [
        (frequency(entry(), route="x_bus:8"), "route", "near ones are x_bus:9 (9), x_bus:7 (7)"),
        (frequency(entry(sourceTrip="x_a3")), "entries[0].sourceTrip", "near ones are x_a"),
        (frequency(entry(), entry(sourceTrip="x_n1")), "entries[1].sourceTrip", "another line"),
        (frequency(entry(monday=False, sunday=True)), "entries[0]", "runs on no day"),
    ],
)
def test_what_cannot_be_timed_is_named_with_its_place(said, place, words) -> None:
    found = faults(said)
    assert list(found) == [f"modifications[0].{place}"]
    assert words in found[f"modifications[0].{place}"]


def test_a_source_trip_that_was_removed_before_is_a_fault() -> None:
    gone = {"type": "remove-trips", "trips": ["x_a1"]}
    found = faults(gone, frequency(entry()))
    assert "does not run" in found["modifications[1].entries[0].sourceTrip"]


def test_a_timetable_that_is_the_one_there_is_changes_nothing() -> None:
    days = {"monday": True, "tuesday": True, "saturday": True}
    gone = {"type": "remove-trips", "trips": ["x_b1"]}
    same = frequency(entry(endTime="09:01", headwaySecs=3600, **days))
    found = faults(gone, same)
    assert found["modifications[1].entries"].startswith("the line runs at these moments already")
    assert len(runs(applied(same).feed)) == len(runs(FEED)) - 1
