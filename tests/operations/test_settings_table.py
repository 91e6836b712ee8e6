"""Whoever runs the site finds every environment variable in one table, as the program reads it."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from commands.variables import variables
from tests.house.repository import ROOMS, ROOT, files_with, name_of

PAGE = ROOT / "docs" / "operations.md"
NAMED_ELSEWHERE = {
    ("web/settings.py", "name"): "a field of Settings, whose variables are all listed",
    ("feeds/realtime/fetch.py", "boards.key_variable"): "named by a person in realtime.toml",
}
"""What is read under a name that the code does not hold."""
_ENVIRONMENTS = ("os.environ", "environment")


def _reads(path: Path) -> Iterator[ast.expr]:
    """The names under which a module asks an environment."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            asked = ast.unparse(node.func)
            if asked == "os.getenv" or asked in {f"{each}.get" for each in _ENVIRONMENTS}:
                yield node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in _ENVIRONMENTS:
            yield node.slice


def _variable(path: Path, name: ast.expr) -> str:
    """The variable that an expression names in a module; as it is written where it is not said."""
    if isinstance(name, ast.Constant):
        return str(name.value)
    module = importlib.import_module(name_of(path).removesuffix(".py").replace("/", "."))
    found = getattr(module, name.id, None) if isinstance(name, ast.Name) else None
    return found if isinstance(found, str) else ast.unparse(name)


def _program() -> list[Path]:
    return [path for path in files_with(".py") if name_of(path).split("/")[0] in (*ROOMS, "app.py")]


def test_every_variable_that_the_program_reads_is_listed() -> None:
    listed = {each.name for each in variables()}
    asked = {(name_of(p), _variable(p, each)) for p in _program() for each in _reads(p)}
    assert {name for _, name in asked} & listed
    missing = {each for each in asked if each[1] not in listed and each not in NAMED_ELSEWHERE}
    assert not missing
    assert set(NAMED_ELSEWHERE) <= asked, "no longer read: take it out here"


def test_no_environment_is_read_in_a_way_that_this_test_does_not_see() -> None:
    taken = {
        name_of(path)
        for path in _program()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ"
    }
    known = {name_of(path) for path in _program() if any(True for _ in _reads(path))}
    assert taken <= known


def test_tables_of_the_page_are_those_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "docs/tables.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, "run `make tables`: " + done.stdout + done.stderr


def test_every_variable_stands_in_the_table_once() -> None:
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    for each in variables():
        assert len([row for row in rows if row.startswith(f"| `{each.name}` |")]) == 1, each.name
