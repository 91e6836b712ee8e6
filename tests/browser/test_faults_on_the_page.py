"""When something fails the page says so and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import OpenPage, Watch
from tests.browser.planner_steps import draft, open_example
from tests.browser.steps import choose, plan, until

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


@pytest.mark.parametrize(("refusals", "asked"), [(1, 2), (9, 2)], ids=["a moment", "for long"])
def test_a_busy_site_is_asked_once_more_by_the_page_itself(
    open_page: OpenPage, watch: Watch, refusals: int, asked: int
) -> None:
    watch.allowed = ("status of 503",)
    page = open_page()
    met: list[Route] = []

    def busy(route: Route) -> None:
        met.append(route)
        if len(met) > refusals:
            route.continue_()
        else:
            refused = {"error": "too much is asked at once"}
            route.fulfill(status=503, headers={"Retry-After": "1"}, json=refused)

    if refusals == 1:
        page.route(PLAN, busy)
        plan(page)
    else:
        assert "too much is asked at once" in ask_again(page, busy)
    assert len(met) == asked
    assert page.locator(".option").count() > 0


def test_a_stop_of_a_timetable_that_was_replaced_is_asked_for_by_its_place(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("404 (NOT FOUND)",)
    page = open_page()
    asked: list[dict[str, object]] = []

    def moved(route: Route) -> None:
        """The server as it is after another build: it knows places, and none of the old ids."""
        request = dict(route.request.post_data_json)
        asked.append(request)
        if "," in str(request["fromPlace"]):
            route.continue_()
        else:
            route.continue_(post_data={**request, "fromPlace": "lu_gone"})

    page.route(PLAN, moved)
    plan(page, "Esch-sur-Alzette, Gare")
    assert "," not in str(asked[0]["fromPlace"])
    assert "," in str(asked[-1]["fromPlace"])
    assert page.locator(".notice--bad").count() == 0
    assert page.input_value("#from") == "Esch-sur-Alzette, Gare"


def test_a_page_of_options_that_is_gone_is_told(open_page: OpenPage, watch: Watch) -> None:
    watch.allowed = ("400 (BAD REQUEST)",)
    page = open_page()
    plan(page)

    def stale(route: Route) -> None:
        route.continue_(post_data={**dict(route.request.post_data_json), "pageCursor": "OLD|x"})

    page.route(PLAN, stale)
    page.get_by_role("button", name="Plus tard").first.click()
    until(page, lambda: page.locator(".notice--bad").count() == 1)
    assert page.input_value("#from") == "Villerupt"
    assert page.locator(".option").count() > 0


IMPATIENT = """
const limit = AbortSignal.timeout;
AbortSignal.timeout = () => limit.call(AbortSignal, 400);
"""
"""A page that waits a moment for an answer, not as long as people do."""

BROKEN = pytest.mark.parametrize(
    "route",
    [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=500, json={"error": "too hot"}),
        lambda route: route.fulfill(body='{"stopTimes": [{"pla'),
        lambda _: None,
    ],
    ids=["down", "failing", "half an answer", "too slow"],
)


@BROKEN
def test_a_board_that_cannot_be_had_is_told_and_its_stops_stay(
    open_page: OpenPage, site: str, watch: Watch, route: Callable[[Route], None]
) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page(path="/departures")
    choose(page, "stop", "Belval")
    page.wait_for_selector(".board tbody tr")
    page.route("**/api/v6/stoptimes", route)
    page.add_init_script(IMPATIENT)
    page.reload()
    until(page, lambda: page.inner_text("#status").strip())
    assert page.locator("#chosen li").count() == 1
    page.unroute("**/api/v6/stoptimes")
    page.reload()
    page.wait_for_selector(".board tbody tr")
    assert not page.inner_text("#status").strip()


@BROKEN
def test_a_run_that_cannot_be_started_is_told_and_the_draft_stays(
    open_page: OpenPage, watch: Watch, route: Callable[[Route], None]
) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page(path="/planner")
    open_example(page)
    page.fill("#name", "Kept")
    page.evaluate(IMPATIENT)
    page.route("**/api/scenarios", route)
    page.click("#start")
    page.wait_for_selector("#run [role=alert]")
    assert page.inner_text("#run [role=alert]").strip()
    assert (draft(page)["name"], page.input_value("#name")) == ("Kept", "Kept")
    assert page.is_enabled("#start")


@BROKEN
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("**/api/forecasts/corridors", "#corridors .notice"),
        ("**/api/feeds", "#feeds .notice"),
    ],
    ids=["congestion", "sources"],
)
def test_congestion_or_sources_that_cannot_be_had_are_told_and_trips_are_planned(
    open_page: OpenPage, watch: Watch, route: Callable[[Route], None], asked: str, told: str
) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page()
    page.add_init_script(IMPATIENT)
    page.route(asked, route)
    page.reload()
    until(page, lambda: page.locator(told).count() > 0 and page.inner_text(told).strip())
    page.unroute(asked)
    page.evaluate("AbortSignal.timeout = () => new AbortController().signal")
    plan(page, foreseen=False)
    assert page.locator(".option").count() > 0


@pytest.mark.parametrize(
    ("asked", "part", "others"),
    [
        ("**/api/feeds", "#feeds > :first-child", ("#feeds .observed li", "#merge summary")),
        ("**/api/forecasts/sources", "#feeds > :last-child", ("#feeds article", "#merge summary")),
        ("**/api/feeds/merge-report", "#merge", ("#feeds article", "#feeds .observed li")),
    ],
    ids=["feeds", "who measures", "the merge"],
)
def test_each_part_of_the_sources_fails_by_itself_and_says_what_is_missing(
    open_page: OpenPage, watch: Watch, asked: str, part: str, others: tuple[str, ...]
) -> None:
    watch.allowed = ("Failed to load resource",)
    page = open_page(locale="en-GB")
    measured = {"sources": [{"name": "Counters of the motorways", "silent": False}]}
    page.route("**/api/forecasts/sources", lambda route: route.fulfill(json=measured))
    page.route(asked, lambda route: route.fulfill(status=500, json={"error": "too hot"}))
    page.reload()
    until(page, lambda: page.locator(f"{part} .notice").count() == 1)
    assert "could not be had" in page.inner_text(f"{part} .notice")
    for other in others:
        page.wait_for_selector(other, state="attached")
    assert page.locator("#sources .notice").count() == 1
    page.select_option("#language", "pt")
    until(page, lambda: "Não foi possível" in page.inner_text(f"{part} .notice"))


def test_a_planner_without_webgl_has_lists_and_says_so(open_page: OpenPage) -> None:
    page = open_page(path="/planner")
    until(page, lambda: "WebGL" in page.inner_text(".mapside"))
    assert page.is_visible("#add-line")


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


def test_scripts_that_do_not_come_are_said_and_asked_for_again(browser: Browser, site: str) -> None:
    page = browser.new_page(locale="en-GB", service_workers="block")
    page.route("**/js/results.js", lambda route: route.abort())
    page.goto(site)
    until(page, lambda: page.locator("#status .notice--bad").count() == 1)
    page.unroute("**/js/results.js")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: not page.locator("#status .notice--bad").count())
    plan(page)
    page.close()
