"""Two builds over one folder wait for each other; whoever asks the site notices nothing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_cases import write_twice


def test_two_builds_at_once_leave_one_whole_network(embedded_copy: Path) -> None:
    assert write_twice(embedded_copy).wrong == []
