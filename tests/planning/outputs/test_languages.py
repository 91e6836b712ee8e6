"""The words of a report: every language has them all, and writes figures as its readers do."""

from __future__ import annotations

import ast
import json
import math
import re
import string
from pathlib import Path
from typing import Any

import pytest

import planning.outputs
from commands import simulate
from planning.notes import UNNAMED_LINE, Note
from planning.outputs.languages import FOLDER, UNKNOWN, language_of, languages
from planning.parameters import read_parameters
from planning.results import Change

PACKAGE = Path(planning.outputs.__path__[0])
PLANNING = PACKAGE.parent
EN = language_of("en")


def _file(code: str) -> Any:
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _asked() -> tuple[set[str], set[str]]:
    """Keys that the code counts with, and all texts in it."""
    counted, all_of_them = set(), set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                all_of_them.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "count":
                counted |= {e.value for e in node.args if isinstance(getattr(e, "value", 0), str)}
    return counted, all_of_them


def _notes() -> dict[str, set[str]]:
    """Every note that planning/ makes: its key, and the names of its values."""
    found: dict[str, set[str]] = {}
    for path in sorted(PLANNING.rglob("*.py")):
        whole = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(whole):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                key = node.args[0]
                assert isinstance(key, ast.Constant), f"{path}: the key of a note is a literal"
                found[str(key.value)] = _named(node, whole)
    return found


def _named(note: ast.Call, whole: ast.Module) -> set[str]:
    """The names of a note's values, in place or by a name of its function."""
    if len(note.args) == 1:
        return set()
    values = note.args[1]
    if isinstance(values, ast.Name):
        values = next(
            node.value
            for node in ast.walk(whole)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == values.id
        )
    assert isinstance(values, ast.Dict)
    return {each.value for each in values.keys if isinstance(each, ast.Constant)}


def test_the_report_speaks_the_languages_of_the_territory() -> None:
    assert languages() == ["de", "en", "fr", "lb", "pt"]
    assert list(simulate.LANGUAGES) == languages()


@pytest.mark.parametrize("code", languages())
def test_every_note_of_the_simulation_is_worded_with_its_values(code: str) -> None:
    texts, notes = language_of(code).texts, _notes()
    for key, values in notes.items():
        for each in (f"{key}.one", f"{key}.other") if "n" in values else (key,):
            assert _gaps(texts[each]) == values, each
    worded = {re.sub(r"\.(one|other)\Z", "", key) for key in texts if key.startswith("note.")}
    assert worded == set(notes)


@pytest.mark.parametrize("code", languages())
def test_every_row_of_the_parameter_sheet_has_its_words(code: str) -> None:
    names = language_of(code).names
    for each in read_parameters():
        assert names["parameters"][each.name].strip()
        assert names["units"][each.unit].strip()
        assert names["sources"][each.source].strip()


def test_a_note_counts_lists_and_names_in_the_language() -> None:
    french = language_of("fr")
    gone = Note("note.shortTrips", {"n": 1200})
    assert EN.note(gone).startswith("1,200 trips are left")
    assert french.note(gone).startswith("1\u202f200 courses n’ont plus")
    missing = Note("note.costsMissing", {"line": UNNAMED_LINE, "missing": ("cost_per_km",)})
    assert french.note(missing).startswith(
        "Nouvelle ligne\u00a0: le scénario ne donne pas le coût d’un kilomètre."
    )
    assert EN.note(Note("note.notBefore", {"year": 2046})).endswith("before 2046.")


@pytest.mark.parametrize("code", languages())
def test_a_language_has_every_sentence_with_the_same_gaps(code: str) -> None:
    here = _file(code)
    assert {key: _gaps(text) for key, text in here["texts"].items()} == {
        key: _gaps(text) for key, text in EN.texts.items()
    }
    assert all(text.strip() for text in here["texts"].values())
    assert set(here["figures"]) == set(EN.figures)
    assert {kind: set(names) for kind, names in here["names"].items()} == {
        kind: set(names) for kind, names in EN.names.items()
    }
    assert (len(here["figures"]["weekdays"]), len(here["figures"]["months"])) == (7, 12)


def test_every_sentence_that_the_code_says_is_there_and_none_is_left_over() -> None:
    counted, found = _asked()
    kinds = {key.split(".")[0] for key in EN.texts}
    looks_like_a_key = re.compile(rf"({'|'.join(kinds)})\.[a-z]\w*\Z")
    said = {each for each in found if looks_like_a_key.match(each)}
    said = {each for each in said if not each.endswith((".csv", ".html", ".css", ".json"))}
    numbered = {f"{key}.{number}" for key in counted for number in ("one", "other")}
    notes = {key for key in EN.texts if key.startswith("note.")}
    assert (said - counted) | numbered == set(EN.texts) - notes


@pytest.mark.parametrize(
    "value, digits, english, french",
    [
        (1234567, 0, "1,234,567", "1\u202f234\u202f567"),
        (-3.14159, 1, "−3.1", "−3,1"),
        (-0.04, 1, "0.0", "0,0"),
        (0.0, 0, "0", "0"),
        (math.nan, 0, UNKNOWN, UNKNOWN),
        (math.inf, 2, UNKNOWN, UNKNOWN),
        (None, 0, UNKNOWN, UNKNOWN),
    ],
)
def test_figures_are_written_as_readers_write_them(
    value: float | None, digits: int, english: str, french: str
) -> None:
    assert EN.number(value, digits) == english
    assert language_of("fr").number(value, digits) == french


def test_sums_are_told_in_cents_euros_or_millions() -> None:
    assert [EN.money(each) for each in (4.5, 1234.0, -2.34e6, 0.0)] == [
        "€4.50", "€1,234", "−€2.3 million", "€0",
    ]  # fmt: skip
    assert language_of("fr").short_money(3.9e6) == "3,9\u00a0M€"


def test_parameters_keep_the_decimals_that_count() -> None:
    assert [EN.plain(each) for each in (-0.017, 142.3, 2.0, 0.045, 1050.0, 1.02)] == [
        "−0.017", "142.3", "2", "0.045", "1,050", "1.02",
    ]  # fmt: skip


def test_one_is_told_from_many_as_the_language_does() -> None:
    french = language_of("fr")
    assert EN.count("answer.vehicles", 1) == "1 vehicle"
    assert EN.count("answer.vehicles", 0) == "0 vehicles"
    assert french.count("answer.vehicles", 0) == "0 véhicule"
    assert french.count("answer.vehicles", 2) == "2 véhicules"


def test_a_change_has_its_sign_and_none_where_nothing_changes() -> None:
    assert EN.signed(Change(2.0, 5.0)) == "+3"
    assert EN.signed(Change(5.0, 2.0)) == "−3"
    assert EN.signed(Change(5.0, 5.2)) == "0"
    assert EN.signed(Change(math.inf, math.inf)) == UNKNOWN


def test_a_gap_filled_by_a_hostile_name_is_filled_once() -> None:
    told = EN.say("answer.noRiders", lines="{n.__class__}")
    assert told == "How many people would board {n.__class__} has not been found."


def test_a_day_that_is_no_date_is_told_as_it_stands() -> None:
    assert EN.day("2026-11-30") == "Monday 30 November 2026"
    assert EN.day("a school day") == "a school day"
