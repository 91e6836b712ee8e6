"""A trip on paper, and the search in a frame of a site that the operator has named."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until

_SEEN = """(all) => all.filter((one) => [...document.querySelectorAll(one)]
  .some((node) => node.getClientRects().length))"""
_GONE = [
    ".top", ".search", ".border", ".sources", ".mapside", ".option__button", ".ribbon",
    ".trip__foot",
]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
def test_a_trip_is_printed_without_what_one_can_only_press(open_page: OpenPage, width: int) -> None:
    page = open_page(locale="en-GB", size=(width, 860), dark=True)
    plan(page)
    page.locator(".option__button").nth(2).click()
    page.emulate_media(media="print")
    assert page.evaluate(_SEEN, _GONE) == []
    assert page.evaluate(_SEEN, [".trip .leg", ".trip__paper", ".trip__title"]) == [
        ".trip .leg", ".trip__paper", ".trip__title"
    ]  # fmt: skip
    paper = page.inner_text(".trip__paper")
    assert "Villerupt → Kirchberg" in paper
    assert "As known on" in paper
    ink = "getComputedStyle(document.querySelector('.leg__place')).color"
    until(page, lambda: page.evaluate(ink) == "rgb(0, 0, 0)")
    assert page.pdf().startswith(b"%PDF")


def embedded(page: Page, address: str) -> Page:
    """The page anew, under another address."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("[data-embed]")
    return page


@pytest.mark.parametrize("mark", ["?embed", "#embed"])
def test_embedded_there_are_the_search_and_its_results_alone(
    open_page: OpenPage, watch: Watch, mark: str
) -> None:
    first = open_page(locale="en-GB", size=(400, 700))
    page = embedded(first, watch.requests[0].url + mark)
    plan(page)
    assert page.evaluate(_SEEN, [".top", ".border", ".sources", ".mapside", ".commute"]) == []
    assert page.locator(".option").count() > 1
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 400
    page.reload()
    page.wait_for_selector(".option")
    assert page.evaluate(_SEEN, [".top"]) == []
    assert page.get_by_role("link", name="whole page").get_attribute("href") == "/"
