"""What axe-core finds on a page: its rules for WCAG 2.2 A and AA and its best practices.

axe-core is a package of the tests alone. It is put into a folder of its own from the lock file, by
the same npm as the page's packages, so that no site ever serves it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from commands.packages import install
from tests.conftest import REPOSITORY

_LISTS = ("package.json", "package-lock.json")
_RULES = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
)  # fmt: skip
_RUN = """
(tags) => axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
"""


def source(folder: Path) -> str:
    """The script of axe-core, installed in `folder` unless a developer has it beside app.py."""
    locked = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))
    version = locked["packages"]["node_modules/axe-core"]["version"]
    home = REPOSITORY / "node_modules" / "axe-core"
    if not home.is_dir() or json.loads((home / "package.json").read_text())["version"] != version:
        for name in _LISTS:
            shutil.copy(REPOSITORY / name, folder)
        install(folder, for_tests=True)
        home = folder / "node_modules" / "axe-core"
    return (home / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, script: str) -> list[str]:
    """What axe finds, a line for each rule and part of the page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(script)
    told = page.evaluate(_RUN, list(_RULES))
    return [_line(rule, node) for rule in told["violations"] for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    why = node["failureSummary"].partition("\n")[2].strip().replace("\n", " ")
    return f"{rule['id']}: {node['target']} {node['html'][:150]} ({why[:300]})"
