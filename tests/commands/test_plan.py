"""`plan` on the embedded data set: what a commuter types and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from core import clock
from feeds.territory import HOME
from tests.days import next_tuesday


@pytest.fixture
def say(embedded: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command line on the embedded data set; returns exit code, answer, and words beside."""

    def run(*words: str) -> tuple[int, str, str]:
        code = app.main([*words, "--data", str(embedded)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_commuter_crosses_the_border_by_bus_by_train_and_by_car(say) -> None:
    morning = f"{next_tuesday()}T07:00"
    code, text, beside = say("plan", "Villerupt", "Kirchberg", "--depart", morning)
    assert (code, beside) == (0, "")
    assert text.startswith("Villerupt (FR) to Kirchberg (LU), ")
    assert "BUS 604 towards" in text
    assert "RAIL" in text
    assert "by car, about" in text
    assert "FR to LU" in text
    assert "congestion" in text
    assert "illustrative, not a timetable" in text


def test_json_is_the_answer_of_the_api(say) -> None:
    code, text, _ = say(
        "plan", "Villerupt", "Kirchberg", "--arrive", f"{next_tuesday()}T08:30", "--json"
    )
    answer = json.loads(text)
    assert code == 0
    assert answer["from"]["name"] == "Villerupt"
    assert answer["itineraries"]
    latest = clock.iso_utc(clock.parse_instant(f"{next_tuesday()}T08:30", "Europe/Luxembourg"))
    assert all(found["endTime"] <= latest for found in answer["itineraries"])
    assert {leg["mode"] for found in answer["direct"] for leg in found["legs"]} >= {"CAR"}


def test_rider_who_takes_trains_alone_is_offered_nothing_else(say) -> None:
    _, text, _ = say(
        "plan", "Esch-sur-Alzette", "Luxembourg, Gare Centrale",
        "--depart", f"{next_tuesday()}T07:00",
        "--modes", "RAIL", "--json",
    )  # fmt: skip
    answer = json.loads(text)
    modes = {leg["mode"] for found in answer["itineraries"] for leg in found["legs"]}
    assert "RAIL" in modes or "REGIONAL_RAIL" in modes
    assert modes <= {"RAIL", "REGIONAL_RAIL", "WALK"}
    assert answer["direct"] == []


@pytest.mark.parametrize(
    "words, line",
    [
        (("Xyzzy", "Kirchberg"), "navette: FROM: no place is called 'Xyzzy'"),
        (("Kirchberg", "Vilerup", "--depart", "soon"), "--depart: 'soon' is no date and time"),
        (("Villerupt", "Kirchberg", "--depart", "2020-01-01T07:00"), "2020-01-01 is outside the"),
        (("lu_99", "91,5"), "FROM: no place is called 'lu_99'; TO: no place is called '91,5'"),
    ],
)
def test_question_that_cannot_be_answered_is_one_clear_line(say, words, line: str) -> None:
    code, text, beside = say("plan", *words)
    assert (code, text) == (1, "")
    assert line in beside
    assert len(beside.splitlines()) == 1


def test_planned_line_is_ridden_in_its_scenario_and_said_to_be_a_plan(say) -> None:
    file = str(HOME / "scenarios" / "bhns.json")
    words = (
        "plan",
        "Micheville",
        "Monkeler",
        "--depart",
        f"{next_tuesday()}T07:00",
        "--scenario",
        file,
    )
    code, text, _ = say(*words)
    assert code == 0
    assert text.startswith("In the scenario BHNS Micheville - Esch - Monkeler: a plan, not a ")
    code, text, _ = say(*words, "--json")
    answer = json.loads(text)
    assert answer["navette"]["scenario"]["name"] == "BHNS Micheville - Esch - Monkeler"
    assert answer["from"]["name"] == "Micheville"


def test_scenario_that_cannot_be_read_or_applied_is_said(say, tmp_path: Path) -> None:
    gone = {"name": "Gone", "modifications": [{"type": "remove-trips", "routes": ["lu_none"]}]}
    file = tmp_path / "gone.json"
    file.write_text(json.dumps(gone), encoding="utf-8")
    code, _, beside = say("plan", "Villerupt", "Kirchberg", "--scenario", str(file))
    assert (code, "modifications[0].routes" in beside) == (1, True)
    code, _, beside = say("plan", "Villerupt", "Kirchberg", "--scenario", str(tmp_path / "none"))
    assert (code, "cannot be read" in beside) == (1, True)
