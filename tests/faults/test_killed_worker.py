"""A worker that is killed costs the questions it was answering, and nothing else."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_cases import kill_a_worker


def test_riders_are_answered_on_when_a_worker_is_killed(embedded_copy: Path) -> None:
    assert kill_a_worker(embedded_copy).wrong == []
