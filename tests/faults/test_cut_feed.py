"""A publisher that fails, in whatever way, costs nobody the timetable that is there."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fault_feeds import cut_the_feed


def test_last_good_version_of_a_feed_stays_however_its_publisher_fails(tmp_path: Path) -> None:
    assert cut_the_feed(tmp_path).wrong == []
