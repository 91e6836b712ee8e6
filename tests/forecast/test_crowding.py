"""Crowding: what an archive of passenger counts says, how it is forecast, what trips tell of it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

import app
from core.clock import now_s, parse_instant
from core.errors import DataError
from forecast.calendar import calendar_of
from forecast.crowding.archive import as_loads
from forecast.crowding.backtest import AHEAD_DAYS, LEARNING_DAYS, backtest_crowding
from forecast.crowding.learnt import LEAST_COUNTS, learn_crowding, load_crowding, save_crowding
from forecast.crowding.levels import Vehicle, level_of
from forecast.crowding.model import CrowdingModel, Run
from forecast.observation_csv import ImportReport, Layout, read_observations
from routing.crowding import KINDS, LEVELS, QUARTERS

ZONE = "Europe/Luxembourg"
CALENDAR = calendar_of([("LU", ["LU"]), ("FR", ["FR-57"])])
FIRST = date(2026, 6, 1)
BUS = Vehicle(seats=10, capacity=20)


def count(day, clock, line, load):
    return "load", line, parse_instant(f"{day}T{clock}", ZONE), float(load)


def made(days=40, seed=3):
    """Two lines; the first is full at seven on weekdays, the second never."""
    rng = np.random.default_rng(seed)
    rows = []
    for each in range(days):
        day = FIRST + timedelta(days=each)
        rush = 25 if day.weekday() < 5 else 3
        for clock, usual in (("07:00", rush), ("07:20", 12), ("14:00", 4)):
            rows.append(count(day, clock, "4|OUTBOUND", rng.poisson(usual)))
            rows.append(count(day, clock, "9|INBOUND", rng.poisson(2)))
    return rows


def loads_of(rows):
    return as_loads(rows, ZONE, CALENDAR)


def test_half_of_the_seats_all_seats_and_all_room_part_the_levels():
    assert level_of(np.array([0, 5, 6, 10, 11, 20, 21, 400]), BUS).tolist() == [
        0, 0, 1, 1, 2, 2, 3, 3,
    ]  # fmt: skip


def test_a_holiday_on_both_sides_counts_as_a_sunday_and_on_one_side_as_a_working_day():
    rows = [count(day, "07:00", "4|0", 5) for day in ("2026-05-01", "2026-06-23", "2026-06-27")]
    assert [KINDS[kind] for kind in loads_of(rows).kind] == ["sunday", "weekday", "saturday"]


def test_a_count_that_comes_twice_counts_once():
    rows = [count(FIRST, "07:00", "4|0", 5), count(FIRST, "07:00", "4|0", 9)]
    assert loads_of(rows).load.tolist() == [5]


def test_nights_of_clock_changes_have_their_counts_at_the_time_on_the_wall():
    moments = "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"
    rows = [("load", "4|0", parse_instant(each, ZONE), 1.0) for each in moments]
    assert loads_of(rows).quarter.tolist() == [10, 10]


def test_chances_add_up_and_follow_what_was_counted():
    model = CrowdingModel(lines=1)
    rush = Run(np.array([0]), np.array([28]), np.array([0]))
    for _ in range(30):
        model.add_day(rush, np.array([3]))
    chance = model.distribution(Run(np.array([0, 2]), np.array([28, 60]), np.array([0, 0])))
    assert chance.sum(axis=1) == pytest.approx(1)
    assert chance[0, 3] > 0.9


def test_what_was_counted_long_ago_counts_less():
    model = CrowdingModel(lines=1)
    run = Run(np.array([0]), np.array([28]), np.array([0]))
    for level in [3] * 30 + [0] * 30:
        model.add_day(run, np.array([level]))
    assert model.distribution(run)[0, 0] > 0.7


def test_a_week_ahead_the_forecast_beats_the_profile_and_is_calibrated():
    score = backtest_crowding(loads_of(made(120)), BUS)
    assert score.n > 0
    assert score.log_loss < score.log_loss_profile
    assert score.error < 0.06


def test_on_real_counts_too(shared_data):
    report = ImportReport("counts")
    layout = Layout(
        time="datetime", site="route_id|direction_desc", value="occupancy",
        fixed_quantity="load", zone="America/New_York",
    )  # fmt: skip
    file = shared_data("occupancy/chattanooga-max-load-by-trip-day.parquet")
    rows = read_observations(file, report, now_s=now_s(), layout=layout)
    loads = as_loads(rows, "America/New_York", calendar_of([("US", ["US-TN"])]))
    assert (report.read, report.refused) == (82_794, 2)
    for vehicle in (Vehicle(35, 60), BUS):
        score = backtest_crowding(loads, vehicle)
        assert score.log_loss < 0.97 * score.log_loss_profile
        assert score.error < 0.01


def test_changing_the_future_changes_no_forecast():
    rows = made(60)
    cut = parse_instant(f"{FIRST + timedelta(days=40)}T00:00", ZONE)
    other = [(q, s, t, 30.0 if t >= cut else value) for q, s, t, value in rows]
    changed = backtest_of_days(other, upto=40 + AHEAD_DAYS)
    assert backtest_of_days(rows, upto=40 + AHEAD_DAYS) == changed


def backtest_of_days(rows, upto):
    """What was said of every run before a day, whatever came of it."""
    said = []

    class Listening(CrowdingModel):
        def distribution(self, runs):
            found = super().distribution(runs)
            said.append(found.tolist())
            return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("forecast.crowding.backtest.CrowdingModel", Listening)
        backtest_crowding(loads_of(rows), BUS)
    return said[: upto - AHEAD_DAYS - LEARNING_DAYS]


def test_an_archive_of_three_weeks_is_too_short():
    assert backtest_crowding(loads_of(made(AHEAD_DAYS + LEARNING_DAYS)), BUS) is None


def test_what_was_learnt_is_read_back_by_the_directions_of_gtfs(tmp_path):
    save_crowding(learn_crowding(loads_of(made()), BUS), tmp_path)
    found = load_crowding(tmp_path, CALENDAR)
    assert found.until == "2026-07-10"
    full = found.find_chances(("lu_route", "4", 0), date(2026, 7, 13), 7 * 3600)
    assert LEVELS[int(np.argmax(full))] == "FULL"
    assert found.find_chances(("9", "", 1), date(2026, 7, 13), 7 * 3600)[0] > 0.9
    assert found.find_chances(("9", "", 0), date(2026, 7, 13), 7 * 3600) is None


def test_nothing_is_said_of_an_hour_that_was_hardly_counted(tmp_path):
    save_crowding(learn_crowding(loads_of(made(days=LEAST_COUNTS - 1)), BUS), tmp_path)
    found = load_crowding(tmp_path, CALENDAR)
    monday = date(2026, 7, 13)
    assert found.find_chances(("4", "", 0), monday, 14 * 3600) is None
    assert found.find_chances(("4", "", 0), monday, 3 * 3600) is None


@pytest.mark.parametrize(
    "content",
    [
        "{",
        '{"until": "2026-07-10", "lines": {"4|0": {"weekday": {"7": [[2, 0, 0, 0]]}}}}',
        '{"until": "2026-07-10", "lines": {"4|0": {"someday": {}, "weekday": {"25": []}}}}',
        '{"until": "soon", "lines": {}}',
        "[]",
    ],
)
def test_a_damaged_file_is_named_with_its_mend(tmp_path, content):
    (tmp_path / "crowding.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"crowding\.json.*damaged"):
        load_crowding(tmp_path, CALENDAR)


def write(path, rows):
    lines = ["time,line,direction,value"]
    for _, site, moment_s, load in rows:
        line, _, direction = site.partition("|")
        stamp = np.datetime64(moment_s, "s")
        lines.append(f"{stamp}+00:00,{line},{direction},{load:g}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(tmp_path, *more, rows=None):
    file = tmp_path / "counts.csv"
    write(file, made(60) if rows is None else rows)
    return app.main(
        ["forecast", "crowding", str(file), "--zone", ZONE, "--data", str(tmp_path), *more]
    )


def test_the_command_scores_an_archive_and_learns_from_it(tmp_path, capsys):
    assert run(tmp_path, "--seats", "10", "--capacity", "20", "--json", "--use") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["log_loss"] < told["log_loss_profile"]
    assert [row["level"] for row in told["levels"]] == list(LEVELS)
    assert load_crowding(tmp_path, CALENDAR) is not None


def test_less_room_than_seats_is_refused(tmp_path, capsys):
    assert run(tmp_path, "--seats", "10", "--capacity", "9") == 1
    assert "capacity: counts the 10 seats too" in capsys.readouterr().err


def test_a_short_archive_is_refused_with_what_it_takes(tmp_path, capsys):
    assert run(tmp_path, "--seats", "10", "--capacity", "20", rows=made(5)) == 1
    assert "twenty-two days" in capsys.readouterr().err


def test_a_parquet_file_is_read_like_a_csv_file(tmp_path, capsys):
    pa = pytest.importorskip("pyarrow", reason="needs pyarrow, which requirements-dev.txt names")
    import pyarrow.parquet as pq

    rows = made(60)
    sites = [site.partition("|") for _, site, _, _ in rows]
    table = pa.table(
        {
            "time": pa.array([moment * 10**6 for *_, moment, _ in rows], pa.timestamp("us", "UTC")),
            "line": [line for line, _, _ in sites],
            "direction": [direction for _, _, direction in sites],
            "value": [None if at == 0 else row[3] for at, row in enumerate(rows)],
        }
    )
    file = tmp_path / "counts.parquet"
    pq.write_table(table, file)
    words = ["forecast", "crowding", str(file), "--zone", ZONE, "--data", str(tmp_path)]
    assert app.main([*words, "--seats", "10", "--capacity", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["import"]
    assert (told["read"], told["gaps"], told["refused"]) == (len(rows), 1, 0)


def test_what_is_no_parquet_file_is_refused(tmp_path, capsys):
    file = tmp_path / "counts.parquet"
    file.write_bytes(b"PAR1 but no more")
    words = ["forecast", "crowding", str(file), "--zone", ZONE, "--data", str(tmp_path)]
    assert app.main([*words, "--seats", "10", "--capacity", "20"]) == 1
    assert "no readable Parquet file" in capsys.readouterr().err


def test_a_table_has_every_quarter_of_a_day(tmp_path):
    save_crowding(learn_crowding(loads_of(made()), BUS), tmp_path)
    for table in load_crowding(tmp_path, CALENDAR).tables.values():
        assert table.shape == (len(KINDS), QUARTERS, len(LEVELS))
