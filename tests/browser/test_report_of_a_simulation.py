"""The report in Chromium: on a telephone, on a desk, in the dark and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planning.outputs.report import report_html
from planning.parameters import read_parameters
from tests.planning.outputs.given import simulation

_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((each) => !each.closest(".scroll") && each.getClientRects().length
    && each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
_SHOWN = """() => [...document.querySelectorAll("figure > svg")]
  .filter((each) => each.getClientRects().length).map((each) => each.getAttribute("class"))"""


@pytest.fixture(scope="module", params=["de", "fr", "lb"])
def address(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_html(simulation(), read_parameters(), request.param), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width, kind", [(360, "narrow"), (768, "wide"), (1200, "wide")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_fits_its_window_and_breaks_no_policy(
    browser: Browser, address: str, width: int, kind: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme  # type: ignore[arg-type]
    )  # fmt: skip
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.evaluate(_TOO_WIDE) == []
    assert set(page.evaluate(_SHOWN)) == {kind}
    assert said == []
    assert asked == [address]
    context.close()


def test_the_report_prints_with_its_tables_open(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.twin:not(.long) table')].map(t => t.offsetHeight)"
    )
    assert heights
    assert min(heights) > 0
    assert set(page.evaluate(_SHOWN)) == {"wide"}
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()
