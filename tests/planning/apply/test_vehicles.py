"""What one vehicle runs, where a scenario changes its trips."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feeds.tables import MergedFeed
from planning.notes import Note
from tests.feeds.merge.small_feeds import small_feed
from tests.planning.apply.given import STOPS, applied

TRIPS = """
    t1 | bus:1 | 2025-02-03 2025-02-04 | audun 08:00 > rue 08:10
    t2 | bus:2 | 2025-02-03            | rue 08:12 > terr 08:20
    t3 | bus:3 | 2025-02-03 2025-02-04 | terr 08:30 > bel 08:40
    t4 | bus:4 | 2025-02-04            | rue 08:12 > terr 08:20
"""


def in_blocks(*names: str) -> MergedFeed:
    feed = small_feed("x", "LU", STOPS, TRIPS)
    blocks = feed.trips.assign(block=list(names)).astype(feed.trips.dtypes.to_dict())
    return replace(feed, trips=blocks)


def slower(**fields: Any) -> dict[str, Any]:
    return {"type": "adjust-speed", "routes": ["x_bus:1"], "scale": 0.5, **fields}


def test_a_vehicle_that_comes_too_late_leaves_its_next_trips_to_another() -> None:
    made = applied(slower(), feed=in_blocks("b", "b", "b", ""))
    assert made.feed.trips["block"].tolist() == ["b", "b~2", "b~2", ""]
    assert made.notes == (Note("note.otherVehicle", {"n": 1}),)


def test_a_vehicle_that_is_still_in_time_goes_on() -> None:
    made = applied(slower(scale=0.9), feed=in_blocks("b", "b", "b", ""))
    assert made.feed.trips["block"].tolist() == ["b", "b", "b", ""]
    assert made.notes == ()


def test_trips_on_different_days_do_not_get_in_each_others_way() -> None:
    told = {"type": "adjust-speed", "routes": ["x_bus:2"], "scale": 0.5}
    made = applied(told, feed=in_blocks("", "b", "b", "b"))
    assert made.feed.trips["block"].tolist() == ["", "b", "b", "b"]


@pytest.mark.parametrize("scale", [0.5, 2])
def test_blocks_of_trips_that_do_not_change_stay(scale) -> None:
    made = applied(slower(scale=scale), feed=in_blocks("", "b", "b", "b"))
    assert made.feed.trips["block"].tolist() == ["", "b", "b", "b"]
