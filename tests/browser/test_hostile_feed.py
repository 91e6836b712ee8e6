"""A feed whose every text attacks: each page stays usable and none of it is ever run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import hostile
from tests.browser.conftest import OpenPage, Watch, _opening, serving
from tests.browser.planner_steps import draft, run
from tests.browser.steps import next_weekday, until

NARROW = (320, 700)
_WIDEST = """() => {
  const root = document.documentElement;
  const without = (node) => {
    node.style.display = "none";
    const width = root.scrollWidth;
    node.style.display = "";
    return width;
  };
  const find = (node) => {
    const full = root.scrollWidth;
    const guilty = [...node.children].find((child) => without(child) < full);
    return guilty ? find(guilty) : node.outerHTML.slice(0, 300);
  };
  return find(document.body);
}"""
"""The smallest part of the page without which it would be narrower."""
_ADDRESSES = """[...document.querySelectorAll("[href], [src], [action]")]
  .map((one) => one.href || one.src || one.action).map(String)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on hostile data."""
    with serving(hostile.data_folder(tmp_path_factory.mktemp("hostile"))) as found:
        yield found


@pytest.fixture
def open_hostile(browser: Browser, address: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page of that site; no error, policy violation or foreign request may have been."""
    with _opening(browser, address, watch) as open_it:

        def opened(**wanted: Any) -> Page:
            page = open_it(size=NARROW, **wanted)
            page.on("dialog", lambda dialog: watch.errors.append(f"dialog {dialog.message}"))
            return page

        yield opened


def unharmed(page: Page) -> None:
    """Nothing of the feed ran, nothing is an address of its own, and nothing sticks out."""
    assert page.evaluate("window.caught ?? null") is None
    assert page.locator("img[src=x], script:not([src]):not([type])").count() == 0
    assert not [one for one in page.evaluate(_ADDRESSES) if "evil" in one or "script:" in one]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0], page.evaluate(
        _WIDEST
    )


def plan(page: Page) -> None:
    """Plans between two hostile stops, to the details."""
    for field, name, payload in (("from", hostile.FIRST, "<img"), ("to", hostile.LAST, "WWW")):
        page.click(f"#{field}")
        page.keyboard.type(name, delay=10)
        page.locator(f"#{field}-list [role=option]", has_text=payload).first.click()
    page.select_option("#day", next_weekday(page))
    page.fill("#time", "7:00")
    unharmed(page)
    page.click("#go")
    page.wait_for_selector(".option")


def test_a_trip_is_planned_read_shared_and_kept(open_hostile: OpenPage, tmp_path: Path) -> None:
    page = open_hostile(with_map=True)
    page.wait_for_selector("#feeds article")
    unharmed(page)
    plan(page)
    page.wait_for_selector(".leg__alert")
    assert hostile.PAYLOADS[0] in page.inner_text("#trip")
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    unharmed(page)
    page.reload()
    page.wait_for_selector(".option")
    unharmed(page)
    page.locator(".trip__foot button").last.click()
    page.locator("#commute form [type=submit]").click()
    page.wait_for_selector("#commute form", state="detached")
    unharmed(page)
    name = page.evaluate("document.documentElement.lang")
    assert name == "fr"
    with page.expect_download() as told:
        page.get_by_role("button", name="Fichier d’agenda (.ics)").click()
    path = tmp_path / "commute.ics"
    told.value.save_as(path)
    lines = path.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert sum(line == b"END:VEVENT" for line in lines) == 2


@pytest.mark.parametrize("mode", ["", "monitor&"])
def test_departures_are_read(open_hostile: OpenPage, address: str, mode: str) -> None:
    page = open_hostile(path="/departures")
    with urlopen(f"{address}/api/v1/geocode?type=STOP&text={hostile.FIRST}") as answer:
        stop = json.load(answer)[0]["id"]
    page.goto("about:blank")
    page.goto(f"{address}/departures#{mode}stop={quote(stop)}&at=&name={quote('<img src=x>')}")
    page.wait_for_selector("#notices li, .board tbody tr, .notice")
    unharmed(page)


def test_a_line_is_looked_up_drawn_and_run(open_hostile: OpenPage, address: str) -> None:
    page = open_hostile(path="/planner", with_map=True)
    page.set_input_files(
        "#file", {"name": f"{hostile.PAYLOADS[0]}.json", "mimeType": "", "buffer": _scenario()}
    )
    until(page, lambda: page.locator(".mod").count() == 2)
    unharmed(page)
    for at in range(2):
        page.locator("[id^=edit-]").nth(at).click()
        page.wait_for_selector(".mod--open .mod__form")
        unharmed(page)
    assert draft(page)["name"] == hostile.SCENARIO_TEXT[:200]
    run(page)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    unharmed(page)
    links = page.eval_on_selector_all(".files a", "all => all.map((one) => one.href)")
    for link in links:
        if ".csv" in link:
            text = page.request.get(link).text()
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
    page.goto(next(link for link in links if "report.html" in link))
    assert page.locator("h1").count() == 1
    unharmed(page)


def _scenario() -> bytes:
    words = hostile.SCENARIO_TEXT[:200]
    hops = {"hopTimes": [300, 600], "dwellTimes": [0, 30, 0]}
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), True)
    line = {
        "type": "add-trips", "name": "=" + hostile.PAYLOADS[0], "mode": 3, "bidirectional": True,
        "comment": words, "color": "D4006A",
        "stops": [
            {"lat": 49.470, "lon": 5.930, "name": hostile.PAYLOADS[0]},
            {"lat": 49.500, "lon": 5.945, "name": hostile.PAYLOADS[5]},
            {"lat": 49.628, "lon": 6.158, "name": hostile.PAYLOADS[2]},
        ],
        "frequencies": [
            {"startTime": "06:00", "endTime": "10:00", "headwaySecs": 900, **hops, **days}
        ],
    }  # fmt: skip
    gone = {"type": "adjust-speed", "routes": ["x_R"], "scale": 1.2, "comment": words}
    told = {"name": words, "description": hostile.PAYLOADS[1], "modifications": [line, gone]}
    return json.dumps(told).encode()
