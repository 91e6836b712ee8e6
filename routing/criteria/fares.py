"""Fares for the search: a network and a tariff in, tickets by line and zone out.

A line is an operator's mode, a zone the stops that the tariff does not tell apart. A ride that no
fare fits counts as the dearest that is known, and UNKNOWN at least: what may be dear is not taken
for cheap. Every ride pays for itself here; which tickets hold longer, the answer says.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from routing.criteria.tolls import Tolls
from routing.network import Network
from routing.place_words import fold
from routing.requests import TRANSIT_MODES
from routing.tariff import FareRule, RideEnds, Tariff

UNKNOWN = 300
"""Cents."""

Priced = tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int32]]
_kept: WeakKeyDictionary[Network, dict[tuple[FareRule, ...], Priced]] = WeakKeyDictionary()


def with_tickets(free: Tolls, network: Network, tariff: Tariff) -> Tolls:
    """The tolls with a ticket for every ride."""
    known = _kept.setdefault(network.ground, {})
    if tariff.rules not in known:
        known[tariff.rules] = _priced(network.ground, tariff)
    route_line, zone, ticket = known[tariff.rules]
    return free._replace(line=route_line[network.trips.route], zone=zone, ticket=ticket)


def _priced(network: Network, tariff: Tariff) -> Priced:
    """Line of every route, zone of every stop, and the tickets."""
    lines: dict[tuple[int, int], int] = {}
    rides = zip(network.routes.agency.tolist(), network.routes.mode.tolist(), strict=True)
    route_line = np.array([lines.setdefault(ride, len(lines)) for ride in rides], dtype=np.int16)
    words = sorted({word for rule in tariff.rules for word in rule.stops})
    zones: dict[tuple[str, tuple[str, ...]], int] = {}
    stop_zone = np.zeros(len(network.stops.lat), dtype=np.int16)
    for stop, (name, country) in enumerate(
        zip(network.stops.name, network.stops.country, strict=True)
    ):
        folded = fold(name) if words else ""
        key = (country, tuple(word for word in words if word in folded))
        stop_zone[stop] = zones.setdefault(key, len(zones))
    ends = list(zones)
    ticket = np.array(
        [
            [[_cents(network, tariff, line, start, end) for end in ends] for start in ends]
            for line in lines
        ],
        dtype=np.int32,
    ).reshape(len(lines), len(ends), len(ends))
    dear = max(UNKNOWN, int(ticket.max(initial=0)))
    return route_line, stop_zone, np.where(ticket < 0, dear, ticket).astype(np.int32)


def _cents(
    network: Network,
    tariff: Tariff,
    line: tuple[int, int],
    start: tuple[str, tuple[str, ...]],
    end: tuple[str, tuple[str, ...]],
) -> int:
    """The price of a ride, -1 where none is known."""
    agency, mode = line
    ride = RideEnds(
        agency_name=network.agencies.name[agency] if agency >= 0 else "",
        mode=TRANSIT_MODES[mode],
        countries=frozenset({start[0], end[0]}),
        names=(" ".join(start[1]), " ".join(end[1])),
    )
    rule = next((rule for rule in tariff.rules if rule.holds_for(ride)), None)
    return -1 if rule is None else round(rule.amount * 100)
