"""Being there in time: chances reckoned on paper for rides, changes, drives and park and ride."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.criteria.reliability import ASSUMED, WHOLE_DAY, Lateness, Reliability
from routing.in_time import chance_of_drive, latest_safe, on_time
from routing.itineraries import CorridorEffect, ParkingSite
from routing.itinerary_making import make_itinerary
from routing.park_and_ride import PARKING_S
from routing.when_to_leave import SHARE_80
from tests.web.hand_made import DELAY, EIGHT, car, ride, walk

LATE = Lateness((0, 5, 10), (0.5, 0.8, 0.95), {"lu_60": {WHOLE_DAY: (0.4, 0.6, 0.9)}})
KNOWN = Reliability((0.5, 0.6, 0.7, 0.8, *(0.9,) * 16), "archive", "2026-11-20", LATE)
ALL_ALIKE = replace(KNOWN, late=replace(LATE, lines={}))
DRIVEN = replace(DELAY, applied=True, data_until_s=EIGHT - 86_400)
"""The ride of the tests ends at half past eight UTC."""
END = EIGHT + 1800


def going(*legs):
    return make_itinerary(legs)


def by_car(early_s=240, late_s=600, effect: CorridorEffect = DRIVEN):
    leg = replace(car(), corridors=(effect,))
    return replace(leg, arrival_p10_s=leg.end_s - early_s, arrival_p90_s=leg.end_s + late_s)


def chance(found, by_s, known=KNOWN):
    return on_time(found, by_s, known).chance


@pytest.mark.parametrize(("spare_s", "share"), [(-60, 0), (0, 0.4), (300, 0.6), (899, 0.9)])
def test_who_changes_nothing_is_there_as_often_as_the_line_is(spare_s, share):
    assert chance(going(ride()), END + spare_s) == share


def test_a_line_that_nobody_knows_is_as_late_as_all_runs():
    assert chance(going(ride()), END + 300, ALL_ALIKE) == 0.8


def test_the_walk_from_the_last_stop_leaves_less_to_spare():
    after = walk(start_s=END, end_s=END + 300)
    assert chance(going(ride(), after), END + 600) == 0.6


def test_every_change_has_to_be_kept_too():
    second = ride(start_s=EIGHT + 2100, end_s=EIGHT + 3600, spare_s=130)
    third = ride(start_s=EIGHT + 3900, end_s=EIGHT + 5400, spare_s=300)
    # 0.7 with two minutes to spare, 0.9 with five, 0.9 of the line within ten: 0.567
    assert chance(going(ride(), second, third), EIGHT + 5400 + 600) == 0.56
    missed = replace(third, spare_s=-1)
    assert chance(going(ride(), second, missed), EIGHT + 9000) == 0


def test_an_assumption_is_said_to_be_one():
    told = on_time(going(ride()), END + 240, ASSUMED)
    assert (told.basis, told.until) == ("assumption", "")
    assert told.chance == 0.87  # half are late, half as many for every two minutes more: 0.875


def test_a_drive_is_late_as_between_its_p50_and_its_p90():
    assert chance_of_drive(-240, 0, 600, 600) == pytest.approx(0.9, abs=1e-4)
    assert chance_of_drive(-240, 0, 600, SHARE_80 * 600) == pytest.approx(0.8, abs=1e-4)
    assert chance_of_drive(-240, 0, 600, -240) == pytest.approx(0.1, abs=1e-4)
    assert chance_of_drive(0, 0, 0, 0) == 1
    assert chance_of_drive(0, 0, 0, -1) == 0


def test_who_drives_all_the_way_to_the_minute_is_there_every_second_time():
    told = on_time(going(by_car()), END, KNOWN)
    assert told == (0.5, "statistical", "2026-11-23")
    assert chance(going(by_car()), END + 601) == 0.9
    modelled = replace(DRIVEN, basis="model", data_until_s=None)
    assert on_time(going(by_car(effect=modelled)), END, KNOWN) == (0.5, "model", "")


def test_who_parks_and_rides_has_to_reach_the_train_first():
    drive = replace(by_car(), end_s=EIGHT - 900, parking=ParkingSite("p", "P", "", 100))
    drive = replace(drive, arrival_p10_s=drive.end_s - 60, arrival_p90_s=drive.end_s + 600)
    off = walk(start_s=EIGHT - 300, end_s=EIGHT)
    # nine in ten come until one walks off, nine in ten trains within ten minutes: 0.81
    assert chance(going(drive, off, ride()), END + 601) == 0.81
    at_the_stop = replace(drive, arrival_p90_s=drive.end_s + 900 - PARKING_S)
    assert chance(going(at_the_stop, ride()), END + 601) == 0.81


def test_a_walk_and_a_drive_without_a_forecast_are_not_foreseen():
    assert on_time(going(walk()), EIGHT, KNOWN) is None
    assert on_time(going(replace(car(), corridors=())), END, KNOWN) is None


def test_the_last_safe_choice_is_the_one_that_leaves_last_with_four_in_five():
    ways = [
        going(ride(start_s=EIGHT + minutes * 60, end_s=END + minutes * 60)) for minutes in (0, 5, 9)
    ]
    told = [(found, on_time(found, END + 900, KNOWN)) for found in ways]
    assert [each.chance for _, each in told] == [0.9, 0.9, 0.6]
    assert latest_safe(told) == told[1]
    assert latest_safe(told[2:]) is None
    assert latest_safe([(going(walk()), None)]) is None
