"""Two updates at once leave the newest version whole, and neither of them fails."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_feeds import update_twice


def test_two_updates_at_once_leave_one_whole_feed_and_both_are_content(tmp_path: Path) -> None:
    assert update_twice(tmp_path).wrong == []
