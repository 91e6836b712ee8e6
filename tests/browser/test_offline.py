"""Without a network the page opens and shows the last plan, and says of when it is."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until

_READY = "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
_KEPT = """async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return all.flat().map((request) => request.url);
}"""


def installed(open_page: OpenPage) -> Page:
    """The page with its service worker in charge."""
    page = open_page(locale="en-GB", with_worker=True)
    until(page, lambda: page.evaluate(_READY), patience_s=40)
    return page


def test_the_last_plan_is_read_in_a_tunnel(open_page: OpenPage, watch: Watch) -> None:
    watch.allowed = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ERR_FAILED")
    page = installed(open_page)
    plan(page)
    options = page.inner_text(".options")
    page.context.set_offline(True)
    until(page, lambda: "Offline; the last plan" in page.inner_text("#offline"))
    page.goto("about:blank")
    page.goto(watch.requests[0].url)
    until(page, lambda: "Offline, plan of " in page.inner_text("#offline"))
    until(page, lambda: page.inner_text(".options") == options)
    assert page.input_value("#from") == "Villerupt"
    page.locator(".option__button").nth(1).click()
    until(page, lambda: page.locator("#trip .leg").count() > 1)
    page.context.set_offline(False)
    until(page, lambda: not page.locator("#offline").is_visible())
    page.wait_for_selector(".option")


def test_a_search_without_a_network_offers_the_last_plan(open_page: OpenPage, watch: Watch) -> None:
    watch.allowed = ("Failed to load resource", "ERR_FAILED")
    page = open_page(locale="en-GB")
    plan(page)
    page.route("**/api/v6/plan", lambda route: route.abort())
    page.click("#swap")
    until(page, lambda: page.locator(".notice--bad").count() == 1)
    page.get_by_role("button", name="Open it").click()
    until(page, lambda: "plan of" in page.inner_text("#offline"))
    assert page.input_value("#from") == "Villerupt"
    assert page.locator(".option").count() > 0
    page.unroute("**/api/v6/plan")
    page.click("#swap")
    until(page, lambda: not page.locator("#offline").is_visible())


def test_nothing_but_files_of_the_page_is_cached(open_page: OpenPage, watch: Watch) -> None:
    page = installed(open_page)
    plan(page)
    kept = page.evaluate(_KEPT)
    paths = [url.split("/", 3)[3] for url in kept]
    assert "static/js/main.js" in paths
    assert not [path for path in paths if path and not path.startswith(("static/", "vendor/"))]
    assert not [
        request for request in watch.requests if "illerupt" in request.url.split("?text=")[0]
    ]


def test_without_a_plan_the_page_says_that_there_is_none(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    page.context.set_offline(True)
    until(page, lambda: "there is none yet" in page.inner_text("#offline"))
    page.context.set_offline(False)
    until(page, lambda: not page.locator("#offline").is_visible())
