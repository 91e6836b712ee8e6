"""The main journeys as a table: journeys, data sets and looks in, steps on a page for each out.

A world is one data set in one look, with the page that its journeys share. Over both data sets
every size meets every colour scheme. Steps name no words of a language, so that they hold in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.planner_steps import add_stop, run
from tests.browser.steps import board_at, choose, plan, until, wait_for_map

PHONE, DESK = (390, 844), (1280, 860)
_WORKER = "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
_PAINTED = """() => {
  const canvas = document.querySelector(".corridor__chart canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return data.some((value, at) => at % 4 === 3 && value > 0);
}"""
_SIGHT = "(name) => document.querySelector(name).getClientRects().length"


@dataclass(frozen=True, slots=True)
class Look:
    """A size, a colour scheme and a language."""

    size: tuple[int, int]
    dark: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Data:
    """A data set: its two ends, stops of a new line, feeds, its moment and the day after."""

    name: Literal["embedded", "real"]
    ends: tuple[str, str]
    line: tuple[str, ...]
    feeds: int
    now: str | None = None
    day: str = ""


EMBEDDED = Data(
    "embedded", ("Villerupt", "Kirchberg"), ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare"), 2
)
REAL = Data(
    "real",
    ("Audun-le-Tiche, Gare", "Luxembourg, Gare"),
    ("Audun-le-Tiche, Gare", "Esch-sur-Alzette, Gare", "Pfaffenthal-Kirchberg, Gare"),
    3,
    now="2025-02-03T06:00:00+01:00",
    day="2025-02-04",
)
"""The real feeds hold one winter, so the browser's day is one of it."""

WORLDS = (
    (EMBEDDED, Look(PHONE, dark=True, locale="de-LU")),
    (EMBEDDED, Look(DESK, dark=False, locale="fr-FR")),
    (REAL, Look(PHONE, dark=False, locale="fr-FR")),
    (REAL, Look(DESK, dark=True, locale="de-LU")),
)


@dataclass(slots=True)
class World:
    """One data set in one look; `open_page` opens its pages, `home` is shared by its journeys."""

    data: Data
    look: Look
    address: str
    open_page: OpenPage
    _home: Page | None = field(default=None)

    def open(self, **wishes: Any) -> Page:
        """A page in this look, at the moment of this data set."""
        look = {"size": self.look.size, "dark": self.look.dark, "locale": self.look.locale}
        return self.open_page(**{**look, "now": self.data.now, **wishes})

    def plan(self, page: Page) -> None:
        """Asks for the way across the border; nothing is foreseen of a day that is over."""
        plan(page, *self.data.ends, foreseen=self.data.now is None)

    def home(self) -> Page:
        """The first page with its search answered."""
        if self._home is None:
            self._home = self.open()
            self.plan(self._home)
        return self._home


def fits(page: Page) -> None:
    """Nothing sticks out of the page."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def options(world: World) -> None:
    """Ways across the border, on one axis with its ribbon."""
    page = world.home()
    assert page.locator(".option .line").count() >= 2
    assert page.locator(".bar__border").count() >= 1
    fits(page)


def details(world: World) -> None:
    """A way leg by leg, with whose data it is."""
    page = world.home()
    page.locator(".option__button").first.click()
    page.wait_for_selector("#trip .leg--ride")
    assert page.inner_text(".trip__credits").strip()
    fits(page)


def car(world: World) -> None:
    """The same way by car, beside the others."""
    page = world.home()
    if page.locator(".options__more").count():
        page.click(".options__more button")
    page.wait_for_selector(".option--own")
    fits(page)


def paging(world: World) -> None:
    """Later, and back to where one was."""
    page = world.home()
    first = page.inner_text(".option__times >> nth=0")
    page.click(".results__pages button:last-child")
    until(page, lambda: page.inner_text(".option__times >> nth=0") != first)
    page.click(".results__pages button:first-child")
    until(page, lambda: page.inner_text(".option__times >> nth=0") == first)


def ride(world: World) -> None:
    """What else would do for one ride; taken where there is any."""
    page = world.home()
    page.locator(".option:has(.line) .option__button").first.click()
    page.locator("#trip .swaps summary").first.click()
    page.wait_for_selector("#trip .swaps[open] li button, #trip .swaps[open] p:not([aria-busy])")
    until(page, lambda: page.locator("#trip .swaps[open] .swaps__list > *").count() > 0)
    fits(page)


def congestion(world: World) -> None:
    """A corridor as a chart and as a table."""
    page = world.open(now=None)
    page.wait_for_selector(".picker__one")
    page.locator(".corridor").scroll_into_view_if_needed()
    page.wait_for_selector(".corridor__chart canvas")
    until(page, lambda: page.evaluate(_PAINTED))
    page.click(".corridor__table summary")
    assert page.locator(".corridor__table tbody tr").count() > 10
    fits(page)
    page.context.close()


def sources(world: World) -> None:
    """Each feed on its card, and what the merge made of them."""
    page = world.home()
    until(page, lambda: page.locator("#feeds article").count() == world.data.feeds)
    page.locator("#merge summary").first.click()
    assert page.locator("#merge table").count() >= 1
    fits(page)


def printed(world: World) -> None:
    """The way on paper."""
    page = world.home()
    page.emulate_media(media="print")
    assert page.inner_text(".trip__paper").strip()
    assert not page.evaluate(_SIGHT, ".top")
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")


def shared(world: World) -> None:
    """A link that opens the same search elsewhere."""
    page = world.home()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(".share button")
    until(page, lambda: page.inner_text(".share__said").strip())
    link = page.evaluate("navigator.clipboard.readText()")
    other = world.open(path=link.removeprefix(world.address))
    other.wait_for_selector(".option")
    assert other.input_value("#from") == page.input_value("#from")
    other.context.close()


def embedded(world: World) -> None:
    """Search and results alone, as other sites show them."""
    page = world.open(path="/?embed")
    world.plan(page)
    assert not page.evaluate(_SIGHT, ".top")
    fits(page)
    page.context.close()


def commute(world: World) -> None:
    """The way to work kept: its next ride, its month, its calendar."""
    page = world.home()
    page.locator(".trip__foot button").last.click()
    page.wait_for_selector("#commute form")
    page.click("#commute [type=submit]")
    page.wait_for_selector(".commute__option")
    page.wait_for_selector(".commute__month")
    with page.expect_download() as taken:
        page.locator(".commute__buttons button").first.click()
    assert taken.value.suggested_filename == "navette.ics"
    fits(page)


def way_back(world: World) -> None:
    """Both ends swapped."""
    page = world.home()
    ends = [page.input_value(f"#{end}") for end in ("from", "to")]
    page.click("#swap")
    page.wait_for_selector(".results:not([aria-busy]) .option")
    assert [page.input_value(f"#{end}") for end in ("to", "from")] == ends


def offline(world: World) -> None:
    """The last plan without a network."""
    page = world.open(with_worker=True)
    until(page, lambda: page.evaluate(_WORKER), patience_s=40)
    world.plan(page)
    found = page.inner_text(".options")
    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(world.address)
    until(page, lambda: page.locator(".option").count() and page.inner_text(".options") == found)
    page.context.close()


def on_map(world: World) -> None:
    """The way on the map, with the moment the border is crossed."""
    page = world.open(with_map=True)
    world.plan(page)
    page.locator("#map").scroll_into_view_if_needed()
    wait_for_map(page)
    assert page.locator(".pin").count() == 2
    assert page.locator(".flagpin").count() >= 1
    page.context.close()


def departures(world: World) -> None:
    """The next departures of a stop, and the same on a monitor."""
    page = world.open(path="/departures")
    if world.data.day:
        board_at(page, f"{world.data.day}T07:00:00+01:00")
    choose(page, "stop", world.data.line[1])
    page.wait_for_selector(".board tbody tr")
    fits(page)
    page.click("#monitor")
    until(page, lambda: page.get_attribute("body", "data-view") == "monitor")
    assert page.locator(".board tbody tr").count() >= 1
    fits(page)
    page.context.close()


def planner(world: World) -> None:
    """A line over stops that there are, run to its cards and its load profile."""
    page = world.open(path="/planner")
    page.click("#add-line")
    for text in world.data.line:
        add_stop(page, text)
    until(page, lambda: "km" in page.inner_text(".mod__sum"))
    fits(page)
    if world.data.now:
        page.fill("#day", world.data.day)
        page.keyboard.press("Tab")
    run(page)
    assert page.locator("#found-cards .card").count() > 6
    assert page.locator(".profile__svg .p-bar").count() == len(world.data.line) - 1
    assert page.locator("#found-winners .num").count() > 0
    fits(page)
    page.context.close()


JOURNEYS: dict[str, Callable[[World], None]] = {
    "options": options,
    "details": details,
    "by car": car,
    "earlier and later": paging,
    "another ride": ride,
    "congestion": congestion,
    "sources": sources,
    "print": printed,
    "share link": shared,
    "saved commute, month and calendar": commute,
    "way back": way_back,
    "embed": embedded,
    "offline": offline,
    "map": on_map,
    "departures and monitor": departures,
    "planner's run": planner,
}
