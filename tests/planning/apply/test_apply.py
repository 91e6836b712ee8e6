"""Modifications applied: lines of a small valley before and after, told call by call."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import RequestError
from feeds.tables import MergedFeed
from feeds.territory import Territory, load_territory
from planning.apply.scenario import Applied, apply
from planning.scenario.reading import read_scenario
from routing.build import build_network
from routing.search import earliest_arrivals
from tests.routing.town import DAY, at, merged_valley, write_territory

LINES = """
fr BUS 10: ober 07:00 unter 07:10/07:11 esch 07:20
fr BUS 10: ober 08:00 unter 08:10/08:11 esch 08:20
lu RAIL 60: esch 07:30 stad 07:40/07:42 uni 07:50
lu RAIL 60: esch 08:30 stad 08:40/08:42 uni 08:50
"""
ALL_WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)


@pytest.fixture
def valley(tmp_path: Path) -> tuple[MergedFeed, Territory]:
    territory = load_territory(write_territory(tmp_path / "territory"))
    return merged_valley(tmp_path, LINES, territory), territory


def changed(valley: tuple[MergedFeed, Territory], *modifications: dict[str, Any]) -> Applied:
    content = {"name": "S", "modifications": modifications}
    return apply(*valley, read_scenario(json.dumps(content).encode()))


def told(feed: MergedFeed, line: str = "") -> list[str]:
    """Trips as `10: ober 07:00 unter 07:10/07:11`, in the order of their first departure."""
    lines = []
    for trip, calls in feed.stop_times.groupby("trip_idx"):
        route = feed.trips["route_idx"].iloc[int(str(trip))]
        name = feed.routes["short_name"].iloc[route]
        if line in ("", name):
            parts = [
                f"{feed.stops['id'].iloc[c.stop_idx].partition('_')[2]} {_clock(c)}"
                for c in calls.itertuples()
            ]
            lines.append((calls["departure_s"].iloc[0], f"{name}: {' '.join(parts)}"))
    return [text for _, text in sorted(lines)]


def _clock(call: Any) -> str:
    times = [f"{s // 3600:02}:{s % 3600 // 60:02}" for s in (call.arrival_s, call.departure_s)]
    return times[0] if times[0] == times[1] else "/".join(times)


def prints(feed: MergedFeed) -> str:
    """A hash of every frame."""
    digest = hashlib.sha256()
    for field in fields(feed):
        value = getattr(feed, field.name)
        if isinstance(value, pd.DataFrame):
            digest.update(pd.util.hash_pandas_object(value).to_numpy().tobytes())
    return digest.hexdigest()


def test_an_empty_scenario_is_the_base(valley: tuple[MergedFeed, Territory]) -> None:
    found = changed(valley)
    assert found.feed is valley[0]
    assert found.territory is valley[1]


def test_the_base_stays_as_it_was_and_the_same_scenario_gives_the_same_network(
    valley: tuple[MergedFeed, Territory],
) -> None:
    before = prints(valley[0])
    changes = (
        {"type": "adjust-speed", "routes": ["fr_BUS-10"], "scale": 2},
        {"type": "remove-trips", "trips": ["lu_t1"]},
    )
    one, two = (changed(valley, *changes) for _ in range(2))
    assert prints(valley[0]) == before
    versions = [build_network(each.feed, each.territory).version for each in (one, two)]
    assert versions[0] == versions[1]
    assert versions[0] != build_network(*valley).version


def test_a_line_twice_as_fast_takes_half_the_time_between_its_stops(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(valley, {"type": "adjust-speed", "routes": ["fr_BUS-10"], "scale": 2})
    assert told(found.feed, "10")[0] == "10: ober 07:00 unter 07:05/07:06 esch 07:10"


def test_a_speed_may_hold_between_two_stops_alone(valley: tuple[MergedFeed, Territory]) -> None:
    hops = [["fr_ober", "fr_unter"]]
    found = changed(
        valley, {"type": "adjust-speed", "routes": ["fr_BUS-10"], "scale": 2, "hops": hops}
    )
    assert told(found.feed, "10")[0] == "10: ober 07:00 unter 07:05/07:06 esch 07:15"


def test_longer_stays_make_later_arrivals(valley: tuple[MergedFeed, Territory]) -> None:
    change = {"type": "adjust-dwell-time", "stops": ["fr_unter"], "dwellSecs": 180}
    found = changed(valley, change)
    assert told(found.feed, "10")[0] == "10: ober 07:00 unter 07:10/07:13 esch 07:22"


def test_a_removed_stop_saves_its_stay_and_the_seconds_said(
    valley: tuple[MergedFeed, Territory],
) -> None:
    change = {"type": "remove-stops", "stops": ["fr_unter"], "secondsSavedAtEachStop": 60}
    found = changed(valley, change)
    assert told(found.feed, "10")[0] == "10: ober 07:00 esch 07:18"


def test_a_run_without_its_first_stop_starts_at_its_next_one(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(valley, {"type": "remove-stops", "stops": ["fr_ober"], "routes": ["fr_BUS-10"]})
    assert told(found.feed, "10")[0] == "10: unter 07:10/07:11 esch 07:20"


def test_removed_trips_no_longer_run(valley: tuple[MergedFeed, Territory]) -> None:
    found = changed(valley, {"type": "remove-trips", "trips": ["fr_t0"]})
    assert told(found.feed, "10") == ["10: ober 08:00 unter 08:10/08:11 esch 08:20"]


def test_a_line_is_rerouted_between_two_stops_and_comes_later(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(
        valley,
        {
            "type": "reroute", "routes": ["lu_RAIL-60"], "fromStop": "lu_esch", "toStop": "lu_uni",
            "stops": [{"lat": 49.51, "lon": 5.91, "name": "Neudorf"}],
            "hopTimes": [600, 900], "dwellTimes": [0, 60, 0],
        },
    )  # fmt: skip
    first = told(found.feed, "60")[0]
    assert first.startswith("60: esch 07:30 S")
    assert first.endswith("07:40/07:41 uni 07:56")
    assert "Neudorf" in found.feed.stops["name"].tolist()


def test_a_new_end_of_a_line_is_timed_from_where_it_leaves(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(
        valley,
        {
            "type": "reroute", "routes": ["fr_BUS-10"], "fromStop": "fr_unter",
            "stops": [{"id": "lu_stad"}], "hopTimes": [1200], "dwellTimes": [120, 0],
        },
    )  # fmt: skip
    assert told(found.feed, "10")[0] == "10: ober 07:00 unter 07:10/07:12 stad 07:32"


def _line(**more: Any) -> dict[str, Any]:
    entry = {
        "startTime": "09:00", "endTime": "10:00", "headwaySecs": 1800,
        "hopTimes": [300, 600], "dwellTimes": [0, 60, 0], **ALL_WEEK,
    }  # fmt: skip
    stops = [{"id": "fr_ober"}, {"id": "fr_esch"}, {"id": "lu_uni"}]
    return {"type": "add-trips", "name": "X", "stops": stops, "frequencies": [entry], **more}


def test_a_new_line_runs_both_ways_from_its_first_departure_on(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(valley, _line())
    assert told(found.feed, "X") == [
        "X: ober 09:00 esch 09:05/09:06 uni 09:16",
        "X: uni 09:00 esch 09:10/09:11 ober 09:16",
        "X: ober 09:30 esch 09:35/09:36 uni 09:46",
        "X: uni 09:30 esch 09:40/09:41 ober 09:46",
    ]


def test_windows_that_overlap_both_run(valley: tuple[MergedFeed, Territory]) -> None:
    hop = {"hopTimes": [300], "dwellTimes": [0, 0], **ALL_WEEK}
    entries = [
        {"startTime": "09:00", "endTime": "10:00", "headwaySecs": seconds, **hop}
        for seconds in (600, 900)
    ]
    stops = [{"id": "fr_ober"}, {"id": "fr_esch"}]
    found = changed(valley, _line(stops=stops, frequencies=entries, bidirectional=False))
    assert len(told(found.feed, "X")) == 10


def test_a_line_on_working_days_of_both_sides_rests_on_the_holidays_of_either(
    valley: tuple[MergedFeed, Territory],
) -> None:
    found = changed(valley, _line(calendar={"holidays": "LU"}))
    service = found.feed.trips["service_idx"].iloc[found.lines[0].trips[0]]
    dates = found.feed.service_dates
    days = pd.to_datetime(dates["day"][dates["service_idx"] == service], unit="D")
    assert set(days.dt.day_of_week) <= {0, 1, 2, 3, 4}
    assert not ((days.dt.month == 12) & (days.dt.day.isin([25, 26]))).any()


def test_a_second_line_follows_the_first_by_its_phase(
    valley: tuple[MergedFeed, Territory],
) -> None:
    first = _line()
    first["frequencies"][0]["entryId"] = "first"
    second = _line(name="Y", bidirectional=False)
    second["frequencies"][0] |= {
        "phaseFromTimetable": "first", "phaseAtStop": "fr_esch", "phaseFromStop": "fr_esch",
        "phaseSeconds": 240,
    }  # fmt: skip
    found = changed(valley, first, second)
    assert told(found.feed, "Y")[0] == "Y: ober 09:04 esch 09:09/09:10 uni 09:20"


def test_another_headway_takes_the_times_of_a_trip_there_is(
    valley: tuple[MergedFeed, Territory],
) -> None:
    entry = {
        "sourceTrip": "fr_t0", "startTime": "07:15", "endTime": "08:15", "headwaySecs": 1800,
        **ALL_WEEK,
    }  # fmt: skip
    change = {"type": "adjust-frequency", "route": "fr_BUS-10", "entries": [entry]}
    assert told(changed(valley, change).feed, "10") == [
        "10: ober 07:15 unter 07:25/07:26 esch 07:35",
        "10: ober 07:45 unter 07:55/07:56 esch 08:05",
    ]
    kept = changed(valley, change | {"retainTripsOutsideFrequencyEntries": True})
    assert "10: ober 07:00 unter 07:10/07:11 esch 07:20" in told(kept.feed, "10")


def test_more_trips_make_nobody_later(valley: tuple[MergedFeed, Territory]) -> None:
    before = build_network(*valley)
    found = changed(valley, _line())
    after = build_network(found.feed, found.territory)
    n = len(before.stops.lat)
    for minute in range(6 * 60, 11 * 60, 7):
        moment_s = at(f"{minute // 60:02}:{minute % 60:02}", DAY)
        for stop in range(n):
            was = earliest_arrivals(before, {stop: 0}, time_s=moment_s)
            now = earliest_arrivals(after, {stop: 0}, time_s=moment_s)[:n]
            reached = was >= 0
            assert (now[reached] >= 0).all()
            assert (now[reached] <= was[reached]).all()


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"type": "remove-trips", "routes": ["fr_BUS-11"]}, "routes[0]", "near ones are fr_BUS-10"),
        (
            {"type": "remove-stops", "stops": ["lu_uni"], "routes": ["fr_BUS-10"]},
            "stops", "nothing",
        ),
        (
            {"type": "adjust-dwell-time", "stops": ["fr_unter"], "routes": ["fr_BUS-10"],
             "dwellSecs": 60},
            "", "nothing",
        ),
        (
            {"type": "adjust-speed", "scale": 2, "routes": ["fr_BUS-10"],
             "hops": [["fr_esch", "fr_ober"]]},
            "hops", "nothing changes",
        ),
        ({"type": "close-crossing", "crossing": "X9", "modes": ["CAR"]}, "crossing", "unknown"),
        (
            {"type": "reroute", "routes": ["fr_BUS-10"], "fromStop": "fr_esch", "toStop": "fr_ober",
             "hopTimes": [60], "dwellTimes": [0, 0]},
            "", "nothing changes",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_named_with_its_place(
    valley: tuple[MergedFeed, Territory], change: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(RequestError) as refused:
        changed(valley, change)
    [fault] = refused.value.faults
    assert fault.field == f"modifications[0]{'.' if place else ''}{place}"
    assert said in fault.message


def test_roads_in_a_polygon_are_slower_or_closed_to_cars(
    valley: tuple[MergedFeed, Territory],
) -> None:
    ring = [[5.8, 49.4], [6.0, 49.4], [6.0, 49.475], [5.8, 49.475]]
    links = valley[1].road_links
    slow = changed(valley, {"type": "road-congestion", "polygons": [ring], "scale": 0.5})
    speeds = slow.territory.road_links["free_speed_kmh"].to_numpy()
    inside = speeds != links["free_speed_kmh"].to_numpy()
    assert 0 < inside.sum() < len(links)
    assert np.allclose(speeds[inside] * 2, links["free_speed_kmh"].to_numpy()[inside])
    shut = {"type": "modify-streets", "polygons": [ring], "allowedModes": ["WALK", "BICYCLE"]}
    assert len(changed(valley, shut).territory.road_links) == len(links) - inside.sum()


def test_a_new_car_park_stands_in_its_country(valley: tuple[MergedFeed, Territory]) -> None:
    change = {
        "type": "add-park-and-ride", "name": "P", "lat": 49.451, "lon": 5.9, "capacity": 90,
    }  # fmt: skip
    site = changed(valley, change).territory.park_and_ride.iloc[-1]
    assert (site["name"], site["capacity"], site["country"]) == ("P", 90, "FR")
