"""What the site knows of people is one step away from every page, in the reader's language."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until


@pytest.mark.parametrize("path", ["/", "/departures", "/planner"])
def test_every_page_leads_to_it(open_page: OpenPage, path: str) -> None:
    page = open_page(locale="pt-PT", path=path)
    until(page, lambda: page.inner_text(".foot a") == "Os seus dados")
    page.click(".foot a")
    page.wait_for_url("**/privacy")
    until(page, lambda: page.inner_text("h1") == "O que este site sabe de si")


def test_it_speaks_five_languages_on_a_narrow_telephone(open_page: OpenPage) -> None:
    page = open_page(path="/privacy", size=(320, 640))
    seen = set()
    for language in ("fr", "de", "lb", "en", "pt"):
        page.select_option("#language", language)
        until(page, lambda now=language: page.evaluate("document.documentElement.lang") == now)
        seen.add(page.inner_text("main"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert len(seen) == 5


def test_a_search_puts_no_place_into_an_address(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    plan(page)
    page.wait_for_selector(".option")
    asked = [one.url.split("#")[0] for one in watch.requests]
    assert any("/geocode" in url for url in asked)
    assert any("/plan" in url for url in asked)
    for told in ("illerupt", "irchberg", "lat=", "place=", "text="):
        assert not [url for url in asked if told in url.lower()], told
