"""Both assignments of one baseline side by side: the same riders, and loads that are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.assignment import compare
from core.errors import EnvironmentFault
from core.progress import silent
from planning.baseline import Baseline, baseline_of
from tests.planning.villages import inhabited

LINES = """
fr BUS 1: ober 06:30 unter 06:38 esch 06:50 stad 07:05
fr BUS 1: ober 07:00 unter 07:08 esch 07:20 stad 07:35
fr BUS 1: ober 07:30 unter 07:38 esch 07:50 stad 08:05
lu RAIL 2: esch 07:00 stad 07:08 uni 07:14
lu RAIL 2: esch 07:30 stad 07:38 uni 07:44
lu RAIL 2: esch 08:00 stad 08:08 uni 08:14
"""


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    valley = inhabited(
        tmp_path_factory.mktemp("valley"), LINES, arrival_times="06:00,09:00,0.9,told"
    )
    return baseline_of(valley.network, valley.territory, valley.parameters, valley.period(), silent)


def test_the_same_riders_ride_by_timetable_and_by_headways(today: Baseline) -> None:
    found = compare(today)
    assert found.riders > 0
    assert found.riders - found.journeys_riders == pytest.approx(found.without_way, abs=1e-6)
    assert found.boardings[0] == pytest.approx(found.boardings[1], rel=0.2)
    assert found.segments == 5
    assert found.correlation > 0.9
    assert found.most_loaded[0][0].startswith(("Operator fr 1: ", "Operator lu 2: "))
    loads = [by_timetable for _, by_timetable, _ in found.most_loaded]
    assert loads == sorted(loads, reverse=True)


def test_a_python_without_the_rival_is_said_so(today: Baseline, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no module named aequilibrae >&2\nexit 1\n")
    python.chmod(0o755)
    with pytest.raises(EnvironmentFault, match="no module named aequilibrae"):
        compare(today, python)
