"""The embedded data set cuts trains on purpose; merged, they are whole and run once."""

from __future__ import annotations

import datetime as dt

import pytest

from core.clock import day_number
from feeds.catalogue import load_stored
from feeds.demo import build_embedded
from feeds.tables import MergedFeed
from feeds.territory import HOME, load_territory

DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> MergedFeed:
    folder = tmp_path_factory.mktemp("demo")
    build_embedded(folder, DAY)
    return load_stored(folder, load_territory(HOME))


def rides_of(merged: MergedFeed, line: str) -> list[list[str]]:
    """The places that the trips of a line call at on the day of the test."""
    dates = merged.service_dates
    running = dates[dates["day"] == day_number(DAY)]["service_idx"]
    routes = merged.routes.index[merged.routes["short_name"] == line]
    trips = merged.trips[merged.trips["route_idx"].isin(routes)]
    trips = trips[trips["service_idx"].isin(running)]
    place = merged.stops["place_idx"].to_numpy()[merged.stop_times["stop_idx"]]
    names = merged.stop_times.assign(place=merged.places["name"].to_numpy()[place])
    of_trip = names.groupby("trip_idx")["place"].agg(list)
    return [of_trip[trip] for trip in trips.index]


def test_every_tgv_of_two_halves_is_one_ride_from_metz_to_luxembourg(merged):
    crosswalk = merged.trip_crosswalk
    parts = crosswalk[crosswalk["evidence"].str.startswith("one ride")]
    assert parts["kept_trip_idx"].nunique() >= 42
    rides = rides_of(merged, "TGV")
    assert rides
    for ride in rides:
        ends = {ride[0].split(",")[0], ride[-1].split(",")[0]}
        assert any("Metz" in end for end in ends), ride
        assert any("Luxembourg" in end for end in ends), ride
        assert sum("Thionville" in place for place in ride) == 1


@pytest.mark.parametrize("line", ["C50", "C40+", "C50+"])
def test_a_train_that_both_feeds_show_runs_once(merged, line):
    copies = merged.trip_crosswalk
    kept = merged.trips.iloc[copies["kept_trip_idx"]]["route_idx"]
    shown = merged.routes["short_name"].to_numpy()[kept] == line
    assert shown.any()
    assert copies[shown]["evidence"].str.contains("same number").all()


def test_no_train_of_the_border_is_left_in_doubt(merged):
    assert "doubtful_stitch" not in merged.notices.counts
