"""Isochrones before and after: places of a scenario, areas, and who lives and works inside."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from planning.figures.isochrones import compared, own_stops, peak_isochrones
from planning.period import Period
from planning.runs.ground import Ground, build_on
from planning.scenario.reading import read_scenario
from planning.zones import zones_of
from routing.network import Network
from routing.requests import Endpoint
from tests.planning.runs.valley import as_file, ground, shuttle
from tests.routing.town import DAY, ZONE, at

OBER = Endpoint(49.4500, 5.9000, "Oberdorf")
SEVEN_TO_NINE = range(at("07:00"), at("09:00"), 60)
CUTOFFS = (15, 30, 45)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture(scope="module")
def after(made: Ground) -> Network:
    return build_on(made, read_scenario(as_file(shuttle()))).network


def test_a_new_line_brings_ground_and_people_within_reach_and_takes_none(
    made: Ground, after: Network
) -> None:
    zones = zones_of(made.territory)
    found = compared(made.network, after, OBER, SEVEN_TO_NINE, CUTOFFS, zones)
    assert [each.minutes for each in found] == list(CUTOFFS)
    half_an_hour = {part.part: part for part in found[1].parts}
    assert list(half_an_hour) == ["only_before", "only_after", "both"]
    assert half_an_hour["only_before"].km2 == 0
    assert half_an_hour["only_after"].km2 > 0.1
    assert half_an_hour["only_after"].inhabitants == {"FR": 0.0, "LU": 5000.0}  # Uni
    assert half_an_hour["only_after"].jobs == {"FR": 0.0, "LU": 4000.0}
    assert half_an_hour["both"].inhabitants["FR"] == 3000.0  # who lives where one starts
    assert math.isnan(half_an_hour["both"].jobs["FR"])  # nobody has counted jobs there


def test_a_line_that_goes_takes_its_ground_out_of_reach(made: Ground, after: Network) -> None:
    gained = compared(made.network, after, OBER, SEVEN_TO_NINE, CUTOFFS, None)
    lost = compared(after, made.network, OBER, SEVEN_TO_NINE, CUTOFFS, None)
    for one, other in zip(gained, lost, strict=True):
        km2 = {part.part: part.km2 for part in one.parts}
        back = {part.part: part.km2 for part in other.parts}
        assert (km2["only_after"], km2["both"]) == (back["only_before"], back["both"])
        assert all(part.inhabitants == {} for part in one.parts)


def test_nothing_changes_where_no_table_does(made: Ground) -> None:
    zones = zones_of(made.territory)
    for each in compared(made.network, made.network, OBER, SEVEN_TO_NINE, CUTOFFS, zones):
        km2 = {part.part: part.km2 for part in each.parts}
        assert (km2["only_before"], km2["only_after"]) == (0, 0)
        assert km2["both"] > 1


def test_who_must_be_there_in_nine_cases_of_ten_gets_less_far(made: Ground, after: Network) -> None:
    middle = compared(made.network, after, OBER, SEVEN_TO_NINE, CUTOFFS, None)
    sure = compared(made.network, after, OBER, SEVEN_TO_NINE, CUTOFFS, None, share=90)
    for some, most in zip(middle, sure, strict=True):
        assert sum(part.km2 for part in most.parts) <= sum(part.km2 for part in some.parts)
    assert {each.percentile for each in sure} == {90}


def test_a_zone_whose_place_is_not_known_is_inside_of_nothing(made: Ground) -> None:
    zones = zones_of(made.territory)
    lost = replace(zones, lat=np.full(len(zones), np.nan))
    [found] = compared(made.network, made.network, OBER, SEVEN_TO_NINE, [60], lost)
    assert all(part.inhabitants == {"FR": 0.0, "LU": 0.0} for part in found.parts)


def test_own_stops_are_those_that_lines_bring_along_each_once() -> None:
    line = shuttle()["modifications"][0]
    stops = [
        {"id": "fr_ober"}, {"lat": 49.45, "lon": 5.93, "name": "Neudorf"},
        {"lat": 49.46, "lon": 5.94}, {"id": "lu_uni"},
    ]  # fmt: skip
    times = {"hopTimes": [300, 300, 300], "dwellTimes": [0, 0, 0, 0]}
    longer = {**line, "stops": stops, "frequencies": [{**line["frequencies"][0], **times}]}
    scenario = read_scenario(as_file(shuttle(modifications=[line, longer, longer])))
    assert [(each.name, each.lat, each.stop_id) for each in own_stops(scenario)] == [
        ("Neudorf", 49.45, None), ("49.4600, 5.9400", 49.46, None),
    ]  # fmt: skip


def test_the_peak_is_told_for_every_place_in_its_order(made: Ground, after: Network) -> None:
    zones, places = zones_of(made.territory), (OBER, Endpoint(49.54, 5.9, "Uni"))
    found = peak_isochrones(made.network, after, places, Period(DAY, ZONE), zones)
    assert [(each.place, each.minutes) for each in found] == [
        (place.name, minutes) for place in places for minutes in (30, 45, 60)
    ]
