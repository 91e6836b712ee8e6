"""axe finds nothing on any page in its main states, on a telephone and a desk, by day and night."""

from __future__ import annotations

import json
from typing import Literal
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Page

from tests.browser.axe import findings
from tests.browser.conftest import OpenPage
from tests.browser.planner_steps import add_stop, open_example, run
from tests.browser.planner_steps import wait_for_map as wait_for_planner_map
from tests.browser.steps import plan, until, wait_for_map

_SETTLED = """async () => {
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
  await new Promise((go) => setTimeout(go, 300));
}"""
"""Until new colours have come to every part of the page, a busy map among them."""

LOOKS: tuple[tuple[int, int, Literal["light", "dark"]], ...] = (
    (390, 844, "light"),
    (390, 844, "dark"),
    (1280, 860, "dark"),
    (1280, 860, "light"),
)


def clean(page: Page, axe: str) -> None:
    """Fails with what axe finds on the page as it is, in every size and colour."""
    found = []
    for width, height, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme} {line}" for line in _lasting(page, axe)]
    assert not found, "\n".join(found)


def _lasting(page: Page, axe: str) -> list[str]:
    """What axe finds once the page has settled, and finds again where a slow machine still drew."""
    for _ in range(3):
        page.evaluate(_SETTLED)
        found = list(findings(page, axe))
        if not found:
            break
    return found


def test_the_first_screen(open_page: OpenPage, axe: str) -> None:
    page = open_page(with_map=True)
    wait_for_map(page)
    page.wait_for_selector(".picker__one")
    clean(page, axe)
    page.click("#go")
    until(page, lambda: page.inner_text("#from-error"))
    page.click("#from")
    page.keyboard.type("Esch")
    page.wait_for_selector("#from-list [role=option]")
    clean(page, axe)


def test_options_and_the_details_of_a_trip(open_page: OpenPage, axe: str) -> None:
    page = open_page(with_map=True)
    plan(page)
    page.wait_for_selector(".trip__foot")
    wait_for_map(page)
    clean(page, axe)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    page.locator(".option__button").last.click()
    until(page, lambda: page.locator(".option__button[aria-pressed=true]").count() == 1)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    clean(page, axe)


def test_a_commute_that_is_kept(open_page: OpenPage, axe: str) -> None:
    page = open_page()
    plan(page)
    page.locator(".trip__foot button").last.click()
    page.wait_for_selector("#commute form")
    clean(page, axe)
    page.locator("#commute form [type=submit]").click()
    page.wait_for_selector("#commute form", state="detached")
    clean(page, axe)


def test_the_board_and_its_monitor(open_page: OpenPage, site: str, axe: str) -> None:
    page = open_page(path="/departures")
    clean(page, axe)
    with urlopen(f"{site}/api/v1/geocode?type=STOP&text=Belval") as answer:
        stop = json.load(answer)[0]["id"]
    for fragment in (f"#stop={quote(stop)}&walk=9", f"#monitor&stop={quote(stop)}"):
        page.goto("about:blank")
        page.goto(f"{site}/departures{fragment}")
        page.wait_for_selector(".board tbody tr")
        clean(page, axe)


def test_the_page_about_peoples_data(open_page: OpenPage, axe: str) -> None:
    page = open_page(locale="en-GB", path="/privacy")
    assert page.inner_text("h1") == "What this site knows about you"
    clean(page, axe)


def test_the_planner_empty_with_a_line_and_with_results(open_page: OpenPage, axe: str) -> None:
    page = open_page(locale="en-GB", with_map=True, path="/planner")
    wait_for_planner_map(page)
    clean(page, axe)
    page.click("#add-line")
    for text in ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare"):
        add_stop(page, text)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    clean(page, axe)
    page.click("#examples")
    page.wait_for_selector(".shelf__row")
    clean(page, axe)
    page.click("#examples")
    open_example(page)
    run(page)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    clean(page, axe)


def test_the_description_of_the_api(open_page: OpenPage, site: str, axe: str) -> None:
    page = open_page()
    page.goto(f"{site}/openapi")
    page.wait_for_selector(".opblock")
    for at in (0, 5, 20):
        page.locator(".opblock-summary-control").nth(at).click()
    until(page, lambda: page.locator(".opblock-body table").count() >= 3)
    page.wait_for_timeout(300)
    clean(page, axe)
