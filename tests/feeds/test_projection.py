"""A timetable that has ended is continued where a person wants it, and every such ride says so."""

from __future__ import annotations

import datetime as dt

import pytest

from core.clock import day_number, today
from feeds.catalogue import add_feed, load_stored
from feeds.load import load_feed
from feeds.projection import DAYS_AHEAD, projected
from feeds.tables import Source
from feeds.territory import HOME, load_territory
from routing.build import build_network
from tests.feeds.make import write_feed
from web.create import create_web
from web.state import AppState, World

ENDED = dt.date(2025, 6, 15)
"""A Sunday; in its last week half of the trips have gone."""
TODAY = dt.date(2025, 6, 20)
CALENDAR = """
    service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
    DAILY,1,1,1,1,1,1,1,20250401,20250608
    LAST,1,1,1,1,1,1,1,20250609,20250615
    WORK,1,1,1,1,1,0,0,20250401,20250608
"""
TRIPS = "route_id,service_id,trip_id\nR,DAILY,T1\nR,WORK,T2\nR,LAST,T3"
CALLS = """
    trip_id,arrival_time,departure_time,stop_id,stop_sequence
    T1,07:00:00,07:00:00,S1,1
    T1,07:50:00,07:50:00,S4,2
    T2,08:00:00,08:00:00,S1,1
    T2,08:50:00,08:50:00,S4,2
    T3,09:00:00,09:00:00,S1,1
    T3,09:50:00,09:50:00,S4,2
"""


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    path = tmp_path_factory.mktemp("ended") / "feed.zip"
    write_feed(path, calendar=CALENDAR, trips=TRIPS, stop_times=CALLS)
    return load_feed(path, Source(tag="x", country="LU"))


def trips_on(feed, day):
    services = feed.service_dates.loc[feed.service_dates["day"] == day_number(day), "service_idx"]
    return sorted(feed.trips["id"][feed.trips["service_idx"].isin(services)])


def test_a_day_runs_like_the_newest_usual_day_of_its_weekday(feed):
    continued = projected(feed, load_territory(HOME), day_number(TODAY))
    assert trips_on(continued, dt.date(2025, 6, 16)) == ["x_T1", "x_T2"]
    assert trips_on(continued, dt.date(2025, 6, 21)) == ["x_T3"]
    assert trips_on(continued, dt.date(2025, 6, 15)) == ["x_T3"]


def test_a_public_holiday_of_the_side_runs_like_a_sunday(feed):
    continued = projected(feed, load_territory(HOME), day_number(TODAY))
    assert dt.date(2025, 6, 23).weekday() == 0
    assert trips_on(continued, dt.date(2025, 6, 23)) == trips_on(continued, dt.date(2025, 6, 22))
    elsewhere = projected(feed, None, day_number(TODAY))
    assert trips_on(elsewhere, dt.date(2025, 6, 23)) == ["x_T1", "x_T2"]


def test_it_goes_on_for_so_many_days_and_the_published_ones_stay(feed):
    continued = projected(feed, None, day_number(TODAY))
    assert continued.service_dates["day"].max() == day_number(TODAY) + DAYS_AHEAD
    before = set(map(tuple, feed.service_dates.to_numpy().tolist()))
    assert before <= set(map(tuple, continued.service_dates.to_numpy().tolist()))
    assert continued.feeds[0].last_day == day_number(ENDED)
    assert not continued.service_dates.duplicated().any()


def test_a_timetable_that_lasts_is_left_as_it_is(feed):
    long_ago = day_number(ENDED) - DAYS_AHEAD
    assert projected(feed, None, long_ago) is feed


def test_only_where_a_source_says_so_and_never_in_what_is_published(tmp_path):
    path = write_feed(tmp_path / "f.zip", calendar=CALENDAR, trips=TRIPS, stop_times=CALLS)
    source = Source(tag="x", country="LU", project_past_end=True)
    add_feed(tmp_path / "data", "x", path, source)
    now = day_number(today("Europe/Luxembourg"))
    assert load_stored(tmp_path / "data", None).service_dates["day"].max() == now + DAYS_AHEAD
    published = load_stored(tmp_path / "data", None, as_published=True)
    assert published.service_dates["day"].max() == day_number(ENDED)


@pytest.mark.parametrize(("day", "marked"), [(dt.date(2025, 6, 3), False), (TODAY, True)])
def test_a_ride_of_such_a_day_is_marked_wherever_it_is_shown(feed, day, marked):
    territory = load_territory(HOME)
    network = build_network(projected(feed, territory, day_number(TODAY)), territory)
    client = create_web(AppState(World.of(network, territory))).test_client()
    query = {"fromPlace": "x_S1", "toPlace": "x_S4", "time": f"{day}T06:30", "language": "fr"}
    option = client.get("/api/v6/plan", query_string=query).json["itineraries"][0]
    ride = next(leg for leg in option["legs"] if leg["mode"] == "BUS")
    assert ride["navette"]["projected"] is marked
    headers = [alert["headerText"] for alert in ride.get("alerts", [])]
    assert ("Pas d'horaire publié pour ce jour" in headers) is marked
