"""A planner draws a line: by mouse on the map, and by keyboard in the list of stops."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.planner_steps import add_stop, draft, stops, wait_for_map
from tests.browser.steps import until
from tests.browser.test_keyboard import tab_to

PLANNER = "/planner"


def on_map(page: Page, across: float, down: float) -> tuple[float, float]:
    """A point of the map in pixels of the page."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def draw(page: Page, *points: tuple[float, float]) -> None:
    """Clicks on the map, each click a stop."""
    for across, down in points:
        before = len(stops(page))
        page.mouse.move(*on_map(page, across, down))
        page.mouse.click(*on_map(page, across, down))
        until(page, lambda count=before: len(stops(page)) == count + 1)


@pytest.fixture
def drawn(open_page: OpenPage) -> Page:
    """The page with a line of three stops drawn by mouse."""
    page = open_page(locale="en-GB", with_map=True, path=PLANNER)
    wait_for_map(page)
    page.click("#add-line")
    draw(page, (0.4, 0.5), (0.5, 0.85), (0.62, 0.47))
    return page


def test_a_line_is_drawn_by_clicks_dragged_and_changed_by_its_rings(drawn: Page) -> None:
    page = drawn
    line = draft(page)["modifications"][0]
    assert [len(each["hopTimes"]) for each in line["frequencies"]] == [2] * 5
    assert [len(each["dwellTimes"]) for each in line["frequencies"]] == [3] * 5
    before = stops(page)
    page.mouse.move(*on_map(page, 0.5, 0.85))
    page.mouse.down()
    page.mouse.move(*on_map(page, 0.5, 0.8), steps=4)
    page.mouse.move(*on_map(page, 0.55, 0.78), steps=4)
    page.mouse.up()
    until(page, lambda: stops(page)[1] != before[1])
    assert [stops(page)[at] for at in (0, 2)] == [before[at] for at in (0, 2)]
    page.keyboard.press("Control+z")
    until(page, lambda: stops(page) == before)
    page.mouse.move(*on_map(page, 0.5, 0.85))
    page.mouse.click(*on_map(page, 0.5, 0.85), button="right")
    until(page, lambda: len(stops(page)) == 2)
    page.keyboard.press("Control+z")
    until(page, lambda: stops(page) == before)
    page.keyboard.press("Control+Shift+z")
    until(page, lambda: len(stops(page)) == 2)


def test_a_click_near_a_stop_takes_that_stop_and_says_which(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", with_map=True, path=PLANNER)
    wait_for_map(page)
    page.click("#add-line")
    draw(page, (0.4, 0.5))
    (first,) = stops(page)
    assert first["id"]
    assert page.locator(".stop__name").first.inner_text().strip()
    assert "existing stop" in page.locator(".stop__name").first.inner_text()


def test_a_line_is_made_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path=PLANNER)
    tab_to(page, "add-line")
    page.keyboard.press("Enter")
    tab_to(page, "add-stop-")
    for text in ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare", "Belvaux"):
        add_stop(page, text)
    before = stops(page)
    assert page.locator(".stop").count() == len(before) == 3
    page.locator("[id^=up-stop-]").nth(2).focus()
    page.keyboard.press("Enter")
    until(page, lambda: stops(page) == [before[0], before[2], before[1]])
    page.locator("[id^=drop-stop-]").nth(1).focus()
    page.keyboard.press("Enter")
    until(page, lambda: len(stops(page)) == 2)
    page.locator("[data-path=name]").focus()
    page.keyboard.type("Night bus")
    until(page, lambda: draft(page)["modifications"][0].get("name") == "Night bus")
    assert "Night bus" in page.inner_text(".mod__head")


def test_times_headways_and_vehicle_go_into_the_scenario_file(open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR", path=PLANNER)
    page.click("#add-line")
    for text in ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare"):
        add_stop(page, text)
    page.fill("[data-path='frequencies[1].headwaySecs']", "7,5")
    page.fill("[data-path='frequencies[0].hopTimes[0]']", "6")
    page.fill("[data-path='vehicle.seats']", "45")
    page.check("[data-path='rightOfWay[0]']")
    page.check("[data-path='frequencies[0].saturday']")
    page.locator("summary", has_text="Coûts").click()
    page.fill("[data-path='funding.FR']", "40")
    line = draft(page)["modifications"][0]
    assert line["frequencies"][1]["headwaySecs"] == 450
    assert {tuple(each["hopTimes"]) for each in line["frequencies"]} == {(360,)}
    assert all(each["saturday"] is True for each in line["frequencies"])
    assert line["vehicle"]["seats"] == 45
    assert line["rightOfWay"] == ["own-lane"]
    assert line["funding"] == {"FR": 0.4, "LU": 0.6}
