"""A link to the real feeds, whose winter is over: told so, and answered for one of its days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OpenPage, Watch, _opening
from tests.browser.journeys import fits
from tests.browser.steps import until

DAY = "2025-02-04"
LOOKS = pytest.mark.parametrize(
    ("size", "dark", "locale"),
    [((390, 844), False, "fr-FR"), ((1280, 860), True, "de-LU")],
    ids=["phone, light, French", "desktop, dark, German"],
)


@pytest.fixture
def open_real(browser: Browser, real_site: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page of that site; its winter is over, and the server says so of today."""
    watch.allowed = ("422 (UNPROCESSABLE ENTITY)",)
    with _opening(browser, real_site, watch) as open_it:
        yield open_it


def stop_of(address: str, name: str) -> dict[str, object]:
    """The stop that a name finds first."""
    with urlopen(f"{address}/api/v1/geocode?type=STOP&text={quote(name)}") as answer:
        return dict(json.load(answer)[0])


@LOOKS
def test_a_trip_across_the_border_is_found_and_read(
    open_real: OpenPage, real_site: str, size: tuple[int, int], dark: bool, locale: str
) -> None:
    start, end = stop_of(real_site, "Audun-le-Tiche, Gare"), stop_of(real_site, "Luxembourg, Gare")
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
