"""When trips start: the timetables of a scenario file in, departures of the first stop out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planning.apply.draft import Draft, Phase, find_stop
from planning.operation import departures_of
from planning.scenario.messages import shown
from planning.scenario.timetables import Timetable

_NOT_THERE = "{} line does not call there; name a stop of it"


def first_departures(timetable: Timetable, shift_s: int = 0) -> list[int]:
    """Seconds of the service day at which trips leave their first stop, in the order of the file.

    From the start of a window on, `shift_s` later, before its end; windows that overlap both run.
    """
    if timetable.first_departures is not None:
        return list(timetable.first_departures)
    start_s, end_s, headway_s = timetable.start_time, timetable.end_time, timetable.headway_secs
    if start_s is None or end_s is None or headway_s is None:
        return []
    return departures_of(start_s + shift_s, end_s, headway_s)


def in_phase(timetable: Timetable, mine_s: int, others_s: Sequence[int], lag_s: int) -> list[int]:
    """The departures, all later by the least that brings them into phase with other runs.

    At the stop that is reached `mine_s` after the first departure, the first run then leaves
    `lag_s` after one of the others, or a whole number of headways from that.
    """
    start_s, headway_s = timetable.start_time, timetable.headway_secs
    if start_s is None or headway_s is None or not others_s:
        return first_departures(timetable)
    return first_departures(timetable, (min(others_s) + lag_s - start_s - mine_s) % headway_s)


def scheduled(
    draft: Draft, timetable: Timetable, leaves_s: Mapping[int, int], where: str
) -> tuple[Draft, list[int]]:
    """First departures, in phase with an earlier timetable where that is asked for.

    `leaves_s` says of every stop of the run how long after the first departure it is left. The
    draft remembers that for timetables that are phased by this one.
    """
    departures = _departures(draft, timetable, leaves_s, where)
    if timetable.entry_id is not None:
        told = {
            stop: tuple(each + later for each in departures) for stop, later in leaves_s.items()
        }
        draft = replace(draft, phases={**draft.phases, timetable.entry_id: told})
    return draft, departures


def at_fault(draft: Draft, timetables: Sequence[Timetable]) -> Draft:
    """The draft that knows the names of timetables which cannot be made."""
    named: dict[str, Phase] = {each.entry_id: {} for each in timetables if each.entry_id}
    return replace(draft, phases={**named, **draft.phases})


def _departures(
    draft: Draft, timetable: Timetable, leaves_s: Mapping[int, int], where: str
) -> list[int]:
    if timetable.phase_from_timetable is None:
        return first_departures(timetable)
    other = draft.phases.get(timetable.phase_from_timetable)
    if other is None:
        named = shown(timetable.phase_from_timetable)
        said = f"{named} is the entryId of no timetable before this one; give that of one"
        draft.fault(f"{where}.phaseFromTimetable", said, "unknown")
        return []
    mine = find_stop(draft, timetable.phase_at_stop or "", f"{where}.phaseAtStop").tolist()
    theirs = find_stop(draft, timetable.phase_from_stop or "", f"{where}.phaseFromStop").tolist()
    if not other or not mine or not theirs:
        return []
    at = next((later for stop, later in leaves_s.items() if stop in mine), None)
    leaves = next((moments for stop, moments in other.items() if stop in theirs), None)
    if at is None:
        draft.fault(f"{where}.phaseAtStop", _NOT_THERE.format("this"))
    if leaves is None:
        draft.fault(f"{where}.phaseFromStop", _NOT_THERE.format("the other"))
    if at is None or leaves is None:
        return []
    found = in_phase(timetable, at, leaves, timetable.phase_seconds or 0)
    if not found:
        said = "leaves no departure before endTime; make the window longer"
        draft.fault(f"{where}.phaseSeconds", said)
    return found
