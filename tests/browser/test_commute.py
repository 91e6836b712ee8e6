"""A commuter saves the way to work on this device, and finds it on the first screen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import choose, plan, until

_NOW = "2026-11-25T06:00:00+01:00"
"""A Wednesday morning at six."""
_SHORT = re.compile(r"\r\n(?![ \t])")


def save(page: Page) -> None:
    """Saves Villerupt to Kirchberg, Monday to Thursday."""
    page.click("#commute button")
    choose(page, "commute-home", "Villerupt")
    choose(page, "commute-work", "Kirchberg")
    page.fill("#commute-leave", "17h15")
    page.locator("#commute [data-day='5']").uncheck(force=True)
    page.click("#commute [type=submit]")
    page.wait_for_selector(".commute__option")


def test_the_next_ride_stands_on_the_first_screen_both_ways(
    open_page: OpenPage, watch: Watch
) -> None:
    page = open_page(locale="en-GB", now=_NOW)
    save(page)
    assert "at Kirchberg by 08:30" in page.inner_text(".commute__aim")
    assert page.inner_text(".commute__clock-times")[-5:] <= "08:30"
    page.get_by_role("button", name="Home", exact=True).click()
    until(page, lambda: "from Kirchberg at 17:15" in page.inner_text(".commute__next"))
    until(page, lambda: page.inner_text(".commute__clock-times")[:5] >= "17:15")
    page.reload()
    page.wait_for_selector(".commute__option")
    page.get_by_role("button", name="All options").click()
    page.wait_for_selector(".option")
    assert page.input_value("#from") == "Villerupt"
    assert page.input_value("#time") == "08:30"
    sent = [one.url.split("#")[0] for one in watch.requests]
    assert not [url for url in sent if "illerupt" in url]


def test_a_commute_is_saved_from_a_search_and_forgotten_whole(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    plan(page)
    page.get_by_role("button", name="Save as my commute").click()
    assert page.input_value("#commute-home") == "Villerupt"
    assert page.input_value("#commute-work") == "Kirchberg"
    page.click("#commute [type=submit]")
    page.wait_for_selector(".telework")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Save a commute").wait_for()
    assert page.evaluate("localStorage.getItem('navette.commute')") is None
    assert page.evaluate("localStorage.getItem('navette.telework')") is None


def test_days_at_home_are_counted_against_the_rule_with_its_source(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", now=_NOW)
    save(page)
    count = page.locator(".telework__count")
    until(page, lambda: count.inner_text() == "0 of 34 days in 2026")
    page.fill("#telework-day", "2026-11-24")
    page.get_by_role("button", name="Count 24 Nov 2026 as worked at home").click()
    until(page, lambda: count.inner_text() == "1 of 34 days in 2026")
    page.reload()
    until(page, lambda: count.inner_text() == "1 of 34 days in 2026")
    page.click(".telework__more summary")
    rules = page.locator(".telework__rules")
    assert "25%" in rules.inner_text()
    assert "read on" in rules.inner_text()
    assert all(
        str(link.get_attribute("href")).startswith("https://") for link in rules.locator("a").all()
    )
    page.fill("#telework-day", "2026-11-24")
    page.get_by_role("button", name="Do not count 24 Nov 2026").click()
    until(page, lambda: count.inner_text() == "0 of 34 days in 2026")


def test_a_day_at_home_needs_no_ride(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", now=_NOW)
    page.evaluate("localStorage.setItem('navette.telework', '[\"2026-11-25\"]')")
    save(page)
    assert page.inner_text(".commute__aim").startswith("Tomorrow")


def test_the_month_costs_what_the_cheapest_tickets_cost(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", now=_NOW)
    save(page)
    until(page, lambda: page.locator(".commute__month").count() == 1)
    told = page.inner_text(".commute__month")
    assert re.search(r"€|free|not known", told)
    assert "16 days a month" in told


def test_the_calendar_file_is_sound_and_knows_the_holidays(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(locale="en-GB", now=_NOW)
    save(page)
    until(page, lambda: "of 34" in page.inner_text("#commute"))
    with page.expect_download() as taken:
        page.get_by_role("button", name="Calendar file").click()
    assert taken.value.suggested_filename == "navette.ics"
    taken.value.save_as(tmp_path / "navette.ics")
    text = (tmp_path / "navette.ics").read_bytes().decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = _SHORT.split(re.sub(r"\r\n ", "", text))
    events = text.split("BEGIN:VEVENT")[1:]
    assert len(events) == 2
    assert "BYDAY=MO,TU,WE,TH;UNTIL=20280101T000000Z" in re.sub(r"\r\n ", "", events[0])
    assert "Kirchberg" in events[1].split("SUMMARY:")[1].split("Villerupt")[0]
    zones = [line for line in lines if line.startswith("TZID:")]
    assert zones == ["TZID:Europe/Luxembourg"]
    assert "DTSTART:20270328T020000" in lines
    assert "DTSTART:20271031T030000" in lines
    except_days = re.findall(r"EXDATE;TZID=Europe/Luxembourg:(.*)", "\n".join(lines))
    assert len(except_days) == 2
    assert "20270623T" in except_days[0]
    assert "20260714T" not in except_days[0]
    stamps = [line.split(":")[1] for line in lines if line.startswith("DTSTART;TZID")]
    assert stamps[0].startswith("20261125T")


def test_a_broken_commute_of_before_harms_nothing(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    for broken in ("{", "[]", json.dumps({"home": {"name": "x"}}), '{"home": 5, "work": null}'):
        page.evaluate("(text) => localStorage.setItem('navette.commute', text)", broken)
        page.reload()
        page.get_by_role("button", name="Save a commute").wait_for()


@pytest.mark.parametrize("width", [320, 390])
def test_card_form_and_options_fit_a_telephone(open_page: OpenPage, width: int) -> None:
    page = open_page(size=(width, 800), dark=True)
    page.click(".wishes__button")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.click("#commute button")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.click("#commute [type=submit]")
    until(page, lambda: page.locator("#commute .field__error:not(:empty)").count() == 2)
    choose(page, "commute-home", "Villerupt")
    choose(page, "commute-work", "Kirchberg")
    page.click("#commute [type=submit]")
    page.wait_for_selector(".telework")
    page.click(".telework__more summary")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
