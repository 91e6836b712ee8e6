"""What comes within reach of a place: areas before and after, on the map and in a table."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import OpenPage, Watch, _opening
from tests.browser.planner_steps import open_example, wait_for_map
from tests.browser.steps import until

PLANNER = "/planner"
AREAS = "**/isochrones"


@pytest.fixture(scope="module")
def planned(browser: Browser, site: str):
    """The page with the worked example, for tests that only ask for areas."""
    with _opening(browser, site, Watch()) as open_it:
        page = open_it(locale="en-GB", path=PLANNER)
        open_example(page)
        yield page


def show(page: Page, place: str = "Villerupt") -> None:
    """Types a place, takes the first suggestion and asks for its areas, all by keyboard."""
    page.focus("#reach-from")
    page.keyboard.type(place, delay=10)
    page.wait_for_selector("#reach-from-list [role=option]")
    page.keyboard.press("Enter")
    page.focus("#reach-show")
    page.keyboard.press("Enter")


def part(minutes: int, name: str, people: float) -> dict[str, object]:
    """One area as the server answers it."""
    square = [[5.9, 49.4], [6.0, 49.4], [6.0, 49.5], [5.9, 49.5], [5.9, 49.4]]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": [[square]]},
        "properties": {
            "minutes": minutes, "percentile": 50, "part": name, "km2": 12.34,
            "inhabitants": {"FR": people, "LU": None}, "jobs": {"FR": None, "LU": 250.0},
        },
    }  # fmt: skip


ANSWER = {
    "type": "FeatureCollection",
    "firstDeparture": "2026-12-01T06:00:00Z",
    "lastDeparture": "2026-12-01T07:59:00Z",
    "features": [
        part(minutes, name, people * minutes)
        for minutes in (30, 45, 60)
        for name, people in (("only_before", 1), ("only_after", 20), ("both", 300))
    ],
}


def test_areas_of_a_plan_are_told_by_country_without_a_run(planned: Page) -> None:
    show(planned)
    planned.wait_for_selector("#reach-found table", timeout=120_000)
    assert planned.inner_text("#reach-title") == "From Villerupt within 45 minutes"
    assert planned.evaluate("document.activeElement.id") == "reach-title"
    told = planned.inner_text("#reach-found")
    assert "from 07:00 to 08:59" in told, "where the place is, whatever the reader's zone"
    rows = planned.locator("#reach-found tbody th").all_inner_texts()
    assert rows == [
        "Inhabitants, France", "Jobs, France", "Inhabitants, Luxembourg", "Jobs, Luxembourg",
        "Area, km²",
    ]  # fmt: skip
    planned.select_option("#reach-within", "60")
    assert planned.inner_text("#reach-title") == "From Villerupt within 60 minutes"
    assert planned.is_hidden("#reach-stale")
    planned.locator("[id^=delete-]").first.click()
    until(planned, lambda: planned.is_visible("#reach-stale"))
    planned.keyboard.press("Control+z")
    until(planned, lambda: planned.is_hidden("#reach-stale"))


def test_columns_are_only_after_only_before_and_both(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    page.route(AREAS, lambda route: route.fulfill(json=ANSWER))
    open_example(page)
    show(page)
    page.wait_for_selector("#reach-found table")
    first = page.locator("#reach-found tbody tr").first.locator("td").all_inner_texts()
    assert first == ["900", "45", "13,500"]
    unknown = page.locator("#reach-found tbody tr").nth(1).locator("td").all_inner_texts()
    assert unknown == ["–"] * 3


def test_a_network_that_is_being_built_is_waited_for_as_long_as_the_server_says(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("status of 503",)
    page = open_page(locale="en-GB", path=PLANNER)
    asked: list[float] = []

    def busy_at_first(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) < 3:
            route.fulfill(status=503, headers={"Retry-After": "2"}, json={"title": "busy"})
        else:
            route.fulfill(json=ANSWER)

    page.route(AREAS, busy_at_first)
    open_example(page)
    show(page)
    until(page, lambda: "being built; asking again in 2 s" in page.inner_text("#reach-said"))
    page.wait_for_selector("#reach-found table")
    assert len(asked) == 3
    assert all(later - sooner > 1.9 for sooner, later in pairwise(asked))
    assert page.inner_text("#reach-said") == ""


def test_waiting_can_be_ended_and_then_nothing_more_is_asked(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("status of 503",)
    page = open_page(locale="en-GB", path=PLANNER)
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "1"}, json={"title": "busy"})

    page.route(AREAS, busy)
    open_example(page)
    show(page)
    until(page, lambda: "being built" in page.inner_text("#reach-said"))
    page.click("#reach-cancel")
    count = len(asked)
    page.wait_for_timeout(1500)
    assert len(asked) == count
    assert page.evaluate("document.activeElement.id") == "reach-show"


@pytest.mark.parametrize(
    ("field", "where", "said"),
    [
        ("lat", "#reach-from-error", "No stop lies near this place"),
        ("day", "#reach-said", "do not hold for this day"),
        ("modifications[0].routes", "#reach-said", "1 "),
    ],
)
def test_a_fault_is_told_in_words_where_it_can_be_mended(
    open_page: OpenPage, watch: Watch, field: str, where: str, said: str
) -> None:
    watch.allowed = ("status of 400",)
    page = open_page(locale="en-GB", path=PLANNER)
    fault = {"field": field, "detail": "x", "code": "outside_bounds"}
    page.route(AREAS, lambda route: route.fulfill(status=400, json={"errors": [fault]}))
    open_example(page)
    show(page)
    until(page, lambda: said in page.inner_text(where))
    if field == "lat":
        assert page.get_attribute("#reach-from", "aria-invalid") is not None


def test_without_a_place_one_is_asked_for_and_nothing_is_sent(
    open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(locale="fr-FR", path=PLANNER)
    assert page.is_hidden("#reach")
    open_example(page)
    page.click("#reach-show")
    until(page, lambda: "Choisissez d’abord un lieu" in page.inner_text("#reach-from-error"))
    assert not [one for one in watch.requests if "isochrones" in one.url]


def test_a_place_is_picked_on_the_map_and_its_areas_are_drawn(
    open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(locale="en-GB", path=PLANNER, with_map=True)
    wait_for_map(page)
    open_example(page)
    page.click("#reach-pick")
    assert page.get_attribute("#reach-pick", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#reach-pick", "aria-pressed") == "false"
    page.click("#reach-pick")
    wait_for_map(page)
    page.click("#map canvas", position={"x": 230, "y": 400})
    until(page, lambda: page.input_value("#reach-from").startswith("Near "))
    page.route(AREAS, lambda route: route.fulfill(json=ANSWER))
    page.click("#reach-show")
    page.wait_for_selector("#reach-found table")
    until(page, lambda: "Only after" in page.inner_text("#legend"))
    wait_for_map(page)
    sent = next(one for one in watch.requests if one.url.endswith("/isochrones")).post_data_json
    assert set(sent) == {"lat", "lon", "minutes"}
    assert not [one.url for one in watch.requests if str(sent["lat"])[:7] in one.url]
    page.click("#legend button")
    until(page, lambda: page.is_hidden("#legend"))


@pytest.mark.parametrize("language", ["de", "lb", "pt", "fr", "en"])
def test_areas_fit_a_narrow_page_in_every_language(open_page: OpenPage, language: str) -> None:
    page = open_page(locale="en-GB", path=PLANNER, size=(320, 800))
    page.route(AREAS, lambda route: route.fulfill(json=ANSWER))
    open_example(page)
    show(page)
    page.wait_for_selector("#reach-found table")
    page.select_option("#language", language)
    until(page, lambda: page.get_attribute("html", "lang") == language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#reach-found tbody tr").count() == 5
