"""Everything on the commuter's way can be done without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.steps import until


def focused(page: Page) -> str:
    """The id or the class of what has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def tab_to(page: Page, target: str, *, most: int = 60) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(most):
        if target in focused(page):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def suggestions(page: Page, field: str) -> None:
    """Waits for the suggestions of a place field."""
    page.wait_for_selector(f"#{field}-list [role=option]")


def test_trip_is_planned_and_read_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    tab_to(page, "from")
    page.keyboard.type("Villerupt")
    suggestions(page, "from")
    assert page.get_attribute("#from", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.get_attribute("#from", "aria-activedescendant") == "from-list-0"
    page.keyboard.press("Enter")
    assert focused(page) == "to"
    page.keyboard.type("Kirchberg")
    suggestions(page, "to")
    page.keyboard.press("Enter")
    tab_to(page, "time")
    page.keyboard.type("7h30")
    page.keyboard.press("ArrowUp")
    assert page.input_value("#time") == "07:35"
    page.keyboard.press("Enter")
    page.wait_for_selector(".option")
    until(page, lambda: focused(page) == "results-title")
    tab_to(page, "option__button")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_escape_closes_the_suggestions_and_keeps_the_text(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("#from")
    page.keyboard.type("Esch")
    suggestions(page, "from")
    page.keyboard.press("Escape")
    assert page.get_attribute("#from", "aria-expanded") == "false"
    assert page.input_value("#from") == "Esch"


def test_corridors_are_walked_with_the_arrows(open_page: OpenPage) -> None:
    page = open_page()
    page.wait_for_selector(".picker__one")
    tab_to(page, "picker__one")
    before = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    until(page, lambda: page.evaluate("document.activeElement.textContent") != before)
    assert page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"


def test_empty_field_is_named_and_focused(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("#go")
    page.keyboard.press("Enter")
    until(page, lambda: focused(page) == "from")
    assert page.inner_text("#from-error") == "D’où partez-vous\u00a0?"
