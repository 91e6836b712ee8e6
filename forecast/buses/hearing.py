"""Hearing buses: a GTFS-Realtime message in, what it tells of the ends of hops out.

Delays are kept as observations, so that whatever was heard outlives the program: those that the
message tells itself are kept anyway (forecast/sources/realtime.py); added here are how late buses
leave where a hop begins, and delays that only the timetable makes out of a bare time or a call that
is named by its sequence alone. That a stop is skipped, or that nobody knows, is told to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from feeds.realtime.messages import CallKind, CallUpdate, Event, Message
from forecast.buses.hops import FROM, TO, Hops
from forecast.buses.runs import COMES, FAR_S, LEAVES, NO_DATA, SKIPPED, Told
from forecast.observation_csv import SITE_SEPARATOR, Observation
from forecast.sources.reading import Reading
from forecast.sources.realtime import delay_told_s

DELAY, LEFT_DELAY = "delay_s", "departure_delay_s"
_KINDS = {DELAY: COMES, LEFT_DELAY: LEAVES}
_SILENT = {CallKind.SKIPPED: SKIPPED, CallKind.NO_DATA: NO_DATA}


class Silence(NamedTuple):
    """Somebody said that a run does not call at a stop, or that nobody knows of it."""

    site: str
    kind: int
    at_s: int


def hear(message: Message, hops: Hops, reading: Reading) -> list[Silence]:
    """Adds what a message tells of ends of hops to a reading; returns where it is silent."""
    silent = []
    for update in message.updates:
        trip = update.trip.trip_id
        if trip not in hops.trips:
            continue
        at_s = update.time_s or message.time_s or reading.now_s
        for call in update.calls:
            stop = call.stop_id or hops.stop_at.get((trip, call.sequence or 0), "")
            site = f"{trip}{SITE_SEPARATOR}{stop}"
            if site not in hops.ends:
                continue
            if call.kind in _SILENT:
                silent.append(Silence(site, _SILENT[call.kind], at_s))
                continue
            for quantity, delay_s in _delays(call, site, hops):
                reading.add(quantity, site, at_s, float(delay_s))
    return silent


def told_of(
    observations: Iterable[Observation], silent: Iterable[Silence], hops: Hops
) -> tuple[Told, int]:
    """What was told at the ends of hops, and how many observations were of something else."""
    rows: list[tuple[int, int, int, int, float]] = []
    elsewhere = 0
    for quantity, site, at_s, value in observations:
        kind, ends = _KINDS.get(quantity, -1), hops.ends.get(site, ())
        elsewhere += not ends or kind < 0
        rows += [(hop, end, kind, at_s, value) for hop, end in ends if _counts(kind, end)]
    for site, kind, at_s in silent:
        rows += [(hop, end, kind, at_s, np.nan) for hop, end in hops.ends.get(site, ())]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    hop, end, kind_of, moment_s = (table[:, at].astype(np.int64) for at in range(4))
    return Told(hop, end, kind_of, moment_s, table[:, 4]), elsewhere


def _counts(kind: int, end: int) -> bool:
    return kind == COMES or (kind == LEAVES and end == FROM)


def _delays(call: CallUpdate, site: str, hops: Hops) -> Iterator[tuple[str, int]]:
    """How late a call is, where the message itself does not say so or not all of it."""
    ends = hops.ends[site]
    came = delay_told_s(call.arrival)
    left = delay_told_s(call.departure)
    is_read = call.stop_id and not (came is None and left is None)
    came = _by_timetable(call.arrival, came, site, TO, hops)
    left = _by_timetable(call.departure, left, site, FROM, hops)
    first = left if came is None else came
    if first is not None and not is_read:
        yield DELAY, first
    if left is not None and any(end == FROM for _, end in ends):
        yield LEFT_DELAY, left


def _by_timetable(
    event: Event | None, told: int | None, site: str, comes: int, hops: Hops
) -> int | None:
    """A delay as it was told, or a bare time less the timetable's of the nearest day."""
    if told is not None or event is None or event.time_s is None:
        return told
    hop, end = hops.ends[site][0]
    due_s = int(hops.leaves_s[hop] if end == FROM else hops.comes_s[hop])
    dwell_s = int(hops.dwell_s[hop, end])
    due_s += {(FROM, TO): -dwell_s, (TO, FROM): dwell_s}.get((end, comes), 0)
    days = np.flatnonzero(hops.runs[hops.service[hop]])
    off_s = event.time_s - due_s - hops.day_starts_s[hops.zone[hop], days]
    if not len(off_s):
        return None
    late_s = int(off_s[np.abs(off_s).argmin()])
    return late_s if abs(late_s) <= FAR_S else None
