"""Prices by names, as the networkx body takes them, in; tolls for the compiled search out."""

from __future__ import annotations

import numpy as np

from routing.algorithms_by_cost import Prices
from routing.criteria.tolls import RunHops, Tolls
from routing.network import Network


def tolls_of(network: Network, prices: Prices) -> Tolls:
    """The same prices by the network's own numbers.

    Errors: KeyError where a trip, a stop or a ticket has no price.
    """
    trips = list(network.trips.id)
    lengths = np.diff(network.timetable.pattern_start)[network.timetable.trip_pattern]
    ride = np.zeros((len(trips), int(lengths.max(initial=1))), dtype=np.int32)
    for trip, name in enumerate(trips):
        for call in range(int(lengths[trip]) - 1):
            ride[trip, call] = prices.ride[name, call]
    line = np.array([prices.line[name] for name in trips], dtype=np.int16)
    zone = np.array([prices.zone[name] for name in network.stops.id], dtype=np.int16)
    shape = (int(line.max(initial=0)) + 1, *[int(zone.max(initial=0)) + 1] * 2)
    ticket = np.array([prices.ticket[at] for at in np.ndindex(shape)], np.int32).reshape(shape)

    def hops(each: RunHops) -> np.ndarray:
        return ride[each.trip, each.position]

    spare = np.array(prices.spare, dtype=np.int32)
    return Tolls(line, zone, ticket, spare, prices.walk, hops)
