"""The forecast overlay of roads: how long a link takes in each quarter-hour. Types only.

`forecast` makes it, `routing` reads it, neither changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SLOT_S = 900


@dataclass(frozen=True, slots=True)
class RoadSpeeds:
    """Travel-time ratios of corridors by quarter-hour; each has its basis and its model.

    `data_until_s` is the moment of the last observation of any, 0 where there is none.
    Shapes: ratio_* (corridors, slots) float32, travel time over free-flow time, at least 1;
    slot i covers [start_s + i * SLOT_S, start_s + (i + 1) * SLOT_S). Outside it ratios are 1.
    `events` are the ids of road events behind a ratio, by corridor and the beginning of the slot;
    such ratios come from `events_model`, whatever the basis of their corridor.
    """

    corridor_ids: tuple[str, ...]
    start_s: int
    ratio_p10: NDArray[np.float32]
    ratio_p50: NDArray[np.float32]
    ratio_p90: NDArray[np.float32]
    basis: tuple[str, ...]
    issued_at_s: int
    data_until_s: int
    model: tuple[str, ...]
    illustrative: bool
    events: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    events_model: str = ""
