"""Where journeys can begin: a day's arrays and sources in, the runs boarded first out."""

from __future__ import annotations

from numba import njit

from routing.kernels.labels import first_run


@njit(cache=True, nogil=True)
def collect_seeds(day, source_stop, source_s, from_s, to_s, seeds):
    """The runs with which a journey can begin, as rows (departure, lane, run, pos).

    With to_s > from_s: every run that is boarded at a departure in [from_s, to_s). Otherwise the
    first run of every lane and position that can be caught when leaving at from_s.
    Returns how many there are; more than fit into `seeds` are counted but not written.
    """
    n = 0
    for i in range(len(source_stop)):
        stop = source_stop[i]
        earliest = from_s + source_s[i]
        for at in range(day.at_start[stop], day.at_start[stop + 1]):
            lane = day.at_lane[at]
            pos = day.at_pos[at]
            if not day.lane_board[day.lane_start[lane] + pos]:
                continue
            runs = day.lane_run[lane + 1] - day.lane_run[lane]
            base = day.lane_call[lane]
            run = first_run(day.departure, base, runs, pos, earliest, runs)
            while run < runs:
                leaves = day.departure[base + pos * runs + run] - source_s[i]
                if to_s > from_s and leaves >= to_s:
                    break
                if n < len(seeds):
                    seeds[n, 0] = leaves if to_s > from_s else from_s
                    seeds[n, 1] = lane
                    seeds[n, 2] = run
                    seeds[n, 3] = pos
                n += 1
                if to_s <= from_s:
                    break
                run += 1
    return n
