"""What the code imports is pinned, and what is pinned is what runs here."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from tests.house.repository import ROOMS, ROOT, files_with, name_of

_PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)$", re.MULTILINE)


def _pins(name: str) -> dict[str, str]:
    return {_plain(n): v for n, v in _PIN.findall((ROOT / name).read_text(encoding="utf-8"))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


RUNTIME = _pins("requirements.txt")
OPTIONAL = {"pyarrow": "forecast/observation_parquet.py", "dask": "planning/batch/cluster.py"}
"""Each imported by one module alone, which says what to install where it is missing."""
DEVELOPMENT = RUNTIME | _pins("requirements-dev.txt")


def _imported(paths: list[Path]) -> dict[str, str]:
    """Distributions that these files import, each with a file that does."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for top in {module.split(".")[0] for module in modules} - sys.stdlib_module_names:
                found |= {_plain(name): name_of(path) for name in distributions.get(top, [])}
    return {name: path for name, path in found.items() if name != "navette"}


def test_program_imports_only_what_requirements_pin() -> None:
    ours = [p for p in files_with(".py") if name_of(p).split("/")[0] in (*ROOMS, "app.py")]
    missing = {n: path for n, path in _imported(ours).items() if n not in RUNTIME}
    assert missing == OPTIONAL


def test_tests_import_only_what_requirements_pin() -> None:
    missing = {n: path for n, path in _imported(files_with(".py")).items() if n not in DEVELOPMENT}
    assert not missing


@pytest.mark.parametrize("name", DEVELOPMENT)
def test_installed_version_is_the_pinned_one(name: str) -> None:
    installed = version(name)
    assert installed.removesuffix(".0") == DEVELOPMENT[name].removesuffix(".0")


def test_every_pin_is_exact() -> None:
    for path in ROOT.glob("requirements*.txt"):
        loose = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if line and not re.match(r"#|-e \.$|-r \S+$", line) and not _PIN.match(line)
        ]
        assert not loose, f"{path.name}: {loose}"
