"""M. A town of straight streets: what comes out can be reckoned on paper.

Every row and every column of stops is a line. Each leaves its first stop every ten minutes and
takes three to the next. Who goes down `r` rows and right `c` columns changes once, and waits at the
corner for a bus that leaves it at a full ten minutes.
"""

from __future__ import annotations

import pytest

from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest
from tests.routing.town import at, valley

SIZE, HOP_MIN, EVERY_MIN, CHANGE_MIN = 5, 3, 10, 1
HOURS = range(7, 11)


def stop(row: int, column: int) -> str:
    return f"s{row}{column}"


def lines() -> list[str]:
    ways = [[stop(row, column) for column in range(SIZE)] for row in range(SIZE)]
    ways += [[stop(row, column) for row in range(SIZE)] for column in range(SIZE)]
    made = []
    for number, way in enumerate(ways):
        for start in range(HOURS[0] * 60, HOURS[-1] * 60, EVERY_MIN):
            moments = [start + HOP_MIN * at_stop for at_stop in range(SIZE)]
            calls = " ".join(
                f"{name} {minute // 60:02}:{minute % 60:02}"
                for name, minute in zip(way, moments, strict=True)
            )
            made.append(f"lu BUS {number}: {calls}")
    return made


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    stops = "\n".join(
        f"{stop(row, column)}, {stop(row, column)}, {49.60 - 0.02 * row}, {5.90 + 0.03 * column}"
        for row in range(SIZE)
        for column in range(SIZE)
    )
    return valley(tmp_path_factory.mktemp("grid"), "\n".join(lines()), stops=stops)


def reckoned(rows: int, columns: int) -> int:
    """Minutes from a full ten minutes to the arrival, with one change at the most."""
    if not rows or not columns:
        return HOP_MIN * (rows + columns)

    def around(first: int, second: int) -> int:
        ready = HOP_MIN * first + CHANGE_MIN
        return -(-ready // EVERY_MIN) * EVERY_MIN + HOP_MIN * second

    return min(around(rows, columns), around(columns, rows))


CORNERS = [(r, c) for r in range(SIZE) for c in range(SIZE) if r or c]


@pytest.mark.parametrize(("rows", "columns"), CORNERS)
def test_the_arrival_is_the_one_reckoned(network, rows, columns):
    ends = (
        Endpoint(0, 0, stop_id=f"lu_{stop(0, 0)}"),
        Endpoint(0, 0, stop_id=f"lu_{stop(rows, columns)}"),
    )
    request = JourneyRequest(*ends, at("08:00"), window_s=0, max_transfers=1, direct_modes=())
    found = plan(network, request).itineraries
    assert min(each.end_s for each in found) == at("08:00") + 60 * reckoned(rows, columns)


@pytest.mark.parametrize(("rows", "columns"), CORNERS)
def test_backward_the_departure_is_no_sooner_than_it_must(network, rows, columns):
    ends = (
        Endpoint(0, 0, stop_id=f"lu_{stop(0, 0)}"),
        Endpoint(0, 0, stop_id=f"lu_{stop(rows, columns)}"),
    )
    by_s = at("08:00") + 60 * reckoned(rows, columns)
    request = JourneyRequest(
        *ends, by_s, arrive_by=True, window_s=0, max_transfers=1, direct_modes=()
    )
    found = plan(network, request).itineraries
    assert max(each.start_s for each in found) == at("08:00")
