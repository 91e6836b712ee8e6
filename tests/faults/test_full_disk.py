"""A full disk keeps new things out; trips are planned, and nothing that was there is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.fault_cases import fill_the_disk


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")
def test_trips_are_planned_on_a_full_disk_and_all_is_well_once_there_is_room(
    embedded_copy: Path, tmp_path: Path
) -> None:
    try:
        found = fill_the_disk(embedded_copy, tmp_path / "disk")
    except OSError as exc:
        pytest.skip(str(exc))
    assert found.wrong == []
