"""A build that is killed, at whatever instant, costs nobody anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 8


def test_build_killed_at_any_instant_leaves_a_whole_network_in_service(embedded_copy: Path) -> None:
    words = ["-m", "benchmarks.kills", "--n", str(KILLS), "--data", str(embedded_copy), "--json"]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert done.returncode == 0
    assert found["killed"] == KILLS == found["left_the_old"] + found["left_the_new"]
    assert found["killed_while_writing"] > 0
