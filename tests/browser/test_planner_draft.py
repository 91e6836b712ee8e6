"""The draft: undone and done again, kept over a reload, opened, downloaded, and never lost."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.planner_steps import BHNS, draft, open_example, stops
from tests.browser.steps import until
from tests.conftest import REPOSITORY

PLANNER = "/planner"
EXAMPLES = REPOSITORY / "feeds" / "territories" / "pays-haut" / "scenarios"


def opened(page: Page, at: int) -> None:
    """Opens the form of a change."""
    page.locator(".mod [id^=edit-]").nth(at).click()


def test_the_worked_example_is_one_click_away_and_survives_a_reload(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page)
    assert page.locator(".mod").count() == 2
    assert draft(page) == json.loads((EXAMPLES / "bhns.json").read_text(encoding="utf-8"))
    page.fill("#name", "BHNS, my way")
    page.reload()
    until(page, lambda: page.locator(".mod").count() == 2)
    assert page.input_value("#name") == "BHNS, my way"


def test_undo_and_redo_by_keys_and_buttons(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page)
    page.locator("[id^=delete-]").nth(0).click()
    until(page, lambda: page.locator(".mod").count() == 1)
    page.keyboard.press("Control+z")
    until(page, lambda: page.locator(".mod").count() == 2)
    page.keyboard.press("Control+Shift+z")
    until(page, lambda: page.locator(".mod").count() == 1)
    page.click("#undo")
    until(page, lambda: page.locator(".mod").count() == 2)
    page.click("#undo")
    until(page, lambda: page.locator(".mod").count() == 0)
    assert page.is_disabled("#undo")


def test_a_file_is_opened_and_downloaded_as_it_was(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    page.set_input_files("#file", EXAMPLES / "half-of-60c.json")
    until(page, lambda: page.locator(".mod").count() == 1)
    with page.expect_download() as waiting:
        page.click("#download")
    content = waiting.value.path().read_text(encoding="utf-8")
    assert json.loads(content) == json.loads((EXAMPLES / "half-of-60c.json").read_text())
    page.set_input_files("#file", {"name": "x.json", "mimeType": "", "buffer": b"[1, 2]"})
    until(page, lambda: "x.json is no scenario file" in page.inner_text("#said"))
    assert page.locator(".mod").count() == 1


def test_a_line_there_is_is_changed_and_its_change_is_an_entry(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    page.click("#add-change")
    page.fill("#pick", "60c")
    page.locator(".picker__line").first.click()
    page.click("#fate-adjust-frequency")
    page.wait_for_selector("[data-path='entries[0].sourceTrip'] option >> nth=1", state="attached")
    page.fill("[data-path='entries[0].headwaySecs']", "60")
    (change,) = draft(page)["modifications"]
    assert change["route"] == "lu_CFL60c"
    assert [each["headwaySecs"] for each in change["entries"]] == [3600, 1800]
    assert "every 60 min" in page.inner_text(".mod__sum")


def test_faults_of_the_server_stand_beside_their_changes_and_nothing_typed_is_lost(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("400 (BAD REQUEST)",)
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page)
    opened(page, 1)
    page.fill("[data-path='frequencies[0].headwaySecs']", "often")
    page.fill("[data-path='vehicle.seats']", "many")
    page.click("#add-crossing")
    page.uncheck("[data-path='modes.CAR']")
    page.click("#start")
    page.wait_for_selector("#run [role=alert]")
    line, crossing = page.locator(".mod").nth(1), page.locator(".mod").nth(2)
    assert line.locator(".mod__faults li").all_inner_texts() == [
        "Period 1, headway: has to be a whole number",
        "Vehicle, seats: has to be a whole number",
    ]
    assert crossing.locator(".mod__faults li").count() == 1
    assert page.locator(".mod").nth(0).locator(".mod__faults li").count() == 0
    field = page.locator("[data-path='frequencies[0].headwaySecs']")
    if not field.count():
        opened(page, 1)
    assert field.input_value() == "often"
    assert field.get_attribute("aria-invalid") == "true"
    page.reload()
    until(page, lambda: page.locator(".mod").count() == 3)
    opened(page, 1)
    assert page.input_value("[data-path='vehicle.seats']") == "many"


def test_without_the_server_everything_typed_is_kept(open_page: OpenPage, watch: Watch) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page)
    page.fill("#name", "Kept")
    page.route("**/api/**", lambda route: route.abort())
    page.click("#start")
    page.wait_for_selector("#run [role=alert]")
    assert "cannot be reached" in page.inner_text("#run")
    page.unroute("**/api/**")
    assert (draft(page)["name"], len(stops(page, 1))) == ("Kept", 5)
    assert page.is_enabled("#start")


def test_pages_lead_to_each_other(open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR")
    page.click("a[href='/planner']")
    until(page, lambda: page.inner_text("h1") == "Que faut-il faire rouler\u00a0?")
    page.click("nav a[href='/']")
    until(page, lambda: page.inner_text("h1") == "Où allez-vous\u00a0?")
    assert BHNS


def test_a_plan_is_kept_on_the_site_opened_as_a_variant_and_forgotten(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    page.on("dialog", lambda dialog: dialog.accept())
    open_example(page, "A larger P+R")
    page.fill("#name", "P+R of a test")
    page.fill("#description", "Kept and forgotten")
    opened(page, 0)
    page.fill("[data-path=capacity]", "123")
    page.click("#keep")
    until(page, lambda: "Kept on this site: P+R of a test" in page.inner_text("#said"))
    page.click("#new")
    until(page, lambda: page.locator(".mod").count() == 0)
    page.click("#kept")
    page.get_by_role("button", name="Open P+R of a test").click()
    until(page, lambda: page.locator(".mod").count() == 1)
    kept = draft(page)
    assert kept["modifications"][0]["capacity"] == 123
    assert len(kept["parent"]) == 16
    page.click("#kept")
    page.get_by_role("button", name="Forget P+R of a test").click()
    until(page, lambda: "P+R of a test" not in page.inner_text(".shelf"))


def test_where_the_site_wants_a_token_the_page_asks_for_it_and_sends_it(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("status of 401", "ERR_FAILED")
    page = open_page(locale="en-GB", path=PLANNER)
    open_example(page)
    refused = {"status": 401, "json": {"title": "Unauthorized", "detail": "send the token"}}
    page.route("**/api/scenarios", lambda route: route.fulfill(**refused))
    page.click("#start")
    page.fill("#token", "open sesame")
    page.unroute("**/api/scenarios")
    page.route("**/api/scenarios", lambda route: route.abort())
    with page.expect_request("**/api/scenarios") as asked:
        page.click("#start")
    assert asked.value.headers["authorization"] == "Bearer open sesame"


def test_a_file_with_anything_in_it_is_shown_told_and_mended(
    open_page: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("400 (BAD REQUEST)",)
    page = open_page(locale="en-GB", path=PLANNER)
    odd = {
        "name": "odd",
        "modifications": [
            {"type": "add-trips"}, {"type": "adjust-frequency", "route": 5, "entries": 5},
            {"type": "growth", "sites": 3}, {}, {"type": "remove-stops", "routes": "x"},
            {"type": "close-crossing", "modes": "CAR"}, {"type": "reroute", "stops": {}},
        ],
    }  # fmt: skip
    content = json.dumps(odd).encode()
    page.set_input_files("#file", {"name": "o.json", "mimeType": "", "buffer": content})
    until(page, lambda: page.locator(".mod").count() == 7)
    for at in range(7):
        opened(page, at)
        assert page.locator(".mod--open .mod__form").inner_text()
    page.click("#start")
    page.wait_for_selector("#run [role=alert]")
    assert page.locator(".mod--bad").count() == 7
    page.reload()
    until(page, lambda: page.locator(".mod").count() == 7)
    assert draft(page) == odd
    opened(page, 3)
    page.fill(".mod--open textarea", '{"type": "telework", "monday": 0.2}')
    assert draft(page)["modifications"][3] == {"type": "telework", "monday": 0.2}
