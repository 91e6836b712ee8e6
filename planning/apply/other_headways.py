"""Another timetable for a line there is: a draft and an adjust-frequency in and out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planning.apply.draft import Draft, Rows, calls_of, find_row
from planning.apply.headways import at_fault, scheduled
from planning.apply.runs import with_runs
from planning.apply.services import NO_DAY, days_of, running_days, weekdays_of, with_service
from planning.scenario.edits import AdjustFrequency
from planning.scenario.timetables import SourceTimetable

_NEW = ("stop_idx", "arrival_s", "departure_s", "pickup", "drop_off")
"""What of a call a rider notices."""


def adjust_frequency(draft: Draft, said: AdjustFrequency) -> Draft:
    """The line's trips give way to copies of source trips at the departures of the entries.

    With `retain_trips_outside_frequency_entries` only those give way that start within the window
    of an entry, on the days on which the entry runs; departures one by one take nothing's place.
    """
    route = find_row(draft, "routes", said.route, "route")
    sources = [
        find_row(draft, "trips", entry.source_trip, f"entries[{at}].sourceTrip")
        for at, entry in enumerate(said.entries)
    ]
    if route is None or None in sources:
        return at_fault(draft, said.entries)
    base = draft
    of_line = _trips_of(base, route)
    for at, (entry, source) in enumerate(zip(said.entries, sources, strict=True)):
        if source is not None and source in of_line:
            draft = _with_copies(draft, base, entry, source, at)
        else:
            said_of = "is of another line, or does not run; name a trip of this line that does"
            draft.fault(f"entries[{at}].sourceTrip", f"{entry.source_trip!r} {said_of}")
            draft = at_fault(draft, [entry])
    draft = _without_those_in_windows(draft, said, of_line)
    if _seen_by_riders(draft, route) == _seen_by_riders(base, route):
        draft.unchanged("entries", "the line runs at these moments already")
    return draft


def _trips_of(draft: Draft, route: int) -> Rows:
    """The trips of a line that run."""
    running = np.unique(draft.feed.stop_times["trip_idx"].to_numpy())
    route_of = draft.feed.trips["route_idx"].to_numpy()[running]
    return np.asarray(running[route_of == route], dtype=np.int64)


def _with_copies(draft: Draft, base: Draft, entry: SourceTimetable, source: int, at: int) -> Draft:
    where = f"entries[{at}]"
    days = running_days(draft, weekdays_of(entry), None)
    if not days:
        draft.fault(where, NO_DAY)
        return at_fault(draft, [entry])
    calls = base.feed.stop_times[calls_of(base, [source])]
    later = calls["departure_s"] - int(calls["departure_s"].iloc[0])
    leaves_s = dict(zip(calls["stop_idx"][::-1].tolist(), later[::-1].tolist(), strict=True))
    draft, departures = scheduled(draft, entry, leaves_s, where)
    trip = base.feed.trips.iloc[source].to_dict()
    name = f"{trip['id']}_F{draft.at}_{at}"
    draft, service = with_service(draft, name, days, int(trip["feed"]))
    new = {"id": f"{name}_", "service_idx": service, "block": "", "short_name": ""}
    draft, _ = with_runs(draft, {**trip, **new}, calls, departures)
    return draft


def _without_those_in_windows(draft: Draft, said: AdjustFrequency, of_line: Rows) -> Draft:
    """Without the trips of the line before, or without those in whose place the copies run."""
    if not said.retain_trips_outside_frequency_entries:
        return _without_calls(draft, of_line)
    calls = draft.feed.stop_times[calls_of(draft, of_line)]
    starts = calls.groupby("trip_idx")["departure_s"].first()
    windows = [
        ((starts >= entry.start_time) & (starts < entry.end_time)).to_numpy()
        if entry.start_time is not None and entry.end_time is not None
        else np.zeros(len(starts), dtype=np.bool_)
        for entry in said.entries
    ]
    inside: NDArray[np.bool_] = np.array(windows).T
    trips, service = starts.index.to_numpy(), draft.feed.trips["service_idx"].to_numpy().copy()
    taken = [set(running_days(draft, weekdays_of(entry), None)) for entry in said.entries]
    running = {each: days_of(draft, each) for each in np.unique(service[trips]).tolist()}
    gone: list[int] = []
    made: dict[tuple[int, frozenset[int]], int] = {}
    for trip, within in zip(trips.tolist(), inside, strict=True):
        before = int(service[trip])
        days = running[before]
        left = days.difference(*(taken[at] for at in np.flatnonzero(within)))
        if not left:
            gone.append(trip)
        elif left != days:
            key = before, frozenset(left)
            if key not in made:
                info = draft.feed.services.iloc[before]
                name = f"{info['id']}_R{draft.at}_{len(made)}"
                draft, made[key] = with_service(draft, name, left, int(info["feed"]))
            service[trip] = made[key]
    draft = draft.with_tables(trips=draft.feed.trips.assign(service_idx=service))
    return _without_calls(draft, gone)


def _without_calls(draft: Draft, trips: Rows | list[int]) -> Draft:
    """A trip without calls does not run."""
    left = draft.feed.stop_times[~calls_of(draft, trips)]
    return draft.with_tables(stop_times=left.reset_index(drop=True))


def _seen_by_riders(draft: Draft, route: int) -> dict[bytes, list[int]]:
    """The days on which a line runs, by where and when it calls."""
    trips = _trips_of(draft, route)
    calls = draft.feed.stop_times[calls_of(draft, trips)]
    service = draft.feed.trips["service_idx"].to_numpy()
    running = {each: days_of(draft, each) for each in np.unique(service[trips]).tolist()}
    seen: dict[bytes, list[int]] = {}
    for trip, run in calls.groupby("trip_idx"):
        days = running[int(service[int(str(trip))])]
        seen.setdefault(run[list(_NEW)].to_numpy().tobytes(), []).extend(days)
    return {key: sorted(days) for key, days in seen.items() if days}
