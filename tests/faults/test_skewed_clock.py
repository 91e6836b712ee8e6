"""A clock that jumps, ahead or back, ends nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fault_cases import FAKETIME, skew_the_clock

LIBRARIES = list(Path("/usr/lib").glob(f"*/{FAKETIME}"))


@pytest.mark.skipif(not LIBRARIES, reason="needs libfaketime (Debian: faketime)")
def test_site_answers_on_when_the_clock_jumps_a_day_ahead_and_an_hour_back(
    embedded_copy: Path, tmp_path: Path
) -> None:
    assert skew_the_clock(embedded_copy, tmp_path / "clock").wrong == []
