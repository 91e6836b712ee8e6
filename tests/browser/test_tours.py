"""Two tours without eyes and mouse: every step by keyboard, and told by the accessibility tree."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.planner_steps import RUN_MS, stops
from tests.browser.spoken import Reader
from tests.browser.steps import next_weekday, until


def pick(page: Page, reader: Reader, text: str, row: str) -> None:
    """Types into the field with the focus and takes the row that is told."""
    before = reader.focus()
    assert before.role == "combobox"
    assert not before.states.get("expanded")
    page.keyboard.type(text, delay=10)
    until(page, lambda: reader.focus().states.get("expanded") and reader.row())
    told = reader.row()
    assert told is not None
    assert (told.role, told.states["selected"]) == ("option", True)
    assert row in told.name
    page.keyboard.press("Enter")


def test_a_trip_is_planned_and_its_details_are_read(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    reader = Reader(page)
    page.keyboard.press("Tab")
    assert (reader.focus().role, reader.focus().name) == ("link", "Skip to the search")
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().role == "combobox")
    assert reader.focus().name == "From"
    pick(page, reader, "Villerupt", "Villerupt")
    until(page, lambda: reader.focus().name == "To")
    pick(page, reader, "Kirchberg", "Kirchberg")
    depart = reader.tab_to("radio", "Depart")
    assert depart.states["checked"] in (True, "true")
    page.keyboard.press("Tab")
    assert (reader.focus().role, reader.focus().name) == ("combobox", "Day")
    page.keyboard.type(page.locator(f"#day option[value='{next_weekday(page)}']").inner_text())
    page.keyboard.press("Tab")
    time = reader.focus()
    assert (time.role, time.name) == ("textbox", "Time")
    page.keyboard.type("6:45")
    page.keyboard.press("Tab")
    assert (reader.focus().role, reader.focus().name) == ("button", "Find a way")
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().role == "heading")
    reader.hears("ways found")
    option = reader.tab_to("button", "0")
    assert "to" in option.name
    page.keyboard.press("Space")
    until(page, lambda: reader.focus().states.get("pressed") in (True, "true"))
    stops_of_ride = reader.tab_to("DisclosureTriangle", "")
    assert not stops_of_ride.states.get("expanded")
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().states.get("expanded"))
    assert "list" in page.locator("#trip").aria_snapshot()


def test_an_empty_question_is_told_at_its_field(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    reader = Reader(page)
    reader.tab_to("button", "Find a way")
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().role == "combobox")
    assert reader.focus().name == "From"
    assert reader.focus().states["invalid"] == "true"
    reader.hears(page.inner_text("#from-error"))
    page.keyboard.type("qqqqzzzz", delay=10)
    reader.hears("qqqqzzzz")


def test_a_line_is_drawn_and_run_to_its_result(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path="/planner")
    reader = Reader(page)
    page.keyboard.press("Tab")
    assert reader.focus().role == "link"
    reader.tab_to("button", page.inner_text("#add-line"))
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().role == "combobox")
    for count, text in enumerate(("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare"), start=1):
        pick(page, reader, text, text.split(",")[0])
        until(page, lambda wanted=count: len(stops(page)) == wanted)
        until(page, lambda: reader.focus().role == "combobox")
    down = reader.tab_to("button", "Move down: Audun-le-Tiche")
    assert not down.states.get("disabled")
    start = reader.tab_to("button", page.inner_text("#start"), most=200)
    assert not start.states.get("disabled")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found-cards .card", timeout=RUN_MS)
    until(page, lambda: len(page.evaluate("heard")) > 0)
    assert any(told for told in page.evaluate("heard"))
    tree = page.locator("#found").aria_snapshot()
    assert "heading" in tree
    card = reader.tab_to("DisclosureTriangle", "Riders", most=200)
    page.keyboard.press("Enter")
    until(page, lambda: reader.focus().states.get("expanded"))
    assert "Riders" in card.name
