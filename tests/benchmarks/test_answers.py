"""The benchmark's command: what it prints, the answers it writes, and what it says of faults."""

from __future__ import annotations

import csv
import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from benchmarks import rival_ferrobus
from benchmarks.routing import main
from tests.feeds.make import FIRST_DAY


def _run(data: Path, folder: Path, queries: str, *options: str) -> int:
    file = folder / "queries.csv"
    file.write_text(queries, encoding="utf-8")
    words = ["--data", str(data), "--queries", str(file), "--date", FIRST_DAY.isoformat()]
    return main([*words, "--transfers", "feed", *options])


def _answers(data: Path, folder: Path, queries: str, *options: str) -> list[list[str]]:
    path = folder / "answers.csv"
    assert _run(data, folder, queries, "--answers", str(path), *options) == 0
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_answers_name_the_earliest_arrival_and_the_set_over_the_window(
    data: Path, tmp_path: Path
) -> None:
    rows = _answers(
        data, tmp_path, "from_stop,to_stop\nx_S1,x_S4\nS2,S4\nS4,S1\n", "--time", "06:30"
    )
    assert rows == [
        ["from_stop", "to_stop", "earliest_arrival", "pareto"],
        ["x_S1", "x_S4", "07:50:00", "07:00:00-07:50:00-0;08:00:00-08:50:00-0"],
        ["x_S2", "x_S4", "07:50:00", "07:16:00-07:50:00-0;08:10:00-08:50:00-0"],
        ["x_S4", "x_S1", "", ""],
    ]


def test_window_ends_before_its_last_second(data: Path, tmp_path: Path) -> None:
    query = "from_stop,to_stop\nS1,S4\n"
    for window, ways in (("3600", 1), ("3601", 2)):
        row = _answers(data, tmp_path, query, "--time", "07:00", "--window", window)[1]
        assert len(row[3].split(";")) == ways


def test_walk_all_the_way_counts_as_earliest_arrival(data: Path, tmp_path: Path) -> None:
    rows = _answers(data, tmp_path, "from_stop,to_stop\nS2,S3\n", "--time", "09:00")
    assert rows[1] == ["x_S2", "x_S3", "09:10:00", ""]


def test_figures_as_json_have_the_agreed_names(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(data, tmp_path, "from_stop,to_stop\nS1,S4\nS2,S4\n", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures) == ["earliest_arrival", "pareto_departure", "pareto_window"]
    for timing in figures.values():
        assert list(timing) == ["p50_ms", "p95_ms", "max_ms", "n"]
        assert 0 < timing["p50_ms"] <= timing["p95_ms"] <= timing["max_ms"]
        assert timing["n"] == 2


@pytest.mark.parametrize(
    "queries, said",
    [
        ("from_stop,to_stop\nS1,S4\nS1,S9\n", "row 3, field to_stop: stop 'S9' is unknown"),
        ("a,b\nS1,S4\n", "no queries with from_stop,to_stop"),
    ],
)
def test_bad_queries_are_one_line_with_their_row(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], queries: str, said: str
) -> None:
    assert _run(data, tmp_path, queries) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_missing_rival_says_how_to_install_it(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_installed(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(rival_ferrobus, "version", not_installed)
    assert _run(data, tmp_path, "from_stop,to_stop\nS1,S4\n", "--rival", "ferrobus") == 1
    said = capsys.readouterr()
    assert "ferrobus is not installed (pip install ferrobus==0.2.1)" in said.err
    assert not said.out


def test_rival_answers_the_same_queries(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "from_stop,to_stop\nS1,S4\n"
    assert _run(data, tmp_path, query, "--rival", "ferrobus", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert list(figures)[3:] == ["ferrobus_earliest_arrival", "ferrobus_pareto_window"]
    assert figures["ferrobus_pareto_window"]["n"] == 1
