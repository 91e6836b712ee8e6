"""`simulate`: a scenario from one file, in the terminal, for machines and as files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app import main
from feeds.territory import HOME
from planning.simulate import Run, simulate

BHNS = HOME / "scenarios" / "bhns.json"


@pytest.fixture
def ask(embedded: Path, capsys: pytest.CaptureFixture[str]):
    def asked(*words: str) -> tuple[int, str, str]:
        code = main(["simulate", "--data", str(embedded), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def test_a_line_is_simulated_and_taken_away_as_files(ask, tmp_path: Path):
    code, out, _ = ask(str(BHNS), "--out", str(tmp_path / "out"), "--language", "fr")
    assert code == 0
    assert "BHNS\u00a0: 9,0 km, 276 courses par jour, 10 véhicules (9 selon la formule)" in out
    assert "625\u202f968 véhicules-km par an" in out
    assert "CFL 60c\u00a0: comptés 700" in out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "scenario.json", "result.json", "indicators.csv", "loads.csv", "matrix.csv",
        "winners.csv", "lines.geojson", "isochrones.geojson", "report.html", "scenario.gtfs.zip",
    }  # fmt: skip
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert result["lines"][0]["vehicleKmYear"] == pytest.approx(625_968)
    assert 'lang="fr"' in (tmp_path / "out" / "report.html").read_text()
    again = json.loads((tmp_path / "out" / "scenario.json").read_text())
    assert again["modifications"][1]["type"] == "add-trips"
    with zipfile.ZipFile(tmp_path / "out" / "scenario.gtfs.zip") as archive:
        rows = csv.DictReader(io.TextIOWrapper(archive.open("routes.txt"), "utf-8"))
        lines = {row["route_short_name"] for row in rows}
    assert "BHNS" in lines
    assert "60c" not in lines


def test_places_that_are_named_have_their_isochrones_and_others_none(ask, tmp_path: Path):
    out = tmp_path / "out"
    named = ("--from", "micheville", "--from", "49.4936,5.9846", "--from", "Villerupt")
    code, said, _ = ask(str(BHNS), "--out", str(out), *named)
    assert code == 0
    features = json.loads((out / "isochrones.geojson").read_text())["features"]
    told = [each["properties"] for each in features]
    assert len(told) == 3 * 3 * 3
    assert list(dict.fromkeys(each["place"] for each in told))[:2] == [
        "Micheville", "49.4936,5.9846",
    ]  # fmt: skip
    km2 = {(each["place"], each["minutes"], each["part"]): each["km2"] for each in told}
    assert km2["Micheville", 45, "only_after"] > 10
    assert "from Micheville in 45 min: " in said
    report = (out / "report.html").read_text()
    assert "Within 45 minutes from Micheville" in report
    code, _, err = ask(str(BHNS), "--out", str(tmp_path / "none"), "--from", "Nowhereville-on-Sea")
    assert (code, "Nowhereville" in err) == (1, True)
    assert not (tmp_path / "none").exists()


SAYS = {
    "en": "BHNS: 9.0 km, 276 trips a day, 10 vehicles (9 by formula)",
    "de": "BHNS: 9,0 km, 276 Fahrten am Tag, 10 Fahrzeuge (9 nach der Formel)",
    "lb": "BHNS: 9,0 km, 276 Faarte pro Dag, 10 Gefierer (9 no der Formel)",
    "pt": "BHNS: 9,0 km, 276 viagens por dia, 10 veículos (9 pela fórmula)",
}


def test_the_terminal_speaks_the_language_that_is_asked_for(ask, monkeypatch: pytest.MonkeyPatch):
    found: list[Run] = []

    def once(*given: Any) -> Run:
        found.extend([] if found else [simulate(*given)])
        return found[0]

    monkeypatch.setattr("planning.simulate.simulate", once)
    for language, says in SAYS.items():
        code, out, _ = ask(str(BHNS), "--language", language)
        assert code == 0
        assert says in out


def test_parameters_with_a_simulation_of_their_own_are_varied_where_it_is_asked_for(
    ask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("planning.whole_sensitivity.settling", lambda _sheet: [])
    told = []
    for words in ((), ("--sensitivity",)):
        code, out, _ = ask(str(BHNS), "--json", *words)
        assert code == 0
        told.append(json.loads(out)["sensitivity"])
    assert [each["whole"] for each in told] == [False, True]
    assert told[0]["swings"] == told[1]["swings"]


def test_a_scenario_with_faults_names_them_and_writes_nothing(ask, tmp_path: Path):
    file = tmp_path / "bad.json"
    file.write_text(
        '{"name": "x", "modifications": [{"type": "remove-trips", "routes": ["lu_CFL60d"]}, '
        '{"type": "adjust-speed", "routes": ["lu_CFL60c"], "scale": 0}]}'
    )
    code, _, err = ask(str(file), "--out", str(tmp_path / "out"))
    assert code == 1
    assert "modifications[1].scale" in err
    assert not (tmp_path / "out").exists()
    file.write_text('{"name": "x", "modifications": [{"type": "remove-trips", "routes": ["a"]}]}')
    code, _, err = ask(str(file), "--out", str(tmp_path / "out"))
    assert (code, 'modifications[0].routes[0]: "a" is unknown' in err) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_day_without_a_timetable_and_a_missing_file_are_said(ask, tmp_path: Path):
    code, _, err = ask(str(BHNS), "--day", "2031-01-07")
    assert code == 1
    assert "outside the timetable" in err
    code, _, err = ask(str(tmp_path / "none.json"))
    assert code == 1
    assert "cannot be read" in err
