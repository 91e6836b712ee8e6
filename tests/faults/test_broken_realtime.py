"""Realtime that nobody can read, or that is silent, leaves the timetable and is told."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_cases import silence_realtime


def test_timetable_is_answered_when_realtime_is_broken_or_silent(embedded_copy: Path) -> None:
    assert silence_realtime(embedded_copy).wrong == []
