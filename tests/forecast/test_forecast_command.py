"""The forecast on the command line: a table to read, JSON to work with, faults in one line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import app
from commands.forecast_text import age, bar, minutes
from core import clock
from tests.forecast.make import ZONE, made_grid, made_territory, rows_of, write_rows


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a feed of its own and ten weeks of observations up to now."""
    folder = tmp_path_factory.mktemp("data")
    made_territory(folder / "territory")
    (folder / "feeds" / "own").mkdir(parents=True)
    (folder / "feeds" / "own" / "source.toml").touch()
    grid = made_grid(clock.today(ZONE), 71, ("C1-LU",))
    write_rows(folder / "observations" / "c1.csv.gz", rows_of(grid, clock.now_s()))
    return folder


def _next_midweek() -> dt.date:
    """A working day of the coming week on which nobody rests."""
    from forecast.calendar import DayType
    from tests.forecast.make import CALENDAR

    days = [clock.today(ZONE) + dt.timedelta(days=n) for n in range(1, 14)]
    kinds = CALENDAR.classify(days)
    plain = (kinds.day_type == DayType.MIDWEEK) & (kinds.mark < 0)
    return days[int(plain.argmax())]


def test_corridors_are_listed_with_what_they_take_now(data, capsys):
    assert app.main(["forecast", "corridors", "--data", str(data)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("C1-LU ")
    assert "Pont – Brück" in said[1]
    assert "– no observations" in said[2]
    assert "last observation" in said[-1]
    assert "illustrative" not in said[-1]


def test_corridors_as_json_hold_every_field(data, capsys):
    assert app.main(["forecast", "corridors", "--json", "--data", str(data)]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["now"]["p10"] <= first["now"]["p50"] <= first["now"]["p90"]
    assert (second["now"], second["reason"]) == (None, "no observations")


def test_a_day_is_shown_with_the_longest_bar_in_the_morning(data, capsys):
    words = ["forecast", "show", "C1-LU", "--day", _next_midweek().isoformat(), "--every", "60"]
    assert app.main([*words, "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    bars = {line[:5]: line.count("█") for line in lines if line[2:3] == ":"}
    assert len(bars) == 24
    assert max(bars, key=lambda hour: bars[hour]) in ("07:00", "08:00")
    assert "basis statistical" in lines[-1]


def test_a_day_as_json_has_all_quarters(data, capsys):
    words = ["forecast", "show", "C1-LU", "--day", _next_midweek().isoformat(), "--json"]
    assert app.main([*words, "--data", str(data)]) == 0
    assert len(json.loads(capsys.readouterr().out)["forecast"]) == 96


@pytest.mark.parametrize(
    "words, said",
    [
        (["show", "C1-LX"], "'C1-LX' is no corridor; near: C1-LU"),
        (["show", "C1-LU", "--day", "tomorrow"], "'tomorrow' is no day such as"),
        (["import", "gone.csv"], "gone.csv: there is no such file"),
        (["backtest", "gone.csv"], "gone.csv: there is no such file"),
        (["backtest", "gone.csv", "--zone", "Mars/Base"], "unknown time zone 'Mars/Base'"),
        (["backtest", "gone.csv", "--holidays", "ZZ"], "unknown holiday calendar 'ZZ'"),
        (["backtest", "gone.csv", "--value-column", "x"], "needed with --value-column"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(data, capsys, words, said):
    assert app.main(["forecast", *words, "--data", str(data)]) == 1
    faults = [line for line in capsys.readouterr().err.splitlines() if "navette: " in line]
    assert len(faults) == 1
    assert said in faults[0]


def test_an_import_tells_what_became_of_every_row(tmp_path, capsys):
    file = write_rows(
        tmp_path / "counts.csv",
        [
            "time,site,quantity,value",
            "2026-11-20T07:00:00Z,a,load,40",
            "2026-11-20T07:00Z,a,load,x",
        ],
    )
    words = ["forecast", "import", str(file), "--data", str(tmp_path / "fresh")]
    assert app.main(words) == 0
    said = capsys.readouterr().out
    assert "2 rows read, 1 added, 0 already there, 0 gaps, 1 refused" in said
    assert "row 3, field value: 'x' is no number" in said
    assert app.main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["already_there"] == 1


def test_a_file_without_one_good_row_is_at_fault(tmp_path, capsys):
    file = write_rows(tmp_path / "counts.csv", ["time,site,quantity,value", "a,b,c,d"])
    assert app.main(["forecast", "import", str(file), "--data", str(tmp_path)]) == 1


def test_a_backtest_prints_a_line_for_each_horizon(data, tmp_path, capsys):
    archive = str(data / "observations" / "c1.csv.gz")
    assert app.main(["forecast", "backtest", archive, "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-4:]] == ["15min", "60min", "24h", "7d"]
    assert app.main(["forecast", "backtest", archive, "--json", "--data", str(data)]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert set(scores["60min"]) == {
        "mae", "rmse", "wape", "mase_week", "mase_profile", "pinball", "coverage80", "width80", "n",
    }  # fmt: skip
    assert not list(tmp_path.iterdir()), "nothing stays behind"


def test_a_backtest_of_too_little_says_so(data, tmp_path, capsys):
    few = write_rows(tmp_path / "few.csv", rows_of(made_grid(dt.date(2026, 11, 1), 3)))
    assert app.main(["forecast", "backtest", str(few), "--data", str(data)]) == 1
    assert "too short to score anything" in capsys.readouterr().err


def test_figures_read_well():
    assert (minutes(340), minutes(59.6), minutes(None)) == ("5:40", "1:00", "–")
    assert (bar(10, 0, 10), bar(0, 0, 10), bar(5, 5, 5)) == ("█" * 24, "", "")
    assert (age(600), age(7200), age(9 * 86_400)) == ("10 min old", "2 h old", "9 days old")
