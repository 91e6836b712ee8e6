"""When trips start: the timetables of a scenario file in, departures of the first stop out."""

from __future__ import annotations

from collections.abc import Sequence

from planning.operation import departures_of
from planning.scenario.timetables import Timetable


def first_departures(timetable: Timetable) -> list[int]:
    """Seconds of the service day at which trips leave their first stop, in the order of the file.

    From the start of a window on, before its end; windows that overlap both run.
    """
    if timetable.first_departures is not None:
        return list(timetable.first_departures)
    start_s, end_s, headway_s = timetable.start_time, timetable.end_time, timetable.headway_secs
    if start_s is None or end_s is None or headway_s is None:
        return []
    return departures_of(start_s, end_s, headway_s)


def in_phase(
    departures: Sequence[int], mine_s: int, others_s: Sequence[int], lag_s: int
) -> list[int]:
    """The departures, all later by the least that brings them into phase with other runs.

    At the stop that is reached `mine_s` after the first departure, the first run then leaves
    `lag_s` after one of the others, or a whole number of headways from that.
    """
    if len(departures) < 2 or not others_s:
        return list(departures)
    headway_s = departures[1] - departures[0]
    shift_s = (min(others_s) + lag_s - departures[0] - mine_s) % headway_s
    return [each + shift_s for each in departures]
