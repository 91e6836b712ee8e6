"""Figures of reports: drawn where their values lie, told in words, and safe with any text."""

from __future__ import annotations

import re

import pytest
from defusedxml import ElementTree

from core import drawing
from core.drawing import Axes, Figure, drawn, ticks

AXES = Axes((0.0, 10.0), (0.0, 100.0), (200.0, 120.0), left=50, right=50, top=10, bottom=10)


def test_values_lie_between_the_ends_of_their_axes():
    assert (AXES.at_x(0), AXES.at_x(10), AXES.at_y(100), AXES.at_y(0)) == (50, 150, 10, 110)
    flat = Axes((3.0, 3.0), (0.0, 0.0))
    assert flat.at_x(3.0) == flat.left, "an axis without length divides by nothing"


@pytest.mark.parametrize(
    "least, most, expected",
    [
        (0, 337, [0, 100, 200, 300, 400]),
        (0, 9.1, [0, 2, 4, 6, 8, 10]),
        (-30, 95, [-50, -25, 0, 25, 50, 75, 100]),
        (47.4, 100, [40, 60, 80, 100]),
        (0, 0, [0]),
    ],
)
def test_ticks_are_round_and_enclose_what_they_are_for(least, most, expected):
    assert ticks(least, most) == pytest.approx(expected)


def test_a_line_is_broken_where_nothing_is_known():
    points = [(0, 0.0), (1, 10.0), (2, None), (3, 30.0)]
    path = re.search(r'd="([^"]*)"', drawing.line(AXES, "s0", points)).group(1)
    assert path == "M50.0 110.0L60.0 100.0M80.0 80.0"


def test_a_field_goes_there_above_and_back_below_and_ends_at_a_gap():
    points = [(0, 10.0, 20.0), (1, 10.0, 30.0), (2, None, 30.0), (3, 0.0, 1.0)]
    path = re.search(r'd="([^"]*)"', drawing.area(AXES, 0, points)).group(1)
    assert path.count("M") == path.count("Z") == 2
    assert path.startswith("M50.0 90.0L60.0 80.0L60.0 100.0L50.0 100.0Z")


def test_a_bar_stands_on_zero():
    bar = ElementTree.fromstring(drawing.bar(AXES, 1, 2.0, 1.0, 40.0))
    assert float(bar.get("y")) + float(bar.get("height")) == AXES.at_y(0)
    assert (bar.get("x"), bar.get("width"), bar.get("height")) == ("70.0", "10.0", "40.0")


@pytest.mark.parametrize("wide", [False, True])
def test_a_figure_says_what_it_shows_in_words_and_as_a_table(wide):
    hostile = "</svg><script>alert('x')</script>\x01"
    shapes = [drawing.label(1, 2, hostile), *(drawing.dot(n, 5, 5) for n in range(4))]
    figure = Figure("it", hostile, "what & why", ("a", "b"), [("1", hostile)], wide=wide)
    tree = ElementTree.fromstring(drawn(figure, AXES, shapes))
    svg = tree.find(".//svg")
    assert svg.get("role") == "img"
    named = {each.get("id"): each.text for each in svg if each.get("id")}
    assert set(svg.get("aria-labelledby").split()) == set(named)
    safe = hostile.replace("\x01", "\ufffd")
    assert list(named.values()) == [safe, "what & why"]
    assert [cell.text for cell in tree.iter("td")] == ["1", safe]
    assert not list(tree.iter("script"))
