"""What lies under the lines: tiles of the streets, a style by address, the sketch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import OpenPage, Watch, _opening, serving
from tests.browser.steps import until
from tests.conftest import REPOSITORY
from tests.streets.test_map_tiles import write_map

STYLE = {
    "version": 8,
    "glyphs": "/own/{fontstack}/{range}.pbf",
    "sources": {
        "land": {
            "type": "geojson",
            "attribution": '<a href="/">&copy; The Surveyors</a>',
            "data": {"type": "Point", "coordinates": [5.93, 49.47]},
        }
    },
    "layers": [
        {"id": "sea", "type": "background", "paint": {"background-color": "#cfe3ee"}},
        {"id": "name", "type": "symbol", "source": "land",
         "layout": {"text-field": "Villerupt", "text-font": ["Some Bold"]}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def streets(embedded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over the embedded data set with a small map of the streets."""
    home = tmp_path_factory.mktemp("streets")
    data = shutil.copytree(embedded, home / "data")
    app = [sys.executable, "app.py"]
    take = [*app, "feeds", "streets", str(write_map(home / "map.osm")), "--data", str(data)]
    subprocess.run(take, cwd=REPOSITORY, check=True, capture_output=True)
    with serving(data) as address:
        yield address


@pytest.fixture
def open_map(browser: Browser, streets: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page of that site."""
    with _opening(browser, streets, watch) as open_it:
        yield open_it


def ground(page: Page) -> str:
    """What lies under the lines, once all is drawn."""
    page.wait_for_selector("#map[data-idle] canvas", timeout=60_000)
    return page.get_attribute("#map", "data-ground") or ""


def with_style(page: Page, **answer: object) -> None:
    """Has the server name a style, and answers like this when it is asked for."""

    def named(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json={**told, "style": "/own/style.json"})

    page.route("**/api/map", named)
    page.route("**/own/style.json", lambda route: route.fulfill(**answer))
    page.reload()


@pytest.mark.parametrize("path", ["/", "/planner"])
def test_tiles_of_the_streets_are_asked_for_in_parts_and_named(
    open_map: OpenPage, watch: Watch, path: str
) -> None:
    page = open_map(locale="en-GB", path=path, with_map=True)
    assert ground(page) == "tiles"
    asked = [one for one in watch.requests if ".pmtiles" in one.url]
    assert len(asked) >= 2, "the directory and at least one tile"
    assert all(one.headers["range"].startswith("bytes=") for one in asked)
    assert {answer.status for one in asked if (answer := one.response())} == {206}
    assert page.inner_text(".map__credit") == "© OpenStreetMap contributors"
    link = page.get_attribute(".map__credit a", "href") or ""
    assert "opendatacommons.org/licenses/odbl" in link
    page.select_option("#language", "de")
    until(page, lambda: page.get_attribute("html", "lang") == "de")
    assert page.inner_text(".map__credit") == "© OpenStreetMap contributors"


def test_tiles_that_cannot_be_had_leave_the_sketch_and_a_word(
    open_map: OpenPage, watch: Watch
) -> None:
    watch.allowed = ("ERR_FAILED", "Failed to fetch")
    page = open_map(locale="en-GB", with_map=True)
    page.route("**/*.pmtiles", lambda route: route.abort())
    page.reload()
    until(page, lambda: page.get_attribute("#map", "data-ground") == "sketch", patience_s=60)
    assert ground(page) == "sketch"
    assert "cannot be loaded; this is a sketch" in page.inner_text(".map__trouble")


def test_a_style_by_address_is_drawn_and_its_source_named_as_text(
    open_map: OpenPage, watch: Watch
) -> None:
    page = open_map(locale="en-GB", with_map=True)
    watch.requests.clear()
    with_style(page, json=STYLE)
    until(page, lambda: page.inner_text(".map__credit") == "© The Surveyors", patience_s=60)
    assert ground(page) == "style"
    assert page.locator(".map__credit a").count() == 0
    asked = [one.url for one in watch.requests]
    assert not [url for url in asked if url.endswith((".pmtiles", ".pbf"))], "nor are its glyphs"


@pytest.mark.parametrize(
    "answer", [{"status": 404}, {"json": {"version": 7}}, {"body": "<html>"}], ids=str
)
def test_a_style_that_cannot_be_loaded_gives_way_to_the_page_s_own_map(
    open_map: OpenPage, watch: Watch, answer: dict[str, object]
) -> None:
    watch.allowed = ("Failed to load resource",)
    page = open_map(locale="en-GB", with_map=True)
    with_style(page, **answer)
    page.wait_for_selector(".map__trouble")
    assert ground(page) == "tiles"
    assert "map style cannot be loaded" in page.inner_text(".map__trouble")
    page.select_option("#language", "fr")
    until(page, lambda: "ne se charge pas" in page.inner_text(".map__trouble"))
