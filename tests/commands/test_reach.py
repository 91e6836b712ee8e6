"""`reach`: from a place to everywhere, in the terminal and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import main
from tests.days import next_tuesday

MORNING = f"{next_tuesday()}T07:00"


@pytest.fixture
def ask(embedded: Path, capsys: pytest.CaptureFixture[str]):
    def asked(*words: str) -> tuple[int, str, str]:
        code = main(["reach", "--data", str(embedded), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def test_more_places_are_reached_in_more_time_and_on_good_minutes(ask):
    code, out, _ = ask("Villerupt", "--depart", MORNING, "--window", "60", "--minutes", "60")
    assert code == 0
    rows = [line.split() for line in out.splitlines() if " min " in line and "(" not in line]
    assert [row[0] for row in rows] == ["15", "30", "45", "60"]
    table = [[int(cell) for cell in row[2:]] for row in rows]
    for good, middle, bad in table:
        assert good >= middle >= bad
    assert [row[1] for row in table] == sorted(row[1] for row in table)
    assert table[-1][1] > table[0][1] > 0


def test_machines_get_every_place_with_its_seconds(ask):
    code, out, _ = ask("Villerupt", "--depart", MORNING, "--window", "30", "--json")
    assert code == 0
    rows = json.loads(out)
    assert {row["country"] for row in rows} >= {"FR", "LU"}
    for row in rows:
        seconds = [row["seconds"][share] for share in ("5", "50", "95")]
        known = [each for each in seconds if each is not None]
        assert known == sorted(known)
        assert all(each <= 3600 for each in known)


def test_a_wrong_moment_is_told(ask):
    code, _, err = ask("Villerupt", "--depart", "late")
    assert code == 1
    assert "--depart" in err


def test_an_unknown_place_is_told(ask):
    code, _, err = ask("Nowhereville-on-Sea")
    assert code == 1
    assert "Nowhereville" in err


def test_areas_grow_with_the_minutes_and_with_luck(ask, tmp_path: Path):
    file = tmp_path / "areas.geojson"
    code, _, _ = ask("Villerupt", "--depart", MORNING, "--minutes", "40", "--areas", str(file))
    assert code == 0
    features = json.loads(file.read_text())["features"]
    km2 = {}
    for each in features:
        assert each["geometry"]["type"] == "MultiPolygon"
        assert each["geometry"]["coordinates"]
        told = each["properties"]
        km2[told["percentile"], told["minutes"]] = told["km2"]
    assert set(km2) == {(share, minutes) for share in (5, 50, 95) for minutes in (15, 30, 40)}
    for share in (5, 50, 95):
        assert km2[share, 15] < km2[share, 30] < km2[share, 40]
    for minutes in (15, 30, 40):
        assert km2[5, minutes] >= km2[50, minutes] >= km2[95, minutes]


def test_areas_that_cannot_be_written_are_told_in_one_line(ask, tmp_path: Path):
    code, _, err = ask("Villerupt", "--depart", MORNING, "--areas", str(tmp_path / "none" / "a"))
    assert code == 1
    assert "cannot write" in err
