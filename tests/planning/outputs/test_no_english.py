"""A report in another language: no sentence of ours is left in English."""

from __future__ import annotations

import dataclasses
import re
import string

import pytest

from planning.notes import UNNAMED_LINE, Note
from planning.outputs.languages import Language, language_of, languages
from planning.outputs.report import report_html
from planning.outputs.terminal import terminal_lines
from planning.parameters import read_parameters
from planning.results import Simulation
from tests.planning.outputs.given import nothing_changed, simulation
from tests.planning.outputs.page import Page

SHEET = read_parameters()
EN = language_of("en")
OTHERS = [code for code in languages() if code != "en"]


def _english(other: Language) -> set[str]:
    """What English says in two words or more and the other language says otherwise."""
    told = {piece for text in EN.texts.values() for piece in _pieces(text)}
    told |= {name for kind in EN.names.values() for name in kind.values()}
    own = " ".join([*other.texts.values(), *(n for k in other.names.values() for n in k.values())])
    return {each for each in told if " " in each and each not in own}


def _pieces(text: str) -> list[str]:
    """The text between the gaps, where it is long enough to be known again."""
    pieces = (each.strip(" .,;:()") for each, _, _, _ in string.Formatter().parse(text))
    return [each for each in pieces if len(each) >= 8]


def _with_every_note() -> Simulation:
    """The run of the tests, and everything that planning/ can say besides."""
    values = {"n": 3, "year": 2046, "blocks": 10, "formula": 9, "line": UNNAMED_LINE,
              "source": "RP2022",
              "missing": ("cost_per_hour", "cost_per_km", "cost_per_year")}  # fmt: skip
    notes = []
    for key, text in EN.texts.items():
        if key.startswith("note.") and not key.endswith(".one"):
            gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            given = {name: value for name, value in values.items() if name in gaps}
            notes.append(Note(key.removesuffix(".other"), given))
    line = dataclasses.replace(simulation().lines[0], name=UNNAMED_LINE, notes=tuple(notes))
    return simulation(lines=(line,), notes=tuple(notes), scenario_description="", scenario_name="")


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("found", [_with_every_note, nothing_changed])
def test_no_sentence_of_ours_is_english_on_the_page_of_another_language(
    found: object, code: str
) -> None:
    run: Simulation = found()  # type: ignore[operator]
    language = language_of(code)
    read = Page(report_html(run, SHEET, code)).text
    read += " ".join(terminal_lines(run, language, "2026-11-28"))
    read = re.sub(r"[\u00a0\u202f]", " ", read)
    assert [each for each in sorted(_english(language)) if each in read] == []


@pytest.mark.parametrize("code", languages())
def test_a_line_without_a_name_has_one_in_every_language(code: str) -> None:
    read = Page(report_html(_with_every_note(), SHEET, code)).text
    assert language_of(code).line(UNNAMED_LINE) in read
    assert (UNNAMED_LINE in read) == (code == "en")
