"""The sides of a border as areas, and the line between them, from points whose country is known."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from core.geo import distance_m
from feeds.sides import REACH_M, border_lines, side_areas, smoothed_areas
from feeds.territory import HOME, Territory, load_territory
from tests.feeds.merge.small_territory import small_territory


@pytest.fixture(scope="module")
def home() -> Territory:
    return load_territory(HOME)


@pytest.fixture(scope="module")
def areas(home: Territory) -> gpd.GeoDataFrame:
    return side_areas(home)


@pytest.fixture(scope="module")
def lines(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return border_lines(areas)


def place(home: Territory, name: str) -> shapely.Point:
    found = home.localities[home.localities["name"] == name].iloc[0]
    return shapely.Point(found["lon"], found["lat"])


def territory_of(*points: tuple[float, float, str]) -> Territory:
    """Known points as (lat, lon, country) and nothing else."""
    table = pd.DataFrame(points, columns=["lat", "lon", "country"])
    return replace(small_territory(), country_points=table)


def countries_of(line: pd.Series) -> set[str]:
    return {line["left"], line["right"]}


def test_every_known_point_lies_on_its_own_side(home, areas):
    side = areas.set_index("country").geometry
    for point in home.country_points.itertuples():
        assert side[point.country].contains(shapely.Point(point.lon, point.lat)), point


def test_every_commune_and_car_park_lies_on_its_own_side_also_as_drawn(home, areas):
    known = pd.concat([home.localities, home.park_and_ride])
    places = gpd.GeoSeries.from_xy(known["lon"], known["lat"], crs=areas.crs)
    for shown in (areas, smoothed_areas(areas)):
        side = shown.set_index("country").geometry
        wrong = [
            row.name
            for row, point in zip(known.itertuples(), places, strict=True)
            if not side[row.country].contains(point)
        ]
        assert wrong == []


@pytest.mark.parametrize("drawn", [side_areas, lambda home: smoothed_areas(side_areas(home))])
def test_sides_touch_and_do_not_overlap(home, drawn):
    shapes = drawn(home).geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_nobody_vouches_for_ground_that_is_far_from_every_known_point(home, areas):
    everywhere = shapely.union_all(areas.geometry.to_numpy())
    corners = shapely.get_coordinates(shapely.boundary(everywhere))[::50]
    points = home.country_points
    for lon, lat in corners:
        away_m = [distance_m(lat, lon, p.lat, p.lon) for p in points.itertuples()]
        assert min(away_m) == pytest.approx(REACH_M, rel=0.005)


def test_the_border_runs_between_audun_and_esch(home, lines):
    way = shapely.LineString([place(home, "Audun-le-Tiche"), place(home, "Esch-sur-Alzette")])
    met = lines[lines.crosses(way)]
    assert [countries_of(line) for _, line in met.iterrows()] == [{"FR", "LU"}]


def test_luxembourg_lies_north_of_the_line_at_audun(home, lines):
    way = shapely.LineString([place(home, "Audun-le-Tiche"), place(home, "Esch-sur-Alzette")])
    met = lines[lines.crosses(way)].iloc[0]
    assert (met["left"], met["right"]) == ("LU", "FR")
    at = shapely.get_coordinates(met.geometry)
    assert at[0, 0] < at[-1, 0]


def test_the_border_runs_through_the_crossings_that_people_use(home, lines):
    plane = lines.estimate_utm_crs()
    border = lines[[countries_of(line) == {"FR", "LU"} for _, line in lines.iterrows()]]
    border = border.to_crs(plane).union_all()
    crossings = gpd.GeoSeries.from_xy(home.crossings["lon"], home.crossings["lat"], crs=4326)
    away_m = crossings.to_crs(plane).distance(border)
    assert away_m.max() < 500, home.crossings["name"][away_m.idxmax()]


def test_the_border_turns_gently_and_not_in_stairs(lines):
    for line in lines.to_crs(lines.estimate_utm_crs()).geometry:
        steps = np.diff(shapely.get_coordinates(line), axis=0)
        turn = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
        assert np.degrees(np.abs(turn)).max(initial=0) < 20


def test_a_territory_with_one_side_has_no_border():
    areas = side_areas(territory_of((49.5, 6.0, "LU"), (49.6, 6.1, "LU")))
    assert list(areas["country"]) == ["LU"]
    assert border_lines(areas).empty
    assert list(smoothed_areas(areas)["country"]) == ["LU"]


def test_a_territory_that_knows_no_point_has_no_side():
    areas = side_areas(territory_of())
    assert areas.empty
    assert border_lines(areas).empty
    assert smoothed_areas(areas).empty


def test_one_known_point_vouches_for_a_circle():
    area = side_areas(territory_of((47.0, 8.0, "CH"))).to_crs("EPSG:2056").geometry.iloc[0]
    assert area.area == pytest.approx(np.pi * REACH_M**2, rel=0.005)


def test_two_towns_on_a_river_meet_in_the_middle_of_it():
    areas = side_areas(territory_of((47.59, 7.60, "CH"), (47.61, 7.60, "DE")))
    (line,) = (row for _, row in border_lines(areas).iterrows())
    assert (line["left"], line["right"]) == ("DE", "CH")
    assert shapely.get_coordinates(line.geometry)[:, 1] == pytest.approx(47.60, abs=0.001)


def test_three_countries_meet_in_one_point():
    corner = ((47.59, 7.57, "FR"), (47.57, 7.60, "CH"), (47.60, 7.60, "DE"))
    areas = side_areas(territory_of(*corner))
    lines = border_lines(areas)
    assert {frozenset(countries_of(line)) for _, line in lines.iterrows()} == {
        frozenset(pair) for pair in (("CH", "DE"), ("CH", "FR"), ("DE", "FR"))
    }
    ends = shapely.get_coordinates(shapely.boundary(lines.geometry.to_numpy())).round(6)
    assert (np.unique(ends, axis=0, return_counts=True)[1] == 3).sum() == 1


def test_a_line_that_turns_back_is_cut_so_that_its_names_stay_on_their_sides():
    tongue = [(47.60, 7.5 + step / 50, "CH") for step in range(6)]
    around = [(47.60 + off, 7.5 + step / 50, "DE") for off in (-0.05, 0.05) for step in range(8)]
    lines = border_lines(side_areas(territory_of(*tongue, *around)))
    north, south = lines.iloc[lines.geometry.bounds["maxy"].argsort()[::-1]].to_dict("records")
    assert (north["left"], north["right"]) == ("DE", "CH")
    assert (south["left"], south["right"]) == ("CH", "DE")
    for way in lines.geometry:
        x = shapely.get_coordinates(way)[:, 0]
        assert x[0] == x.min()


def test_a_town_within_another_country_has_a_border_around_it():
    ring = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
    around = [(47.7 + north / 50, 8.7 + east / 50, "DE") for north, east in ring]
    areas = side_areas(territory_of((47.7, 8.7, "CH"), *around))
    drawn = smoothed_areas(areas)
    assert list(drawn["country"]) == ["CH", "DE"]
    assert drawn.geometry.iloc[0].contains(shapely.Point(8.7, 47.7))
    assert not drawn.geometry.iloc[1].contains(shapely.Point(8.7, 47.7))


def test_a_point_that_stands_twice_is_counted_once():
    areas = side_areas(territory_of((47.6, 7.6, "CH"), (47.6, 7.6, "CH"), (47.7, 7.6, "DE")))
    assert list(areas["country"]) == ["CH", "DE"]
