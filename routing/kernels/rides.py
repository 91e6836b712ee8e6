"""Rides as people take them: rows of a search in, one row for every trip of every ride out."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def decode_rides(day, parts, base_s, rides, decoded):
    """Fills rows of `decoded`: which ride, then what routing/journeys.py says of a Ride.

    `rides` holds rows (lane, run, board, alight); `parts` are RunParts, since a vehicle may become
    another trip on the way. Shapes: (n, 4), (m, 10). Units: UTC seconds. Returns how many rows
    there are; more than fit are counted but not written.
    """
    n = 0
    for ride in range(len(rides)):
        lane, run, board, alight = rides[ride]
        first = day.lane_start[lane]
        length = day.lane_start[lane + 1] - first
        runs = day.lane_run[lane + 1] - day.lane_run[lane]
        base = day.lane_call[lane]
        index = day.lane_run[lane] + run
        for part in range(parts.start[index], parts.start[index + 1]):
            start, stop = parts.call[part], length
            if part + 1 < parts.start[index + 1]:
                stop = parts.call[part + 1]
            if stop <= board or start > alight:
                continue
            if n < len(decoded):
                on, off = max(board, start), min(alight, stop - 1)
                row = decoded[n]
                row[0] = ride
                row[1] = day.departure[base + on * runs + run] + base_s
                row[2] = day.arrival[base + run * length + off] + base_s
                row[3], row[4] = parts.trip[part], parts.day[part]
                row[5], row[6] = on - start, off - start
                row[7], row[8] = day.lane_stop[first + on], day.lane_stop[first + off]
                row[9] = on > board
            n += 1
    return n
