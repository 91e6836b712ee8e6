"""What riders make of a better or a worse service: minutes in, waits, shares and growth out.

Coefficients of the incremental logit are per minute of the mean trip; their source stands beside
them in planning/parameters.csv, and constants are calibrated on local shares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from core.errors import Fault, RequestError

TIMETABLE_USERS_MIN = 12.0
"""From this headway on riders look at the timetable before they leave."""
MOST_ELASTIC = 2.0
"""An elasticity says nothing about service that changes by more than this factor."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trip:
    """The mean trip of a relation: minutes in the vehicle, waiting, walking; transfers; by car."""

    in_vehicle_min: float = 0.0
    wait_min: float = 0.0
    access_min: float = 0.0
    transfer_min: float = 0.0
    car_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Utility per minute, as in planning.md of the field's studies in Ile-de-France."""

    in_vehicle: float = -0.017
    wait: float = -0.0484
    access: float = -0.0804
    transfer: float = -0.17
    car: float = -0.06

    def transit_utility(self, trip: Trip) -> float:
        """What a trip by transit is worth."""
        return (
            self.in_vehicle * trip.in_vehicle_min
            + self.wait * trip.wait_min
            + self.access * trip.access_min
            + self.transfer * trip.transfer_min
        )


def wait_min(headway_min: float, variation: float = 0.0) -> float:
    """Mean wait: h/2 (1 + CV^2) up to 12 minutes; timetable users wait no longer than that."""
    return min(headway_min, TIMETABLE_USERS_MIN) / 2 * (1 + variation**2)


def by_elasticity(before: float, after: float, elasticity: float = -0.5) -> float:
    """The factor by which riders grow when a headway goes from `before` to `after`.

    Errors: RequestError where the change is beyond a factor of MOST_ELASTIC.
    """
    change = after / before
    if not 1 / MOST_ELASTIC <= change <= MOST_ELASTIC:
        said = f"from {before:g} to {after:g} is beyond a factor of {MOST_ELASTIC:g}"
        mend = "an elasticity says nothing about that; the incremental logit is used instead"
        raise RequestError([Fault("headway", f"{said}: {mend}", "beyond-elasticity")])
    return math.pow(change, elasticity)


@overload
def incremental_logit(share: float, gain: float) -> float: ...
@overload
def incremental_logit(share: Floats, gain: Floats) -> Floats: ...
def incremental_logit(share: float | Floats, gain: float | Floats) -> float | Floats:
    """The share after the utility of a mode has changed by `gain`, from the share before.

    Source: Ben-Akiva and Lerman, Discrete Choice Analysis (1985), the pivot-point form.
    """
    grown = share * np.exp(gain)
    return grown / (grown + (1 - share))
