"""A search is a link: the places stand behind the #, which browsers keep to themselves."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, quote

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until


def test_a_copied_link_opens_the_same_search_elsewhere(open_page: OpenPage, watch: Watch) -> None:
    page = open_page(locale="en-GB")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(".wishes__button")
    page.locator("[name=wish-car]").click(force=True)
    page.check("input[value=arrive]", force=True)
    plan(page, at="9:00")
    page.get_by_role("button", name="Copy link").click()
    until(page, lambda: "Link copied" in page.inner_text(".share [role=status]"))
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    first = page.inner_text(".options")
    other = open_page(locale="en-GB")
    other.goto("about:blank")
    other.goto(link)
    other.wait_for_selector(".option")
    assert other.input_value("#from") == "Villerupt"
    assert other.input_value("#time") == "09:00"
    assert other.inner_text(".wishes__set") == "without: Car all the way"
    until(other, lambda: other.inner_text(".options") == first)
    assert other.evaluate("localStorage.getItem('navette.wishes')") is None
    asked = [one.url.split("#")[0] for one in watch.requests]
    assert not [url for url in asked if "illerupt" in url or "irchberg" in url]


def test_back_and_forward_walk_through_the_searches(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    page.click("#swap")
    until(page, lambda: "Luxembourg → France" in page.inner_text("#trip"))
    page.go_back()
    until(page, lambda: page.input_value("#from") == "Villerupt")
    until(page, lambda: "France → Luxembourg" in page.inner_text("#trip"))
    page.go_back()
    until(page, lambda: not page.locator("#results").is_visible())
    assert page.get_attribute("body", "data-view") == "ask"
    page.go_forward()
    page.wait_for_selector(".option")
    assert page.input_value("#to") == "Kirchberg"


def test_a_link_of_last_month_means_the_next_day_like_it(open_page: OpenPage) -> None:
    page = open_page()
    plan(page)
    known = parse_qs(page.url.split("#")[1])
    day = dt.date.fromisoformat(known["day"][0])
    old = page.url.replace(f"day={day}", f"day={day - dt.timedelta(weeks=6)}")
    page.goto("about:blank")
    page.goto(old)
    page.wait_for_selector(".option")
    assert dt.date.fromisoformat(page.input_value("#day")).weekday() == day.weekday()


def test_a_hostile_link_stays_text_and_a_broken_one_asks_nothing(
    open_page: OpenPage, watch: Watch
) -> None:
    page = open_page()
    payload = "<img src=x onerror=console.error(1)>"
    for places in ("fromAt=999,1&toAt=49.6,6.1", "fromAt=,&toAt=49.6,6.1", "toAt=49.6,6.1"):
        page.goto("about:blank")
        page.goto(f"{watch.requests[0].url}#from=x&to=y&{places}&day=2026-01-01&time=7")
        page.wait_for_selector("#language[data-now]")
    assert not [one for one in watch.requests if "/plan" in one.url]
    page.goto("about:blank")
    page.goto(
        f"{watch.requests[0].url}#from={quote(payload)}&fromAt=49.467,5.932&fromZone=nowhere"
        "&to=Kirchberg&toAt=49.628,6.154&day=2026-01-01&time=7:00&options=__proto__,toString,-bus"
    )
    page.wait_for_selector(".option, #status .notice")
    assert page.input_value("#from") == payload
    assert page.locator("img").count() == 0


def test_where_the_clipboard_is_closed_the_link_lies_open(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    plan(page)
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector(".share__link")
    assert page.input_value(".share__link") == page.url
    assert page.evaluate("document.activeElement.className") == "share__link"
