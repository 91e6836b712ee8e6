"""A plan is run to its results, cancelled, looked at again, and compared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import OpenPage, Watch, _opening
from tests.browser.planner_steps import draft, open_example, run, wait_for_map
from tests.browser.steps import until

PLANNER = "/planner"


@pytest.fixture(scope="module")
def found(browser: Browser, site: str):
    """The page with the worked example run, for tests that only look at it."""
    with _opening(browser, site, Watch()) as open_it:
        page = open_it(locale="en-GB", path=PLANNER)
        open_example(page)
        run(page)
        yield page


def card(page: Page, name: str) -> str:
    """The text of a card, opened."""
    if page.get_attribute(f"#card-{name}", "open") is None:
        page.click(f"#card-{name} summary")
    return page.inner_text(f"#card-{name}")


def test_cards_tell_the_figures_and_behind_them_how_they_come_about(found: Page) -> None:
    assert re.search(r"Riders a day\s+1,\d{3}\s+1,\d{3} – 1,\d{3}", card(found, "riders"))
    assert "9.0 km × 276 trips × 252 days = 625,968 km" in card(found, "km")
    fleet = card(found, "fleet")
    assert "= 42.0 min a cycle ÷ 5.0 min headway → 9" in fleet
    assert "one by one: 10" in fleet
    cost = card(found, "cost")
    assert re.search(r"FR 34 %\s+LU 66 %", cost)
    assert "€60.00 an hour" in cost
    assert "ADEME 2026" in card(found, "carbon")
    assert "2026" in card(found, "full")


def test_the_load_profile_has_a_bar_a_hop_lines_for_seats_and_places_and_the_border(
    found: Page,
) -> None:
    assert found.locator(".profile__svg .p-bar").count() == 4
    for line in ("p-seats", "p-places", "p-border"):
        assert found.locator(f".profile__svg .{line}").count() == 1
    label = found.get_attribute(".profile__svg", "aria-label") or ""
    assert re.search(r"BHNS: \d+ riders between .+ and .+; 135 seats, 435 places", label)
    found.locator("summary", has_text="As a table").click()
    assert found.locator(".profile .small-table tbody tr").count() == 4


def test_communes_are_sorted_by_what_they_gain(found: Page) -> None:
    found.click("#winners-all")
    cells = found.locator("#found-winners .num").all_inner_texts()
    minutes = [float(text.replace("−", "-")) for text in cells]
    assert len(minutes) > 60
    assert minutes == sorted(minutes, reverse=True)


def test_what_is_reached_is_told_before_and_after(found: Page) -> None:
    found.select_option("#access-within", "60")
    rows = found.locator("#found-access tbody tr")
    assert rows.count() == 2
    assert "Only after" in found.inner_text("#found-access")


def test_every_file_of_the_run_is_a_link_that_answers(found: Page) -> None:
    links = found.eval_on_selector_all(".files a", "all => all.map((one) => one.href)")
    assert {link.split("?")[0].rsplit("/", 1)[1] for link in links} >= {
        "report.html", "result.json", "scenario.json", "geojson", "indicators.csv", "loads.csv",
        "matrix.csv", "winners.csv",
    }  # fmt: skip
    for link in links:
        assert found.request.get(link).status == 200


def test_after_a_reload_the_results_are_there_again(found: Page) -> None:
    found.reload()
    found.wait_for_selector("#found-cards .card")
    assert "BHNS" in found.inner_text("#found-title")


def second_page_first(route: Route) -> None:
    """As if twenty newer scenarios that were never run stood before those that are kept."""
    if "pageCursor" in route.request.url:
        answer = route.fetch(url=route.request.url.partition("&pageCursor")[0])
        route.fulfill(response=answer)
    else:
        route.fulfill(json={"scenarios": [], "nextPageCursor": "older"})


def test_two_runs_stand_side_by_side_with_their_difference(found: Page) -> None:
    open_example(found, "Half of the trains Audun-le-Tiche - Esch")
    found.click("#start")
    until(found, lambda: "Half of" in found.inner_text("#found"), patience_s=120)
    found.wait_for_selector("#found-cards .card")
    found.route("**/api/scenarios?limit=20*", second_page_first)
    found.click("#compare-choose")
    found.wait_for_selector("#compare-with")
    found.unroute("**/api/scenarios?limit=20*")
    assert not found.locator("#compare-more").is_visible()
    label = found.locator("#compare-with option", has_text="BHNS").first.inner_text()
    found.select_option("#compare-with", label=label)
    found.wait_for_selector("#found-compare tbody tr")
    km = found.locator("#found-compare tr", has_text="Vehicle-kilometres").inner_text()
    assert "625,968" in km
    assert "-625,968" in km.replace("−", "-")


def test_a_run_is_cancelled_and_the_plan_stays(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page, "BHNS with 20,000 more inhabitants")
    page.fill("#day", "2026-12-08")
    page.click("#start")
    page.wait_for_selector("#cancel")
    assert page.locator("#run progress").count() == 1
    page.click("#cancel")
    page.wait_for_selector("#run [data-state=cancelled]", timeout=60_000)
    assert "was cancelled" in page.inner_text("#run")
    assert len(draft(page)["modifications"]) == 2
    assert page.is_enabled("#start")


def test_what_cannot_be_applied_is_told_beside_its_change(open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR", path=PLANNER)
    plan = (
        b'{"name": "x", "modifications": '
        b'[{"type": "remove-trips", "routes": ["lu_nowhere"]}, '
        b'{"type": "close-crossing", "crossing": "X09", "modes": ["CAR"]}]}'
    )
    page.set_input_files("#file", {"name": "x.json", "mimeType": "", "buffer": plan})
    until(page, lambda: page.locator(".mod").count() == 2)
    page.click("#start")
    page.wait_for_selector(".mod__faults li", timeout=120_000)
    assert "n’est pas dans le réseau" in page.locator(".mod").nth(0).inner_text()
    assert not page.locator(".mod").nth(1).locator(".mod__faults li").count()
    assert "ne peut pas être appliqué" in page.inner_text("#run")


@pytest.mark.parametrize("language", ["de", "lb", "pt", "fr", "en"])
def test_results_fit_a_narrow_page_in_every_language(found: Page, language: str) -> None:
    found.set_viewport_size({"width": 320, "height": 800})
    found.select_option("#language", language)
    until(found, lambda: found.get_attribute("html", "lang") == language)
    found.eval_on_selector_all(".card", "all => all.forEach((card) => { card.open = true; })")
    assert found.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found.set_viewport_size({"width": 1280, "height": 860})


def told(page: Page, **changed: object) -> None:
    """Has the server say of the run that was looked at last what a test wants."""
    state = {
        "id": "a" * 16, "scenario": "b" * 16, "state": "running", "cancelling": False,
        "day": "2026-12-01", "ahead": None, "progress": None, "errors": [], "headline": None,
        "files": [], "withheld": {}, **changed,
    }  # fmt: skip
    page.evaluate(
        "run => localStorage.setItem('navette.planner.run', JSON.stringify(run))",
        {"scenario": state["scenario"], "id": state["id"]},
    )
    page.route(f"**/runs/{state['id']}", lambda route: route.fulfill(json=state))
    page.route(f"**/runs/{state['id']}/events", lambda _: None)
    page.reload()


def test_an_interrupted_run_says_so_and_can_be_resumed(open_page: OpenPage, watch: Watch) -> None:
    watch.allowed = ("ERR_FAILED",)
    page = open_page(locale="en-GB", path=PLANNER)
    told(page, state="interrupted")
    page.wait_for_selector("#resume")
    assert "interrupted before it was done" in page.inner_text("#run")
    with page.expect_request(f"**/{'b' * 16}/runs") as asked:
        page.route(f"**/{'b' * 16}/runs", lambda route: route.abort())
        page.click("#resume")
    assert asked.value.post_data_json == {"day": "2026-12-01"}


def test_a_run_that_waits_says_how_many_are_before_it(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    told(page, state="queued", ahead=2)
    page.wait_for_selector("#cancel")
    assert "2 runs are before this one" in page.inner_text("#run")


def test_a_plan_that_was_changed_after_its_run_says_so(found: Page) -> None:
    open_example(found)
    run(found)
    until(found, lambda: found.is_hidden("#stale"))
    found.locator("[id^=delete-]").first.click()
    until(found, lambda: found.is_visible("#stale"))
    found.keyboard.press("Control+z")
    until(found, lambda: found.is_hidden("#stale"))


def test_what_was_found_is_on_the_map_and_can_be_cleared(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER, with_map=True)
    wait_for_map(page)
    open_example(page)
    run(page)
    until(page, lambda: "gains" in page.inner_text("#legend"))
    page.click("#access-map")
    until(page, lambda: "Only after" in page.inner_text("#legend"))
    wait_for_map(page)
    page.click("#legend button")
    until(page, lambda: page.is_hidden("#legend"))
