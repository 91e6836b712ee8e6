"""Who works where in the home territory: totals, counted relations, districts, told shares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import distance_m
from feeds.territory import HOME, Territory, load_territory
from planning.commuting import Commuting, arrival_shares, commuting_of
from planning.furness import furness, furness_with_known
from planning.parameters import read_parameters
from planning.zones import Floats, Zones, zones_of
from tests.planning.villages import inhabited

ANCHOR_GROWTH = read_parameters()["anchor_growth"]


def _car_min(zones: Zones) -> Floats:
    """Minutes by car as the crow flies at 50 km/h, with three to park."""
    points = list(zip(zones.lat.tolist(), zones.lon.tolist(), strict=True))
    return np.array([[distance_m(*a, *b) / 1000 / 50 * 60 + 3 for b in points] for a in points])


@pytest.fixture(scope="module")
def home() -> tuple[Territory, Zones, Commuting]:
    territory = load_territory(HOME)
    zones = zones_of(territory)
    return territory, zones, commuting_of(territory, zones, _car_min(zones), read_parameters())


def test_as_many_cross_the_border_from_each_zone_as_its_table_says(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    _, zones, found = home
    crossing = np.where(found.crosses, found.workers, 0.0).sum(axis=1)
    assert crossing == pytest.approx(np.nan_to_num(zones.leaving), rel=1e-6)


def test_relations_that_were_counted_stay_so_also_where_shares_are_told(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    territory, zones, found = home
    for row in territory.commute_anchors.itertuples():
        cells = np.ix_(zones.rows_of(row.from_zones), zones.rows_of(row.to_zones))
        assert found.workers[cells].sum() == pytest.approx(row.workers * ANCHOR_GROWTH, rel=1e-6)


def test_workers_of_the_eight_communes_go_where_the_shares_say(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    territory, zones, found = home
    for homes, table in territory.commute_shares.groupby("from_zones"):
        rows = zones.rows_of(str(homes))
        crossing = np.where(found.crosses, found.workers, 0.0)[rows].sum()
        told = {row.to_zones: row.share / table["share"].sum() for row in table.itertuples()}
        for works, share in told.items():
            cells = np.ix_(rows, zones.rows_of(works))
            assert found.workers[cells].sum() == pytest.approx(share * crossing, rel=1e-6), works


def test_nobody_goes_to_a_zone_without_jobs_and_nobody_is_negative(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    _, zones, found = home
    assert np.isfinite(found.workers).all()
    assert found.workers.min() >= 0
    assert found.workers[:, np.nan_to_num(zones.jobs) == 0].sum() == 0


def test_a_district_counted_in_its_commune_is_not_counted_twice(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    territory, zones, _ = home
    table = territory.zones.set_index("zone_id")
    parts = territory.zone_parts
    for whole, inside in parts.groupby("within"):
        rows = zones.rows_of("|".join([str(whole), *inside["zone_id"]]))
        assert zones.population[rows].sum() == pytest.approx(table.loc[whole, "population"])
        jobs = table.loc[list(inside["zone_id"]), "jobs"].sum()
        assert zones.jobs[rows].sum() == pytest.approx(max(table.loc[whole, "jobs"], jobs))
    once = ~table.index.isin(parts["zone_id"])
    assert zones.population.sum() == pytest.approx(table.loc[once, "population"].sum())


def test_who_lives_and_works_on_the_side_of_the_jobs_is_as_many_as_work_there(
    home: tuple[Territory, Zones, Commuting],
) -> None:
    _, zones, found = home
    inside = np.where(found.crosses, 0.0, found.workers).sum(axis=1)
    working = read_parameters()["employed"] * zones.population * np.isfinite(zones.jobs)
    assert inside == pytest.approx(working, rel=1e-6)


def test_a_zone_of_which_nothing_is_known_has_no_commuters(tmp_path: Path) -> None:
    zones = "OBER, FR, 49.4500, 4000, , \nSTAD, LU, 49.5200, 9000, 9000, "
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 stad 07:30", zones=zones)
    found = commuting_of(valley.territory, valley.zones, _car_min(valley.zones), valley.parameters)
    assert found.workers[0].sum() == 0
    assert found.workers[1, 1] == pytest.approx(valley.parameters["employed"] * 9000)


def test_nobody_commutes_where_no_road_leads(tmp_path: Path) -> None:
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 stad 07:30")
    car_min = _car_min(valley.zones)
    car_min[0, 3:] = np.inf
    found = commuting_of(valley.territory, valley.zones, car_min, valley.parameters)
    assert found.workers[0, 3:].sum() == 0
    assert found.workers[0, 2] == pytest.approx(1500)


def test_arrivals_of_a_span_are_spread_over_its_quarters(tmp_path: Path) -> None:
    table = "07:00,08:00,0.6,told\n08:00,08:30,0.3,told"
    valley = inhabited(tmp_path, "fr BUS 1: ober 07:00 stad 07:30", arrival_times=table)
    slots = np.arange(7 * 3600, 9 * 3600, 900)
    found = arrival_shares(valley.territory, slots, 900)
    assert found == pytest.approx([0.15] * 4 + [0.15] * 2 + [0] * 2)


@given(
    st.lists(st.lists(st.floats(0.1, 9), min_size=3, max_size=3), min_size=3, max_size=3),
    st.lists(st.floats(1, 900), min_size=3, max_size=3),
    st.lists(st.floats(0.1, 9), min_size=3, max_size=3),
)
def test_what_has_its_totals_already_is_not_changed_and_growing_twice_is_growing_once(
    seed: list[list[float]], rows: list[float], columns: list[float]
) -> None:
    once = furness(np.array(seed), np.array(rows), np.array(columns))
    again = furness(once, once.sum(axis=1), once.sum(axis=0))
    assert again == pytest.approx(once, rel=1e-6)
    twice = furness(np.array(seed) * 7, np.array(rows), np.array(columns) * 3)
    assert twice == pytest.approx(once, rel=1e-5)


def test_known_relations_that_fill_a_row_leave_nothing_for_the_others() -> None:
    known = np.array([[60.0, np.nan], [np.nan, np.nan]])
    grown = furness_with_known(np.ones((2, 2)), np.array([60.0, 40]), np.array([50.0, 50]), known)
    assert grown[0].tolist() == [60, 0]
    assert grown[1].sum() == pytest.approx(40)


def test_negative_trips_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        furness(-np.ones((2, 2)), np.ones(2), np.ones(2))
