"""What is drawn: the ground belongs to the nearest country, names do not cover each other."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.outputs.drawing import shortened, text_px, ticks_to, wrapped
from planning.outputs.languages import language_of, languages
from planning.outputs.map_frame import frame_of, scale_bar
from planning.outputs.map_labels import Mark, placed
from planning.outputs.report_sensitivity import figures_told
from planning.outputs.sides_drawing import Cell, ground_of, roomiest
from planning.outputs.tornado_drawing import tornado
from planning.results import Swing
from tests.planning.outputs.given import nothing_changed, simulation

WIDTH, HEIGHT = 400.0, 300.0
POINTS = st.lists(
    st.tuples(st.integers(-100, 500), st.integers(-100, 400), st.sampled_from("ABC")),
    min_size=1,
    max_size=25,
    unique_by=lambda each: each[:2],
)


def _area(cell: Cell) -> float:
    ends = [*cell[1:], cell[0]]
    return abs(sum(a.x * b.y - b.x * a.y for a, b in zip(cell, ends, strict=True))) / 2


@given(POINTS)
def test_the_sides_cover_the_drawing_once(points: list[tuple[int, int, str]]) -> None:
    xy = np.array([each[:2] for each in points], dtype=np.float64)
    ground = ground_of(xy, [each[2] for each in points], WIDTH, HEIGHT)
    covered = sum(_area(cell) for cells in ground.cells.values() for cell in cells)
    assert math.isclose(covered, WIDTH * HEIGHT, rel_tol=1e-6)


@given(POINTS)
def test_a_border_runs_midway_between_two_countries(points: list[tuple[int, int, str]]) -> None:
    xy = np.array([each[:2] for each in points], dtype=np.float64)
    country = np.array([each[2] for each in points])
    for x1, y1, x2, y2 in ground_of(xy, list(country), WIDTH, HEIGHT).borders:
        away = np.hypot(xy[:, 0] - (x1 + x2) / 2, xy[:, 1] - (y1 + y2) / 2)
        nearest = country[away <= away.min() + 1e-6]
        assert len(set(nearest)) >= 2


def test_a_place_without_coordinates_owns_no_ground() -> None:
    xy = np.array([[10.0, 10.0], [np.nan, 5.0]])
    assert set(ground_of(xy, ["A", "B"], WIDTH, HEIGHT).cells) == {"A"}


def test_the_name_of_a_country_stands_on_its_own_ground_or_nowhere() -> None:
    xy = np.array([[100.0, 150.0], [300.0, 150.0]])
    spot = roomiest(xy, ["A", "B"], "B", xy, (60, 20), (WIDTH, HEIGHT))
    assert spot
    assert spot[0] - 30 >= 200
    crowded = np.array([[10.0, 150.0], [20.0, 150.0], [30.0, 150.0]])
    assert roomiest(crowded, ["A", "B", "A"], "B", crowded, (60, 20), (WIDTH, HEIGHT)) is None


def test_names_that_find_room_do_not_cover_each_other() -> None:
    marks = [Mark(50.0 + at, 50.0, 4.0, f"Place {at}", "", 12.0) for at in range(12)]
    found = placed(marks, [], [], WIDTH, HEIGHT)
    assert 2 <= len(found) < 12
    for one in found:
        for other in found:
            apart = abs(one.y - other.y) >= 12 or abs(one.x - other.x) >= text_px("Place 0", 12)
            assert one is other or apart


def test_only_a_name_that_must_be_there_covers_a_zone() -> None:
    everywhere = [(0.0, 0.0, WIDTH, HEIGHT)]
    zone, stop = (Mark(50.0, 50.0, 4.0, "A", "", 12.0, must=must) for must in (False, True))
    assert placed([zone], [], everywhere, WIDTH, HEIGHT) == []
    assert len(placed([stop], [], everywhere, WIDTH, HEIGHT)) == 1
    assert placed([stop], everywhere, [], WIDTH, HEIGHT) == []


def test_a_map_shows_every_stop_and_who_gains_or_loses_around_the_line() -> None:
    found = simulation()
    frame = frame_of(found, 880)
    assert frame
    stops = np.array([(lat, lon) for _, lat, lon, _ in found.lines[0].stops])
    assert all(frame.has(frame.xy(stops[:, 0], stops[:, 1])))
    inside = frame.has(frame.xy(found.zones.lat, found.zones.lon))
    assert inside == [True, True, True, True, True, False]


def test_a_map_without_a_line_shows_all_zones() -> None:
    found = nothing_changed()
    frame = frame_of(found, 340)
    assert frame
    assert all(frame.has(frame.xy(found.zones.lat, found.zones.lon)))


def test_the_scale_of_the_map_is_true() -> None:
    frame = frame_of(simulation(), 880)
    assert frame
    km, px = scale_bar(frame)
    assert km in (1, 2, 5, 10, 20)
    one = frame.xy(np.array([49.5, 49.5 + km / 111.195]), np.array([5.95, 5.95]))
    assert abs(one[0, 1] - one[1, 1]) == pytest.approx(px, rel=1e-3)


@pytest.mark.parametrize(
    "most, ticks",
    [
        (0.0, [0, 1]), (math.nan, [0, 1]), (1.11, [0, 0.5, 1, 1.5]),
        (330, [0, 100, 200, 300, 400]), (1.0, [0, 0.25, 0.5, 0.75, 1]),
    ],
)  # fmt: skip
def test_ticks_are_round_and_reach_the_top(most: float, ticks: list[float]) -> None:
    assert ticks_to(most) == pytest.approx(ticks)


def test_a_long_name_is_broken_once_and_then_cut() -> None:
    assert shortened("Esch", 200) == "Esch"
    assert shortened("Esch-sur-Alzette", 60) == "Esch-su…"
    assert shortened("Esch", 5) == ""
    assert wrapped("P+R Audun-le-Tiche", 110) == ["P+R", "Audun-le-Tiche"]
    assert wrapped("Monkeler", 200) == ["Monkeler"]


@pytest.mark.parametrize("width", [340, 880])
@pytest.mark.parametrize("code", languages())
def test_a_tornado_keeps_its_bars_figures_and_names_inside(width: int, code: str) -> None:
    language = language_of(code)
    for told in figures_told(simulation(), language):
        drawn = tornado(told.swings, lambda name: language.name("parameters", name),
                        told.shown, width)  # fmt: skip
        for x, wide in re.findall(r'<rect x="([\d.-]+)" y="[\d.]+" width="([\d.]+)"', drawn.body):
            assert float(x) >= 0
            assert float(x) + float(wide) <= width
        texts = re.findall(
            r'<text x="([\d.-]+)" y="[\d.]+"(?: text-anchor="(\w+)")?[^>]*>([^<]*)<', drawn.body
        )
        assert texts
        for x, anchor, content in texts:
            room = text_px(content)
            start = float(x) - {"end": room, "middle": room / 2}.get(anchor, 0.0)
            assert start >= -1, content
            assert start + room <= width + 1, content


def test_a_bar_of_a_tornado_lies_on_the_side_to_which_its_parameter_moves_the_figure() -> None:
    swing = Swing("cost_year", "wait", 80.0, 100.0, 130.0)
    drawn = tornado([swing], str, lambda value: f"{value:.0f}", 880)
    found = re.findall(r'<rect x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*class="([\w-]+)"', drawn.body)
    boxes = {kind: (float(x), float(wide)) for x, wide, kind in found}
    assert boxes["swing-low"][0] < boxes["swing-high"][0]
    assert boxes["swing-high"][1] == pytest.approx(1.5 * boxes["swing-low"][1], rel=0.01)
    assert ">80<" in drawn.body
    assert ">130<" in drawn.body
