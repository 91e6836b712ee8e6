"""Whoever asks too often is told so by a clock that never jumps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_skewed_clock import LIBRARIES
from web.operations.rates import make_table

ROOT = Path(__file__).resolve().parents[2]
ASKING = """
import sys, time
from pathlib import Path
from web.operations.rates import Rates

table, stamp = map(Path, sys.argv[1:])
rates = Rates(1, 2, table)

def jumps(by):
    before = time.time()
    stamp.write_text(by)
    return round((time.time() - before) / 3600)

told = [rates.ask("192.0.2.1") > 0 for _ in range(3)]
for by in ("+1d", "-1h", "+0"):
    told += [jumps(by), rates.ask("192.0.2.1") > 50, rates.ask("192.0.2." + str(len(told))) == 0]
print(told)
"""
"""One who has asked too often, and others who have not, before and after every jump."""


@pytest.mark.skipif(not LIBRARIES, reason="needs libfaketime (Debian: faketime)")
def test_clock_that_jumps_lets_nobody_in_and_keeps_nobody_out(tmp_path: Path) -> None:
    stamp = tmp_path / "clock"
    stamp.write_text("+0", encoding="ascii")
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(stamp), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    words = [sys.executable, "-c", ASKING, str(make_table(tmp_path)), str(stamp)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr == ""
    jumped = [False, False, True, 24, True, True, -25, True, True, 1, True, True]
    assert done.stdout.strip() == str(jumped)
