"""How late a ride may be at its end: a leg and what was learnt of delays in, shares and times out.

A line is looked for by what an archive may call it, from the particular to the general: its trip,
the number of its train, its sign, its route; what nobody knows is as late as all runs together.
Times that a message has told are not foreseen.
"""

from __future__ import annotations

from typing import NamedTuple

from core.clock import to_local
from routing.criteria.reliability import Reliability, Shares
from routing.itineraries import Leg, TransitInfo

ASSUMED = "assumption"
HALF, NINE_IN_TEN = 0.5, 0.9


class Arrival(NamedTuple):
    """When half of the runs have come, and when nine in ten have. UTC seconds."""

    p50_s: int
    p90_s: int
    is_of_line: bool
    """Whether the line itself is known, and not only all runs together."""


def find_arrival(leg: Leg, known: Reliability) -> Arrival | None:
    """The arrival of a ride; None where its times are live, or nothing was learnt so far out."""
    is_live = leg.live is not None and leg.live.is_live
    if leg.transit is None or is_live or known.basis == ASSUMED:
        return None
    shares, is_of_line = shares_of(leg, known)
    middle, late = (known.lateness.find_quantile(shares, level) for level in (HALF, NINE_IN_TEN))
    if middle is None or late is None:
        return None
    return Arrival(leg.end_s + 60 * middle, leg.end_s + 60 * late, is_of_line)


def shares_of(leg: Leg, known: Reliability) -> tuple[Shares, bool]:
    """How late such rides come (see Lateness), and whether that is known of the line itself."""
    late = known.lateness
    planned_s = leg.end.scheduled_arrival_s
    hour = to_local(leg.end_s if planned_s is None else planned_s, leg.end.zone).hour
    names = () if leg.transit is None else names_of(leg.transit)
    of_line = late.find_line(names, hour)
    return (late.whole, False) if of_line is None else (of_line, True)


def names_of(transit: TransitInfo) -> tuple[str, ...]:
    """What an archive may call the line of a ride; ids with the tag of their feed and without."""
    tag = f"{transit.feed_tag}_"
    names = (
        transit.trip_id,
        transit.trip_id.removeprefix(tag),
        transit.trip_short_name,
        transit.headsign,
        transit.route_id,
        transit.route_id.removeprefix(tag),
        transit.route_short_name,
    )
    return tuple(dict.fromkeys(name for name in names if name))
