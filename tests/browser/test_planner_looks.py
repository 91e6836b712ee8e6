"""The planner's page in its sizes, colours and languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.planner_steps import open_example
from tests.browser.steps import until
from tests.browser.test_languages import WORDS

PLANNER = "/planner"
UNNAMED = """
[...document.querySelectorAll("button, a[href], input:not([type=file]), select, textarea")]
  .filter((node) => node.checkVisibility() && !node.closest(".maplibregl-map"))
  .filter((node) => !(node.getAttribute("aria-label") || node.labels?.[0]?.textContent.trim()
    || (node.matches("button, a") && node.textContent.trim())))
  .map((node) => node.outerHTML.slice(0, 120))
"""
SMALL = """
[...document.querySelectorAll("main button, main select, main input:not([type=file])")]
  .filter((node) => node.checkVisibility())
  .filter((node) => node.getBoundingClientRect().height < 20)
  .map((node) => node.outerHTML.slice(0, 120))
"""
TWICE = """
(() => { const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at); })()
"""


def with_everything_open(page: Page) -> None:
    """The worked example with its line's form open."""
    open_example(page)
    page.locator("[id^=edit-]").nth(1).click()
    page.wait_for_selector("[data-path='vehicle.seats']")


@pytest.mark.parametrize("size", [(320, 700), (390, 844), (1280, 900)], ids=str)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_sticks_out_and_everything_has_a_name(
    open_page: OpenPage, size: tuple[int, int], dark: bool
) -> None:
    page = open_page(locale="fr-FR", path=PLANNER, size=size, dark=dark)
    with_everything_open(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(TWICE) == []


@pytest.mark.parametrize(
    ("locale", "language", "question"),
    [
        ("fr-LU", "fr", "Que faut-il faire rouler\u00a0?"),
        ("de-LU", "de", "Was soll fahren?"),
        ("pt-PT", "pt", "O que deve circular?"),
        ("en-GB", "en", "What should run?"),
    ],
)
def test_the_planners_page_follows_the_browser(
    open_page: OpenPage, watch: Watch, locale: str, language: str, question: str
) -> None:
    page = open_page(locale=locale, path=PLANNER)
    assert page.inner_text("h1") == question
    assert page.get_attribute("html", "lang") == language
    with_everything_open(page)
    families = "|".join(sorted({key.split(".")[0] for key in WORDS["planner.html"]["en"]}))
    assert not re.findall(rf"\b(?:{families})\.[a-z][A-Za-z]+\b", page.inner_text("body"))
    assert not [text for text in watch.errors if "no text for" in text]


def test_another_language_keeps_the_plan_and_its_open_form(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    with_everything_open(page)
    page.select_option("#language", "lb")
    until(page, lambda: page.inner_text("h1") == "Wat soll fueren?")
    assert page.input_value("[data-path=name]") == "BHNS"
    assert "Sëtzplazen" in page.inner_text(".mod--open")
