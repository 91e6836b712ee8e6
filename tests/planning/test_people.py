"""Person-hours saved: the golden value of the rule of half, by relation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from planning.equilibrium import People
from planning.figures.people import hours_saved_day


def _state(share: list[float], door_min: list[float]) -> Any:
    still = SimpleNamespace(minutes=np.array([20.0, 30.0]))
    return SimpleNamespace(share=np.array(share), door_min=np.array(door_min), car=still)


def test_hours_saved_are_those_of_each_relation_by_the_rule_of_half() -> None:
    workers = np.array([3750.0, 5000.0])
    people = People(
        origin=np.array([0, 1]), target=np.array([1, 0]), workers=workers,
        crosses=np.array([True, True]), present=1.0, others=np.zeros(2),
        slot_shares=np.array([1.0]),
    )  # fmt: skip
    setting: Any = SimpleNamespace(people=people, today=None)
    # 700 trips a day become 1,500 and 8 minutes shorter; on the other relation nothing changes.
    before = _state([350 / 3750, 0.2], [40.0, 50.0])
    after = _state([750 / 3750, 0.2], [32.0, 50.0])
    assert hours_saved_day(setting, before, after) == pytest.approx(146.7, abs=0.05)
