"""Another way between two stops of a line: a draft and a reroute in and out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planning.apply.draft import Draft, Rows, calls_of, find_stop, find_trips
from planning.apply.new_stops import stops_of
from planning.apply.steps import put_back
from planning.notes import Note
from planning.scenario.edits import Reroute

_ALLOWED = 0
"""GTFS pickup_type and drop_off_type: as timetabled."""
_SEEN = ["trip_idx", "stop_idx", "arrival_s", "departure_s", "pickup", "drop_off"]
"""What of a call a rider notices."""


def reroute(draft: Draft, said: Reroute) -> Draft:
    """The runs that call at `from_stop` and later at `to_stop` go the new way between them.

    Without a `from_stop` the start of the run is replaced, and it is timed so that it leaves
    `to_stop` as before; else later calls come earlier or later by what the way takes.
    """
    starts = find_stop(draft, said.from_stop, "fromStop") if said.from_stop else None
    ends = find_stop(draft, said.to_stop, "toStop") if said.to_stop else None
    chosen = calls_of(draft, find_trips(draft, said))
    draft, stops = stops_of(draft, said.stops, "stops")
    if len(stops) < len(said.stops):
        return draft
    calls = draft.feed.stop_times
    for anchor in (starts, ends):
        if anchor is not None:
            chosen &= calls_of(draft, _calling(calls, anchor))
    changed, rows, waited = [], [], 0
    for trip, run in calls[chosen].groupby("trip_idx", sort=False):
        found = _ends(run["stop_idx"].to_numpy(), starts, ends)
        if found is not None:
            other, wait_s = _not_before_midnight(_on_new_way(run, *found, stops, said))
            changed.append(other)
            rows.append(int(str(trip)))
            waited += wait_s > 0
    told = pd.concat([calls[:0], *changed], ignore_index=True).astype(calls.dtypes.to_dict())
    if told[_SEEN].equals(calls[calls_of(draft, rows)][_SEEN].reset_index(drop=True)):
        same = "no run calls at these stops in this order, or all go this way already"
        draft.unchanged("", same)
        return draft
    shapes = draft.feed.trips["shape_idx"].to_numpy().copy()
    shapes[rows] = -1
    if waited:
        draft = draft.with_notes(Note("note.fromMidnight", {"n": waited}))
    return draft.with_tables(
        stop_times=put_back(calls, calls_of(draft, rows), told),
        trips=draft.feed.trips.assign(shape_idx=shapes),
    )


def _calling(calls: pd.DataFrame, stops: Rows) -> Rows:
    """The trips that call at one of some stops."""
    return np.unique(calls["trip_idx"].to_numpy()[np.isin(calls["stop_idx"].to_numpy(), stops)])


def _ends(
    stops: NDArray[np.int32], starts: Rows | None, ends: Rows | None
) -> tuple[int, int] | None:
    """The calls at which a run leaves its way and comes back to it; -1, and n, for none."""
    start, end = -1, len(stops)
    if starts is not None:
        at = np.flatnonzero(np.isin(stops, starts))
        if not len(at):
            return None
        start = int(at[0])
    if ends is not None:
        at = np.flatnonzero(np.isin(stops, ends))
        at = at[at > start]
        if not len(at):
            return None
        end = int(at[0])
    return start, end


def _on_new_way(
    run: pd.DataFrame, start: int, end: int, stops: list[int], said: Reroute
) -> pd.DataFrame:
    """The calls of a run with the new ones, renumbered; where it ended riders may get on now."""
    from_call, to_call = run.iloc[max(start, 0) : start + 1], run.iloc[end : end + 1]
    dwells = np.array(said.dwell_times)
    arrives = np.cumsum(np.r_[0, np.array(said.hop_times) + dwells[:-1]])
    arrives += _first_arrival(from_call, to_call, arrives, dwells, run)
    new = [_ALLOWED] * len(stops)
    way = pd.DataFrame(
        {
            "trip_idx": int(run["trip_idx"].iloc[0]),
            "stop_idx": [*from_call["stop_idx"], *stops, *to_call["stop_idx"]],
            "arrival_s": arrives,
            "departure_s": arrives + dwells,
            "sequence": 0,
            "pickup": [*from_call["pickup"], *new, *to_call["pickup"]],
            "drop_off": [*from_call["drop_off"], *new, *to_call["drop_off"]],
            "interpolated": False,
        }
    )
    if start == len(run) - 1:
        way.loc[0, "pickup"] = _ALLOWED
    if end == 0:
        way.loc[len(way) - 1, "drop_off"] = _ALLOWED
    after = run.iloc[end + 1 :]
    later_s = int(way["departure_s"].iloc[-1] - to_call["departure_s"].iloc[0]) if len(after) else 0
    after = after.assign(
        arrival_s=after["arrival_s"] + later_s, departure_s=after["departure_s"] + later_s
    )
    whole = pd.concat([run.iloc[: max(start, 0)], way, after], ignore_index=True)
    return whole.assign(sequence=np.arange(1, len(whole) + 1))


def _first_arrival(
    from_call: pd.DataFrame,
    to_call: pd.DataFrame,
    arrives: NDArray[np.int64],
    dwells: NDArray[np.int64],
    run: pd.DataFrame,
) -> int:
    """When the first stop of the new way is reached; `arrives` counts from there.

    A run that starts there leaves it as before, as every run keeps its first departure.
    """
    if not len(from_call):
        return int(to_call["departure_s"].iloc[0] - arrives[-1] - dwells[-1])
    if from_call.index[0] == run.index[0]:
        return int(from_call["departure_s"].iloc[0] - dwells[0])
    return int(from_call["arrival_s"].iloc[0])


def _not_before_midnight(run: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The run and 0; later where it would leave before its service day begins, and by how much."""
    wait_s = max(-int(run["departure_s"].iloc[0]), 0)
    return run.assign(
        arrival_s=np.maximum(run["arrival_s"] + wait_s, 0),
        departure_s=run["departure_s"] + wait_s,
    ), wait_s
