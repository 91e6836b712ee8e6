"""Stops: names, places, parents; a doubtful place is flagged and never walked from."""

from __future__ import annotations

import pytest

from feeds.rules import codes
from tests.feeds.door.conftest import Load


def stops(*rows: str, header: str = "") -> str:
    """The four stops of the minimal feed (with empty extra columns) and these rows."""
    commas = "," * (1 + header.count(",")) if header else ""
    base = ("S1,Villerupt,49.470,5.930", "S2,Esch,49.494,5.985", "S3,Belval,49.5,5.945",
            "S4,Kirchberg,49.628,6.158")  # fmt: skip
    first = "stop_id,stop_name,stop_lat,stop_lon" + (f",{header}" if header else "")
    return "\n".join([first, *(row + commas for row in base), *rows])


def row_of(load_result, stop_id):
    frame = load_result.stops
    return frame[frame["id"] == stop_id].iloc[0]


def test_audun_with_swapped_coordinates_is_flagged_with_its_mend(load: Load) -> None:
    feed = load(stops=stops("S5,Audun-le-Roman,5.89139,49.36682"))
    notice = feed.notices.samples[codes.SWAPPED_COORDINATES][0]
    assert notice.message == (
        "latitude and longitude seem swapped; publish stop_lat 49.36682, stop_lon 5.89139"
    )
    assert (notice.row, notice.fields) == (6, {"stop_id": "S5"})
    assert not row_of(feed, "x_S5").located
    assert feed.stops["located"].tolist() == [True] * 4 + [False]


def test_stop_that_is_just_far_away_is_believed(load: Load) -> None:
    feed = load(stops=stops("S5,Athens,37.98,23.73"))
    assert codes.SWAPPED_COORDINATES not in feed.notices.counts
    assert row_of(feed, "x_S5").located


@pytest.mark.parametrize(
    "place, code",
    [
        ("0,0", codes.POINT_NEAR_ORIGIN),
        (",", codes.STOP_WITHOUT_LOCATION),
        ("north,5.9", codes.INVALID_FLOAT),
        ("149.5,6.0", codes.NUMBER_OUT_OF_RANGE),
        ("90,6.0", codes.POINT_NEAR_POLE),
    ],
)
def test_stop_without_a_usable_place_is_served_but_not_walked_from(
    load: Load, place: str, code: str
) -> None:
    text = stops().replace("49.494,5.985", place)
    feed = load(stops=text)
    esch = row_of(feed, "x_S2")
    assert feed.notices.samples[code][0].row == 3
    assert not esch.located
    assert len(feed.trips) == 2
    assert (esch.lat, esch.lon) == (0.0, 0.0)


def test_platform_without_a_place_stands_at_its_station(load: Load) -> None:
    feed = load(
        stops=stops(
            "P,Gare,49.6,6.13,1,", "P1,,,,0,P", "P2,Quai 2,0,0,0,P",
            header="location_type,parent_station",
        )
    )  # fmt: skip
    platform = row_of(feed, "x_P1")
    assert (platform.lat, platform.lon, platform.located) == (49.6, 6.13, True)
    assert platform["name"] == "Gare"
    assert row_of(feed, "x_P2").lat == 49.6


def test_station_without_a_place_stands_amid_its_platforms(load: Load) -> None:
    feed = load(
        stops=stops(
            "P,Gare,,,1,", "P1,Quai 1,49.6,6.1,0,P", "P2,Quai 2,49.8,6.3,0,P",
            header="location_type,parent_station",
        )
    )  # fmt: skip
    station = row_of(feed, "x_P")
    assert (station.lat, station.lon) == pytest.approx((49.7, 6.2))


def test_station_and_its_platforms_are_one_place_and_other_stops_their_own(load: Load) -> None:
    feed = load(
        stops=stops(
            "P,Gare,49.6,6.13,1,", "P1,Quai 1,49.6,6.13,0,P", "E,Entrée,49.6,6.13,2,P",
            "B,Zone A,49.6,6.13,4,P1", header="location_type,parent_station",
        )
    )  # fmt: skip
    assert feed.stops["place_idx"].tolist() == [0, 1, 2, 3, 4, 4, 4, 4]
    assert feed.places["name"].tolist() == ["Villerupt", "Esch", "Belval", "Kirchberg", "Gare"]
    assert feed.places["primary_stop_idx"].tolist() == [0, 1, 2, 3, 4]
    assert feed.stop_crosswalk["evidence"].tolist()[4:6] == ["itself", "parent_station"]


@pytest.mark.parametrize(
    "row, code",
    [
        ("Q,Quai,49.6,6.1,0,NOWHERE", codes.FOREIGN_KEY_VIOLATION),
        ("Q,Quai,49.6,6.1,0,S1", codes.WRONG_PARENT_LOCATION_TYPE),
        ("Q,Gare,49.6,6.1,1,P", codes.STATION_WITH_PARENT_STATION),
        ("Q,Porte,49.6,6.1,2,", codes.LOCATION_WITHOUT_PARENT_STATION),
        ("Q,Porte,49.6,6.1,9,", codes.UNEXPECTED_ENUM_VALUE),
        ("Q,,49.6,6.1,0,", codes.MISSING_STOP_NAME),
    ],
)
def test_stop_with_an_odd_parent_or_kind_stays_and_stands_alone(
    load: Load, row: str, code: str
) -> None:
    feed = load(stops=stops("P,Gare,49.6,6.13,1,", row, header="location_type,parent_station"))
    assert feed.notices.samples[code][0].row == 7
    assert row_of(feed, "x_Q").parent_idx == -1
    assert len(feed.trips) == 2


def test_first_of_two_stops_with_one_id_is_kept(load: Load) -> None:
    feed = load(stops=stops("S1,Impostor,48.0,2.0"))
    assert row_of(feed, "x_S1")["name"] == "Villerupt"
    assert len(feed.stops) == 4
    assert feed.notices.samples[codes.DUPLICATE_KEY][0].row == 6


def test_stop_na_is_served_like_any_other(load: Load) -> None:
    feed = load(
        stops=stops("NA,Namur,50.47,4.86"),
        stop_times="""
            trip_id,arrival_time,departure_time,stop_id,stop_sequence
            T1,07:00:00,07:00:00,S1,1
            T1,09:50:00,09:50:00,NA,2
        """,
    )
    served = feed.stops["id"].iloc[feed.stop_times["stop_idx"].iloc[1]]
    assert served == "x_NA"


def test_zone_of_a_stop_is_its_own_else_its_stations_else_the_agencys(load: Load) -> None:
    feed = load(
        stops=stops(
            "P,Londres,51.53,-0.12,1,,Europe/London",
            "P1,Quai,51.53,-0.12,0,P,Europe/Paris",
            "Z,Trèves,49.75,6.65,0,,Europe/Berlin",
            "Y,Nulle part,49.75,6.65,0,,Mars/Phobos",
            header="location_type,parent_station,stop_timezone",
        )
    )
    zones = dict(zip(feed.stops["id"], feed.stops["zone"], strict=True))
    assert zones["x_S1"] == "Europe/Luxembourg"
    assert zones["x_P1"] == "Europe/London"
    assert zones["x_Z"] == "Europe/Berlin"
    assert zones["x_Y"] == "Europe/Luxembourg"
    assert feed.notices.counts[codes.INVALID_TIMEZONE] == 1


def test_call_at_a_station_is_kept_and_noted(load: Load) -> None:
    text = stops(header="location_type").replace("S2,Esch,49.494,5.985,", "S2,Esch,49.494,5.985,1")
    feed = load(stops=text)
    assert len(feed.trips) == 2
    assert feed.notices.samples[codes.LOCATION_WITH_UNEXPECTED_STOP_TIME][0].row == 3


def test_wheelchair_access_comes_from_the_station_where_the_platform_is_silent(load: Load) -> None:
    feed = load(
        stops=stops(
            "P,Gare,49.6,6.13,1,,1", "P1,Quai 1,49.6,6.13,0,P,", "P2,Quai 2,49.6,6.13,0,P,2",
            header="location_type,parent_station,wheelchair_boarding",
        )
    )  # fmt: skip
    assert feed.stops["wheelchair"].tolist() == [0, 0, 0, 0, 1, 1, 2]


def test_comma_in_the_name_of_the_main_station_costs_the_name_and_not_its_trips(load: Load) -> None:
    feed = load(stops=stops().replace("Villerupt", "Villerupt, Gare"))
    villerupt = row_of(feed, "x_S1")
    assert (villerupt["name"], villerupt.located) == ("S1", False)
    assert len(feed.trips) == 2
    notice = feed.notices.samples[codes.KEPT_BY_ID][0]
    assert (notice.row, notice.fields) == (2, {"stop_id": "S1"})
    assert feed.notices.samples[codes.INVALID_ROW_LENGTH][0].row == 2
