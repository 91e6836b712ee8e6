"""Two nights a year clocks change; three zones ride through them, right to the second.

What is expected is reckoned here from the GTFS reference alone: a time counts from noon of the
service day in the agency's zone, less twelve hours.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from feeds.export.publish import ZIP, publish
from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import Source
from routing.build import build_network
from tests.feeds.make import write_feed
from tests.feeds.merge.small_territory import small_territory
from web.create import create_web
from web.state import AppState, World

AUTUMN, SPRING = dt.date(2026, 10, 24), dt.date(2026, 3, 28)
"""The service days before the two nights."""

STOPS = {
    "fr": "paris,Paris Nord,48.880,2.355\nlille,Lille,50.638,3.075\nborder,Fréthun,50.901,1.811",
    "lu": "lux,Luxembourg,49.600,6.134\nesch,Esch,49.494,5.985",
    "uk": "border,Frethun,50.9011,1.8111\nlondon,London,51.531,-0.126\nleeds,Leeds,53.795,-1.548",
}
ZONES = {"fr": "Europe/Paris", "lu": "Europe/Luxembourg", "uk": "Europe/London"}
COUNTRIES = {"fr": "FR", "lu": "LU", "uk": "GB"}

TRIPS = {
    "fr": {
        "late": ("paris 25:35:00", "lille 26:30:00"),
        "across": ("paris 26:30:00", "lille 27:30:30"),
        "early": ("paris 01:35:00", "lille 03:10:00"),
        "e9080": ("paris 22:00:00", "border 24:10:00"),
    },
    "lu": {
        "night": ("esch 25:35:00", "lux 26:10:00"),
        "dawn": ("esch 02:40:00", "lux 03:20:15"),
    },
    "uk": {
        "e9080": ("border 23:12:00", "london 25:35:00"),
        "sleeper": ("london 25:05:00", "leeds 29:40:00"),
        "milk": ("london 01:30:00", "leeds 05:10:45"),
    },
}


def moment(day: dt.date, text: str, zone: str) -> dt.datetime:
    """The moment of a GTFS time, from the words of the reference."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    hours, minutes, seconds = map(int, text.split(":"))
    return noon - dt.timedelta(hours=12) + dt.timedelta(0, seconds, 0, 0, minutes, hours)


def iso(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def feed(folder, tag):
    zone = ZONES[tag]
    days = [day + dt.timedelta(n) for day in (AUTUMN, SPRING) for n in (0, 1)]
    calls = "".join(
        f"{trip},{call.split()[1]},{call.split()[1]},{call.split()[0]},{n}\n"
        for trip, told in TRIPS[tag].items()
        for n, call in enumerate(told)
    )
    path = write_feed(
        folder / f"{tag}.zip",
        agency=f"agency_id,agency_name,agency_url,agency_timezone\nA,A,https://a.example,{zone}",
        stops=f"stop_id,stop_name,stop_lat,stop_lon\n{STOPS[tag]}",
        routes="route_id,agency_id,route_short_name,route_long_name,route_type\nR,A,R,,2",
        trips="route_id,service_id,trip_id,trip_short_name\n"
        + "\n".join(f"R,S,{trip},{trip.strip('e')}" for trip in TRIPS[tag]),
        stop_times=f"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{calls}",
        calendar=None,
        calendar_dates="service_id,date,exception_type\n"
        + "\n".join(f"S,{day:%Y%m%d},1" for day in days),
    )
    return load_feed(path, Source(tag=tag, country=COUNTRIES[tag], licence="CC0-1.0"))


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nights")
    return merge([feed(folder, tag) for tag in TRIPS], None)


@pytest.fixture(scope="module")
def client(merged):
    territory = small_territory()
    state = AppState(World.of(build_network(merged, territory), territory))
    return create_web(state).test_client()


def answer(client, origin, destination, time, **more):
    query = {"fromPlace": origin, "toPlace": destination, "time": time, **more}
    answered = client.get("/api/v6/plan", query_string={"directModes": "", **query})
    assert answered.status_code == 200, answered.json
    return answered.json["itineraries"]


ALONE = [
    (tag, trip)
    for tag, trips in TRIPS.items()
    for trip in trips
    if trip != "e9080"
]  # fmt: skip


@pytest.mark.parametrize(
    "day", [AUTUMN, SPRING, AUTUMN + dt.timedelta(1), SPRING + dt.timedelta(1)]
)
@pytest.mark.parametrize(("tag", "trip"), ALONE)
def test_a_ride_through_the_night_is_right_to_the_second(client, tag, trip, day):
    (origin, leaves), (destination, comes) = (call.split() for call in TRIPS[tag][trip])
    start, end = (moment(day, text, ZONES[tag]) for text in (leaves, comes))
    found = answer(
        client, f"{tag}_{origin}", f"{tag}_{destination}", iso(start - dt.timedelta(0, 60)),
        searchWindow=300,
    )  # fmt: skip
    leg = next(leg for leg in found[0]["legs"] if leg["mode"] != "WALK")
    assert (leg["startTime"], leg["endTime"]) == (iso(start), iso(end))
    assert leg["duration"] == (end - start).total_seconds()
    assert leg["from"]["tz"] == leg["to"]["tz"] == ZONES[tag]


@pytest.mark.parametrize("day", [AUTUMN, SPRING])
def test_a_train_cut_between_two_zones_is_one_ride_with_the_times_of_both(client, merged, day):
    assert merged.trip_crosswalk["evidence"].str.startswith("one ride").any()
    start = moment(day, "22:00:00", "Europe/Paris")
    found = answer(client, "fr_paris", "uk_london", iso(start), searchWindow=60)
    rides = [leg for leg in found[0]["legs"] if leg["mode"] != "WALK"]
    assert len(rides) == 1
    assert rides[0]["startTime"] == iso(start)
    assert rides[0]["endTime"] == iso(moment(day, "25:35:00", "Europe/London"))
    assert (rides[0]["from"]["tz"], rides[0]["to"]["tz"]) == ("Europe/Paris", "Europe/London")
    (stay,) = rides[0]["intermediateStops"]
    assert stay["arrival"] == iso(moment(day, "24:10:00", "Europe/Paris"))
    assert stay["departure"] == iso(moment(day, "23:12:00", "Europe/London"))


def test_the_doubled_hour_is_told_apart_by_its_offset():
    first = moment(AUTUMN, "26:30:00", "Europe/Paris").astimezone(ZoneInfo("Europe/Paris"))
    second = moment(AUTUMN, "27:30:00", "Europe/Paris").astimezone(ZoneInfo("Europe/Paris"))
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    assert second.isoformat() == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize("day", [AUTUMN, SPRING])
def test_a_board_lists_the_night_in_its_true_order(client, day):
    expected = sorted(
        iso(moment(service, TRIPS["fr"][trip][0].split()[1], "Europe/Paris"))
        for trip, service in (
            ("e9080", day), ("late", day), ("across", day), ("early", day + dt.timedelta(1)),
        )
    )  # fmt: skip
    asked = {"stopId": "fr_paris", "time": iso(moment(day, "21:59:00", "Europe/Paris")), "n": 4}
    rows = client.get("/api/v6/stoptimes", query_string=asked).json["stopTimes"]
    assert [row["place"]["departure"] for row in rows] == expected


def test_a_window_across_the_change_holds_every_departure_once(client):
    start = moment(AUTUMN, "25:30:00", "Europe/Paris")
    found = answer(
        client, "fr_paris", "fr_lille", iso(start), searchWindow=3 * 3600, timetableView="true"
    )
    assert [option["startTime"] for option in found] == [
        "2026-10-24T23:35:00Z", "2026-10-25T00:30:00Z", "2026-10-25T00:35:00Z"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "first"),
    [
        ("2026-10-25T02:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:00+02:00", "2026-10-25T00:30:00Z"),
        ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
    ],
)
def test_local_times_of_those_nights_are_read_as_documented(client, time, first):
    found = answer(client, "fr_paris", "fr_lille", time, searchWindow=3600)
    assert found[0]["startTime"] == first


def test_the_three_clocks_read_back_from_one_zip_at_the_same_moments(merged, tmp_path):
    publish(merged, tmp_path, zone="Europe/Luxembourg")
    back = load_feed(tmp_path / ZIP, Source("m", ""))
    assert moments(back) == moments(merged)


def moments(feed):
    """Every call as (stop's name, moment of departure)."""
    days = feed.service_dates.groupby("service_idx")["day"].apply(list)
    out = set()
    for trip, calls in feed.stop_times.groupby("trip_idx"):
        zone = feed.trips["zone"][trip]
        for number in days[feed.trips["service_idx"][trip]]:
            day = dt.date(1970, 1, 1) + dt.timedelta(int(number))
            base = moment(day, "00:00:00", zone)
            out |= {
                (feed.stops["name"][stop], base + dt.timedelta(0, int(departure_s)))
                for stop, departure_s in zip(calls["stop_idx"], calls["departure_s"], strict=True)
            }
    return out
