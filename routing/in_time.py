"""Being there in time: an itinerary and a moment in, how likely one keeps it out.

One has to keep every change, and the last ride must not be later than what is left until the
moment; delays of different rides are taken to be independent. Who drives, be it all the way or to
the first ride, is as late as the forecast of the road says, normally distributed on either side of
its P50. What nobody foresees (a walk, a bicycle, a road without a forecast) takes as long as told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

from core.clock import DAY_S, from_day_number
from routing.criteria.reliability import Reliability
from routing.itineraries import Itinerary, Leg
from routing.lateness import shares_of
from routing.park_and_ride import PARKING_S

SAFE = 0.8
"""Four in five: from this chance on an itinerary is a safe choice."""
Z_90 = 1.2816
"""By so many standard deviations the normal distribution's P90 lies above its P50."""
WEAKEST_FIRST = ("assumption", "model", "archive", "buses", "statistical")


class OnTime(NamedTuple):
    """The chance to be there in time, in hundredths rounded down, and on what it stands.

    `basis` is the weakest of those that went into it (see WEAKEST_FIRST), `until` the last day of
    the delays or, for a drive, of the observations; "" where it stands on none.
    """

    chance: float
    basis: str
    until: str


def on_time(found: Itinerary, by_s: int, known: Reliability) -> OnTime | None:
    """How likely an itinerary is at its end by then; None where nothing in it can be late."""
    spare_s = by_s - found.end_s
    drives = _drives(found, spare_s)
    chances = [_drive_chance(leg, left_s) for leg, left_s in drives]
    bases = [effect.basis for leg, _ in drives for effect in leg.corridors]
    rides = [leg for leg in found.legs if leg.transit is not None]
    if rides:
        shares, _ = shares_of(rides[-1], known)
        chances += [
            known.chance_to_keep(found.spares_s),
            known.lateness.share_within(shares, spare_s),
        ]
        bases.append(known.basis)
    if not chances:
        return None
    hundredths = math.floor(100 * math.prod(chances) + 1e-9)
    basis = min(bases, key=_rank, default="")
    return OnTime(hundredths / 100, basis, known.until if rides else _observed_until(found, basis))


def latest_safe(told: Iterable[tuple[Itinerary, OnTime | None]]) -> tuple[Itinerary, OnTime] | None:
    """The itinerary that leaves last of those that are a safe choice, the likelier one of two."""
    safe = [(found, each) for found, each in told if each is not None and each.chance >= SAFE]
    return max(safe, key=lambda pair: (pair[0].start_s, pair[1].chance), default=None)


def chance_of_drive(p10_s: float, p50_s: float, p90_s: float, by_s: float) -> float:
    """The chance that a drive with these arrivals ends by then."""
    away_s = by_s - p50_s
    spread_s = p90_s - p50_s if away_s >= 0 else p50_s - p10_s
    if spread_s <= 0:
        return float(away_s >= 0)
    return NormalDist().cdf(Z_90 * away_s / spread_s)


def _drives(found: Itinerary, spare_s: int) -> list[tuple[Leg, int]]:
    """The drives of which a forecast is known, with the seconds left after each."""
    left = [_left_s(leg, following) for leg, following in pairwise(found.legs)]
    return [
        (leg, left_s)
        for leg, left_s in zip(found.legs, [*left, spare_s], strict=True)
        if leg.mode == "CAR" and leg.arrival_p10_s is not None and leg.arrival_p90_s is not None
    ]


def _left_s(leg: Leg, following: Leg) -> int:
    """What lies between a drive and what one does next; to park takes its time."""
    parks = leg.parking is not None and following.transit is not None
    return following.start_s - leg.end_s - (PARKING_S if parks else 0)


def _drive_chance(leg: Leg, left_s: int) -> float:
    p10_s = leg.end_s if leg.arrival_p10_s is None else leg.arrival_p10_s
    p90_s = leg.end_s if leg.arrival_p90_s is None else leg.arrival_p90_s
    return chance_of_drive(p10_s, leg.end_s, p90_s, leg.end_s + left_s)


def _rank(basis: str) -> int:
    return WEAKEST_FIRST.index(basis) if basis in WEAKEST_FIRST else len(WEAKEST_FIRST)


def _observed_until(found: Itinerary, basis: str) -> str:
    """The day of the oldest last observation that a drive's forecast stands on."""
    moments = [
        effect.data_until_s
        for leg in found.legs
        for effect in leg.corridors
        if effect.data_until_s is not None
    ]
    if basis == "model" or not moments:
        return ""
    return from_day_number(min(moments) // DAY_S).isoformat()
