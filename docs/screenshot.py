"""Takes the pictures of the documentation: the app's page, or the figures of a backtest.

Comes in: nothing but the checkout and Chromium; the app then runs on the embedded data set, from
Villerupt to Kirchberg at 06:45, and the planner's page with the worked example run, in a process of
its own on a free port that ends with this one. Or, as the only argument, the page that `forecast
backtest --report` or `simulate --out` (report.html) wrote. Goes out: page.png and planner.png,
backtest.png or report.png in docs/images.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS, CHROMIUM, wait_for_address  # noqa: E402 - needs the path
from tests.browser.planner_steps import open_example, run  # noqa: E402 - needs the path
from tests.browser.steps import plan, wait_for_map  # noqa: E402 - needs the path

PICTURE = ROOT / "docs" / "images" / "page.png"
PLANNER = ROOT / "docs" / "images" / "planner.png"
FIGURES = ROOT / "docs" / "images" / "backtest.png"
REPORT = ROOT / "docs" / "images" / "report.png"
REPORT_FILE, REPORT_HEIGHT = "report.html", 1780
SIZE = {"width": 1280, "height": 916}
SHARPNESS = 1.5
SETTLED_MS = 2_000
"""By then notes over the page are gone and the map has what was found."""


def main() -> int:
    """Starts the app, takes the picture, stops the app; or takes that of a backtest."""
    if len(sys.argv) > 1:
        sys.stdout.write(f"{take_written(Path(sys.argv[1]).resolve()).relative_to(ROOT)}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        words = [sys.executable, "app.py", "serve", "--port", "0", "--data", f"{folder}/data"]
        with log.open("w") as out:
            server = subprocess.Popen(  # noqa: S603 - our own command
                words, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            take(wait_for_address(server, log))
        finally:
            server.terminate()
            server.wait(timeout=20)
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)} {PLANNER.relative_to(ROOT)}\n")
    return 0


def take(address: str) -> None:
    """Plans the commute on the page at `address` and saves what is seen."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(
            viewport=SIZE, device_scale_factor=SHARPNESS, locale="en-GB",
            timezone_id="Europe/Luxembourg", reduced_motion="reduce",
        )  # fmt: skip
        page.goto(address)
        plan(page)
        wait_for_map(page)
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)
        take_planner(page, address)
        browser.close()


def take_planner(page: Page, address: str) -> None:
    """Runs the worked example on the planner's page and saves what it has found."""
    page.goto(f"{address}/planner")
    page.wait_for_selector("#language[data-now]")
    wait_for_map(page)
    open_example(page)
    run(page)
    page.evaluate("document.getElementById('found-title').scrollIntoView()")
    page.wait_for_timeout(SETTLED_MS)
    wait_for_map(page)
    page.screenshot(path=PLANNER)


def take_written(report: Path) -> Path:
    """Saves the figures of a backtest's page, or the beginning of a simulation's report."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(report.as_uri())
        picture = REPORT if report.name == REPORT_FILE else FIGURES
        if picture == FIGURES:
            page.locator(".figures").screenshot(path=FIGURES)
        else:
            size = {"x": 0, "y": 0, "width": 1000, "height": REPORT_HEIGHT}
            page.set_viewport_size({"width": 1000, "height": REPORT_HEIGHT})
            page.screenshot(path=REPORT, clip=size)
        browser.close()
    return picture


if __name__ == "__main__":
    sys.exit(main())
