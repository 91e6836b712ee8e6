"""Distances agree with what a map says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import EARTH_RADIUS_M, distance_m, is_coordinate, unit_vectors_m

LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((49.6, 6.13), (49.6, 6.13), 0.0),
        ((0.0, 0.0), (0.0, 1.0), 111_195.1),
        ((49.0, 6.0), (50.0, 6.0), 111_195.1),
        ((90.0, 0.0), (-90.0, 0.0), np.pi * EARTH_RADIUS_M),
        ((0.0, 179.5), (0.0, -179.5), 111_195.1),
    ],
)
def test_known_distances(one, other, metres):
    assert distance_m(*one, *other) == pytest.approx(metres, abs=1.0)


@given(LATS, LONS, LATS, LONS)
def test_there_is_as_far_as_back(lat_a, lon_a, lat_b, lon_b):
    there = distance_m(lat_a, lon_a, lat_b, lon_b)
    assert there == pytest.approx(distance_m(lat_b, lon_b, lat_a, lon_a), abs=1e-3)
    assert 0 <= there <= np.pi * EARTH_RADIUS_M + 1


@given(st.floats(-80, 80), LONS, st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_chords_in_a_tree_are_distances_on_the_ground_within_walking_reach(lat, lon, north, east):
    points = unit_vectors_m(np.array([lat, lat + north]), np.array([lon, lon + east]))
    chord = float(np.linalg.norm(points[0] - points[1]))
    assert chord == pytest.approx(distance_m(lat, lon, lat + north, lon + east), abs=2e-3)


def test_what_is_no_point_on_the_globe_is_refused():
    assert is_coordinate(49.6, 6.13)
    assert not is_coordinate(91.0, 0.0)
    assert not is_coordinate(0.0, 180.5)
    assert not is_coordinate(float("nan"), 6.0)
