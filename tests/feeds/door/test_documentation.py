"""The page on feeds tells the limits and codes that the program has."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from feeds.rules.codes import OWN_CODES

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")
LIMITS = re.findall(r"^\|[^|]+\| ([\d,]+)( [MK]iB)? \| `([\w.]+)\.(\w+)` \|$", PAGE, re.MULTILINE)
UNITS = {"": 1, " KiB": 1 << 10, " MiB": 1 << 20}


@pytest.mark.parametrize("value, unit, module, name", LIMITS)
def test_limit_is_what_the_page_says(value: str, unit: str, module: str, name: str) -> None:
    actual = getattr(importlib.import_module(module), name)
    assert actual == int(value.replace(",", "")) * UNITS[unit]


def test_every_limit_is_on_the_page() -> None:
    told = {f"{module}.{name}" for _, _, module, name in LIMITS}
    for module in ("archive", "reader", "lines", "parsing", "calendars", "frequencies", "download"):
        found = vars(importlib.import_module(f"feeds.{module}"))
        limits = {n for n in found if re.match(r"(MAX|MIN|LONGEST|HORIZON)_", n)}
        own = {n for n in limits if f"feeds.{module}.{n}" in told}
        assert limits == own, module


def test_every_code_of_ours_is_on_the_page_with_its_severity() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", PAGE, re.MULTILINE)
    assert dict(rows) == {code: severity.value for code, severity in OWN_CODES.items()}
