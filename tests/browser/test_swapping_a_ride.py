"""A traveller takes another ride for one part of the trip, and finds the way back."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until

_TIMES = "(all) => all.map((one) => one.textContent)"


def leg_times(page: Page) -> list[str]:
    """The clock times of the legs shown, in their order."""
    return list(page.eval_on_selector_all("#trip .leg__time", _TIMES))


def swap(page: Page, part: int) -> list[str]:
    """Chooses an option with the 604 and swaps a part of it; its times before."""
    page.locator(".option:not(:has(.option__park)):has(.line:text-is('604'))").first.locator(
        ".option__button"
    ).click()
    before = leg_times(page)
    page.locator("#trip .swaps summary").nth(part).click()
    page.locator("#trip .swaps[open] button").first.wait_for()
    page.locator("#trip .swaps[open] button").last.click()
    page.wait_for_selector(".swaps__notice")
    return before


def test_a_later_bus_for_the_last_part_keeps_the_first(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    plan(page)
    before = swap(page, -1)
    after = leg_times(page)
    assert after != before
    assert after[:2] == before[:2]
    assert after == sorted(after)
    until(page, lambda: "are those of this combination" in page.inner_text(".swaps__notice"))
    assert leg_times(page) == after
    asked = [one for one in watch.requests if one.url.endswith("/plan")]
    assert json.loads(asked[-1].post_data or "")["numLegAlternatives"] > 0
    assert all("numLegAlternatives" not in (one.post_data or "") for one in asked[:-1])
    page.get_by_role("button", name="Back to what was found").click()
    until(page, lambda: leg_times(page) == before)


def test_one_ride_after_the_other_is_swapped_and_all_of_it_goes_back(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    plan(page)
    first = swap(page, -1)
    until(page, lambda: "are those of" in page.inner_text(".swaps__notice"))
    once = leg_times(page)
    page.locator("#trip .swaps summary").nth(0).click()
    page.locator("#trip .swaps[open] button").first.wait_for()
    page.locator("#trip .swaps[open] button").first.click()
    until(page, lambda: leg_times(page) != once)
    until(page, lambda: "are those of" in page.inner_text(".swaps__notice"))
    assert leg_times(page) == sorted(leg_times(page))
    page.get_by_role("button", name="Back to what was found").click()
    until(page, lambda: leg_times(page) == first)


def test_an_earlier_first_ride_moves_the_walk_to_it(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", size=(390, 860))
    plan(page)
    before = swap(page, 0)
    after = leg_times(page)
    assert after != before
    assert after[-1] == before[-1]
    assert after == sorted(after)


def test_where_nothing_else_goes_the_panel_says_so(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    plan(page)
    page.route(
        "**/api/v6/plan", lambda route: route.fulfill(json={"itineraries": [], "direct": []})
    )
    page.locator("#trip .swaps summary").first.click()
    until(page, lambda: "Nothing else would do" in page.inner_text("#trip"))
