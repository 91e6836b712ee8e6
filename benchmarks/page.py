"""The page from cold: a data folder in, how soon a person can use it on a slow machine out.

    python -m benchmarks.page --data DIR [--times 5] [--throttle 4] [--phone] [--json]

The site runs in a process of its own and has answered once. Each time a new Chromium with an empty
profile opens the page; its processor is slowed by `--throttle`. *Usable* is when the field "from",
typed into as soon as it is there, shows suggestions, counted from the navigation; *first option* is
counted from pressing search. Scripts are what the network carried,
compressed: before the page was usable, and altogether with the map. A long task keeps the page from
answering: the longest one of loading, of typing, and of dragging the map. Chromium draws the map
with the processor here, as there is no graphics card. The exit code is 1 where a median misses its
limit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from playwright.sync_api import Page, Playwright, Request, sync_playwright

from benchmarks.site import serving
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.steps import choose, next_weekday
from tests.commands.test_serve import get

LIMITS = {
    "usable_s": 1.5, "option_s": 1.0, "script_kb": 100.0, "all_script_kb": 400.0,
    "typing_ms": 200.0, "panning_ms": 200.0,
}  # fmt: skip
SIZES = {False: (1280, 860), True: (390, 844)}
_WATCH = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) tasks.push([one.startTime, one.duration]);
}).observe({ type: "longtask", buffered: true });
const typing = setInterval(() => {
  const [from, list] = ["from", "from-list"].map((id) => document.getElementById(id));
  if (!list) return;
  clearInterval(typing);
  new MutationObserver(() => {
    if (list.querySelector("[role=option]")) window.usable ??= performance.now();
  }).observe(list, { childList: true });
  from.focus();
  from.value = "Villerupt";
  from.dispatchEvent(new InputEvent("input", { bubbles: true }));
}, 10);
"""
_OPTION = """
new Promise((found) => {
  const results = document.getElementById("results");
  const begun = performance.now();
  const look = () => {
    if (!results.querySelector(".option") || results.hidden) return;
    observer.disconnect();
    requestAnimationFrame(() => found(performance.now() - begun));
  };
  const observer = new MutationObserver(look);
  observer.observe(results, { childList: true, subtree: true, attributes: true });
  document.getElementById("go").click();
})
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit met. `script_kb` is what came before the page was usable."""

    usable_s: float
    option_s: float
    script_kb: float
    all_script_kb: float
    loading_ms: float
    typing_ms: float
    panning_ms: float


def main(argv: list[str] | None = None) -> int:
    """Visits the page and prints median and spread of every figure."""
    parser = argparse.ArgumentParser(prog="benchmarks.page", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder with a network")
    parser.add_argument("--times", type=int, default=5, help="visits (default 5)")
    parser.add_argument("--throttle", type=float, default=4.0, help="how much slower (default 4)")
    parser.add_argument("--phone", action="store_true", help="390 pixels wide, not 1280")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    with serving(args.data) as (address, _), sync_playwright() as playwright:
        get(f"{address}/api/v6/plan?fromPlace=49.468,5.929&toPlace=49.6239,6.1494")
        visits = [
            visit(playwright, address, args.throttle, SIZES[args.phone]) for _ in range(args.times)
        ]
    if args.json:
        print(json.dumps([asdict(one) for one in visits]))
    missed = [_told(name.name, visits, quiet=args.json) for name in fields(Visit)]
    return 1 if any(missed) else 0


def visit(playwright: Playwright, address: str, slower: float, size: tuple[int, int]) -> Visit:
    """One visit of a browser that has never seen the page."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, locale="fr-FR", timezone_id="Europe/Paris"
    )
    page.add_init_script(_WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    scripts: list[tuple[float, int]] = []
    page.context.on("requestfinished", lambda request: _note(request, scripts))
    page.goto(address)
    usable_ms = _until(page, "window.usable")
    begun_ms = float(page.evaluate("performance.timeOrigin"))
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_selector("#map[data-idle]", timeout=60_000)
    loading = _longest(page)
    page.fill("#from", "")
    choose(page, "from", "Villerupt")
    choose(page, "to", "Kirchberg")
    typing = _longest(page)
    panning = _pan(page)
    page.select_option("#day", next_weekday(page))
    page.fill("#time", "6:45")
    option_ms = float(page.evaluate(_OPTION))
    before = [size for at, size in scripts if at <= begun_ms + usable_ms]
    browser.close()
    return Visit(
        usable_ms / 1000, option_ms / 1000, sum(before) / 1000,
        sum(size for _, size in scripts) / 1000, loading, typing, panning,
    )  # fmt: skip


def _note(request: Request, scripts: list[tuple[float, int]]) -> None:
    path = request.url.partition("?")[0]
    if path.endswith((".js", ".mjs")):
        timing = request.timing
        ended = timing["startTime"] + max(timing["responseEnd"], 0)
        scripts.append((ended, request.sizes()["responseBodySize"]))


def _until(page: Page, expression: str) -> float:
    end = time.monotonic() + 60
    while not (value := page.evaluate(expression)):
        if time.monotonic() > end:
            raise TimeoutError(f"{expression} never came")
        page.wait_for_timeout(100)
    return float(value)


def _longest(page: Page) -> float:
    """The longest task since the last call, in milliseconds; below 50 there is none."""
    page.wait_for_timeout(300)
    return float(page.evaluate("Math.max(0, ...tasks.splice(0).map(([, lasts]) => lasts))"))


def _pan(page: Page) -> float:
    """Drags the map to and fro."""
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    if box is None:
        raise RuntimeError("the map is not on the page")
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    _longest(page)
    page.mouse.move(across, down)
    page.mouse.down()
    for step in (60, 120, 40, -60, 0):
        page.mouse.move(across + step, down + step / 2, steps=4)
    page.mouse.up()
    return _longest(page)


def _told(name: str, visits: list[Visit], *, quiet: bool) -> bool:
    values = sorted(getattr(one, name) for one in visits)
    middle, limit = statistics.median(values), LIMITS.get(name)
    missed = limit is not None and middle > limit
    if not quiet:
        bound = f", limit {limit:g}{' MISSED' if missed else ''}" if limit is not None else ""
        spread = f"{values[0]:.2f} to {values[-1]:.2f}"
        print(f"{name:14} median {middle:.2f} ({spread}){bound}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
