"""The pages on the real feeds of both sides: main journeys on telephone and desk, day and night."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

import app
from tests.browser.conftest import OpenPage, Watch, _opening, serving
from tests.browser.planner_steps import add_stop, stops
from tests.browser.steps import until
from tests.conftest import FEEDS

DAY = "2025-02-04"
LOOKS = pytest.mark.parametrize(
    ("size", "dark", "locale"),
    [((390, 844), False, "fr-FR"), ((1280, 860), True, "de-LU")],
    ids=["phone, light, French", "desktop, dark, German"],
)


@pytest.fixture(scope="module")
def address(
    shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a site on the real feeds."""
    data = tmp_path_factory.mktemp("real") / "data"
    for tag, country, name in FEEDS:
        feed = str(shared_data(f"border-2025/{name}.zip"))
        assert app.main(["feeds", "add", tag, feed, "--country", country, "--data", str(data)]) == 0
    assert app.main(["feeds", "build", "--data", str(data)]) == 0
    with serving(data) as found:
        yield found


@pytest.fixture
def open_real(browser: Browser, address: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page of that site; its winter is over, and the server says so of today."""
    watch.allowed = ("422 (UNPROCESSABLE ENTITY)",)
    with _opening(browser, address, watch) as open_it:
        yield open_it


def fits(page: Page) -> None:
    """Nothing sticks out of the page."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def stop_of(address: str, name: str) -> dict[str, object]:
    """The stop that a name finds first."""
    with urlopen(f"{address}/api/v1/geocode?type=STOP&text={quote(name)}") as answer:
        return dict(json.load(answer)[0])


@LOOKS
def test_a_trip_across_the_border_is_found_and_read(
    open_real: OpenPage, address: str, size: tuple[int, int], dark: bool, locale: str
) -> None:
    start, end = stop_of(address, "Audun-le-Tiche, Gare"), stop_of(address, "Luxembourg, Gare")
    ends = "&".join(
        f"{name}={quote(str(place['name']))}&{name}At={place['lat']},{place['lon']}"
        f"&{name}Stop={place['id']}&{name}Zone=Europe%2FLuxembourg"
        for name, place in (("from", start), ("to", end))
    )
    page = open_real(size=size, dark=dark, locale=locale, path=f"/#{ends}&day={DAY}&time=07:00")
    until(page, lambda: page.locator(".notice--bad").count() == 1)
    page.route("**/api/v6/plan", on_the_day)
    page.click("#go")
    page.wait_for_selector(".option:has(.option__lines)", timeout=60_000)
    assert page.locator(".option .line").count() >= 2
    page.locator(".option__button").first.click()
    page.wait_for_selector("#trip .leg--ride")
    assert page.inner_text(".trip__credits").strip()
    fits(page)


def on_the_day(route: object) -> None:
    """The feeds hold one winter: the question is moved to one of its Tuesdays."""
    request = dict(route.request.post_data_json)  # type: ignore[attr-defined]
    moment = f"{DAY}T{str(request['time']).split('T')[1]}"
    route.continue_(post_data={**request, "time": moment})  # type: ignore[attr-defined]


@LOOKS
def test_departures_of_a_real_stop_are_shown_or_their_end_is_told(
    open_real: OpenPage, address: str, size: tuple[int, int], dark: bool, locale: str
) -> None:
    stop = stop_of(address, "Luxembourg, Gare")
    page = open_real(
        size=size, dark=dark, locale=locale, path=f"/departures#stop={quote(str(stop['id']))}"
    )
    page.wait_for_selector(".board tbody tr, #board .notice")
    fits(page)


@LOOKS
def test_a_line_is_drawn_over_real_stops(
    open_real: OpenPage, size: tuple[int, int], dark: bool, locale: str
) -> None:
    page = open_real(size=size, dark=dark, locale=locale, path="/planner")
    page.click("#add-line")
    for text in ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare", "Pfaffenthal-Kirchberg, Gare"):
        add_stop(page, text)
    assert [bool(stop.get("id")) for stop in stops(page)] == [True] * 3
    until(page, lambda: "km" in page.inner_text(".mod__sum"))
    fits(page)
