"""The two feeds differ on purpose as feeds of two countries do, and each of them is sound."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import gtfs_guru
import pytest

from core.geo import distance_m
from feeds.demo.facts import load_facts
from feeds.load import load_feed
from feeds.territory import HOME
from tests.feeds.demo.conftest import Rows

Tables = dict[str, dict[str, Rows]]

REAL_STATIONS = [
    ("Luxembourg, Gare Centrale", "Luxembourg"),
    ("Bettembourg, Gare", "Bettembourg"),
    ("Hettange-Grande, Gare SNCF", "Hettange-Grande"),
    ("Thionville, Gare", "Thionville"),
    ("Metz-Ville", "Metz"),
    ("Longwy, Gare", "Longwy"),
]


def running(feed: dict[str, Rows], service_id: str, date: str) -> bool:
    """Whether a service runs that day, by calendar.txt and calendar_dates.txt alone."""
    for row in feed["calendar_dates"]:
        if (row["service_id"], row["date"]) == (service_id, date):
            return row["exception_type"] == "1"
    weekday = dt.datetime.strptime(date, "%Y%m%d").replace(tzinfo=dt.UTC).strftime("%A").lower()
    return any(
        row["service_id"] == service_id and row[weekday] == "1" for row in feed.get("calendar", [])
    )


def calls(feed: dict[str, Rows], trip_id: str) -> list[tuple[str, str, str]]:
    names = {row["stop_id"]: row["stop_name"] for row in feed["stops"]}
    return [
        (names[row["stop_id"]], row["arrival_time"], row["departure_time"])
        for row in feed[f"calls {trip_id}"]
    ]


@pytest.mark.parametrize("tag", ["lu", "fr"])
def test_the_strict_door_lets_the_feed_in_without_a_notice(built: Path, tag: str) -> None:
    source = next(f.source for f in load_facts(HOME / "facts").feeds if f.source.tag == tag)
    feed = load_feed(built / "feeds" / tag / "current.zip", source)
    assert feed.feeds[0].notice_counts == {}
    assert len(feed.trips) > 500


@pytest.mark.parametrize("tag", ["lu", "fr"])
def test_the_independent_validator_finds_no_error(built: Path, tag: str) -> None:
    result = gtfs_guru.validate(str(built / "feeds" / tag / "current.zip"))
    assert result.is_valid
    assert [notice.code for notice in result.notices if notice.severity == "ERROR"] == []


def test_each_side_keeps_its_own_time_zone(tables: Tables) -> None:
    zones = {
        tag: {row["agency_timezone"] for row in feed["agency"]} for tag, feed in tables.items()
    }
    assert zones == {"lu": {"Europe/Luxembourg"}, "fr": {"Europe/Paris"}}


def test_stations_stand_in_both_feeds_tens_of_metres_apart(tables: Tables) -> None:
    by_name = {
        tag: {row["stop_name"]: row for row in feed["stops"]} for tag, feed in tables.items()
    }
    for lu_name, fr_name in REAL_STATIONS:
        a, b = by_name["lu"][lu_name], by_name["fr"][fr_name]
        assert a["stop_id"] != b["stop_id"]
        gap_m = distance_m(*(float(row[k]) for row in (a, b) for k in ("stop_lat", "stop_lon")))
        assert 1 < gap_m < 100


def test_every_stop_has_a_name_and_every_called_stop_exists(tables: Tables) -> None:
    for feed in tables.values():
        names = {row["stop_id"]: row["stop_name"].strip() for row in feed["stops"]}
        assert all(names.values())
        assert {row["stop_id"] for row in feed["stop_times"]} <= set(names)


def test_the_train_cut_at_the_border_has_the_times_of_the_whole_one(tables: Tables) -> None:
    whole = calls(tables["fr"], "TER-C50-1-WD-0706")
    part = calls(tables["lu"], "CFL90-TER-C50-1-WD-0706")
    assert [name for name, _, _ in whole][:2] == ["Metz", "Metz Nord"]
    assert part[0][0] == "Thionville, Gare"
    assert [times for _, *times in part] == [times for _, *times in whole[-4:]]


def test_the_train_of_two_halves_meets_in_one_station(tables: Tables) -> None:
    french = calls(tables["fr"], "TGV90-0-WD-0857")
    onward = calls(tables["lu"], "CFL-TGV-TGV90-0-WD-0857")
    assert [name for name, _, _ in french] == ["Metz", "Thionville"]
    assert [name for name, _, _ in onward] == ["Thionville, Gare", "Luxembourg, Gare Centrale"]
    assert french[-1][1:] == onward[0][1:]
    numbers = [
        next(r["trip_short_name"] for r in tables[tag]["trips"] if r["trip_id"] == trip_id)
        for tag, trip_id in (("fr", "TGV90-0-WD-0857"), ("lu", "CFL-TGV-TGV90-0-WD-0857"))
    ]
    assert numbers[0] == numbers[1]


def test_the_train_to_longwy_is_a_minute_apart_and_numbered_anew(tables: Tables) -> None:
    french = calls(tables["fr"], "TER-K59-1-WD-0650")
    lux = calls(tables["lu"], "CFL70-Longwy-TER-K59-1-WD-0650")
    assert len(french) == len(lux)
    apart = [a for a, b in zip(french, lux, strict=True) if a[1] != b[1]]
    assert [name for name, _, _ in apart] == ["Dippach secteur Reckange"]


def test_nobody_rides_a_luxembourg_bus_wholly_inside_france(tables: Tables) -> None:
    stops = load_facts(HOME / "facts").stops
    feed = tables["lu"]
    ruled = 0
    for trip_id in ("RGTR604-0-WD-0709", "RGTR604-1-WD-1700", "RGTR731-0-WD-0726"):
        rows = feed[f"calls {trip_id}"]
        for index, boarding in enumerate(rows):
            for alighting in rows[index + 1 :]:
                ends = [stops["lu", row["stop_id"]].country for row in (boarding, alighting)]
                allowed = boarding["pickup_type"] == "0" and alighting["drop_off_type"] == "0"
                assert allowed == (ends != ["FR", "FR"]), (trip_id, boarding, alighting)
                ruled += not allowed
    assert ruled > 10


@pytest.mark.parametrize(
    ("date", "lu", "fr", "moselle"),
    [
        ("20261111", True, False, False),  # Armistice, France alone
        ("20261225", False, False, False),
        ("20261110", True, True, True),
    ],
)
def test_a_holiday_of_one_side_empties_that_side_alone(
    tables: Tables, date: str, lu: bool, fr: bool, moselle: bool
) -> None:
    assert running(tables["lu"], "LU-WD", date) is lu
    assert running(tables["fr"], "FR-WD", date) is fr
    assert running(tables["fr"], "FR-57-WD", date) is moselle


def test_saint_stephen_is_a_holiday_in_moselle_and_luxembourg_but_not_in_villerupt(
    tables: Tables,
) -> None:
    saturday = "20261226"
    assert running(tables["fr"], "FR-SA", saturday)
    assert not running(tables["fr"], "FR-57-SA", saturday)
    assert not running(tables["lu"], "LU-SA", saturday)


def test_a_morning_in_villerupt_has_a_bus_and_a_train_to_kirchberg(tables: Tables) -> None:
    """Traced by hand: 604 and tram; coach, train 60c, train 60 and tram."""
    lu, fr = tables["lu"], tables["fr"]

    def times(feed: dict[str, Rows], trip_id: str) -> dict[str, str]:
        return {name: departure for name, _, departure in calls(feed, trip_id)}

    bus = times(lu, "RGTR604-0-WD-0651")
    assert bus["Villerupt, Barbusse (Église)"] == "06:51:00"
    assert bus["Gasperich, Stade de Luxembourg"] == "07:35:00"
    tram = times(lu, "T1-1-WD-0739")
    assert tram["Gasperich, Stadion (Tram)"] == "07:39:00"
    assert tram["Kirchberg, Europaparlament / Parlement Européen"] == "08:11:00"

    coach = times(fr, "FLUO57-ILL1-0-WD-0703")
    assert coach["VILLERUPT - Mairie"] == "07:03:00"
    assert coach["AUDUN-LE-TICHE - Gare"] == "07:17:00"
    branch = times(lu, "CFL60c-1-WD-0720")
    assert branch["Audun-le-Tiche, Gare"] == "07:20:00"
    assert branch["Esch-sur-Alzette, Gare"] == "07:25:00"
    train = times(lu, "CFL60-RB-1-WD-0708")
    assert train["Esch-sur-Alzette, Gare"] == "07:32:00"
    assert train["Luxembourg, Gare Centrale"] == "07:58:00"
    tram = times(lu, "T1-1-WD-0748")
    assert tram["Luxembourg, Gare Centrale (Tram)"] == "08:03:00"
    assert tram["Kirchberg, Europaparlament / Parlement Européen"] == "08:20:00"
