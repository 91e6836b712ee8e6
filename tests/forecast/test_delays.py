"""Delays: what an archive says of runs, how they are forecast, and the chances to change."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import app
from core.clock import parse_instant
from core.errors import DataError
from forecast.delays.archive import as_reports
from forecast.delays.backtest import backtest_delays
from forecast.delays.chances import LEAST_RUNS, learn_chances, load_chances, save_chances
from forecast.delays.model import (
    Asked,
    DelayModel,
    chance_to_change,
    chance_within,
    quantile,
)
from forecast.observation_csv import ImportReport, Layout, read_observations
from routing.criteria.reliability import ASSUMED, MINUTES

ZONE = "Europe/Luxembourg"
FIRST = date(2026, 6, 1)


def at(text):
    return parse_instant(text, ZONE)


def report(moment, line, stop, minutes):
    return "delay_s", f"{line}|{stop}", at(moment), 60.0 * minutes


def made(days=30, lines=3, seed=1):
    """Runs at two stops, each reported an hour before and in the end; line 0 is late every day."""
    rng = np.random.default_rng(seed)
    rows = []
    for each in range(days):
        for line in range(lines):
            late = int(rng.choice((0, 5, 10), p=(0.8, 0.15, 0.05))) + 10 * (line == 0)
            for stop in ("a", "b"):
                day = FIRST + timedelta(days=each)
                rows.append(report(f"{day}T07:00", f"L{line}", stop, min(late, 5)))
                rows.append(report(f"{day}T08:00", f"L{line}", stop, late))
    return rows


def test_what_was_reported_last_counts():
    rows = [report("2026-11-24T07:00", "L1", "a", 3), report("2026-11-24T08:00", "L1", "a", 9)]
    reports = as_reports(rows[::-1], ZONE)
    assert reports.reported_min.tolist() == [3, 9]
    assert reports.final_min.tolist() == [9, 9]
    assert reports.is_final.tolist() == [False, True]


def test_a_run_of_the_small_hours_belongs_to_the_day_before():
    rows = [report("2026-11-24T23:50", "L1", "a", 1), report("2026-11-25T01:10", "L1", "a", 4)]
    assert as_reports(rows, ZONE).days == 1
    assert as_reports([*rows, report("2026-11-25T04:00", "L1", "a", 0)], ZONE).days == 2


def test_of_two_reports_of_one_moment_the_first_counts():
    rows = [report("2026-11-24T07:00", "L1", "a", 3), report("2026-11-24T07:00", "L1", "a", 8)]
    assert as_reports(rows, ZONE).final_min.tolist() == [3]


def test_an_empty_archive_is_no_bug():
    assert backtest_delays(as_reports([], ZONE)).scores == ()


def asked(line=0, stop=0, hour=8, now=None):
    row = [np.array([value]) for value in (hour, line, stop)]
    return Asked(*row, None if now is None else np.array([now]))


def test_a_line_never_seen_is_forecast_as_all_lines_are():
    model = DelayModel(3, 2, live=False)
    for _ in range(40):
        model.add_day(asked(line=0), np.array([0]))
        model.add_day(asked(line=1), np.array([10]))
    chance = model.distribution(asked(line=2))
    assert chance.sum() == pytest.approx(1)
    assert chance_within(chance, np.array([9]))[0] == pytest.approx(0.5, abs=0.05)
    known = chance_within(model.distribution(asked(line=1)), np.array([9]))[0]
    assert known < 0.4


def test_with_a_report_the_delay_goes_on_from_there():
    model = DelayModel(1, 1, live=True)
    for _ in range(30):
        model.add_day(asked(now=7), np.array([9]))
    assert quantile(model.distribution(asked(now=10)), 0.5)[0] == 12


def test_days_long_gone_are_forgotten():
    model = DelayModel(1, 1, live=False)
    for late in [30] * 100 + [0] * 100:
        model.add_day(asked(), np.array([late]))
    assert quantile(model.distribution(asked()), 0.9)[0] == 0


def test_a_train_that_waits_late_itself_is_caught_more_often():
    model = DelayModel(1, 1, live=False)
    for late in (0, 0, 0, 6, 12) * 10:
        model.add_day(asked(), np.array([late]))
    late = model.distribution(asked())
    spare = np.array([5])
    on_time = chance_within(late, spare)[0]
    assert on_time == pytest.approx(0.6, abs=0.01)
    assert chance_to_change(late, late, spare)[0] == pytest.approx(
        0.6 + 0.4 * 0.2 + 0.2 * 0.2, abs=0.02
    )


def test_a_forecast_beats_its_rivals_where_there_is_something_to_know():
    for score in backtest_delays(as_reports(made(150), ZONE)).scores:
        assert score.pinball < min(score.no_delay, score.last_observed, score.line_median)


def test_what_comes_later_changes_no_forecast():
    rows = made(40)
    changed = [row if row[2] < at("2026-07-02T00:00") else (*row[:3], 6000.0) for row in rows]
    until = [row for row in rows if row[2] < at("2026-07-02T00:00")]
    whole, other = (as_reports(each, ZONE) for each in (until, changed))
    other = other._replace(
        **{
            name: getattr(other, name)[other.day < whole.days]
            for name in ("day", "hour", "line", "stop", "reported_min", "final_min", "is_final")
        },
        days=whole.days,
    )
    assert backtest_delays(whole).scores == backtest_delays(other).scores


def test_delays_of_a_real_line_are_forecast_better_than_by_its_rivals(shared_data):
    path = shared_data("traffic/delays-nancy-metz-luxembourg-2025.csv.gz")
    layout = Layout(
        time="snapshot_utc", site="train_number|stop", value="delay_min",
        fixed_quantity="delay_s", scale=60.0,
    )  # fmt: skip
    rows = read_observations(path, ImportReport(path.name), now_s=at("2026-11-28"), layout=layout)
    found = backtest_delays(as_reports(rows, "Europe/Paris"))
    assert [score.basis for score in found.scores] == ["timetable", "live"]
    for score in found.scores:
        assert score.pinball < min(score.no_delay, score.last_observed, score.line_median)
    assert found.error <= 0.03


def test_chances_are_kept_in_a_file_that_people_can_read(tmp_path):
    learnt = learn_chances(as_reports(made(60, lines=10), ZONE))
    assert learnt.basis == "archive"
    assert learnt.until == "2026-07-30"
    assert list(learnt.kept) == sorted(learnt.kept)
    save_chances(learnt, tmp_path)
    assert load_chances(tmp_path) == learnt
    assert load_chances(tmp_path / "elsewhere") is None


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"kept_by_minutes_to_spare": [1], "until": "2026-11-28"}',
     json.dumps({"kept_by_minutes_to_spare": [1.0] * 19 + [0.5], "until": "2026-11-28"}),
     json.dumps({"kept_by_minutes_to_spare": [0.5] * 20, "until": "soon"})],
)  # fmt: skip
def test_a_damaged_file_is_named_with_its_mend(tmp_path, content):
    (tmp_path / "delays.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="forecast delays FILE --use"):
        load_chances(tmp_path)


def test_too_few_runs_teach_nothing():
    with pytest.raises(DataError, match=str(LEAST_RUNS)):
        learn_chances(as_reports(made(20), ZONE))


def test_without_an_archive_the_chances_are_an_assumption():
    assert len(ASSUMED.kept) == MINUTES
    assert ASSUMED.chance_to_keep([0]) == pytest.approx(0.5, abs=0.001)
    assert ASSUMED.chance_to_keep([120, 120]) == pytest.approx(0.75**2, abs=0.001)
    assert ASSUMED.chance_to_keep([]) == ASSUMED.chance_to_keep([3600]) == 1
    assert ASSUMED.chance_to_keep([3600, -1]) == 0


def write_archive(path: Path, rows) -> None:
    lines = ["time,line,stop,value"]
    for _, site, moment_s, value in rows:
        moment = np.datetime64(moment_s, "s").item().isoformat() + "Z"
        lines.append(f"{moment},{site.replace('|', ',')},{value:g}")
    path.write_bytes(gzip.compress("\n".join(lines).encode()))


def test_the_command_scores_and_learns(tmp_path, capsys):
    archive = tmp_path / "delays.csv.gz"
    write_archive(archive, made(60, lines=10))
    words = ["forecast", "delays", str(archive), "--zone", ZONE, "--data", str(tmp_path / "data")]
    assert app.main([*words, "--use"]) == 0
    said = capsys.readouterr().out
    assert "timetable" in said
    assert "of changes with nothing to spare" in said
    assert load_chances(tmp_path / "data").basis == "archive"
    assert app.main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"]["expected_calibration_error"] < 0.2


def test_a_short_archive_is_refused_in_one_line(tmp_path, capsys):
    archive = tmp_path / "short.csv.gz"
    write_archive(archive, made(5))
    assert (
        app.main(["forecast", "delays", str(archive), "--zone", ZONE, "--data", str(tmp_path)]) == 1
    )
    assert "fifteen days" in capsys.readouterr().err
