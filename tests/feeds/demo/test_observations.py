"""The generated travel times look like the border: two peaks, free weekends, one-sided holidays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feeds.demo.facts import load_facts
from feeds.demo.observations import HISTORY_MONTHS, history_months, observation_lines
from feeds.territory import HOME, load_territory
from tests.feeds.demo.conftest import DAY


def archive(built: Path, quantity: str) -> pd.DataFrame:
    files = sorted((built / "observations").glob("*.csv.gz"))
    frame = pd.concat([pd.read_csv(file) for file in files])
    frame = frame[frame["quantity"] == quantity]
    local = pd.to_datetime(frame["time"], utc=True).dt.tz_convert("Europe/Luxembourg")
    return frame.assign(
        local=local, day=local.dt.date, hour=local.dt.hour, weekday=local.dt.day_of_week
    )


@pytest.fixture(scope="module")
def seen(built: Path) -> pd.DataFrame:
    return archive(built, "travel_time_s")


@pytest.fixture(scope="module")
def counted(built: Path) -> pd.DataFrame:
    return archive(built, "flow_vph")


def peak_s(seen: pd.DataFrame, site: str, hours: list[int], weekdays: list[int]) -> float:
    rows = seen[(seen["site"] == site) & seen["hour"].isin(hours) & seen["weekday"].isin(weekdays)]
    return float(rows["value"].median())


def test_a_year_ends_with_the_last_quarter_of_yesterday(seen: pd.DataFrame) -> None:
    assert 365 <= seen["day"].nunique() <= 396
    assert seen["day"].max() == DAY - dt.timedelta(days=1)
    assert set(seen["site"]) == set(load_territory(HOME).corridors["corridor_id"])
    assert not seen.duplicated(["time", "site"]).any()


def test_the_night_the_clocks_go_back_has_a_hundred_quarters(seen: pd.DataFrame) -> None:
    per_day = seen.groupby(["site", "day"]).size().groupby("day").max()
    assert per_day[dt.date(2026, 10, 25)] == 100
    assert per_day[dt.date(2026, 10, 26)] == 96


def test_the_queue_stands_in_the_morning_inbound_and_in_the_evening_outbound(
    seen: pd.DataFrame,
) -> None:
    middle = [1, 2, 3]
    assert peak_s(seen, "X01-LU", [7, 8], middle) > 2.5 * peak_s(seen, "X01-LU", [11], middle)
    assert peak_s(seen, "X01-FR", [17, 18], middle) > 2 * peak_s(seen, "X01-FR", [11], middle)
    assert peak_s(seen, "X01-FR", [7, 8], middle) < 1.4 * peak_s(seen, "X01-FR", [11], middle)


def test_the_worst_of_an_ordinary_morning_is_the_published_delay(seen: pd.DataFrame) -> None:
    path = ["A31-N-LU", "X01-LU", "A3-LU"]
    free = load_territory(HOME).corridors.set_index("corridor_id")["free_flow_s"]
    delay_s = sum(peak_s(seen, site, [7, 8], [1, 2, 3]) - free[site] for site in path)
    assert 26 * 60 < delay_s < 40 * 60


def test_weekends_are_free_and_fridays_lighter_than_tuesdays(seen: pd.DataFrame) -> None:
    free = load_territory(HOME).corridors.set_index("corridor_id")["free_flow_s"]
    for site in ("X01-LU", "A3-LU", "X08-LU"):
        assert peak_s(seen, site, [7, 8], [5, 6]) < 1.3 * free[site]
        assert peak_s(seen, site, [7, 8], [4]) < peak_s(seen, site, [7, 8], [1, 2, 3])


def test_a_day_looks_the_same_whenever_it_is_generated(built: Path) -> None:
    facts, home = load_facts(HOME / "facts"), load_territory(HOME)
    day = dt.date(2026, 11, 16)
    later = set(observation_lines(facts, home, [day - dt.timedelta(days=1), day]))
    now = set(observation_lines(facts, home, [day]))
    shared_day = "2026-11-16T07:"
    today, then = (
        {line for line in lines if line.startswith(shared_day)} for lines in (now, later)
    )
    assert today == then
    assert len(today) > 100


def test_luxembourgs_national_day_empties_the_way_in_and_bastille_day_does_not() -> None:
    facts, home = load_facts(HOME / "facts"), load_territory(HOME)
    days = [dt.date(2026, 6, 16), dt.date(2026, 6, 23), dt.date(2026, 7, 14)]
    lines = observation_lines(facts, home, days)
    next(lines)
    rows = [line.split(",") for line in lines if ",X01-LU,travel_time_s," in line]

    def morning_s(day: str) -> float:
        # Local half past seven to half past eight, in summer.
        hours = [f"{day}T05:30", f"{day}T05:45", f"{day}T06:00", f"{day}T06:15"]
        return float(np.mean([float(r[3]) for r in rows if r[0][:16] in hours]))

    tuesday, national_day, bastille_day = map(morning_s, ("2026-06-16", "2026-06-23", "2026-07-14"))
    assert national_day < 0.65 * tuesday
    assert bastille_day > 0.65 * tuesday


def test_past_months_are_the_same_the_day_after() -> None:
    first, later = history_months(DAY), history_months(DAY + dt.timedelta(days=1))
    assert first[:-1] == later[:-1]
    assert later[-1] == [*first[-1], DAY]
    assert len(first) == HISTORY_MONTHS + 1


def test_a_jammed_road_counts_fewer_vehicles_than_a_full_one(counted: pd.DataFrame) -> None:
    inbound = counted[(counted["site"] == "X01-LU") & counted["weekday"].isin([1, 2, 3])]
    by_hour = inbound.groupby("hour")["value"].median()
    assert by_hour[8] < 0.6 * by_hour[6]
    sunday = counted[(counted["site"] == "X01-LU") & (counted["weekday"] == 6)]
    assert 0.4 < sunday["value"].sum() / 52 / (inbound["value"].sum() / 156) < 0.9
