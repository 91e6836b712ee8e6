"""What one journey costs by the tolls of a criterion: a Journey in, its cost out.

The search reckons the same on its way (routing/kernels/criteria.py); here it is reckoned for
journeys that another search has found.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from routing.criteria.tolls import RunHops, Tolls
from routing.journeys import Journey, Ride
from routing.network import Network


def cost_of(network: Network, journey: Journey, tolls: Tolls) -> int:
    """The cost from door to door, with changes as long as the network says."""
    cost = tolls.walk * (journey.access_s + journey.egress_s)
    if tolls.hops is not None:
        cost += int(tolls.hops(_hops(network, journey)).sum())
    boarded = journey.rides[0]
    for before, ride in pairwise(journey.rides):
        if not ride.in_seat:
            cost += _ticket(tolls, boarded, before) + _change(network, tolls, before, ride)
            boarded = ride
    return cost + _ticket(tolls, boarded, journey.rides[-1])


def _ticket(tolls: Tolls, first: Ride, last: Ride) -> int:
    zones = int(tolls.zone[first.from_stop]), int(tolls.zone[last.to_stop])
    return int(tolls.ticket[int(tolls.line[first.trip]), *zones])


def _change(network: Network, tolls: Tolls, before: Ride, ride: Ride) -> int:
    """What a change costs by the time to spare and the way on foot."""
    walked_s, needed_s = 0, int(network.transfers.change_s[ride.from_stop])
    if before.to_stop != ride.from_stop:
        walked_s, _ = network.transfers.way(before.to_stop, ride.from_stop)
        needed_s = walked_s
    minutes = max(ride.departure_s - before.arrival_s - needed_s, 0) // 60
    spare = int(tolls.spare[minutes]) if minutes < len(tolls.spare) else 0
    return spare + tolls.walk * walked_s


def _hops(network: Network, journey: Journey) -> RunHops:
    timetable = network.timetable
    rows = []
    for ride in journey.rides:
        stops = timetable.stops_of(int(timetable.trip_pattern[ride.trip]))
        calls = timetable.calls_of(ride.trip)
        arrival_s, departure_s = timetable.arrival_s[calls], timetable.departure_s[calls]
        rows += [
            (
                ride.trip, ride.day, call, stops[call], stops[call + 1],
                arrival_s[call + 1] - departure_s[call],
            )
            for call in range(ride.board, ride.alight)
        ]  # fmt: skip
    return RunHops(*np.array(rows, dtype=np.int32).T)
