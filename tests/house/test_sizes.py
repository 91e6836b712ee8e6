"""One subject a file, a function on one screen: the house stays readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.repository import files_with, name_of

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
LONGER_FUNCTIONS: dict[str, int] = {}
"""Functions that may be longer, with their length today; it may only shrink."""

CODE = files_with(".py", ".js", ".mjs", ".css", ".html")


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_file_has_one_subject_and_at_most_400_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines"


def _functions() -> list[tuple[str, int]]:
    found = []
    for path in files_with(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{name_of(path)}:{node.name}", length))
    return found


def test_functions_fit_a_screen() -> None:
    too_long = {
        name: length
        for name, length in _functions()
        if length > LONGER_FUNCTIONS.get(name, MOST_LINES_OF_A_FUNCTION)
    }
    assert not too_long, f"longer than {MOST_LINES_OF_A_FUNCTION} lines: {too_long}"


def test_exceptions_from_the_rule_are_still_needed() -> None:
    lengths = dict(_functions())
    stale = [name for name, most in LONGER_FUNCTIONS.items() if lengths.get(name, 0) != most]
    assert not stale, f"shorter or gone; lower or remove their entry: {stale}"


@pytest.mark.parametrize(
    "path", [p for p in files_with(".py") if not name_of(p).startswith("tests/")], ids=name_of
)
def test_module_opens_with_a_sentence_that_says_what_it_is_for(path: Path) -> None:
    opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert opening.split("\n\n")[0].rstrip().endswith((".", ":")), f"{name_of(path)}: {opening!r}"
