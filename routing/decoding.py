"""What a search has found: rows of lanes, runs and calls in, Journeys in UTC seconds out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.day import DayTimetable
from routing.journeys import Journey, Ride
from routing.kernels.rides import decode_rides
from routing.network import Network

ROOM_FOR_PARTS = 16
"""Rows for vehicles that become another trip, before more are asked for."""

Ints = NDArray[np.int32]
Stops = Mapping[int, int]


class Found(NamedTuple):
    """A journey of a search, in the day's own time; `rides` are rows (lane, run, board, alight)."""

    departure: int
    arrival: int
    rides: Ints


def journeys_of(
    network: Network,
    day: DayTimetable,
    rows: Ints,
    counts: list[int],
    begin: Stops,
    end: Stops,
) -> list[Journey]:
    """The journeys whose rides stand one after the other in `rows`, so many of each.

    `begin` and `end` are access and egress in the day's direction of time, seconds by stop.
    """
    boardings = iter(_rides(day, rows))
    return [
        _journey(
            network, day, list(itertools.chain(*itertools.islice(boardings, count))), begin, end
        )
        for count in counts
    ]


def _journey(
    network: Network, day: DayTimetable, rides: list[Ride], begin: Stops, end: Stops
) -> Journey:
    if day.reverse:
        stays = [ride.in_seat for ride in rides[1:]] + [False]
        rides = [
            _mirrored(network, ride, in_seat)
            for ride, in_seat in zip(reversed(rides), reversed(stays), strict=True)
        ]
        begin, end = end, begin
    access, egress = begin[rides[0].from_stop], end[rides[-1].to_stop]
    stops = len(network.stops.lat)
    if rides[-1].to_stop >= stops:  # the day has floors: routing/floors.py
        rides = [
            replace(ride, from_stop=ride.from_stop % stops, to_stop=ride.to_stop % stops)
            for ride in rides
        ]
    return Journey(
        rides[0].departure_s - access, rides[-1].arrival_s + egress, tuple(rides), access, egress
    )


def _mirrored(network: Network, ride: Ride, in_seat: bool) -> Ride:
    """A ride found on a reversed day, as it is ridden."""
    length = network.timetable.length(int(network.timetable.trip_pattern[ride.trip]))
    return Ride(
        departure_s=-ride.arrival_s,
        arrival_s=-ride.departure_s,
        trip=ride.trip,
        day=ride.day,
        board=length - 1 - ride.alight,
        alight=length - 1 - ride.board,
        from_stop=ride.to_stop,
        to_stop=ride.from_stop,
        in_seat=in_seat,
    )


def decoded_rides(day: DayTimetable, rows: Ints) -> NDArray[np.int64]:
    """Of every row the rides, one for every trip that the vehicle is on the way.

    Shapes: (rides, 10), as routing/kernels/rides.py has them.
    """
    size = len(rows) + ROOM_FOR_PARTS
    while True:
        decoded = np.empty((size, 10), dtype=np.int64)
        n = decode_rides(day.arrays, day.parts, day.base_s, rows, decoded)
        if n <= size:
            return decoded[:n]
        size = n


def _rides(day: DayTimetable, rows: Ints) -> list[list[Ride]]:
    rides: list[list[Ride]] = [[] for _ in rows]
    for ride, left, reached, trip, service, board, alight, start, end, stays in decoded_rides(
        day, rows
    ).tolist():
        rides[ride].append(
            Ride(left, reached, trip, service, board, alight, start, end, bool(stays))
        )
    return rides
