"""Snapshots that somebody deletes under a running site are built anew."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_cases import lose_the_snapshot


def test_riders_notice_nothing_when_the_snapshots_are_deleted(embedded_copy: Path) -> None:
    assert lose_the_snapshot(embedded_copy).wrong == []
