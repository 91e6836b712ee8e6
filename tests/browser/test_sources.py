"""The sources section: whose data the answers stand on, and what may be done with them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.steps import until


def test_a_reader_sees_who_runs_a_feed_and_that_it_may_be_passed_on(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    cards = page.locator("#feeds article")
    until(page, lambda: cards.count() == 2)
    for told in cards.all_text_contents():
        assert "may be passed on" in told
        assert "run by " in told
        assert "last update failed" not in told
        assert "has ended" not in told


def test_a_planner_reads_what_the_merge_made_and_how_to_overrule_it(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    merge = page.locator("#merge")
    until(page, lambda: "rides cut at the border are one again" in (merge.text_content() or ""))
    merge.locator("summary").click()
    tables = merge.locator("table")
    assert "Rides joined at the border" in " ".join(tables.all_text_contents())
    assert "one ride:" in " ".join(merge.locator("td[lang=en]").all_text_contents())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_merge_is_told_in_french(open_page: OpenPage) -> None:
    page = open_page(size=(360, 740))
    merge = page.locator("#merge")
    until(page, lambda: "recousues" in (merge.text_content() or ""))
    merge.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["telephone", "desk"])
def test_a_link_to_the_sources_ends_at_them(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = open_page(locale="en-GB", size=size, path="/#sources")
    page.wait_for_selector("#feeds article")
    page.wait_for_selector(".picker__one")
    seen = "document.getElementById('sources-title').getBoundingClientRect().top < innerHeight"
    until(page, lambda: page.evaluate(seen))
    page.wait_for_timeout(500)
    assert page.evaluate(seen)
