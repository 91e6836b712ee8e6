"""Rules for the page's own files: no markup from text, no inline code, versions that agree."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "static"
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(STATIC.rglob("*.html"))}
PACKAGE = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_text_never_becomes_markup(path) -> None:
    banned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    )
    assert not re.findall(banned, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_inline_style_and_no_inline_handler(name: str) -> None:
    page = PAGES[name]
    assert not re.findall(r"\sstyle=|<style|\son[a-z]+=", page)
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert set(inline) <= {'<script type="importmap" nonce="{{ nonce }}">'}


@pytest.mark.parametrize(
    "path", [*STATIC.rglob("*.js"), *STATIC.rglob("*.css"), *STATIC.rglob("*.html")]
)
def test_nothing_is_named_on_another_host(path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"https?://[a-z]", text)


def test_versions_are_exact_and_the_lock_names_no_address() -> None:
    named = PACKAGE["dependencies"] | PACKAGE["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values())
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    locked = {name: lock["packages"][f"node_modules/{name}"] for name in named}
    assert {name: entry["version"] for name, entry in locked.items()} == named
    assert all("integrity" in entry for entry in locked.values())


def test_addresses_of_packages_carry_their_version_so_that_browsers_may_keep_them() -> None:
    text = "".join(PAGES.values()) + "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    found = re.findall(
        r"/vendor/((?:@[\w-]+/)?[\w-]+)/[\w./-]+\.(?:mjs|js|css)(?:\?v=([\d.]+))?", text
    )
    assert len(found) >= 5
    assert all(PACKAGE["dependencies"][name] == version for name, version in found)
