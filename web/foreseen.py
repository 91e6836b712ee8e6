"""What is foreseen of a leg beside its times: delays, full vehicles, car parks; API fields out."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.clock import iso_utc
from forecast.parking import ParkingForecasts
from routing.criteria.reliability import Reliability
from routing.crowding import Crowding
from routing.itineraries import Leg
from routing.lateness import find_arrival
from web.crowding import crowding_fields


class Foreseen(NamedTuple):
    """The forecasts by which legs are told more; None where nothing is known."""

    crowding: Crowding | None = None
    parking: ParkingForecasts | None = None

    def crowding_of(self, leg: Leg) -> dict[str, dict[str, Any] | None]:
        """`crowding` of a ride; nothing at all where nothing was ever counted."""
        if leg.transit is None or self.crowding is None:
            return {}
        return {"crowding": crowding_fields(leg, leg.transit, self.crowding)}

    def room_of(self, leg: Leg) -> dict[str, Any] | None:
        """The free spaces of the car park when the leg arrives at it; None where unknown."""
        if leg.parking is None or self.parking is None:
            return None
        found = self.parking.find_free(leg.parking.id, leg.end_s)
        if found is None:
            return None
        return {
            "p10": round(found.p10),
            "p50": round(found.p50),
            "p90": round(found.p90),
            "basis": found.basis,
            "dataUntil": iso_utc(found.data_until) if found.data_until is not None else None,
            "model": found.model,
        }


NOTHING_FORESEEN = Foreseen()


def arrival_fields(leg: Leg, reliability: Reliability) -> dict[str, Any]:
    """`arrivalP10`, `arrivalP50` and `arrivalP90` as far as they are known, and on what they stand.

    A forecast of the road that is counted into the times of a leg goes before what was learnt of
    delays.
    """
    if leg.arrival_p10_s is not None and leg.arrival_p90_s is not None:
        return {"arrivalP10": iso_utc(leg.arrival_p10_s), "arrivalP90": iso_utc(leg.arrival_p90_s)}
    found = find_arrival(leg, reliability)
    if found is None:
        return {}
    return {
        "arrivalP50": iso_utc(found.p50_s),
        "arrivalP90": iso_utc(found.p90_s),
        "arrivalBasis": {
            "basis": "statistical",
            "until": reliability.until,
            "line": found.is_of_line,
        },
    }
