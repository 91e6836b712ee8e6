"""Roads: crossings closed, streets changed, congestion, and a car park beside them."""

from __future__ import annotations

from typing import Any

import pytest

from planning.apply.scenario import Applied
from planning.notes import Note
from tests.planning.apply.given import applied, faults, faults_in_order, territory


def box(west: float, east: float) -> list[list[float]]:
    """From so many degrees east of 6.0 to so many."""
    west, east = 6.0 + west, 6.0 + east
    return [[west, 49.5], [east, 49.5], [east, 49.7], [west, 49.7]]


AB, BC, ALL_ROADS, ELSEWHERE = box(0, 0.01), box(0.01, 0.02), box(-1, 1), box(1, 2)
KNOT = [[6.0, 49.5], [6.1, 49.7], [6.1, 49.5], [6.0, 49.7]]


def speeds(made: Applied) -> dict[str, float]:
    links = made.territory.road_links
    return dict(zip(links["link_id"], links["free_speed_kmh"], strict=True))


def changed(*modifications: dict[str, Any]) -> dict[str, float]:
    """The speeds that are no longer 50 km/h."""
    return {link: kmh for link, kmh in speeds(applied(*modifications)).items() if kmh != 50}


def congestion(*polygons: Any, scale: float, **fields: Any) -> dict[str, Any]:
    return {"type": "road-congestion", "polygons": list(polygons), "scale": scale, **fields}


def streets(*polygons: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "modify-streets", "polygons": list(polygons), **fields}


def closed(**fields: Any) -> dict[str, Any]:
    return {"type": "close-crossing", "crossing": "K", "modes": ["CAR"], **fields}


def test_a_closed_crossing_has_no_links_left_in_its_corridors() -> None:
    assert set(speeds(applied(closed()))) == {"AB", "BA", "CB", "CD", "DC"}


def test_the_base_keeps_its_roads() -> None:
    place = territory()
    applied(closed(), congestion(AB, scale=0.5), place=place)
    assert set(place.road_links["free_speed_kmh"]) == {50.0}
    assert len(place.road_links) == 6


def test_streets_take_a_speed_or_a_factor() -> None:
    assert changed(streets(AB, carSpeedKph=30)) == {"AB": 30, "BA": 30}
    assert changed(streets(AB, carSpeedFactor=0.5)) == {"AB": 25, "BA": 25}


def test_streets_without_cars_leave_the_road_network() -> None:
    assert set(speeds(applied(streets(AB, allowedModes=["WALK", "BICYCLE"])))) == {
        "BC", "CB", "CD", "DC",
    }  # fmt: skip


def test_that_people_may_still_walk_is_said() -> None:
    assert applied(streets(AB, allowedModes=["BUS"])).notes == (Note("note.streetsStayOpen"),)
    assert applied(streets(AB, allowedModes=["WALK", "BICYCLE"])).notes == ()


def test_no_road_is_made_slower_than_walking_pace() -> None:
    assert changed(streets(AB, carSpeedKph=0.1)) == {"AB": 1, "BA": 1}


def test_congestion_slows_the_roads_in_its_polygons() -> None:
    assert changed(congestion(AB, BC, scale=0.5)) == dict.fromkeys(("AB", "BA", "BC", "CB"), 25)


def test_where_polygons_overlap_the_highest_priority_rules_in_any_order() -> None:
    wide = congestion(ALL_ROADS, scale=0.5, priority=1)
    narrow = congestion(BC, scale=0.8, priority=2)
    expected = {"AB": 25, "BA": 25, "BC": 40, "CB": 40, "CD": 25, "DC": 25}
    assert changed(wide, narrow) == changed(narrow, wide) == expected


def test_of_two_congestions_of_one_priority_the_slower_rules() -> None:
    one, other = congestion(ALL_ROADS, scale=0.5), congestion(BC, scale=0.2)
    assert changed(one, other)["BC"] == changed(other, one)["BC"] == 10


def test_a_priority_can_keep_streets_out_of_congestion() -> None:
    wide = congestion(ALL_ROADS, scale=0.5)
    free = congestion(BC, scale=1, priority=1)
    assert set(changed(wide, free)) == {"AB", "BA", "CD", "DC"}


def test_congestion_acts_on_the_speeds_that_streets_are_given_in_any_order() -> None:
    slow, full = streets(AB, carSpeedKph=30), congestion(AB, scale=0.5)
    assert changed(slow, full) == changed(full, slow) == {"AB": 15, "BA": 15}


@pytest.mark.parametrize(
    "said, place",
    [
        ([closed(), closed()], "[1].crossing"),
        ([streets(ELSEWHERE, carSpeedKph=30)], "[0].polygons"),
        ([streets(AB, carSpeedKph=50)], "[0]"),
        ([streets(AB, allowedModes=["CAR", "WALK", "BICYCLE"])], "[0]"),
        ([congestion(ELSEWHERE, scale=0.5)], "[0].polygons"),
        ([congestion(AB, scale=1, priority=3)], "[0].priority"),
        ([congestion(AB, scale=0.5, priority=3), congestion(AB, scale=0.2)], "[1].priority"),
    ],
)
def test_a_change_of_no_road_is_a_fault(said, place) -> None:
    found = faults(*said)
    assert list(found) == [f"modifications{place}"]
    assert "nothing changes" in next(iter(found.values()))


def test_a_polygon_with_a_knot_is_named_once() -> None:
    assert faults(streets(AB, KNOT, carSpeedKph=30)) == {
        "modifications[0].polygons[1]": "crosses itself; draw it without a knot"
    }
    assert faults(congestion(KNOT, scale=0.5)) == {
        "modifications[0].polygons[0]": "crosses itself; draw it without a knot"
    }


def test_what_is_not_computed_of_a_crossing_is_said() -> None:
    assert faults(closed(crossing="Kx"))["modifications[0].crossing"] == (
        '"Kx" is unknown; there are K'
    )
    several = faults(closed(modes=["WALK", "CAR", "BUS"]))
    assert "leave out BUS, WALK" in several["modifications[0].modes"]


def test_a_new_car_park_stands_in_its_country() -> None:
    site = {"type": "add-park-and-ride", "name": "Micheville", "lat": 49.585, "lon": 6.13,
            "capacity": 400, "price": "2 EUR"}  # fmt: skip
    row = applied(site).territory.park_and_ride.iloc[-1]
    told = ("site_id", "name", "country", "lat", "lon", "capacity", "price")
    assert tuple(row[list(told)]) == (
        "scenario-0", "Micheville", "FR", 49.585, 6.13, 400, "2 EUR",
    )  # fmt: skip


def test_faults_carry_codes_that_pages_can_translate() -> None:
    found = faults_in_order(
        closed(crossing="Kx"), closed(modes=["BUS"]), streets(ELSEWHERE, carSpeedKph=3)
    )
    assert [each.code for each in found] == ["unknown", "not_applicable", "changes_nothing"]
