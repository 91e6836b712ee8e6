"""The departure board: stops that people choose, what leaves there, and a monitor that stays up."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import board_at, until
from tests.browser.test_languages import WORDS
from tests.days import working_morning

BOARD = "**/api/v6/stoptimes"
PAYLOAD = '<img src=x onerror="console.error(1)">'
ROWS = ".board tbody tr"


@pytest.fixture(scope="module")
def stop(site: str) -> Callable[[str], str]:
    """The id of the stop that a name finds first."""

    def found(name: str) -> str:
        with urlopen(f"{site}/api/v1/geocode?type=STOP&text={name}") as answer:
            return str(json.load(answer)[0]["id"])

    return found


def visit(page: Page, site: str, fragment: str = "") -> Page:
    """The board at a fragment, with its rows where stops are named."""
    page.goto(f"{site}/departures{fragment}")
    page.wait_for_selector("#language[data-now]", state="attached")
    if "stop=" in fragment:
        page.wait_for_selector(ROWS)
    return page


def changed(change: Callable[[list[dict[str, Any]]], None]) -> Callable[[Route], None]:
    """Lets the server answer and then changes the rows of its answer."""

    def answer(route: Route) -> None:
        told = route.fetch().json()
        change(told["stopTimes"])
        route.fulfill(json=told)

    return answer


def later(row: dict[str, Any], minutes: float) -> None:
    """Sets the departure so many minutes after the planned one."""
    planned = dt.datetime.fromisoformat(row["place"]["scheduledDeparture"])
    moved = planned + dt.timedelta(minutes=minutes)
    row["place"]["departure"] = moved.strftime("%Y-%m-%dT%H:%M:%SZ")
    row["realTime"] = True


def test_times_that_were_made_up_are_told_apart(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB", path="/departures")
    until(page, lambda: page.is_visible("#made"))
    assert page.inner_text("#made") == WORDS["index.html"]["en"]["tag.illustrativeLong"]


def test_a_stop_is_chosen_by_keyboard_and_its_departures_are_read(
    open_page: OpenPage, site: str
) -> None:
    page = open_page(locale="en-GB")
    page.click(".top__links a[href='/departures']")
    page.wait_for_selector("#stop")
    page.focus("#stop")
    page.keyboard.type("Esch-Uelzecht", delay=10)
    page.wait_for_selector("#stop-list [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_selector(ROWS)
    assert page.inner_text(".board caption").startswith("Departures: Esch-sur-Alzette")
    heads = page.locator(".board thead th").all_inner_texts()
    assert heads[:3] == ["Time", "Line", "Towards"]
    assert heads[-1] == "In"
    assert page.locator(".board__badge").first.inner_text().strip()
    assert "#stop=" in page.url
    page.reload()
    page.wait_for_selector(ROWS)
    assert page.locator("#chosen li").count() == 1


def test_no_stop_and_no_start_stands_in_an_address_that_the_server_sees(
    open_page: OpenPage, site: str, stop: Callable[[str], str], watch: Watch
) -> None:
    page = open_page()
    mine = stop("Villerupt")
    visit(page, site, f"#stop={mine}&walk=&from=49.4671,5.9320&name=Home")
    until(page, lambda: "à pied" in page.inner_text(".board"))
    seen = [request.url.partition("#")[0] for request in watch.requests]
    assert not [url for url in seen if mine in url or "49.467" in url or "Home" in url]


def test_a_screen_whose_clock_is_wrong_shows_the_minutes_of_the_server(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    page = open_page(locale="en-GB", now="2026-11-20T03:00:00+00:00")
    visit(page, site, f"#monitor&stop={stop('Belval')}")

    def clock() -> bool:
        zone = ZoneInfo("Europe/Luxembourg")
        told = {f"{dt.datetime.now(zone) - dt.timedelta(seconds=ago):%H:%M}" for ago in (0, 5)}
        return page.inner_text("#clock") in told

    until(page, clock)
    leaves = page.locator(".board__in").first.inner_text()
    assert re.search(r"now|min|h|gone", leaves)
    assert page.locator(ROWS).count() > 3


def test_late_cancelled_and_moved_departures_are_told_apart(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[0].update(cancelled=True, tripCancelled=True)
        later(rows[1], 7)
        rows[2]["place"].update(track="4", scheduledTrack="2")
        rows[2]["place"]["alerts"] = [{"headerText": "Works", "descriptionText": PAYLOAD}]

    page = open_page(locale="en-GB")
    page.route(BOARD, changed(change))
    visit(page, site, f"#stop={stop('Belval')}")
    gone = page.locator("tr.board__cancelled")
    assert "cancelled" in gone.inner_text()
    assert gone.locator("del").count() == 1
    assert page.locator(".board__late").count() == 1
    assert "planned" in page.locator("tr:has(.board__late) .board__time").inner_text()
    assert page.locator(".board__track b").inner_text() == "4"
    assert "Works" in page.inner_text("#notices")
    assert PAYLOAD in page.inner_text("#notices")
    assert page.locator("#shown img").count() == 0


def test_what_cannot_be_reached_on_foot_is_greyed_out(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    page = open_page()
    board_at(page, working_morning(7))
    visit(page, site, f"#stop={stop('Belval')}")
    before = page.locator("tr.board__missed").count()
    page.fill("#walk-0", "60")
    page.keyboard.press("Tab")
    until(page, lambda: page.locator("tr.board__missed").count() > before)
    assert "n’est plus accessible à pied" in page.inner_text("tr.board__missed >> nth=0")
    assert "walk=60" in page.url


def test_two_stops_share_a_board_in_order_of_time(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    page = open_page()
    visit(page, site, f"#stop={stop('Villerupt')}&stop={stop('Belval')}")
    names = {text.split(" · ")[0] for text in page.locator(".board__to small").all_inner_texts()}
    assert len(names) == 2
    assert page.locator("#chosen li").count() == 2
    page.click("#remove-0")
    until(page, lambda: page.locator("#chosen li").count() == 1)
    assert page.url.count("stop=") == 1


def test_a_monitor_asks_again_and_says_what_has_changed(
    open_page: OpenPage, site: str, stop: Callable[[str], str], watch: Watch
) -> None:
    page = open_page(locale="en-GB", size=(1920, 1080))
    mine = stop("Belval")
    page.clock.install()
    visit(page, site, f"#monitor&stop={mine}&lang=lb")
    assert page.inner_text("#clock").count(":") == 1
    assert "Stand" in page.inner_text("#as-of")
    assert not page.is_visible("#stop")
    asked = [request for request in watch.requests if "stoptimes" in request.url]
    page.route(BOARD, changed(lambda rows: rows[3].update(cancelled=True, tripCancelled=True)))
    page.clock.fast_forward(31_000)
    until(page, lambda: "fält aus" in page.inner_text("#said"))
    assert len([one for one in watch.requests if "stoptimes" in one.url]) > len(asked)
    size = "document.documentElement.scrollHeight <= innerHeight"
    assert page.evaluate(size)


def test_a_silent_server_leaves_the_last_board_with_its_age(
    open_page: OpenPage, site: str, stop: Callable[[str], str], watch: Watch
) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page(locale="en-GB")
    page.clock.install()
    visit(page, site, f"#monitor&stop={stop('Belval')}")
    rows = page.locator(ROWS).count()
    page.route(BOARD, lambda route: route.abort())
    page.clock.fast_forward(31_000)
    until(page, lambda: "The server does not answer." in page.inner_text("#status"))
    page.clock.fast_forward(300_000)
    until(page, lambda: "minutes ago" in page.inner_text("#status"))
    assert page.locator(ROWS).count() >= min(rows, 1)
    page.unroute(BOARD)
    page.clock.fast_forward(31_000)
    until(page, lambda: not page.inner_text("#status"))


def test_a_stop_that_is_gone_is_named_and_the_others_stay(
    open_page: OpenPage, site: str, stop: Callable[[str], str], watch: Watch
) -> None:
    watch.allowed = ("Failed to load resource",)
    page = open_page(locale="en-GB")
    visit(page, site, f"#stop={stop('Belval')}&stop=lu_nowhere")
    assert "no stop lu_nowhere" in page.inner_text("#status")
    assert page.locator(ROWS).count() > 3


def test_hostile_names_stay_text(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[0].update(headsign=PAYLOAD, displayName=PAYLOAD, mode=PAYLOAD, routeColor=PAYLOAD)
        rows[0]["place"].update(track=PAYLOAD, tz="nowhere")
        rows[1].update(cancelled=True, tripCancelled=True)

    page = open_page(size=(320, 800), locale="pt-PT")
    page.route(BOARD, changed(change))
    visit(page, site, f"#stop={stop('Belval')}&name={PAYLOAD}")
    assert PAYLOAD in page.inner_text(".board")
    assert page.locator("#shown img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en", "pt"])
def test_the_board_fits_a_narrow_page_in_every_language(
    open_page: OpenPage, site: str, stop: Callable[[str], str], language: str
) -> None:
    page = open_page(size=(320, 700))
    visit(page, site, f"#stop={stop('Villerupt')}&walk=5&stop={stop('Belval')}&lang={language}")
    assert page.get_attribute("html", "lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert not re.findall(r"\bboard\.[a-z]", page.inner_text("body"))


def test_the_print_is_the_board_alone(
    open_page: OpenPage, site: str, stop: Callable[[str], str]
) -> None:
    page = open_page()
    visit(page, site, f"#stop={stop('Belval')}")
    page.emulate_media(media="print")
    assert page.is_visible(".board")
    assert not page.is_visible("#stop")
    assert not page.is_visible(".top")
