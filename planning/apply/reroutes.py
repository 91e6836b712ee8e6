"""Another way between two stops of a line: a draft and a reroute in and out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planning.apply.draft import Draft, Rows, calls_of, find_stops, find_trips
from planning.apply.new_lines import with_feed
from planning.apply.new_stops import stops_of
from planning.apply.steps import put_back
from planning.scenario.edits import Reroute


def reroute(draft: Draft, said: Reroute) -> Draft:
    """The runs that call at `from_stop` and later at `to_stop` go the new way between them.

    Without a `from_stop` the start of the run is replaced, and it is timed so that it leaves
    `to_stop` as before; else later calls come earlier or later by what the way takes.
    """
    starts = find_stops(draft, (said.from_stop,), "fromStop") if said.from_stop else None
    ends = find_stops(draft, (said.to_stop,), "toStop") if said.to_stop else None
    chosen = calls_of(draft, find_trips(draft, said))
    draft, feed = with_feed(draft)
    draft, stops = stops_of(draft, said.stops, feed, "stops")
    if len(stops) < len(said.stops):
        return draft
    calls = draft.feed.stop_times
    changed, rows = [], []
    for trip, run in calls[chosen].groupby("trip_idx", sort=False):
        found = _ends(run["stop_idx"].to_numpy(), starts, ends)
        if found is not None:
            changed.append(_on_new_way(run, *found, stops, said))
            rows.append(int(str(trip)))
    if not changed:
        draft.idle("", "no run there calls at these stops in this order: nothing changes")
        return draft
    told = pd.concat(changed, ignore_index=True).astype(calls.dtypes.to_dict())
    whole = put_back(calls, calls_of(draft, rows), told)
    trips = draft.feed.trips.copy()
    trips.loc[rows, "shape_idx"] = -1
    return draft.with_tables(stop_times=whole, trips=trips)


def _ends(stops: Rows, starts: Rows | None, ends: Rows | None) -> tuple[int, int] | None:
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
    """The calls of a run with the new ones, renumbered."""
    from_call, to_call = run.iloc[max(start, 0) : start + 1], run.iloc[end : end + 1]
    hops, dwells = np.array(said.hop_times), np.array(said.dwell_times)
    leaves = np.cumsum(np.r_[dwells[0], hops + dwells[1:]])
    if len(from_call):
        leaves = leaves + int(from_call["arrival_s"].iloc[0])
    else:
        leaves = leaves + int(to_call["departure_s"].iloc[0]) - leaves[-1]
    shift = int(leaves[-1] - to_call["departure_s"].iloc[0]) if len(to_call) else 0
    open_to_all = [0] * len(stops)
    way = pd.DataFrame(
        {
            "trip_idx": int(run["trip_idx"].iloc[0]),
            "stop_idx": [*from_call["stop_idx"], *stops, *to_call["stop_idx"]],
            "arrival_s": leaves - dwells,
            "departure_s": leaves,
            "sequence": 0,
            "pickup": [*from_call["pickup"], *open_to_all, *to_call["pickup"]],
            "drop_off": [*from_call["drop_off"], *open_to_all, *to_call["drop_off"]],
            "interpolated": False,
        }
    )
    after = run.iloc[end + 1 :]
    after = after.assign(
        arrival_s=after["arrival_s"] + shift, departure_s=after["departure_s"] + shift
    )
    whole = pd.concat([run.iloc[: max(start, 0)], way, after], ignore_index=True)
    return whole.assign(sequence=np.arange(1, len(whole) + 1))
