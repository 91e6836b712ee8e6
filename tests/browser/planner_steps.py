"""What planners do on their page, as steps that its tests share."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.browser.steps import until

DRAFT = "localStorage.getItem('navette.planner.draft')"
BHNS = "BHNS Micheville - Esch - Monkeler"
RUN_MS = 240_000


def draft(page: Page) -> dict[str, Any]:
    """The scenario as the browser keeps it."""
    return dict(json.loads(page.evaluate(DRAFT) or '{"modifications": []}'))


def stops(page: Page, at: int = 0) -> list[dict[str, Any]]:
    """The stops of a line of the draft."""
    found = draft(page)["modifications"]
    return list(found[at]["stops"]) if len(found) > at else []


def add_stop(page: Page, text: str) -> None:
    """Types a stop into the search of the open line and takes the first suggestion."""
    before = len(stops(page))
    field = page.locator("[id^=add-stop-][role=combobox]")
    field.focus()
    page.keyboard.type(text, delay=10)
    page.wait_for_selector("[id^=add-stop-][role=listbox] [role=option]")
    page.keyboard.press("Enter")
    until(page, lambda: len(stops(page)) == before + 1)


def open_example(page: Page, name: str = BHNS) -> None:
    """Opens a worked example."""
    page.click("#examples")
    page.locator(".shelf__row", has=page.get_by_text(name, exact=True)).get_by_role(
        "button"
    ).click()
    until(page, lambda: draft(page).get("name") == name)


def run(page: Page) -> None:
    """Runs the draft to its results."""
    page.click("#start")
    page.wait_for_selector("#found-cards .card", timeout=RUN_MS)


def wait_for_map(page: Page) -> None:
    """Waits until the map has drawn what it was given, lines among it."""
    page.wait_for_selector("#map[data-idle] canvas", timeout=60_000)
