"""Vehicles under way: a network, a box and a span of time in, every way from call to call out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.geo import distance_m
from routing.derived import once_per_network
from routing.network import Network
from routing.runs import first_calls, running

Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""south, west, north, east in degrees"""


class Hops(NamedTuple):
    """Runs on their way from call `position` to the next one. Shapes: (n,) each."""

    trip: Longs
    day: Longs
    position: Longs


class _Boxes(NamedTuple):
    """The box of the way on from each row of pattern_stop; a pattern's last row has none.

    Shapes: (S,) each, but for extent_m (P,).
    """

    south: NDArray[np.float64]
    west: NDArray[np.float64]
    north: NDArray[np.float64]
    east: NDArray[np.float64]
    goes_on: Flags
    pattern: Longs
    extent_m: NDArray[np.float64]


def hops_under_way(
    network: Network, box: Box, first_s: int, last_s: int, patterns: Flags, most: int
) -> Hops:
    """What moves in the box at some moment of the span, of the patterns that are wanted.

    Where that is more than `most`, those whose line reaches furthest.
    """
    timetable, boxes = network.timetable, _boxes(network)
    south, west, north, east = box
    touched = (boxes.south <= north) & (boxes.north >= south)
    touched &= (boxes.west <= east) & (boxes.east >= west)
    rows = np.flatnonzero(touched & boxes.goes_on & patterns[boxes.pattern])
    row_start = np.searchsorted(boxes.pattern[rows], np.arange(timetable.n_patterns + 1))
    per_pattern = np.diff(row_start)
    wanted = (per_pattern > 0)[timetable.trip_pattern]
    runs = running(timetable, network.zones, first_s, last_s, wanted)
    pattern, first_call = first_calls(timetable, runs.trip)
    count = per_pattern[pattern]
    run = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    position = rows[row_start[pattern][run] + nth] - timetable.pattern_start[pattern][run]
    call = first_call[run] + position
    leaves_s = timetable.departure_s[call] + runs.shift_s[run]
    comes_s = timetable.arrival_s[call + 1] + runs.shift_s[run]
    kept = np.flatnonzero((leaves_s <= last_s - first_s) & (comes_s >= 0))
    if len(kept) > most:
        furthest = np.argsort(-boxes.extent_m[pattern[run[kept]]], kind="stable")
        kept = np.sort(kept[furthest[:most]])
    return Hops(runs.trip[run[kept]], runs.day[run[kept]], position[kept].astype(np.int64))


def extents_m(network: Network) -> NDArray[np.float64]:
    """How far each pattern reaches: from corner to corner of the box around its stops."""
    return _boxes(network).extent_m


@once_per_network
def _boxes(network: Network) -> _Boxes:
    timetable = network.timetable
    start = timetable.pattern_start.astype(np.int64)
    lat, lon = (place[timetable.pattern_stop] for place in (network.stops.lat, network.stops.lon))
    goes_on = np.ones(len(lat), dtype=np.bool_)
    goes_on[start[1:] - 1] = False
    south, north = np.minimum(lat, np.roll(lat, -1)), np.maximum(lat, np.roll(lat, -1))
    west, east = np.minimum(lon, np.roll(lon, -1)), np.maximum(lon, np.roll(lon, -1))
    corners = [
        reduce.reduceat(along, start[:-1]) if len(along) else along
        for reduce, along in ((np.minimum, lat), (np.minimum, lon), (np.maximum, lat),
                              (np.maximum, lon))
    ]  # fmt: skip
    extent_m = [distance_m(*corner) for corner in zip(*(c.tolist() for c in corners), strict=True)]
    pattern = np.repeat(np.arange(timetable.n_patterns, dtype=np.int64), np.diff(start))
    return _Boxes(south, west, north, east, goes_on, pattern, np.array(extent_m))
