"""A commuter says how they travel; the page asks for that, says it, and remembers it here alone."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import choose, plan, until


def pick(page: Page, *names: str) -> None:
    """Opens the options and turns each of these over."""
    if page.get_attribute(".wishes__button", "aria-expanded") == "false":
        page.click(".wishes__button")
    for name in names:
        page.locator(f"[name=wish-{name}]").click(force=True)


def asked(watch: Watch) -> dict[str, object]:
    """The last plan that was asked for."""
    last = [one for one in watch.requests if one.url.endswith("/api/v6/plan")][-1]
    return dict(json.loads(last.post_data or "{}"))


def test_options_are_folded_away_until_someone_wants_them(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    assert not page.locator(".wishes__panel").is_visible()
    assert page.inner_text(".wishes__set") == "usual settings"
    page.focus(".wishes__button")
    page.keyboard.press("Enter")
    assert page.locator(".wishes__panel").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.inner_text(".wishes__set") == "without: Train"


def test_usual_options_ask_for_everything_that_runs(open_page: OpenPage, watch: Watch) -> None:
    plan(open_page())
    request = asked(watch)
    assert "transitModes" not in request
    assert request["directModes"] == ["WALK", "CAR"]
    assert request["preTransitModes"] == ["WALK", "CAR_PARKING"]


def test_means_and_needs_are_asked_for(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    pick(page, "train", "bike", "car", "park", "wheelchair", "slow", "seat")
    page.locator("[name=wish-changes][value=one]").check(force=True)
    plan(page)
    request = asked(watch)
    assert request["transitModes"] == ["TRAM", "FUNICULAR", "BUS", "COACH", "RIDE_SHARING"]
    assert request["directModes"] == ["WALK", "BIKE"]
    assert request["preTransitModes"] == ["WALK", "BIKE"]
    assert request["wheelchair"] is True
    assert request["criteria"] == ["CROWDING"]
    assert request["maxTransfers"] == 1
    assert float(str(request["pedestrianSpeed"])) < 1
    assert "Nobody has counted" in page.inner_text("#status")


def test_a_bicycle_comes_along_only_where_one_rides_it(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    page.click(".wishes__button")
    assert not page.locator("[data-wish=along]").is_visible()
    pick(page, "bike", "along")
    choose(page, "from", "Esch")
    choose(page, "to", "Kirchberg")
    page.click("#go")
    until(page, lambda: page.inner_text("#status") == "" or page.locator(".notice").count())
    request = asked(watch)
    assert request["postTransitModes"] == ["WALK", "BIKE"]
    assert request["requireBikeTransport"] is True


def test_paid_lines_stay_away_where_free_ones_go(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    pick(page, "free")
    plan(page)
    told = page.locator("#status .notice--with")
    assert "left out" in told.inner_text()
    rides = page.locator(".option:not(.option--own)")
    for index in range(rides.count()):
        rides.nth(index).locator(".option__button").click()
        until(page, lambda: "free" in page.inner_text("#trip .trip__sum"))
    told.locator("button").click()
    until(page, lambda: told.count() == 0)
    until(page, lambda: "604" in page.inner_text("#results"))


def test_options_are_remembered_on_this_device(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    pick(page, "bus", "free")
    page.reload()
    until(page, lambda: page.inner_text(".wishes__set") == "Avoid paid lines · without: Bus")
    page.click(".wishes__button")
    page.get_by_role("button", name="Back to usual").click()
    assert page.inner_text(".wishes__set") == "usual settings"
    assert not [one for one in watch.requests if "wish" in (one.post_data or "")]


def test_no_way_left_is_said_before_anything_is_asked(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    plan(page)
    before = len(watch.requests)
    pick(page, "train", "tram", "bus", "walk", "car")
    page.click("#go")
    until(page, lambda: "at least one way" in page.inner_text("#wishes"))
    assert not [one for one in watch.requests[before:] if "/plan" in one.url]
