"""The times of one run: its published calls and what is said about some of them in, its calls out.

A delay holds for the calls after it until something else is said; "no data" takes it back. A run
never goes backwards in time: what would is moved. Source: GTFS Realtime reference, StopTimeUpdate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feeds.realtime.messages import CallKind, CallUpdate, Event

MAX_SHIFT_S = 12 * 3600
"""A call further than this from its published time is nonsense, and not used."""


@dataclass(slots=True)
class RunTimes:
    """Calls of one run, in UTC seconds; filled while it is worked out."""

    arrival_s: list[int]
    departure_s: list[int]
    skipped: list[bool]
    implausible: int = 0


def times_of(
    arrival_s: Sequence[int],
    departure_s: Sequence[int],
    said: Mapping[int, CallUpdate],
    delay_s: int | None = None,
) -> RunTimes:
    """The times of a run; `said` holds updates by position, `delay_s` that of the whole run."""
    run = RunTimes(list(arrival_s), list(departure_s), [False] * len(arrival_s))
    late_s = delay_s if delay_s is not None and not said else None
    first = len(arrival_s) if late_s is None else 0
    for at in range(len(arrival_s)):
        update = said.get(at)
        if update is not None and update.kind is CallKind.SKIPPED:
            run.skipped[at] = True
        elif update is not None and update.kind is CallKind.NO_DATA:
            late_s = None
        elif update is not None:
            late_s = _apply(run, at, update, late_s)
            first = min(first, at)
            continue
        run.arrival_s[at] += late_s or 0
        run.departure_s[at] += late_s or 0
    _make_monotone(run, first)
    return run


def _apply(run: RunTimes, at: int, update: CallUpdate, late_s: int | None) -> int | None:
    """Sets the times of one call, and returns how late the run leaves it."""
    planned_in, planned_out = run.arrival_s[at], run.departure_s[at]
    comes = _moment(run, update.arrival, planned_in)
    leaves = _moment(run, update.departure, planned_out)
    if comes is None and leaves is None:
        run.arrival_s[at] += late_s or 0
        run.departure_s[at] += late_s or 0
        return late_s
    if leaves is None and comes is not None:
        leaves = planned_out + comes - planned_in
    if comes is None and leaves is not None:
        shift_s = leaves - planned_out if late_s is None else late_s
        comes = min(planned_in + shift_s, leaves)
    run.arrival_s[at], run.departure_s[at] = comes or 0, leaves or 0
    return run.departure_s[at] - planned_out


def _moment(run: RunTimes, event: Event | None, planned_s: int) -> int | None:
    """The moment of an event; where a time is nonsense its delay is taken, if that is none."""
    if event is None:
        return None
    if event.time_s is not None and abs(event.time_s - planned_s) <= MAX_SHIFT_S:
        return event.time_s
    if event.delay_s is not None and abs(event.delay_s) <= MAX_SHIFT_S:
        return planned_s + event.delay_s
    run.implausible += 1
    return None


def _make_monotone(run: RunTimes, first: int) -> None:
    """Before the first update calls give way to it, from then on each waits for the one before."""
    if first < len(run.arrival_s):
        latest = min(run.arrival_s[first], run.departure_s[first])
        for at in range(first - 1, -1, -1):
            run.departure_s[at] = min(run.departure_s[at], latest)
            run.arrival_s[at] = latest = min(run.arrival_s[at], run.departure_s[at])
    before = run.arrival_s[0]
    for at in range(len(run.arrival_s)):
        run.arrival_s[at] = max(run.arrival_s[at], before)
        run.departure_s[at] = before = max(run.departure_s[at], run.arrival_s[at])
