"""A new line: where it calls, when it runs and on which days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from feeds.tables import MergedFeed
from feeds.territory import TABLES
from tests.feeds.merge.small_feeds import small_feed
from tests.planning.apply.given import FEED, applied, dates, departures, faults, runs, territory

TERRE_ROUGE = {"lat": 49.59, "lon": 6.2, "name": "Terre-Rouge"}


def timetable(**fields: Any) -> dict[str, Any]:
    told = {
        "hopTimes": [600], "dwellTimes": [0, 0], "startTime": "06:00", "endTime": "07:00",
        "headwaySecs": 1800, "monday": True,
    }  # fmt: skip
    return {key: value for key, value in {**told, **fields}.items() if value is not None}


def line(*timetables: dict[str, Any], **fields: Any) -> dict[str, Any]:
    told = {"type": "add-trips", "stops": [{"id": "x_audun"}, {"id": "x_bel"}]}
    return {**told, "bidirectional": False, "frequencies": list(timetables), **fields}


def test_a_line_runs_every_half_hour_in_its_window() -> None:
    made = applied(line(timetable()))
    assert runs(made.feed, "scenario") == [
        "scenario_L0_0_0_0 06:00 Audun, 06:10 Belval",
        "scenario_L0_0_0_1 06:30 Audun, 06:40 Belval",
    ]
    assert runs(made.feed) == runs(FEED)


def test_nine_to_seven_every_quarter_of_an_hour_ends_at_quarter_to_seven() -> None:
    window = timetable(startTime="09:00", endTime="19:00", headwaySecs=900)
    found = departures(applied(line(window)).feed, "scenario")
    assert (found[0], found[-1], len(found)) == ("09:00", "18:45", 40)


def test_windows_at_ten_and_fifteen_minutes_that_overlap_give_ten_departures_an_hour() -> None:
    every_10 = timetable(startTime="06:00", endTime="10:00", headwaySecs=600)
    every_15 = timetable(startTime="07:00", endTime="09:00", headwaySecs=900)
    found = departures(applied(line(every_10, every_15)).feed, "scenario")
    assert [sum(each.startswith(hour) for each in found) for hour in ("06", "07", "08", "09")] == [
        6, 10, 10, 6,
    ]  # fmt: skip


def test_departures_can_be_said_one_by_one_and_past_midnight() -> None:
    told = timetable(startTime=None, endTime=None, headwaySecs=None,
                     firstDepartures=["25:10", "05:30"])  # fmt: skip
    assert departures(applied(line(told)).feed, "scenario") == ["05:30", "25:10"]


def test_the_first_arrival_and_the_last_departure_are_written() -> None:
    made = applied(line(timetable(dwellTimes=[120, 60], headwaySecs=3600)))
    assert runs(made.feed, "scenario") == [
        "scenario_L0_0_0_0 05:58-06:00 Audun, 06:10-06:11 Belval"
    ]


def test_nothing_arrives_before_its_service_day_begins() -> None:
    at_midnight = timetable(startTime=0, endTime=60, dwellTimes=[120, 0])
    assert runs(applied(line(at_midnight)).feed, "scenario") == [
        "scenario_L0_0_0_0 00:00 Audun, 00:10 Belval"
    ]


def test_the_way_back_takes_hops_and_stays_the_other_way_round() -> None:
    stops = [{"id": "x_audun"}, {"id": "x_rue"}, {"id": "x_bel"}]
    way = timetable(hopTimes=[300, 600], dwellTimes=[0, 60, 120], headwaySecs=3600)
    made = applied(line(way, stops=stops, bidirectional=True, directionId=1))
    assert runs(made.feed, "scenario") == [
        "scenario_L0_0_1_0 06:00 Audun, 06:05-06:06 Rue, 06:16-06:18 Belval",
        "scenario_L0_0_0_0 05:58-06:00 Belval, 06:10-06:11 Rue, 06:16 Audun",
    ]
    assert made.feed.trips["headsign"].tolist()[-2:] == ["Belval", "Audun"]
    assert len(made.lines[0].trips) == 2


def test_a_new_stop_stands_where_it_is_said_in_the_country_of_that_side() -> None:
    south = {"lat": 49.585, "lon": 6.13, "name": "Terre-Rouge"}
    made = applied(line(timetable(), stops=[{"id": "x_audun"}, south]))
    stop = made.feed.stops.iloc[-1]
    assert (stop["name"], stop["lat"], stop["lon"], stop["country"]) == (
        "Terre-Rouge", 49.585, 6.13, "FR",
    )  # fmt: skip
    assert made.feed.places["name"].iloc[stop["place_idx"]] == "Terre-Rouge"
    assert "06:10 Terre-Rouge" in runs(made.feed, "scenario")[0]
    assert made.feed.stops.dtypes.equals(FEED.stops.dtypes)


def test_two_lines_that_call_at_one_new_place_share_its_stop() -> None:
    near = {**TERRE_ROUGE, "lat": TERRE_ROUGE["lat"] + 0.0002}
    made = applied(
        line(timetable(), stops=[{"id": "x_audun"}, TERRE_ROUGE]),
        line(timetable(), stops=[near, {"id": "x_bel"}]),
    )
    assert len(made.feed.stops) == len(FEED.stops) + 1
    assert [each.at for each in made.lines] == [0, 1]


def test_at_a_station_the_line_calls_at_its_busiest_platform() -> None:
    made = applied(line(timetable(), stops=[{"id": "x_audun"}, {"id": "x_esch"}]))
    assert runs(made.feed, "scenario")[0].endswith("06:10 Esch quai 1")


def test_a_line_belongs_to_the_scenarios_own_feed_operator_and_colour() -> None:
    made = applied(line(timetable(), name="BHNS", color="ff0000", mode=0))
    route = made.feed.routes.iloc[-1]
    assert (route["short_name"], route["color"], route["type"]) == ("BHNS", "FF0000", 0)
    assert made.feed.feeds[route["feed"]].source.tag == "scenario"
    assert made.feed.feeds[route["feed"]].source.illustrative
    assert made.feed.agencies["name"].iloc[route["agency_idx"]] == "Scenario"


def test_a_scenario_over_a_scenario_that_was_taken_away_has_another_name() -> None:
    before = small_feed("scenario", "LU", "audun | Audun | 0 0\nbel | Belval | 0 900",
                        "t | bus | 2025-02-03 | audun 08:00 > bel 08:10")  # fmt: skip
    stops = [{"id": "scenario_audun"}, {"id": "scenario_bel"}]
    made = applied(line(timetable(), stops=stops), feed=before)
    assert [info.source.tag for info in made.feed.feeds] == ["scenario", "scenario2"]
    assert made.feed.trips["id"].is_unique


# phases


def at_terres(**phase: Any) -> list[dict[str, Any]]:
    """A line that passes Audun at 06:04 and 06:34, and another that is timed by it."""
    first = line(timetable(entryId="one", startTime="06:04", endTime="07:00"))
    by = {"phaseFromTimetable": "one", "phaseFromStop": "x_audun", "phaseAtStop": "x_rue",
          "phaseSeconds": 180, **phase}  # fmt: skip
    stops = [{"id": "x_terr"}, {"id": "x_rue"}, {"id": "x_bel"}]
    times = timetable(hopTimes=[300, 300], dwellTimes=[0, 60, 0], **by)
    return [first, line(times, stops=stops)]


def test_a_line_in_phase_leaves_so_long_after_the_other() -> None:
    made = applied(*at_terres())
    # Rue is left at 06:07 and 06:37, six minutes after Terres
    assert departures(made.feed, "scenario_L1") == ["06:01", "06:31"]
    assert "06:06-06:07 Rue" in runs(made.feed, "scenario_L1")[0]


def test_a_line_in_phase_keeps_to_its_window() -> None:
    found = departures(applied(*at_terres(startTime="06:00", endTime="06:31")).feed, "scenario_L1")
    assert found == ["06:01"]


def test_a_single_departure_is_brought_into_phase_too() -> None:
    found = departures(applied(*at_terres(startTime="06:00", endTime="06:20")).feed, "scenario_L1")
    assert found == ["06:01"]


def test_a_phase_that_leaves_no_departure_in_the_window_is_a_fault() -> None:
    said = faults(*at_terres(startTime="06:02", endTime="06:20"))
    assert said == {
        "modifications[1].frequencies[0].phaseSeconds": "leaves no departure before endTime; "
        "make the window longer"
    }


@pytest.mark.parametrize(
    "phase, place, words",
    [
        ({"phaseFromTimetable": "two"}, "phaseFromTimetable", '"two" is the entryId of no'),
        ({"phaseAtStop": "x_audun"}, "phaseAtStop", "this line does not call there"),
        ({"phaseFromStop": "x_rue"}, "phaseFromStop", "the other line does not call there"),
        ({"phaseFromStop": "x_rues"}, "phaseFromStop", '"x_rues" is unknown; near ones are x_rue'),
    ],
)
def test_a_phase_that_cannot_be_kept_is_named(phase, place, words) -> None:
    said = faults(*at_terres(**phase))
    assert list(said) == [f"modifications[1].frequencies[0].{place}"]
    assert words in said[f"modifications[1].frequencies[0].{place}"]


def test_a_timetable_is_not_in_phase_with_itself() -> None:
    by = {"phaseFromTimetable": "me", "phaseFromStop": "x_audun", "phaseAtStop": "x_audun",
          "phaseSeconds": 0}  # fmt: skip
    said = faults(line(timetable(entryId="me", **by)))
    assert "is the entryId of no timetable before this one" in next(iter(said.values()))


def test_the_fault_of_one_line_is_not_told_again_of_those_timed_by_it() -> None:
    first, second = at_terres()
    said = faults({**first, "stops": [{"id": "x_audun"}, {"id": "nowhere"}]}, second)
    assert list(said) == ["modifications[0].stops[1].id"]


# days


def yearly() -> MergedFeed:
    """A feed that runs from before Christmas to New Year's Eve."""
    days = " ".join(f"2025-12-{day}" for day in (20, 31))
    return small_feed("x", "LU", "audun | Audun | 0 0\nbel | Belval | 0 900",
                      f"t | bus | {days} | audun 08:00 > bel 08:10")  # fmt: skip


def days_with(**calendar: Any) -> list[str]:
    weekdays = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    fields = {"calendar": calendar} if calendar else {}
    made = applied(line(timetable(headwaySecs=3600, **weekdays), **fields), feed=yearly())
    return [each[-2:] for each in dates(made.feed, "scenario_L0_0_0_0")]


def test_a_line_runs_on_its_weekdays_in_the_span_of_the_timetables() -> None:
    assert days_with() == ["22", "23", "24", "25", "26", "29", "30", "31"]


@pytest.mark.parametrize(
    "holidays, free",
    [("FR54", {"25"}), ("FR57", {"25", "26"}), ("LU", {"25", "26"}), ("union", {"25", "26"})],
)
def test_on_public_holidays_of_its_calendar_nothing_runs(holidays, free) -> None:
    assert set(days_with()) - set(days_with(holidays=holidays)) == free


def test_the_union_of_holidays_is_that_of_all_sides(monkeypatch) -> None:
    asked = set()
    monkeypatch.setattr("planning.apply.services.is_holiday", lambda day, key: bool(asked.add(key)))
    days_with(holidays="union")
    assert asked == {"FR", "LU"}


def school(*rows: tuple[str, str, str]):
    told = pd.DataFrame([(*row, "", "") for row in rows], columns=list(TABLES["school_holidays"]))
    return replace(territory(), school_holidays=told)


@pytest.mark.parametrize(
    "calendar, days",
    [
        ({"school": "term"}, ["30", "31"]),
        ({"school": "holidays"}, ["22", "23", "24", "25", "26", "29"]),
        ({"school": "term", "holidays": "LU"}, ["22", "29", "30", "31"]),
        ({"school": "term", "holidays": "FR54"}, ["26", "30", "31"]),
    ],
)
def test_a_line_keeps_to_school_days_of_the_countries_of_its_calendar(calendar, days) -> None:
    place = school(("LU", "2025-12-23", "2025-12-26"), ("FR", "2025-12-20", "2025-12-24"),
                   ("FR", "2025-12-29", "2025-12-29"))  # fmt: skip
    weekdays = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    told = line(timetable(headwaySecs=3600, **weekdays), calendar=calendar)
    made = applied(told, feed=yearly(), place=place)
    assert [each[-2:] for each in dates(made.feed, "scenario_L0_0_0_0")] == days


def test_a_line_that_runs_on_no_loaded_day_is_a_fault() -> None:
    said = faults(line(timetable(monday=False, sunday=True)))
    assert said == {
        "modifications[0].frequencies[0]": "runs on no day of the timetables that are loaded; "
        "choose other weekdays or holidays"
    }


def test_a_line_with_more_trips_than_anybody_can_run_is_a_fault() -> None:
    busy = timetable(startTime=0, endTime="48:00", headwaySecs=1)
    said = faults(line(*[busy] * 5))
    assert said == {
        "modifications[0]": "adds trips of more than 1000000 calls in all; make headways longer"
    }


def test_the_tables_keep_their_types_and_their_order() -> None:
    feed = applied(line(timetable()), line(timetable())).feed
    for name in ("agencies", "stops", "places", "routes", "trips", "stop_times", "services",
                 "service_dates"):  # fmt: skip
        assert getattr(feed, name).dtypes.equals(getattr(FEED, name).dtypes), name
    order = feed.stop_times[["trip_idx", "sequence"]].to_numpy()
    assert (np.lexsort(order.T[::-1]) == np.arange(len(order))).all()
