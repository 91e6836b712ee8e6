"""The sources section: whose data the answers stand on, and what may be done with them."""

from __future__ import annotations

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
