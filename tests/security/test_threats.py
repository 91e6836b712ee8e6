"""The table of threats in docs/security.md names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.repository import ROOT

TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
TABLE = TEXT.partition("## What stops it")[2].partition("## What the program is made of")[0]
ROWS = [line.split(" | ") for line in TABLE.splitlines() if line.startswith("| ")][1:]
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize("file, test", NAMED)
def test_a_test_that_the_table_names_exists(file, test):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_a_test():
    assert len(ROWS) > 20
    for row in ROWS:
        assert len(row) == 4
        assert "::test_" in row[3], row[0]


def test_every_file_of_these_tests_stands_in_the_table():
    ours = {f"tests/security/{path.name}" for path in (ROOT / "tests/security").glob("test_*.py")}
    beside = {
        f"tests/security/{name}.py"
        for name in ("test_threats", "test_fuzz_night", "test_static_checks")
    }
    assert ours - beside - {file for file, _ in NAMED} == set()


def test_the_files_that_read_first_exist():
    for name in re.findall(r"`((?:web|feeds|forecast|planning|core)/[\w/]+\.py)`", TEXT):
        assert (ROOT / name).is_file(), name
