"""The report: whole, safe, needing nothing else, and with the figures of the result."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import math
import re
from typing import Any

import pytest

from core.errors import RequestError
from planning.notes import Note
from planning.outputs.languages import languages
from planning.outputs.report import report_html
from planning.outputs.result_json import result_json
from planning.parameters import read_parameters
from planning.results import Sensitivity, Simulation
from tests.planning.outputs.given import (
    FORMULA,
    SCRIPT,
    nothing_changed,
    nothing_known,
    simulation,
)
from tests.planning.outputs.page import Page

SHEET = read_parameters()
FOUND = (simulation, nothing_changed, nothing_known)
LANGUAGES = languages()


def report(found: Simulation, language: str = "en") -> Page:
    return Page(report_html(found, SHEET, language))


def figures_of(value: Any) -> set[float]:
    """Every figure of a JSON value."""
    if isinstance(value, dict):
        return set().union(*map(figures_of, value.values()))
    if isinstance(value, list):
        return set().union(*map(figures_of, value))
    return {float(value)} if isinstance(value, int | float) else set()


@pytest.mark.parametrize("found", FOUND)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed(found: Any, language: str) -> None:
    page = report(found(), language)
    assert page.faults == []
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert len(ids) == len(set(ids))
    assert page.all("html") == [{"lang": language}]


@pytest.mark.parametrize("found", FOUND)
def test_the_page_asks_for_nothing_from_outside(found: Any) -> None:
    text = report_html(found(), SHEET)
    page = Page(text)
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "base"}
    for name, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        assert not {"src", "href", "xlink:href", "srcset"} & set(attributes), name
    assert "://" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_lets_in_nothing_but_the_style_of_the_page() -> None:
    text = report_html(simulation(), SHEET)
    policy = next(
        each["content"]
        for each in Page(text).all("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    )
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in str(policy)
    assert "default-src 'none'" in str(policy)
    assert "unsafe" not in str(policy)


def test_hostile_names_are_read_and_never_run() -> None:
    hostile = '"><svg onload=alert(1)>\x00\u202e'
    said = Note("note.costsMissing", {"line": SCRIPT, "missing": (hostile,)})
    found = simulation(
        scenario_name=hostile, scenario_description=SCRIPT, notes=(said,), day=SCRIPT,
        window=hostile, scenario_id=SCRIPT, version=hostile, counted=((SCRIPT, 1.0, 1.0, 1.0),),
    )  # fmt: skip
    line = dataclasses.replace(
        found.lines[0], name=hostile, color='red" onload="alert(1)', operator_side=SCRIPT,
        notes=(said,), first_year_full_says=said, stops=((SCRIPT, 49.5, 5.9, hostile),),
    )  # fmt: skip
    money = dataclasses.replace(found.money, says=(said,), split_says=said,
                                split={SCRIPT: 0.4, hostile: 0.6})  # fmt: skip
    page = report(dataclasses.replace(found, lines=(line,), money=money))
    assert page.faults == []
    assert "script" not in {name for name, _ in page.elements}
    assert not [each for _, each in page.elements if any(key.startswith("on") for key in each)]
    assert "\x00" not in page.text
    assert "\u202e" not in page.text
    assert SCRIPT in page.text
    assert FORMULA in page.text


@pytest.mark.parametrize("found", FOUND)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_reads_nan_inf_or_an_unfilled_gap(found: Any, language: str) -> None:
    text = report_html(found(), SHEET, language)
    read = Page(text).text
    assert not re.search(r"\b(nan|inf|infinity|null)\b", read, re.IGNORECASE)
    assert "None" not in read
    assert not re.search(r'="[^"]*\b(nan|inf)\b', text)
    assert not re.search(r"\{\w+\}", read)


@pytest.mark.parametrize("found", FOUND)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_report_stands_in_the_result_or_in_the_sheet(
    found: Any, language: str
) -> None:
    result = figures_of(result_json(found()))
    sheet = {n for each in SHEET for n in (each.value, each.low, each.high)}
    counts = {float(len(each.stops)) for each in found().lines}
    told = report(found(), language).data
    assert not [each for each in told if each not in result | sheet | counts | {0.0}]


def test_a_mayor_reads_the_answer_in_five_sentences_and_five_figures() -> None:
    page = report(simulation())
    text = page.text
    assert "about 3,420 passengers (between 2,650 and 4,310) would board BHNS 1" in text
    assert "it needs 10 vehicles" in text
    assert "It costs about €3.9 million a year (between €3.1 million and €4.8 million)" in text
    assert "4,150 commuters get to work more than a minute sooner" in text
    assert "832 lose more than a minute, most of all from =1+1" in text
    assert "80% of its places are taken; it becomes too small in 2041." in text
    assert sum(each.get("class") == "large" for each in page.all("dd")) == 5


def test_the_answer_is_the_same_in_french_with_french_figures() -> None:
    text = report(simulation(), "fr").text
    assert "BHNS 1 transporterait environ 3 420 voyageurs (entre 2 650 et 4 310)" in text
    assert "environ 3,9 M€ par an" in text
    assert "lundi 30 novembre 2026" in text


def test_without_unit_costs_the_report_says_why_there_is_no_cost() -> None:
    money = dataclasses.replace(simulation().money, cost_year=None, cost_per_boarding=None)
    text = report(simulation(money=money)).text
    assert "What it costs a year is not known: the scenario gives no unit costs" in text
    assert "€0" not in text.split("Value of the time saved")[0]


def test_the_report_names_what_the_result_hinges_on_and_how_to_vary_the_rest() -> None:
    page = report(simulation())
    told = page.text.split("What the result hinges on")[1]
    assert "CO₂ saved a year, t (cars avoided, less the service) The line marks" in told
    assert told.index("Minute of changing") < told.index("Minute of walking to the stop")
    assert "simulate --sensitivity" in told
    found = dataclasses.replace(simulation().sensitivity, whole=True)
    told = report(simulation(sensitivity=found)).text
    assert "simulate --sensitivity" not in told
    assert "All parameters that the result depends on were varied" in told


def test_where_nothing_was_varied_the_report_does_not_speak_of_it() -> None:
    assert "hinges on" not in report(simulation(sensitivity=Sensitivity())).text
    assert "No parameter that was varied moves the result." in report(nothing_changed()).text


def test_a_report_on_estimated_data_opens_by_saying_that_it_illustrates() -> None:
    assert report(simulation()).text.split("BHNS Micheville – Esch")[1].find("Illustrative") >= 0
    assert "Illustrative" not in report(simulation(illustrative=False)).text


def test_an_empty_scenario_reads_without_nonsense() -> None:
    page = report(nothing_changed())
    assert "The scenario adds no line: 2,310 people use public transport" in page.text
    assert "No commuter gets to work more than a minute sooner; nobody loses" in page.text
    assert "stays at 31.0 min" in page.text
    assert "too small" not in page.text
    assert "The line" not in page.text
    assert not [each for each in page.all("section") if str(each.get("id")).startswith("line")]


@pytest.mark.parametrize("found", FOUND)
def test_every_drawing_has_a_title_a_description_and_a_table_beside_it(found: Any) -> None:
    text = report_html(found(), SHEET)
    figures = re.findall(r"<figure.*?</figure>", text, re.DOTALL)
    assert len(figures) >= 2
    for each in figures:
        page = Page(each)
        drawings = [one for one in page.all("svg") if one.get("role") == "img"]
        assert {one.get("class") for one in drawings} == {"wide", "narrow"}
        ids = {one["id"] for _, one in page.elements if "id" in one}
        for one in drawings:
            assert {one["aria-labelledby"], one["aria-describedby"]} <= ids
        assert len(page.all("table")) == 1
    for one in Page(text).all("svg"):
        assert one.get("role") == "img" or one.get("aria-hidden") == "true"


def test_every_parameter_is_told_with_its_range_and_source() -> None:
    text = report(simulation()).text
    for each in SHEET:
        assert each.name in text
        assert each.source in text


def test_two_lines_each_have_their_part_and_are_added_up() -> None:
    line = simulation().lines[0]
    other = dataclasses.replace(line, name="T2", first_year_full=None)
    found = simulation(lines=(line, other))
    page = report(found)
    assert page.faults == []
    assert "6,840 passengers (between 5,300 and 8,620) would board the 2 new lines" in page.text
    assert "takes 20 vehicles" in page.text
    assert [each["id"] for each in page.all("section")][2:4] == ["line-1", "line-2"]


def test_a_language_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(RequestError, match=r"'tlh'.*de, en, fr, lb, pt"):
        report_html(simulation(), SHEET, "tlh")


def test_names_of_a_thousand_letters_stay_inside_the_drawings() -> None:
    found = simulation()
    names = ("x" * 1000, *found.zones.name[1:])
    stops = (("y" * 1000, 49.47, 5.92, "FR"), *found.lines[0].stops[1:])
    long = dataclasses.replace(
        found,
        zones=dataclasses.replace(found.zones, name=names),
        lines=(dataclasses.replace(found.lines[0], stops=stops),),
    )
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", report_html(long, SHEET))
    assert report(long).faults == []
    assert max(map(len, drawn)) < 60


def test_one_place_alone_and_no_place_at_all_still_make_a_page() -> None:
    found = simulation()
    nowhere = dataclasses.replace(
        found.zones, lat=found.zones.lat * math.nan, lon=found.zones.lon * math.nan
    )
    page = report(dataclasses.replace(found, zones=nowhere, lines=()))
    assert page.faults == []
    assert "has a known place" in page.text
    one = dataclasses.replace(found.lines[0], stops=found.lines[0].stops[:1], segments=())
    assert report(dataclasses.replace(found, zones=nowhere, lines=(one,))).faults == []
