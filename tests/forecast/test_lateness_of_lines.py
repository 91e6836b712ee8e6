"""How late lines come: what an archive says of single lines, and how it is kept and read."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from core.clock import parse_instant
from core.errors import DataError
from forecast.delays.archive import as_reports
from forecast.delays.chances import learn_chances, load_chances, save_chances
from forecast.delays.lines import LEAST_OF_LINE, MOST_LINES, learn_lateness
from forecast.delays.model import SHRINKAGE
from forecast.observation_csv import ImportReport, Layout, read_observations
from routing.criteria.reliability import WHOLE_DAY, Lateness

ZONE = "Europe/Luxembourg"
FIRST = date(2026, 6, 1)


def reported(day, clock, line, minutes):
    moment_s = parse_instant(f"{FIRST + timedelta(days=day)}T{clock}", ZONE)
    return "delay_s", f"{line}|a", moment_s, 60.0 * minutes


def archive(days=80, rare=0):
    """Line 1 on time, line 2 late by ten minutes in the morning; a rare line on its first days."""
    rows = []
    for day in range(days):
        for clock in ("07:10", "07:40", "08:10", "17:10", "17:40", "18:10"):
            rows.append(reported(day, clock, "1", 0))
            rows.append(reported(day, clock, "2", 10 if clock < "12" else 0))
        if day < rare:
            rows.append(reported(day, "12:00", "rare", 30))
    return as_reports(one_a_day_and_hour(rows), ZONE)


def one_a_day_and_hour(rows):
    """The rows with a stop for each clock time, so that all of them are runs of their own."""
    return [(q, f"{site}{moment_s % 86_400}", moment_s, value) for q, site, moment_s, value in rows]


def test_a_line_is_as_late_as_it_was_drawn_to_all_lines():
    late = learn_chances(archive()).late
    n, of_all = 80 * 6, 0.75
    assert late.whole[0] == pytest.approx(of_all, abs=1e-4)
    of_line = (n * 0.5 + SHRINKAGE * of_all) / (n + SHRINKAGE)
    assert late.lines["2"][WHOLE_DAY][0] == pytest.approx(of_line, abs=1e-4)
    in_the_morning = (0 + SHRINKAGE * of_line) / (n / 2 + SHRINKAGE)
    assert late.lines["2"][6][0] == pytest.approx(in_the_morning, abs=1e-4)


def test_an_hour_that_was_never_seen_is_as_the_whole_day():
    late = learn_chances(archive()).late
    assert late.find_line(("2",), 3) == late.lines["2"][WHOLE_DAY]
    assert late.find_line(("2",), 7) == late.lines["2"][6]
    assert late.find_line(("nobody", "1"), 7) == late.lines["1"][6]
    assert late.find_line(("nobody",), 7) is None


def test_half_and_nine_in_ten_are_the_minutes_by_which_so_many_have_come():
    late = learn_chances(archive()).late
    morning = late.lines["2"][6]
    assert [late.find_quantile(morning, level) for level in (0.1, 0.5, 0.9)] == [0, 10, 10]
    assert late.find_quantile(late.lines["1"][6], 0.9) == 0
    assert late.find_quantile((0.2,) * len(late.minutes), 0.5) is None


def test_what_lies_between_two_minutes_counts_as_the_earlier_one():
    late = Lateness((0, 5, 10), (0.5, 0.8, 0.9), {})
    told = [late.share_within(late.whole, seconds) for seconds in (-1, 0, 299, 300, 5000)]
    assert told == [0.0, 0.5, 0.5, 0.8, 0.9]


def test_of_a_line_with_few_runs_nothing_is_said():
    assert "rare" not in learn_chances(archive(rare=LEAST_OF_LINE - 1)).late.lines
    assert "rare" in learn_chances(archive(rare=LEAST_OF_LINE)).late.lines


def test_of_many_lines_those_with_the_most_runs_are_kept(monkeypatch):
    monkeypatch.setattr("forecast.delays.lines.MOST_LINES", 1)
    reports = archive(rare=40)
    late = learn_lateness(reports, reports.is_final)
    assert MOST_LINES > 1
    assert list(late.lines) == ["1"]


def test_lines_are_kept_in_the_file_of_the_chances_one_row_of_figures_a_line(tmp_path):
    learnt = learn_chances(archive())
    path = save_chances(learnt, tmp_path)
    assert load_chances(tmp_path) == learnt
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if '"6": [' in line]
    assert len(rows) == 2


def test_a_file_of_before_lines_were_learnt_tells_of_all_runs(tmp_path):
    kept = [0.5, *[0.9] * 19]
    content = {"kept_by_minutes_to_spare": kept, "until": "2026-11-28"}
    (tmp_path / "delays.json").write_text(json.dumps(content), encoding="utf-8")
    found = load_chances(tmp_path)
    assert found.late is None
    assert found.lateness.find_quantile(found.lateness.whole, 0.9) == 1


@pytest.mark.parametrize(
    "late",
    [
        [],
        {"minutes": [0, 5], "no_later_than": {"all": [0.5]}, "lines": {}},
        {"minutes": [5, 0], "no_later_than": {"all": [0.5, 0.6]}, "lines": {}},
        {"minutes": [0, 5], "no_later_than": {"all": [0.6, 0.5]}, "lines": {}},
        {"minutes": [0], "no_later_than": {"all": [1]}, "lines": {"1": {"6": [1]}}},
        {"minutes": [0], "no_later_than": {"all": [1]}, "lines": {"1": {"all": [1], "7": [1]}}},
        {"minutes": [0], "no_later_than": {"all": [1]}, "lines": {"1": {"all": [2]}}},
    ],
)
def test_a_damaged_part_is_named_with_its_mend(tmp_path, late):
    content = {"kept_by_minutes_to_spare": [0.5] * 20, "until": "2026-11-28", "late": late}
    (tmp_path / "delays.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError, match="forecast delays FILE --use"):
        load_chances(tmp_path)


def test_of_real_trains_nine_in_ten_come_as_was_said_of_them_the_week_before(shared_data):
    path = shared_data("traffic/delays-nancy-metz-luxembourg-2025.csv.gz")
    layout = Layout(
        time="snapshot_utc", site="train_number|stop", value="delay_min",
        fixed_quantity="delay_s", scale=60.0,
    )  # fmt: skip
    now_s = parse_instant("2026-11-28", ZONE)
    rows = read_observations(path, ImportReport(path.name), now_s=now_s, layout=layout)
    reports = as_reports(rows, "Europe/Paris")
    kept, losses = [], []
    for cut in range(30, reports.days, 7):
        came, own, of_all = said_of_a_week(reports, cut)
        kept.append(came <= own)
        losses.append(np.stack([loss(came, own), loss(came, of_all)]))
    assert 0.90 <= np.concatenate(kept).mean() <= 0.95
    by_line, by_all = np.concatenate(losses, axis=1).mean(axis=1)
    assert by_line == pytest.approx(by_all, rel=0.03)  # these trains are late alike


def said_of_a_week(reports, cut, level=0.9):
    """How late runs of a week came, and what was said by lines and by all runs before it."""
    before = reports.is_final & (reports.day < cut) & (reports.day >= cut - 90)
    known = learn_lateness(reports, before)
    week = np.flatnonzero(reports.is_final & (reports.day >= cut) & (reports.day < cut + 7))
    asked = [(reports.lines[reports.line[row]], int(reports.hour[row])) for row in week.tolist()]
    shares = [known.find_line((line,), hour) or known.whole for line, hour in asked]
    own = [known.find_quantile(each, level) for each in shares]
    of_all = [known.find_quantile(known.whole, level)] * len(week)
    return reports.final_min[week], np.array(own), np.array(of_all)


def loss(came, said, level=0.9):
    """The pinball loss of a quantile."""
    error = came - said
    return np.maximum(level * error, (level - 1) * error)
