"""The rules that cross fields: each breach is named where it lies."""

from __future__ import annotations

import pytest

from tests.planning.scenario.given import SQUARE, TIMETABLE, line, read, said_of, sound

ENTRY = "modifications[0].frequencies[0]"


@pytest.mark.parametrize(
    "stop, words",
    [
        ({"lat": 6.1, "lon": 49.5}, "latitude 6.1 and longitude 49.5 look swapped"),
        ({"lat": 120, "lon": 40}, "latitude 120 and longitude 40 look swapped"),
        ({"lat": 99, "lon": 200}, "99.0 lies outside -90..90"),
        ({"lat": 49.5, "lon": -181}, "-181.0 lies outside -180..180"),
        ({"lat": 49.5}, "is missing beside lat; give both"),
        ({"id": "x", "lat": 49.5, "lon": 6}, "cannot stand beside id"),
        ({"name": "nowhere"}, "is missing; give either id, or lat and lon"),
    ],
)
def test_a_stop_is_an_id_or_a_place_on_the_globe(stop: dict[str, object], words: str) -> None:
    stops = [{"id": "a"}, stop, {"id": "b"}]
    found = said_of(sound("add-trips", stops=stops))
    assert all(place.startswith("modifications[0].stops[1].") for place in found)
    assert any(words in message for message in found.values())


def test_swapped_coordinates_come_with_the_right_ones() -> None:
    stops = [{"id": "a"}, {"lat": 5.95, "lon": 49.48}, {"id": "b"}]
    assert said_of(sound("add-trips", stops=stops)) == {
        "modifications[0].stops[1].lat": "latitude 5.95 and longitude 49.48 look swapped; "
        "give latitude 49.48 and longitude 5.95"
    }


@pytest.mark.parametrize("kind", ["modify-streets", "road-congestion"])
def test_a_polygon_with_swapped_coordinates_is_named_once(kind: str) -> None:
    swapped = [point[::-1] for point in SQUARE]
    found = said_of(sound(kind, polygons=[SQUARE, swapped, [[0, 200]]]))
    assert found["modifications[0].polygons[1][0]"].startswith("latitude 5.9 and longitude 49.4")
    assert "lies off the globe" in found["modifications[0].polygons[2][0]"]
    assert found["modifications[0].polygons[2]"] == "has 1 entries; give 3 or more"


@pytest.mark.parametrize(
    "changes, place, words",
    [
        ({"headwaySecs": None}, "headwaySecs", "exactly one of headwaySecs, firstDepartures"),
        ({"firstDepartures": [1]}, "firstDepartures", "cannot stand beside headwaySecs"),
        ({"headwaySecs": "x", "firstDepartures": [1]}, "firstDepartures", "cannot stand beside"),
        ({"headwaySecs": -5}, "headwaySecs", "-5 is too small; give more than 0"),
        ({"endTime": "06:00"}, "endTime", "is not after startTime"),
        ({"endTime": None}, "endTime", "is missing beside headwaySecs"),
        ({"endTime": "48:00:01"}, "endTime", "too large; give 172800 or less"),
        ({"startTime": "six"}, "startTime", '"six" is no time of day'),
        ({"startTime": True}, "startTime", "true is no whole number"),
        ({"monday": None}, "monday", "runs on no weekday"),
        ({"monday": "yes"}, "monday", '"yes" is neither true nor false'),
        ({"phaseSeconds": 0}, "phaseAtStop", "give all of phaseFromTimetable, phaseAtStop"),
        ({"hopTimes": [0, 1]}, "hopTimes[0]", "0 is too small; give 1 or more"),
        ({"hopTimes": [1, 1, 1]}, "hopTimes", "has 3 entries; give 2, one less than the 3 stops"),
        ({"dwellTimes": []}, "dwellTimes", "has 0 entries; give 3"),
        ({"entryId": ""}, "entryId", '"" is empty'),
    ],
)
def test_a_timetable_is_whole_and_says_when(
    changes: dict[str, object], place: str, words: str
) -> None:
    assert words in said_of(line(**changes))[f"{ENTRY}.{place}"]


def test_departures_one_by_one_take_neither_window_nor_phase() -> None:
    phase = {"phaseFromTimetable": "p", "phaseAtStop": "a", "phaseFromStop": "b", "phaseSeconds": 1}
    assert read(line(**phase)).modifications[0].frequencies[0].phase_seconds == 1
    found = said_of(line(headwaySecs=None, firstDepartures=["06:00"], **phase))
    assert set(found) == {f"{ENTRY}.{name}" for name in (*phase, "startTime", "endTime")}


def test_an_entry_id_stands_for_one_timetable_in_the_whole_scenario() -> None:
    entry = {"sourceTrip": "t", "entryId": "peak", "headwaySecs": 60, "sunday": True}
    entry |= {"startTime": 0, "endTime": 60}
    other = sound("adjust-frequency", entries=[entry])
    twice = sound("add-trips", frequencies=[TIMETABLE, TIMETABLE])
    assert set(said_of(twice, other)) == {
        "modifications[0].frequencies[1].entryId",
        "modifications[1].entries[0].entryId",
    }


def test_a_double_entry_id_is_named_beside_other_faults() -> None:
    twice = sound("add-trips", frequencies=[TIMETABLE, {**TIMETABLE, "monday": 1}])
    found = said_of(twice)
    assert set(found) == {f"modifications[0].frequencies[1].{x}" for x in ("entryId", "monday")}


@pytest.mark.parametrize(
    "kind, changes, place, words",
    [
        ("add-trips", {"funding": {"FR": 0.7, "LU": 0.7}}, "funding", "shares sum to 1.4"),
        ("add-trips", {"funding": {"fr": 1}}, "funding.fr", '"fr" is no country code'),
        ("add-trips", {"funding": {"FR": 2}}, "funding.FR", "2 is too large"),
        ("add-trips", {"funding": 3}, "funding", "3 is no object"),
        ("add-trips", {"rightOfWay": ["mixed"]}, "rightOfWay", "give 2, one per hop"),
        ("add-trips", {"hopLengths": [900]}, "hopLengths", "give 2, one per hop"),
        ("add-trips", {"rightOfWay": ["tunnel"]}, "rightOfWay[0]", "'own-lane' or 'mixed'"),
        ("add-trips", {"hopLengths": [900]}, "hopLengths", "has 1 entries; give 2, one per hop"),
        ("add-trips", {"hopLengths": [900, 0]}, "hopLengths[1]", "0 is too small; give more"),
        ("add-trips", {"hopLengths": [9e6, 1]}, "hopLengths[0]", "is too large; give 1000000"),
        ("add-trips", {"hopLengths": 900}, "hopLengths", "900 is no list"),
        ("add-trips", {"mode": 13}, "mode", "13 is no route type of GTFS"),
        ("add-trips", {"mode": 1703}, "mode", "1703 is too large"),
        ("add-trips", {"stops": [{"id": "a"}]}, "stops", "has 1 entries; give 2 or more"),
        ("add-trips", {"vehicle": {"seats": -1}}, "vehicle.seats", "-1 is too small"),
        ("adjust-frequency", {"entries": []}, "entries", "has 0 entries"),
        ("adjust-speed", {"routes": None}, "routes", "exactly one of routes, patterns, trips"),
        ("adjust-speed", {"trips": ["t"]}, "trips", "cannot stand beside routes"),
        ("adjust-speed", {"scale": 0}, "scale", "0 is too small; give more than 0"),
        ("adjust-speed", {"scale": 1}, "scale", "1 leaves every speed as it is"),
        ("adjust-dwell-time", {"scale": 2}, "scale", "cannot stand beside dwellSecs"),
        ("adjust-dwell-time", {"dwellSecs": None}, "dwellSecs", "exactly one of dwellSecs, scale"),
        ("adjust-dwell-time", {"dwellSecs": None, "scale": 1.0}, "scale", "1 leaves every dwell"),
        ("adjust-dwell-time", {"stops": None}, "stops", "name stops, routes, patterns or trips"),
        ("remove-trips", {"trips": None}, "routes", "exactly one of routes, patterns, trips"),
        ("remove-stops", {"stops": []}, "stops", "has 0 entries; give 1 or more"),
        ("remove-stops", {"secondsSavedAtEachStop": -1}, "secondsSavedAtEachStop", "0 or more"),
        ("reroute", {"dwellTimes": [0, 0]}, "dwellTimes", "has 2 entries; give 3"),
        ("reroute", {"hopTimes": [1, 1, 1]}, "hopTimes", "has 3 entries; give 2"),
        ("reroute", {"fromStop": None, "toStop": None}, "fromStop", "fromStop, toStop or both"),
        ("reroute", {"stops": [], "toStop": None}, "stops", "leads nowhere"),
        ("modify-streets", {"carSpeedFactor": 2}, "carSpeedFactor", "beside carSpeedKph"),
        ("modify-streets", {"polygons": []}, "polygons", "has 0 entries"),
        ("road-congestion", {"scale": 1, "priority": 0}, "scale", "1 leaves every speed"),
        ("growth", {"population": 0, "sites": []}, "population", "neither people nor jobs"),
        ("growth", {"sites": [{"jobs": 1}]}, "sites[0].zone", "either zone, or lat and lon"),
        ("growth", {"year": "2035"}, "year", '"2035" is no whole number'),
        ("telework", {"friday": 0}, "monday", "nobody stays at home"),
        ("telework", {"saturday": 0.5}, "saturday", "is no known field"),
        ("departure-shift", {"minutes": 0}, "minutes", "0 shifts nothing"),
        ("departure-shift", {"share": 0}, "share", "0 shifts nobody"),
        ("close-crossing", {"modes": []}, "modes", "has 0 entries"),
        ("close-crossing", {"modes": ["TRAM"]}, "modes[0]", '"TRAM" is not known here'),
    ],
)
def test_a_modification_is_clear_and_changes_something(
    kind: str, changes: dict[str, object], place: str, words: str
) -> None:
    assert words in said_of(sound(kind, **changes))[f"modifications[0].{place}"]


def test_streets_with_nothing_to_modify_are_a_fault() -> None:
    streets = {"type": "modify-streets", "polygons": [SQUARE]}
    assert set(said_of(streets)) == {"modifications[0].allowedModes"}
    assert set(said_of({**streets, "carSpeedFactor": 1})) == {"modifications[0].carSpeedFactor"}


def test_a_polygon_of_scale_one_may_keep_streets_out_of_another_congestion() -> None:
    assert read(sound("road-congestion", scale=1, priority=1)).modifications


def test_growth_at_sites_alone_is_growth() -> None:
    assert read(sound("growth", population=0)).modifications


@pytest.mark.parametrize("mode", [0, 2, 3, 11, 700, 1501])
def test_a_line_may_be_of_any_kind_of_vehicle_that_gtfs_knows(mode: int) -> None:
    assert read(sound("add-trips", mode=mode)).modifications[0].mode == mode


def test_the_length_of_a_way_that_no_shape_draws_can_be_stated() -> None:
    stated = read(sound("add-trips")).modifications[0]
    assert stated.hop_lengths == (1500.0, 2300.5)
    assert read(sound("add-trips", hopLengths=None)).modifications[0].hop_lengths is None
