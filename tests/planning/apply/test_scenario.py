"""A whole scenario: every fault at once, people handed on, and how far it has come."""

from __future__ import annotations

from planning.apply.scenario import apply
from planning.scenario.parts import MOST_FAULTS
from tests.planning.apply.given import FEED, applied, faults_in_order, territory
from tests.planning.scenario.given import read

GONE = {"type": "remove-trips", "trips": ["x_a1"]}
UNKNOWN = {"type": "remove-trips", "trips": ["x_zz"]}


def test_all_faults_of_all_modifications_are_named_at_once_in_their_order() -> None:
    found = faults_in_order(
        GONE,
        {"type": "remove-stops", "stops": ["x_here", "x_there"]},
        {"type": "close-crossing", "crossing": "Q", "modes": ["CAR"]},
        {"type": "adjust-speed", "routes": ["x_bus:9"], "scale": 1.00001},
        UNKNOWN,
    )
    assert [each.field for each in found] == [
        "modifications[1].stops[0]",
        "modifications[1].stops[1]",
        "modifications[2].crossing",
        "modifications[3].scale",
        "modifications[4].trips[0]",
    ]


def test_the_faults_of_the_tenth_modification_are_not_those_of_the_first() -> None:
    parks = [{"type": "add-park-and-ride", "name": "P", "lat": 49.6, "lon": 6.1, "capacity": 9}]
    ids = [{"type": "remove-trips", "routes": ["x_rail"]}, *parks * 9, UNKNOWN]
    found = faults_in_order(*ids)
    assert [each.field for each in found] == ["modifications[0]", "modifications[10].trips[0]"]
    assert [each.code for each in found] == ["changes_nothing", "unknown"]


def test_no_more_faults_are_listed_than_a_person_can_read() -> None:
    many = {"type": "remove-trips", "trips": [f"n{each}" for each in range(500)]}
    found = faults_in_order(many)
    assert len(found) == MOST_FAULTS
    assert found[-1].code == "more_faults"


def test_what_changes_people_is_handed_on() -> None:
    telework = {"type": "telework", "friday": 0.5}
    made = applied(telework, GONE)
    assert [each.type for each in made.demand] == ["telework"]


def test_whoever_waits_is_told_how_far_it_is() -> None:
    told: list[tuple[str, float | None]] = []
    apply(FEED, territory(), read(GONE), lambda doing, share=None: told.append((doing, share)))
    assert told == [("modification 1 of 1", 0.0)]
