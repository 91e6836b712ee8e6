"""Takes the README's picture: the app on the embedded data set, Villerupt to Kirchberg at 06:45.

Comes in: nothing but the checkout and Chromium. Goes out: docs/images/page.png. The app runs in a
process of its own on a free port and ends with this one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import ARGUMENTS, CHROMIUM, wait_for_address  # noqa: E402 - needs the path
from tests.browser.steps import plan, wait_for_map  # noqa: E402 - needs the path

PICTURE = ROOT / "docs" / "images" / "page.png"
SIZE = {"width": 1280, "height": 916}
SHARPNESS = 1.5


def main() -> int:
    """Starts the app, takes the picture, stops the app."""
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
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
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
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
