"""When a line runs, in R5's words: the entries of a scenario file in, checked timetables out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from planning.scenario.parts import Breach, Part, View, choice
from planning.scenario.values import (
    LONGEST_HOP_S,
    MOST_DEPARTURES,
    MOST_FREQUENCIES,
    DwellTimes,
    Flag,
    HopTimes,
    Text,
    TimeOfDay,
    Whole,
    at_most,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PHASE = ("phase_from_timetable", "phase_at_stop", "phase_from_stop", "phase_seconds")


class Timetable(Part):
    """Trips every `headway_secs` from `start_time` to `end_time`, or at `first_departures`.

    Units: times of day in seconds after midnight of the service day.
    """

    entry_id: Text | None = None
    start_time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    headway_secs: Annotated[Whole, Field(gt=0, le=LONGEST_HOP_S)] | None = None
    first_departures: (
        Annotated[tuple[TimeOfDay, ...], Field(min_length=1), at_most(MOST_DEPARTURES)] | None
    ) = None
    monday: Flag = False
    tuesday: Flag = False
    wednesday: Flag = False
    thursday: Flag = False
    friday: Flag = False
    saturday: Flag = False
    sunday: Flag = False
    phase_from_timetable: Text | None = None
    phase_at_stop: Text | None = None
    phase_from_stop: Text | None = None
    phase_seconds: Annotated[Whole, Field(ge=0, le=LONGEST_HOP_S)] | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """One way to say when, a window that is one, some weekday, and a whole phase or none."""
        yield from choice(view, ("headway_secs", "first_departures"))
        yield from _window(view)
        if view.readable(*WEEKDAYS) and not any(view.values[day] for day in WEEKDAYS):
            message = "runs on no weekday; set at least one of monday to sunday to true"
            yield Breach(("monday",), "no_weekday", message)
        yield from _phase(view)


class LineTimetable(Timetable):
    """A timetable of a new line, with its times under way.

    Units: seconds; a hop lasts from a departure to the next arrival.
    """

    hop_times: HopTimes
    dwell_times: DwellTimes


class SourceTimetable(Timetable):
    """A timetable whose times under way are those of a trip there is."""

    source_trip: Text


LineTimetables = Annotated[
    tuple[LineTimetable, ...], Field(min_length=1), at_most(MOST_FREQUENCIES)
]
SourceTimetables = Annotated[
    tuple[SourceTimetable, ...], Field(min_length=1), at_most(MOST_FREQUENCIES)
]


def _window(view: View) -> Iterator[Breach]:
    times = (("start_time", "startTime"), ("end_time", "endTime"))
    if "headway_secs" in view.given:
        for name, alias in times:
            if name not in view.given:
                yield Breach((alias,), "missing", "is missing beside headwaySecs; add it")
    elif "first_departures" in view.given:
        for name, alias in times:
            if name in view.given:
                message = "belongs to headwaySecs, not to firstDepartures; take it out"
                yield Breach((alias,), "one_too_many", message)
    start, end = view.values.get("start_time"), view.values.get("end_time")
    if start is not None and end is not None and start >= end:
        message = f"{end} s is not after startTime, {start} s; past midnight count on from 86400"
        yield Breach(("endTime",), "ends_before_it_starts", message, end)


def _phase(view: View) -> Iterator[Breach]:
    given = [name for name in _PHASE if name in view.given]
    aliases = [LineTimetable.model_fields[name].alias or name for name in _PHASE]
    for name, alias in zip(_PHASE, aliases, strict=True):
        if given and name not in given:
            message = f"is missing; give all of {', '.join(aliases)} or none"
            yield Breach((alias,), "missing", message)
        if name in given and "first_departures" in view.given:
            message = "shifts a headway and cannot stand beside firstDepartures; take it out"
            yield Breach((alias,), "one_too_many", message)
