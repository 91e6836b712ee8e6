"""What levers do to one corridor on one day: its usual travel times and levers in, answers out."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.clock import iso_utc
from forecast.answers import CorridorSeries
from forecast.queueing import Levers, Queue, WhatIf, what_if


def what_if_on(series: CorridorSeries, levers: Levers) -> WhatIf | None:
    """The queue of a day as it usually is, and with the levers pulled.

    None where nothing usual is known.
    """
    if not series.usual:
        return None
    corridor = series.corridor
    usual_s = np.array([value.value for value in series.usual])
    return what_if(usual_s, corridor.capacity_vph, corridor.free_flow_s, levers)


def what_if_json(series: CorridorSeries, found: WhatIf) -> dict[str, Any]:
    """The same for the API and the command line. Waits in seconds."""
    return {
        "corridor": series.corridor.id,
        "basis": "model",
        "illustrative": series.illustrative,
        "vehicles": {"before": found.drivers[0], "after": found.drivers[1]},
        "vehicleHoursQueued": {
            "before": found.before.vehicle_hours,
            "after": found.after.vehicle_hours,
        },
        "worstWaitS": {
            "before": float(found.before.delay_s.max()),
            "after": float(found.after.delay_s.max()),
        },
        "slots": [
            {
                "from": iso_utc(value.valid_from),
                "before": _slot(found.before, at),
                "after": _slot(found.after, at),
            }
            for at, value in enumerate(series.usual)
        ],
    }


def _slot(queue: Queue, at: int) -> dict[str, float]:
    return {"waiting": float(queue.waiting[at]), "delayS": float(queue.delay_s[at])}
