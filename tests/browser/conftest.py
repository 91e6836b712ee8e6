"""The page in a real browser: the app in a process of its own, Chromium, and a watch on both."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.axe import source
from tests.browser.steps import plan
from tests.conftest import REPOSITORY

OpenPage = Callable[..., Page]

_HEADLESS = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = _HEADLESS if _HEADLESS.exists() else Path("/usr/bin/chromium")
"""Where there is Debian's build for use without a screen, that: it takes two thirds of the work."""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
START_S = 120
PATIENCE_MS = 15_000
_WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
_WHOLE = "body:not(:has(#commute[hidden]))"
"""A page that is there altogether: behind the search form, the saved commute has its place."""
_NO_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return /webgl/.test(kind) ? null : real.call(this, kind, ...rest);
};
"""


@dataclass
class Watch:
    """What a page did that it should not, unless a test allows it."""

    errors: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    allowed: tuple[str, ...] = ()

    def faults(self) -> list[str]:
        """Errors that no test allowed, and every request to another host."""
        told = [text for text in self.errors if not any(word in text for word in self.allowed)]
        return told + [f"request to {url}" for url in self.abroad]


@pytest.fixture(scope="session")
def site(embedded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served from the embedded data set by its own command."""
    data = shutil.copytree(embedded, tmp_path_factory.mktemp("site") / "data")
    with serving(data) as address:
        yield address


@pytest.fixture(scope="session")
def real_site(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on the real feeds."""
    with serving(shutil.copytree(real_data, tmp_path_factory.mktemp("real") / "data")) as address:
        yield address


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of the app, served from a data folder by its own command."""
    log = data.parent / "log.txt"
    words = [sys.executable, "app.py", "serve", "--port", "0", "--data", str(data)]
    with log.open("w") as out:
        server = subprocess.Popen(
            words, cwd=REPOSITORY, stdout=out, stderr=subprocess.STDOUT,
            env={**os.environ, "NAVETTE_DEADLINE_MS": "60000"},
        )  # fmt: skip
    try:
        yield wait_for_address(server, log)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for_address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Where a server says in its `log` that it is; fails where it ends without saying so."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        said = log.read_text(encoding="utf-8", errors="replace")
        if "Navette is at " in said:
            return said.split("Navette is at ", 1)[1].split()[0]
        time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, with software WebGL."""
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    return source(tmp_path_factory.mktemp("axe"))


@pytest.fixture
def watch() -> Watch:
    """The watch of this test's pages; `watch.allowed` names faults that the test provokes."""
    return Watch()


@pytest.fixture
def open_page(browser: Browser, site: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens the page; afterwards no error, policy violation or foreign request may have been."""
    with _opening(browser, site, watch) as open_it:
        yield open_it


@pytest.fixture(scope="module")
def planned(browser: Browser, site: str) -> Iterator[Page]:
    """The page with the commute planned, for tests that only look at it."""
    with _opening(browser, site, Watch()) as open_it:
        page = open_it()
        plan(page)
        yield page


@contextmanager
def _opening(browser: Browser, site: str, watch: Watch) -> Iterator[OpenPage]:
    contexts = []

    # Drawing a map without a graphics card takes both cores, so only tests of the map have one;
    # and only tests of it have a service worker, which would fetch every file once more.
    def open_it(
        *,
        locale: str = "fr-FR",
        zone: str = "Europe/Luxembourg",
        size: tuple[int, int] = (1280, 860),
        dark: bool = False,
        with_map: bool = False,
        path: str = "",
        with_worker: bool = False,
        now: str | None = None,
    ) -> Page:
        context = browser.new_context(
            locale=locale, timezone_id=zone, viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
            service_workers="allow" if with_worker else "block",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if now:  # before the page is there: for a moment the clock shows 1970
            page.clock.set_system_time(dt.datetime.fromisoformat(now))
        page.add_init_script(_WATCH_POLICY + ("" if with_map else _NO_WEBGL))
        page.on("console", lambda said: said.type == "error" and watch.errors.append(_told(said)))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on("request", lambda request: _note(request, site, watch))
        page.goto(f"{site}{path}")
        page.wait_for_selector("#language[data-now]", state="attached")
        page.wait_for_selector(_WHOLE, state="attached")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not watch.faults()


def _told(said: ConsoleMessage) -> str:
    """What the console says, and of which file or call."""
    return f"{said.text} [{said.location.get('url', '')}]"


def _note(request: Request, site: str, watch: Watch) -> None:
    watch.requests.append(request)
    parts = urlsplit(request.url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(site).netloc:
        watch.abroad.append(request.url)
