"""The generated travel times look like the border: two peaks, free weekends, one-sided holidays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feeds.demo.facts import load_facts
from feeds.demo.observations import observation_lines
from feeds.territory import HOME, load_territory
from tests.feeds.demo.conftest import DAY


@pytest.fixture(scope="module")
def seen(built: Path) -> pd.DataFrame:
    frame = pd.read_csv(built / "observations" / "travel_times.csv.gz")
    local = pd.to_datetime(frame["time"], utc=True).dt.tz_convert("Europe/Luxembourg")
    return frame.assign(
        local=local, day=local.dt.date, hour=local.dt.hour, weekday=local.dt.day_of_week
    )


def peak_s(seen: pd.DataFrame, site: str, hours: list[int], weekdays: list[int]) -> float:
    rows = seen[(seen["site"] == site) & seen["hour"].isin(hours) & seen["weekday"].isin(weekdays)]
    return float(rows["value"].median())


def test_seventy_days_end_with_the_last_quarter_of_yesterday(seen: pd.DataFrame) -> None:
    assert seen["day"].nunique() == 70
    assert seen["day"].max() == DAY - dt.timedelta(days=1)
    assert (seen["quantity"] == "travel_time_s").all()
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
    later = set(observation_lines(facts, home, DAY + dt.timedelta(days=30)))
    now = set(observation_lines(facts, home, DAY))
    shared_day = "2026-11-16T07:"
    today, then = (
        {line for line in lines if line.startswith(shared_day)} for lines in (now, later)
    )
    assert today == then
    assert len(today) > 100


def test_luxembourgs_national_day_empties_the_way_in_and_bastille_day_does_not() -> None:
    facts, home = load_facts(HOME / "facts"), load_territory(HOME)
    lines = observation_lines(facts, home, dt.date(2026, 7, 16))
    next(lines)
    rows = [line.split(",") for line in lines if ",X01-LU," in line]

    def morning_s(day: str) -> float:
        # Local half past seven to half past eight, in summer.
        hours = [f"{day}T05:30", f"{day}T05:45", f"{day}T06:00", f"{day}T06:15"]
        return float(np.mean([float(r[3]) for r in rows if r[0][:16] in hours]))

    tuesday, national_day, bastille_day = map(morning_s, ("2026-06-16", "2026-06-23", "2026-07-14"))
    assert national_day < 0.65 * tuesday
    assert bastille_day > 0.65 * tuesday
