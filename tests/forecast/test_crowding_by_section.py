"""Crowding by section of a line: loads counted stop by stop, learnt and told of what one rides."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

import app
from core.clock import parse_instant
from core.errors import DataError
from forecast.calendar import calendar_of
from forecast.crowding.archive import as_loads
from forecast.crowding.learnt import learn_crowding, load_crowding, save_crowding
from forecast.crowding.levels import Vehicle
from forecast.crowding.sections import by_sections
from routing.crowding import LEVELS, line_key, sections_of

ZONE = "Europe/Luxembourg"
CALENDAR = calendar_of([("LU", ["LU"])])
FIRST = date(2026, 6, 1)
MONDAY = date(2026, 7, 13)
TRAIN = Vehicle(seats=10, capacity=20)
LINE = ("lu_route", "4", 0)


def count(day, clock, site, load):
    return "load", site, parse_instant(f"{day}T{clock}", ZONE), float(load)


def made(days=40, stops=9, seed=3):
    """A line of nine stops that fills up in the third quarter of its way, at seven."""
    rng = np.random.default_rng(seed)
    rows = []
    for each in range(days):
        day = FIRST + timedelta(days=each)
        for place in range(1, stops + 1):
            usual = {5: 30, 6: 30}.get(place, 2) if place < stops else 0
            rows.append(count(day, "07:00", f"4|OUTBOUND|{place}", rng.poisson(usual)))
    return rows


def learnt(rows):
    return learn_crowding(as_loads(by_sections(rows), ZONE, CALENDAR), TRAIN)


def test_every_part_of_the_way_belongs_to_a_quarter_of_it():
    for length in range(1, 60):
        hops = [sections_of(hop, hop + 1, length) for hop in range(length)]
        assert {section for each in hops for section in each} == {0, 1, 2, 3}
        assert all(each.start <= other.start for each, other in pairwise(hops))


@pytest.mark.parametrize(
    ("hop", "length", "sections"),
    [(0, 1, [0, 1, 2, 3]), (0, 2, [0, 1]), (1, 2, [2, 3]), (4, 8, [2]), (5, 8, [2]), (9, 10, [3])],
)
def test_a_short_way_has_several_quarters_a_hop(hop, length, sections):
    assert list(sections_of(hop, hop + 1, length)) == sections


def test_the_greatest_load_of_a_quarter_counts_and_nobody_rides_on_from_the_end():
    loads = [3, 9, 4, 5, 1, 2, 8, 6, 7]
    rows = [count(FIRST, "07:00", f"4|0|{at}", load) for at, load in enumerate(loads)]
    told = [(site, value) for _, site, _, value in by_sections(rows[::-1])]
    assert told == [("4|0#0", 9), ("4|0#1", 5), ("4|0#2", 2), ("4|0#3", 8)]


def test_stops_that_are_numbered_in_tens_or_were_not_counted_keep_their_place():
    rows = [count(FIRST, "07:00", f"4|0|{at}", load) for at, load in ((10, 3), (20, 9), (50, 0))]
    assert [value for *_, value in by_sections(rows)] == [3, 9, 9, 9]
    assert list(by_sections(rows[:1])) == []


def test_of_two_counts_at_one_stop_the_first_counts():
    rows = [count(FIRST, "07:00", f"4|0|{at}", load) for at, load in ((1, 5), (1, 9), (2, 0))]
    assert [value for *_, value in by_sections(rows)] == [5, 5, 5, 5]


@pytest.mark.parametrize("place", ["Gare", "1.5", "", "-1"])
def test_what_is_no_place_of_a_stop_is_refused_with_its_mend(place):
    with pytest.raises(DataError, match="--sequence-column"):
        list(by_sections([count(FIRST, "07:00", f"4|0|{place}", 5)]))


def test_directions_are_understood_with_a_section_too():
    assert line_key("4|Inbound#2") == "4|1#2"
    assert line_key("4|0#2") == "4|0#2"
    assert line_key("Line #7|OUTBOUND") == "Line #7|0"


def test_a_line_that_fills_up_on_its_way_is_full_only_there(tmp_path):
    save_crowding(learnt(made()), tmp_path)
    found = load_crowding(tmp_path, CALENDAR)
    sections = [found.find_chances(LINE, MONDAY, 7 * 3600, section) for section in range(4)]
    levels = [LEVELS[int(np.argmax(chances))] for chances in sections]
    assert levels == [LEVELS[0], LEVELS[0], "FULL", LEVELS[0]]
    assert found.find_fullest(LINE, MONDAY, 7 * 3600, range(4)) == sections[2]
    assert found.find_fullest(LINE, MONDAY, 7 * 3600, range(2)) in sections[:2]
    assert found.find_fullest(LINE, MONDAY, 12 * 3600, range(4)) is None
    assert found.find_chances(LINE, MONDAY, 7 * 3600) is None


def test_the_command_learns_sections_where_the_archive_has_stops(tmp_path, capsys):
    lines = ["time,line,direction,stop_sequence,value"]
    for _, site, moment_s, load in made(60):
        stamp = np.datetime64(moment_s, "s")
        lines.append(f"{stamp}+00:00,{site.replace('|', ',')},{load:g}")
    file = tmp_path / "stops.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = [
        "forecast", "crowding", str(file), "--zone", ZONE, "--data", str(tmp_path),
        "--seats", "10", "--capacity", "20", "--sequence-column", "stop_sequence", "--use",
    ]  # fmt: skip
    assert app.main(words) == 0
    assert "1 lines and directions" in capsys.readouterr().out
    told = json.loads((tmp_path / "crowding.json").read_text(encoding="utf-8"))
    assert sorted(told["lines"]) == ["4|0#0", "4|0#1", "4|0#2", "4|0#3"]
    assert app.main([*words[:-3], "--sequence-column", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
