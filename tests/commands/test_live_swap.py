"""Riders notice nothing when a new network comes into service while they ask."""

from __future__ import annotations

from pathlib import Path

from benchmarks.swaps import swap_under_load

SWAPS = 2


def test_no_request_fails_while_networks_change_under_load(embedded_copy: Path) -> None:
    report = swap_under_load(embedded_copy, SWAPS, workers=2, clients=2)
    assert report.swaps == SWAPS
    assert report.failed == []
    assert report.requests > 20 * SWAPS
