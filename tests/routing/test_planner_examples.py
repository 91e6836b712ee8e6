"""The page for planners holds what it says: its code is run, from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "networkx.md"


def test_the_code_of_the_page_runs(embedded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
    code = "\n".join(blocks.findall(PAGE.read_text(encoding="utf-8")))
    assert code.count('Path("data")') == 1
    exec(code.replace('Path("data")', f"Path({str(embedded)!r})"), {"__name__": "page"})  # noqa: S102 - our own page
    said = capsys.readouterr().out
    assert "stops hold the border open" in said
    assert re.search(r"\d+\.\d%  \S+", said)
    lost = re.search(r"(\d+) stops lose Luxembourg", said)
    assert lost
    assert int(lost[1]) > 0
