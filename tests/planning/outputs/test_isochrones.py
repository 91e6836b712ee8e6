"""Isochrones in files and on paper: every part told apart by its hatching, figures as found."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.outputs.isochrone_drawing import hatch, isochrone_drawing
from planning.outputs.isochrones_geojson import isochrones_geojson
from planning.outputs.languages import language_of
from planning.outputs.report import report_html
from planning.outputs.result_json import result_json
from planning.outputs.tables import indicators_csv
from planning.parameters import read_parameters
from planning.results import AreaPart
from tests.planning.outputs.given import SCRIPT, isochrones, nothing_known, simulation, square
from tests.planning.outputs.page import Page

EN = language_of("en")


def test_every_place_and_cutoff_has_three_features_with_their_figures() -> None:
    told = isochrones_geojson(isochrones())
    text = json.dumps(told, allow_nan=False)
    assert json.loads(text) == told
    found = [each["properties"] for each in told["features"]]
    assert [each["part"] for each in found[:3]] == ["only_before", "only_after", "both"]
    assert {(each["place"], each["minutes"]) for each in found} == {
        (place, minutes) for place in ("Micheville", SCRIPT) for minutes in (30, 45)
    }
    assert found[1]["km2"] == 12.5
    assert found[2]["inhabitants"] == {"FR": 17458.0, "LU": 0.0}
    assert found[2]["jobs"] == {"FR": None, "LU": 21300.0}
    assert {each["geometry"]["type"] for each in told["features"]} == {"MultiPolygon"}


def test_the_result_has_the_figures_and_leaves_the_outlines_to_the_map() -> None:
    part = result_json(simulation())["isochrones"][1]["parts"][1]
    assert part == {
        "part": "only_after", "km2": 12.5, "inhabitants": {"FR": 0.0, "LU": 0.0},
        "jobs": {"FR": None, "LU": 9800.0},
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(indicators_csv(simulation()).decode("utf-8-sig"))))
    told = [each for each in rows if each["group"] == "isochrone Micheville 45 min"]
    area = next(each for each in told if each["name"] == "only_after_area")
    assert (float(area["value"]), area["unit"]) == (12.5, "km2")
    jobs = {each["country"]: each["value"] for each in told if each["name"] == "both_jobs"}
    assert (jobs["FR"], float(jobs["LU"])) == ("", 21300.0)


def test_the_report_draws_the_first_place_and_tells_all_in_its_table() -> None:
    text = report_html(simulation(), read_parameters())
    page = Page(text)
    assert page.faults == []
    assert "Within 45 minutes from Micheville" in page.text
    assert "reaches 23.3 km² before and 33.8 km² after" in page.text
    kinds = [str(each.get("class")) for _, each in page.elements if each.get("class")]
    for part in ("only-after", "only-before"):
        assert kinds.count(f"hatch {part}") == 3  # twice on maps, once in the key
    assert "hatch both" not in kinds
    assert SCRIPT in page.text
    assert "script" not in {name for name, _ in page.elements}


def test_without_a_place_the_report_has_no_such_section() -> None:
    assert 'id="isochrones"' not in report_html(simulation(isochrones=()), read_parameters())


def test_unknown_figures_are_dashes_and_places_beyond_every_zone_are_drawn() -> None:
    assert "nan" not in report_html(nothing_known(), read_parameters())
    far = replace(isochrones()[1], lat=49.4, lon=6.3)
    for width in (340, 880):
        drawing = isochrone_drawing(far, simulation(), EN, width)
        assert drawing.width == width
        assert "nan" not in drawing.body


def test_no_country_is_named_under_an_area() -> None:
    everywhere = replace(
        isochrones()[0], parts=(AreaPart("both", 1e4, {}, {}, square(5.95, 49.5, 0.5)),)
    )
    for width in (340, 880):
        body = isochrone_drawing(everywhere, simulation(), EN, width).body
        assert "LUXEMBOURG" not in body
        assert "Micheville" in body
    assert "LUXEMBOURG" in isochrone_drawing(isochrones()[0], simulation(), EN, 880).body


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=3, max_size=9),
    st.sampled_from([1, -1]),
)
def test_hatching_slants_one_way_and_stays_inside(corners: list[tuple[int, int]], way: int) -> None:
    ring = np.array(corners, dtype=np.float64)
    for x1, y1, x2, y2 in hatch([ring], way):
        assert (y2 - y1) * way == pytest.approx(x1 - x2, abs=1e-6)
        if math.hypot(x2 - x1, y2 - y1) > 0.5:
            assert _is_inside(ring, (x1 + x2) / 2, (y1 + y2) / 2 + 1e-7)


def _is_inside(ring: np.ndarray, x: float, y: float) -> bool:
    """Even-odd, by the edges to the right."""
    ends = np.roll(ring, -1, axis=0)
    cut = (ring[:, 1] <= y) != (ends[:, 1] <= y)
    start, end = ring[cut], ends[cut]
    at = start[:, 0] + (y - start[:, 1]) / (end[:, 1] - start[:, 1]) * (end[:, 0] - start[:, 0])
    return bool((at > x).sum() % 2)


def test_a_hole_is_not_hatched() -> None:
    outer = np.array([(0, 0), (100, 0), (100, 100), (0, 100)], dtype=np.float64)
    hole = np.array([(30, 30), (30, 70), (70, 70), (70, 30)], dtype=np.float64)
    for x1, y1, x2, y2 in hatch([outer, hole], 1):
        middle = (x1 + x2) / 2, (y1 + y2) / 2
        assert not all(30 < each < 70 for each in middle)
    assert hatch([], 1) == []
