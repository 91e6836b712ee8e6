"""Holidays on one side: roads to work empty where work rests, and fill where only homes do."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecast.backtest import backtest
from forecast.calendar import DayType
from forecast.corridors import corridors_of
from forecast.day_classes import day_classes
from forecast.observations import ObservationStore
from forecast.one_sided import AT_HOME, AT_WORK, OneSidedDays, ends_of
from forecast.slots import timeline
from tests.forecast.make import CALENDAR, ZONE, made_grid, made_territory, rows_of, write_rows

FR_RESTS, LU_RESTS = 0, 1
"""Marks: the bits of the sides, minus one; France is the first side."""


def usual(morning):
    """Working days with one peak, Sundays without. Shapes: (day types, one site, cells)."""
    table = np.full((len(DayType), 1, 96), 300.0)
    hour = 8 if morning else 17
    table[: DayType.SATURDAY, 0, 4 * hour : 4 * hour + 8] = 900
    return table


def shares(ends, morning):
    return OneSidedDays(1, CALENDAR.marks, np.array([ends])).shares(usual(morning))[:, 0]


def test_where_a_corridor_leads_is_read_from_the_territory(tmp_path):
    corridors = corridors_of(made_territory(tmp_path))
    assert ends_of(("C1-LU", "C1-FR", "elsewhere"), corridors, CALENDAR).tolist() == [
        [0, 1], [1, 0], [-1, -1],
    ]  # fmt: skip


@pytest.mark.parametrize(("ends", "morning"), [((0, 1), True), ((1, 0), False)])
def test_people_work_where_the_morning_leads_and_the_evening_comes_from(ends, morning):
    told = shares(ends, morning)
    assert (told[LU_RESTS], told[FR_RESTS]) == (AT_WORK, AT_HOME)


def test_of_a_site_that_is_no_corridor_nothing_is_assumed():
    assert shares((-1, -1), morning=True).tolist() == [0, 0]


def test_what_was_seen_soon_outweighs_what_was_assumed():
    days = OneSidedDays(1, CALENDAR.marks, np.array([[0, 1]]))
    table = usual(morning=True)
    weekday, sunday = table[DayType.MIDWEEK], table[DayType.SUNDAY]
    for _ in range(3):
        days.learn(LU_RESTS, weekday, sunday, weekday)
    assert days.shares(table)[LU_RESTS, 0] == pytest.approx(AT_WORK / 4)
    assert days.shares(table)[FR_RESTS, 0] == AT_HOME, "the other side's holidays are others"


def test_a_day_without_observations_teaches_nothing():
    days = OneSidedDays(1, CALENDAR.marks, np.array([[0, 1]]))
    table = usual(morning=True)
    nothing = np.full((1, 96), np.nan)
    days.learn(LU_RESTS, table[DayType.MIDWEEK], table[DayType.SUNDAY], nothing)
    assert days.shares(table)[LU_RESTS, 0] == AT_WORK


def test_both_calendars_foretell_one_sided_holidays_better_than_either(tmp_path):
    grid = made_grid(dt.date(2026, 7, 31), 330, left=(0.7, 0.3))
    store = ObservationStore(tmp_path / "observations.sqlite")
    store.import_file(write_rows(tmp_path / "year.csv", rows_of(grid)))
    territory = made_territory(tmp_path / "territory")
    sites = store.read_sites("travel_time_s")
    found = backtest(
        store, "travel_time_s", sites, ZONE, CALENDAR, corridors=corridors_of(territory)
    )
    assert [each.horizon for each in found.one_sided] == ["15min", "60min", "24h", "7d"]
    for each in found.one_sided:
        assert set(each.only) == {"FR", "LU"}
        assert all(each.mae < rival for rival in each.only.values())
    assert {"midweek", "sunday", "holiday LU only"} <= set(found.classes)


def test_every_slot_belongs_to_one_class_of_days():
    line = timeline(dt.date(2026, 1, 1), dt.date(2026, 12, 31), ZONE, CALENDAR)
    classes = day_classes(line, CALENDAR)
    assert sum(where.sum() for where in classes.values()) == line.slots
    assert classes["holiday LU only"].sum() == 96, "23 June; 9 May is a Saturday"
    assert classes["holiday FR only"].sum() >= 3 * 96
