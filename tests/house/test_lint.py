"""The tools that read the code agree with it: lint, format, types."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.repository import ROOT


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--no-cache", "--check", "."),
        ("mypy",),
    ],
    ids=["ruff check", "ruff format", "mypy"],
)
def test_tool_finds_nothing(words: tuple[str, ...], tmp_path) -> None:
    cache = ["--cache-dir", str(tmp_path)] if words == ("mypy",) else []
    said = subprocess.run(
        [sys.executable, "-m", *words, *cache],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
