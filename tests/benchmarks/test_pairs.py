"""Random pairs: only stops with service, and the same pairs for the same seed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.pairs import draw, main
from tests.feeds.make import FIRST_DAY


def _pairs(data: Path, out: Path, *options: str) -> list[list[str]]:
    words = ["--data", str(data), "--date", FIRST_DAY.isoformat(), "--out", str(out), *options]
    assert main(words) == 0
    with out.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_file_is_what_the_benchmark_reads(data: Path, tmp_path: Path) -> None:
    header, *pairs = _pairs(data, tmp_path / "pairs.csv", "--n", "40")
    assert header == ["from_stop", "to_stop"]
    assert len(pairs) == 40
    assert {stop for pair in pairs for stop in pair} == {"x_S1", "x_S2", "x_S3", "x_S4"}
    assert all(a != b for a, b in pairs)


def test_seed_decides(data: Path, tmp_path: Path) -> None:
    first = _pairs(data, tmp_path / "a.csv", "--seed", "1")
    assert first == _pairs(data, tmp_path / "b.csv", "--seed", "1")
    assert first != _pairs(data, tmp_path / "c.csv", "--seed", "2")


def test_fewer_pairs_are_the_first_of_more() -> None:
    stops = [f"x_{i}" for i in range(9)]
    assert draw(stops, 5, 42) == draw(stops, 50, 42)[:5]


def test_day_without_service_is_one_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pairs.csv"
    assert main(["--data", str(data), "--date", "1999-01-05", "--out", str(out)]) == 1
    assert "nothing runs on 1999-01-05" in capsys.readouterr().err
    assert not out.exists()


def test_missing_data_folder_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(tmp_path / "nowhere"), "--date", "2026-01-06", "--out", "x.csv"]
    assert main(words) == 1
    assert "there is no feed" in capsys.readouterr().err
