"""School holidays, bridges and bank days: working days that are not like others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from feeds.territory import HOME, load_territory
from forecast.border import calendar_of_border
from forecast.calendar import BorderCalendar, DayType, calendar_of
from forecast.day_classes import day_classes
from forecast.lived import live_through
from forecast.profile import ProfileLearner
from forecast.seasons import Holidays, Seasons, is_bridge
from forecast.slots import timeline
from tests.forecast.make import SIDES, ZONE, made_grid

FR_SCHOOLS, LU_SCHOOLS, BRIDGE = 1, 2, 4


def day(text):
    return dt.date.fromisoformat(text)


SCHOOLS = (
    Holidays("FR", day("2026-02-14"), day("2026-03-01")),
    Holidays("LU", day("2026-02-14"), day("2026-02-22")),
)
CALENDAR = calendar_of(SIDES, SCHOOLS)


def season(text):
    return int(CALENDAR.classify([day(text)]).season[0])


def test_each_side_has_its_own_school_holidays():
    assert season("2026-02-10") == 0
    assert season("2026-02-17") == FR_SCHOOLS | LU_SCHOOLS
    assert season("2026-02-24") == FR_SCHOOLS
    assert season("2026-02-21") == 0, "a Saturday is a Saturday"


def test_a_working_day_between_a_weekend_and_a_holiday_is_a_bridge():
    assert season("2026-05-15") == BRIDGE, "the day after Ascension"
    assert season("2026-06-22") == BRIDGE, "Luxembourg's national day is the Tuesday after"
    assert season("2026-06-23") == 0, "a holiday of one side is a mark, and no season"
    assert season("2026-07-13") == BRIDGE
    assert season("2026-05-20") == 0


def test_a_bridge_needs_its_weekend():
    assert is_bridge(day("2026-05-15"), {day("2026-05-14")})
    assert not is_bridge(day("2026-05-13"), {day("2026-05-14")})


def test_days_on_which_only_banks_rest_are_told_apart():
    luxembourg = calendar_of([("LU", ["LU"])])
    year = [day("2026-01-01") + dt.timedelta(days=n) for n in range(365)]
    season_of = dict(zip(year, luxembourg.classify(year).season.tolist(), strict=True))
    assert season_of[day("2026-04-03")] > 0, "Good Friday"


def test_a_border_of_no_schools_has_bridges_only():
    assert Seasons.of(["FR", "LU"], []).kinds == 7
    assert calendar_of(SIDES).classify([day("2026-02-17")]).season.tolist() == [0]


def test_a_season_teaches_itself_and_ordinary_days_nothing():
    learner = ProfileLearner(sites=1, cells=96, marks=2, slot_s=900, seasons=7)
    for _ in range(6):
        learner.learn(DayType.MIDWEEK, -1, np.full((1, 96), 800.0))
    for _ in range(9):
        learner.learn(DayType.MIDWEEK, -1, np.full((1, 96), 500.0), FR_SCHOOLS)
    profile = learner.profile()
    assert profile.usual[DayType.MIDWEEK, 0, 30] == 800
    assert profile.season[FR_SCHOOLS - 1, 0, 30] == pytest.approx(-300 * 9 / 10)
    assert not profile.season[LU_SCHOOLS - 1].any()


def test_who_knows_the_school_holidays_foretells_them_and_the_term_after_them_better():
    """Roads that are half empty in every school holiday of two years."""
    schools = [
        Holidays(side, day(first), day(last))
        for side in ("FR", "LU")
        for first, last in (
            ("2025-02-08", "2025-02-23"),
            ("2025-04-05", "2025-04-21"),
            ("2025-07-05", "2025-08-31"),
            ("2025-10-18", "2025-11-02"),
            ("2026-02-14", "2026-03-01"),
            ("2026-04-11", "2026-04-26"),
        )
    ]
    knowing = BorderCalendar(calendar_of(SIDES).sides, tuple(schools))
    grid = made_grid(day("2026-05-08"), 480, ("C1-LU",))
    line = timeline(grid.line.dates[0], grid.line.dates[-1], ZONE, knowing)
    closed = (line.season > 0)[line.day_of]
    values = np.where(closed, 300 + (grid.values - 300) * 0.4, grid.values)
    mae = {}
    for name, each in (("knowing", line), ("not", grid.line)):
        lived = live_through(replace(grid, line=each, values=values), {"24h": 96})["24h"]
        mae[name] = float(np.abs(lived.missed[lived.counts]).mean())
    assert mae["knowing"] < 0.95 * mae["not"]


def test_every_slot_still_belongs_to_one_class():
    line = timeline(day("2026-01-01"), day("2026-12-31"), ZONE, CALENDAR)
    classes = day_classes(line, CALENDAR)
    assert sum(where.sum() for where in classes.values()) == line.slots
    assert {"no school FR", "no school FR and LU", "bridge or bank day"} <= set(classes)


def test_the_territory_names_its_school_holidays_with_their_source():
    territory = load_territory(HOME)
    table = territory.school_holidays
    assert set(table["country"]) == {"FR", "LU"}
    assert (table["source"] != "").all()
    calendar = calendar_of_border(territory)
    summer = int(calendar.classify([day("2026-07-28")]).season[0])
    assert summer == FR_SCHOOLS | LU_SCHOOLS


def test_a_school_holiday_without_its_days_is_named_with_its_row():
    territory = load_territory(HOME)
    table = territory.school_holidays.assign(first_day="soon")
    with pytest.raises(DataError, match=r"school_holidays\.csv, row 2.*is no day"):
        calendar_of_border(replace(territory, school_holidays=table))
