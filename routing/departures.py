"""Departure boards: a stop and a moment in, the next departures (or arrivals) of its place out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S, from_day_number, service_day_start_s
from routing.derived import once_per_network
from routing.itineraries import Stopover, TransitInfo
from routing.lookup import get_stop, place_members
from routing.network import Network
from routing.stopovers import of_call
from routing.transit_info import transit_info

MAX_LOOKAHEAD_S = 8 * DAY_S
"""How far a board without a window looks for its next rows: a stop may be served once a week."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One row of a board. Times are UTC seconds; the first call has no arrival."""

    stop: Stopover
    transit: TransitInfo
    departure_s: int | None
    arrival_s: int | None
    mode: int
    cancelled: bool = False
