"""Accidents and works in the corridor's panel: in the reader's language, and never as markup."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from tests.browser.conftest import OpenPage
from tests.browser.steps import until

PAYLOAD = '<img src=x onerror="console.error(1)">'
EVENT = {
    "id": "a", "version": "1", "source": "road", "kind": "accident",
    "from": "2026-11-24T06:30:00Z", "to": "2026-11-24T09:00:00Z", "toAssumed": True,
    "active": True, "next": None, "capacityLeft": 0.35, "capacityAssumed": True, "closed": False,
    "bearing": None, "reportedAt": "2026-11-24T07:00:00Z",
    "text": {"fr": f"Accident {PAYLOAD}", "de": "Unfall"},
}  # fmt: skip
CLOSED = {
    **EVENT, "id": "b", "kind": "closure", "closed": True, "capacityLeft": 0, "toAssumed": False,
    "capacityAssumed": False, "active": False, "bearing": 10, "text": {},
}  # fmt: skip


def with_events(page: Page) -> None:
    """The page with two events on the corridor that is shown."""

    def answer(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json={**told, "events": [EVENT, CLOSED]} if "usual" in told else told)

    page.route("**/api/forecasts/corridors/*", answer)
    page.reload()
    until(page, lambda: page.locator(".events li").count() == 2)


def test_an_accident_and_a_closure_are_told_to_a_reader_of_english(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    with_events(page)
    accident, closure = page.locator(".events li").all_inner_texts()
    for words in ("Accident", "now", "no end is known", "about 35% of the road is left (assumed)"):
        assert words in accident
    assert "direction not told" in accident
    assert closure.startswith("Closed")
    assert "nobody gets through" in closure
    assert page.get_attribute(".events li p", "lang") == "fr"
    assert "model of the queue" in page.inner_text(".events")


def test_hostile_words_of_a_publisher_stay_words_in_french_too(open_page: OpenPage) -> None:
    page = open_page(size=(360, 740))
    with_events(page)
    assert PAYLOAD in page.inner_text(".events")
    assert page.locator(".events img").count() == 0
    assert "Route fermée" in page.inner_text(".events")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
