"""What people do on the page, as steps that tests and the picture of the README share."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from playwright.sync_api import Page, Route

MORNING = "6:45"


def until(page: Page, holds: Callable[[], object], *, patience_s: float = 15.0) -> None:
    """Waits until something holds.

    Errors: AssertionError when it never does.
    """
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(50)


def choose(page: Page, field: str, text: str) -> None:
    """Types a name into a place field and takes the first suggestion."""
    page.click(f"#{field}")
    page.keyboard.type(text, delay=10)
    page.wait_for_selector(f"#{field}-list [role=option]")
    page.keyboard.press("Enter")


def next_weekday(page: Page) -> str:
    """The first day from tomorrow on that is no weekend, among those the page offers."""
    days = page.eval_on_selector_all("#day option", "all => all.map((one) => one.value)")
    return next(day for day in days[1:] if dt.date.fromisoformat(day).weekday() < 5)


def plan(
    page: Page,
    start: str = "Villerupt",
    end: str = "Kirchberg",
    at: str = MORNING,
    *,
    foreseen: bool = True,
) -> None:
    """Asks for a trip on the next weekday and waits for its options and, if any, its ribbon."""
    choose(page, "from", start)
    choose(page, "to", end)
    page.select_option("#day", next_weekday(page))
    page.fill("#time", at)
    page.click("#go")
    page.wait_for_selector(".option")
    if foreseen:
        page.wait_for_selector(".ribbon__cell")


def board_at(page: Page, moment: str) -> None:
    """Has boards show a moment such as 2026-12-01T07:00:00+01:00: the server's clock shows it."""
    date = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)

    def shown(route: Route) -> None:
        found = route.fetch(post_data={**route.request.post_data_json, "time": moment})
        told = {**found.headers, "date": f"{date:%a, %d %b %Y %H:%M:%S} GMT"}
        route.fulfill(response=found, headers=told)

    page.route("**/api/v6/stoptimes", shown)


def wait_for_map(page: Page) -> None:
    """Waits until the map has drawn what it was given."""
    page.wait_for_selector("#map[data-idle] canvas", timeout=60_000)
