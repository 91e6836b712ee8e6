"""The table of faults names tests that are there, and every test of a fault stands in it."""

from __future__ import annotations

import re

from tests.house.repository import ROOT, files, name_of

PAGE = ROOT / "docs" / "reliability.md"


def named() -> set[str]:
    part = PAGE.read_text(encoding="utf-8").split("## Faults\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")][1:]
    found = [re.search(r"`(tests/[\w/]+\.py)` \|$", row) for row in rows]
    assert all(found), "every row ends with its test"
    return {each.group(1) for each in found if each}


def test_every_test_in_the_table_is_there() -> None:
    assert named() <= {name_of(path) for path in files()}


def test_every_test_of_a_fault_stands_in_the_table() -> None:
    ours = {name_of(path) for path in files() if path.parent == ROOT / "tests" / "faults"}
    tests = {name for name in ours if "/test_" in name} - {"tests/faults/test_table.py"}
    assert tests <= named()
