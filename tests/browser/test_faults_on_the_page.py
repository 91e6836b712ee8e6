"""When something fails the page says so and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until

PLAN = "**/api/v6/plan"


def ask_again(page: Page, route: Callable[[Route], None]) -> str:
    """Plans once, then lets the next plan meet `route`; what the page says to that."""
    plan(page)
    page.route(PLAN, route)
    page.click("#go")
    until(page, lambda: page.locator(".notice--bad").count() == 1)
    assert page.input_value("#from") == "Villerupt"
    assert page.input_value("#to") == "Kirchberg"
    return page.inner_text(".notice--bad")


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (lambda route: route.abort(), "injoignable"),
        (lambda route: route.fulfill(status=500, json={"error": "too hot"}), "too hot"),
        (lambda route: route.fulfill(body='{"itineraries": [{"dur'), "incomplète"),
        (lambda route: route.fulfill(json={"direct": []}), "incomplète"),
        (
            lambda route: route.fulfill(
                status=422, json={"errors": [{"field": "time", "detail": "is no time"}]}
            ),
            "time: is no time",
        ),
    ],
    ids=["down", "failing", "half an answer", "a part missing", "refused"],
)
def test_failed_search_is_told(
    open_page: OpenPage, watch: Watch, route: Callable[[Route], None], said: str
) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page()
    assert said in ask_again(page, route)
    page.unroute(PLAN)
    page.click(".notice--bad button")
    until(page, lambda: page.locator(".notice--bad").count() == 0)
    assert page.locator(".option").count() > 0


def test_slow_search_says_that_it_goes_on(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    held: list[Route] = []
    page.route(PLAN, lambda route: held.append(route))
    page.click("#go")
    until(page, lambda: "plus long" in page.inner_text("#status"))
    until(page, lambda: bool(held))
    held[0].continue_()
    until(page, lambda: "plus long" not in page.inner_text("#status"))


def test_empty_answer_says_why(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    answer = {
        "itineraries": [],
        "direct": [],
        "nextPageCursor": "LATER|1",
        "navette": {"reasons": ["OUTSIDE_SERVICE_PERIOD"]},
    }
    page.route(PLAN, lambda route: route.fulfill(json=answer))
    page.click("#go")
    until(page, lambda: "ne couvrent pas ce jour" in page.inner_text("#status"))


def test_browser_without_webgl_gets_everything_but_the_map(open_page: OpenPage) -> None:
    page = open_page(with_map=False)
    until(page, lambda: "WebGL" in page.inner_text(".mapside"))
    plan(page)
    assert page.locator(".option").count() >= 2


def test_hostile_names_stay_text(open_page: OpenPage) -> None:
    page = open_page()
    payload = '<img src=x onerror="console.error(1)">'
    place = {
        "type": "STOP", "id": "x", "name": payload, "lat": 49.5, "lon": 6.0, "tz": "nowhere",
        "country": payload, "areas": [{"name": payload, "default": True}], "modes": [payload],
    }  # fmt: skip
    page.route("**/api/v1/geocode*", lambda route: route.fulfill(json=[place]))
    page.click("#from")
    page.keyboard.type("xx")
    page.wait_for_selector("#from-list [role=option]")
    assert payload in page.inner_text("#from-list")
    assert page.locator("#from-list img").count() == 0
    page.keyboard.press("Enter")
    assert page.input_value("#from") == payload
