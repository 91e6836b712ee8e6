"""Quarter-hours of local days, also on the two nights on which the clocks change."""

from __future__ import annotations

import datetime as dt

import numpy as np

from core import clock
from forecast.observations import Series
from forecast.replay import day_cells
from forecast.slots import timeline, to_grid
from tests.forecast.make import CALENDAR, ZONE


def _day(day: dt.date):
    return timeline(day, day, ZONE, CALENDAR)


def test_a_day_has_96_quarters_in_spring_92_and_in_autumn_100():
    assert _day(dt.date(2026, 11, 23)).slots == 96
    assert _day(dt.date(2026, 3, 29)).slots == 92
    assert _day(dt.date(2026, 10, 25)).slots == 100


def test_the_wall_clock_skips_an_hour_in_spring_and_shows_one_twice_in_autumn():
    spring, autumn = _day(dt.date(2026, 3, 29)), _day(dt.date(2026, 10, 25))
    assert spring.cell[7:9].tolist() == [7, 12]
    assert autumn.cell[7:17].tolist() == [7, 8, 9, 10, 11, 8, 9, 10, 11, 12]


def test_eight_oclock_is_the_same_cell_on_every_day_of_the_year():
    line = timeline(dt.date(2026, 1, 1), dt.date(2026, 12, 31), ZONE, CALENDAR)
    for day in line.dates:
        slot = line.slot_at(clock.from_local(day, dt.time(8), ZONE))
        assert line.cell[slot] == 32
        assert line.dates[line.day_of[slot]] == day


def test_observations_are_averaged_within_a_quarter_and_gaps_stay_gaps():
    line = _day(dt.date(2026, 11, 23))
    moments = np.array([line.start_s + s for s in (0, 300, 899, 1800, -1, 86_400)])
    values = np.array([100.0, 200.0, 300.0, 50.0, 1.0, 1.0])
    grid = to_grid(Series(("a",), np.zeros(6, dtype=np.int64), moments, values), line)
    assert grid.values[0, 0] == 200.0
    assert grid.values[0, 2] == 50.0
    assert np.isfinite(grid.values).sum() == 2


def test_the_doubled_hour_counts_once_in_the_profile_and_the_skipped_one_not_at_all():
    autumn = _day(dt.date(2026, 10, 25))
    moments = autumn.start_s + 900 * np.arange(100)
    flat = Series(("a",), np.zeros(100, dtype=np.int64), moments, np.arange(100.0))
    cells = day_cells(to_grid(flat, autumn), 0)[0]
    assert cells[8] == (8 + 12) / 2
    assert cells[12] == 16
    spring = _day(dt.date(2026, 3, 29))
    moments = spring.start_s + 900 * np.arange(92)
    flat = Series(("a",), np.zeros(92, dtype=np.int64), moments, np.arange(92.0))
    cells = day_cells(to_grid(flat, spring), 0)[0]
    assert np.isnan(cells[8:12]).all()
    assert np.isfinite(cells).sum() == 92
