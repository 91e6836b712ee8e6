"""What further criteria go by: fares and emissions, late vehicles, full ones."""

from __future__ import annotations

from typing import NamedTuple

from routing.criteria.reliability import ASSUMED, Reliability
from routing.crowding import Crowding
from routing.tariff import NO_TARIFF, Tariff


class Known(NamedTuple):
    """What is known beside the timetable; nothing unless somebody has learnt or told it."""

    tariff: Tariff = NO_TARIFF
    reliability: Reliability = ASSUMED
    crowding: Crowding | None = None
