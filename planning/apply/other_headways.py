"""Another timetable for a line there is: a draft and an adjust-frequency in and out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.apply.draft import Draft, calls_of, find_rows
from planning.apply.headways import first_departures
from planning.apply.new_stops import appended
from planning.apply.services import running_days, weekdays_of, with_service
from planning.scenario.edits import AdjustFrequency
from planning.scenario.timetables import SourceTimetable


def adjust_frequency(draft: Draft, said: AdjustFrequency) -> Draft:
    """The line's trips give way to copies of source trips at the departures of the entries.

    With `retain_trips_outside_frequency_entries` only those give way that start within a window.
    """
    routes = find_rows(draft, "routes", (said.route,), "route")
    sources = [
        find_rows(draft, "trips", (entry.source_trip,), f"entries[{at}].sourceTrip")
        for at, entry in enumerate(said.entries)
    ]
    if not len(routes) or not all(len(each) for each in sources):
        return draft
    of_line = np.flatnonzero(draft.feed.trips["route_idx"].to_numpy() == routes[0])
    base = draft
    for at, (entry, source) in enumerate(zip(said.entries, sources, strict=True)):
        if int(source[0]) not in of_line:
            draft.fault(f"entries[{at}].sourceTrip", f"{entry.source_trip!r} is of another line")
            continue
        draft = _with_copies(draft, base, entry, int(source[0]), at)
    gone = _giving_way(base, said, of_line)
    calls = draft.feed.stop_times
    return draft.with_tables(stop_times=calls[~calls_of(draft, gone)].reset_index(drop=True))


def _giving_way(draft: Draft, said: AdjustFrequency, of_line: np.ndarray) -> np.ndarray:
    if not said.retain_trips_outside_frequency_entries:
        return of_line
    calls = draft.feed.stop_times[calls_of(draft, of_line)]
    starts = calls.groupby("trip_idx")["departure_s"].first()
    inside = np.zeros(len(starts), dtype=np.bool_)
    for entry in said.entries:
        if entry.start_time is not None and entry.end_time is not None:
            inside |= ((starts >= entry.start_time) & (starts < entry.end_time)).to_numpy()
    return np.asarray(starts.index.to_numpy()[inside])


def _with_copies(draft: Draft, base: Draft, entry: SourceTimetable, source: int, at: int) -> Draft:
    calls = base.feed.stop_times[calls_of(base, [source])]
    days = running_days(draft, weekdays_of(entry), None)
    if calls.empty or not days:
        draft.fault(f"entries[{at}]", "its trip does not run, or on no day that is loaded")
        return draft
    feed = int(base.feed.trips["feed"].iloc[source])
    name = f"{base.feed.trips['id'].iloc[source]}_F{draft.at}_{at}"
    draft, service = with_service(draft, name, days, feed)
    first, leaves = len(draft.feed.trips), int(calls["departure_s"].iloc[0])
    trip = base.feed.trips.iloc[source].to_dict()
    trips, copies = [], []
    for nth, departure in enumerate(first_departures(entry)):
        trips.append(
            {**trip, "id": f"{name}_{nth}", "service_idx": service, "block": "", "short_name": ""}
        )
        copies.append(
            calls.assign(
                trip_idx=first + nth,
                arrival_s=calls["arrival_s"] + departure - leaves,
                departure_s=calls["departure_s"] + departure - leaves,
            )
        )
    told = pd.concat([draft.feed.stop_times, *copies], ignore_index=True)
    return draft.with_tables(
        trips=appended(draft.feed.trips, trips),
        stop_times=told.astype(draft.feed.stop_times.dtypes.to_dict()),
    )
