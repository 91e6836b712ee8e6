"""Trips that no longer run and stops no longer served: a draft and a modification in and out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planning.apply.draft import Draft, calls_of, find_stops, find_trips
from planning.apply.steps import Ints, Steps, put_back, steps_of, timed
from planning.scenario.edits import RemoveStops, RemoveTrips


def remove_trips(draft: Draft, said: RemoveTrips) -> Draft:
    """Without the calls of those trips: a trip without calls does not run."""
    gone = calls_of(draft, find_trips(draft, said))
    if not gone.any():
        draft.idle("", "none of these trips runs: nothing changes")
        return draft
    left = draft.feed.stop_times[~gone].reset_index(drop=True)
    return draft.with_tables(stop_times=left)


def remove_stops(draft: Draft, said: RemoveStops) -> Draft:
    """The runs without their calls at these stops, earlier afterwards by what that saves.

    A run whose first call goes starts at its next one, at the time that it has there.
    """
    on_line = calls_of(draft, find_trips(draft, said))
    stops = find_stops(draft, said.stops, "stops")
    calls = draft.feed.stop_times
    at_stop = on_line & np.isin(calls["stop_idx"].to_numpy(), stops)
    if not at_stop.any():
        draft.idle("stops", "no run there calls at them: nothing changes")
        return draft
    trips = np.unique(calls["trip_idx"].to_numpy()[at_stop])
    chosen = calls_of(draft, trips)
    kept = ~at_stop[chosen]
    shortened = _without(steps_of(calls[chosen]), kept, said.seconds_saved_at_each_stop)
    left = timed(calls[chosen][kept], shortened)
    runs = left["trip_idx"].map(left["trip_idx"].value_counts()).to_numpy() >= 2
    draft = draft.with_tables(stop_times=put_back(calls, chosen, left[runs]))
    gone = len(trips) - left["trip_idx"][runs].nunique()
    return draft.with_notes(f"{gone} trips are left with fewer than two stops") if gone else draft


def _without(steps: Steps, kept: NDArray[np.bool_], saved_s: int) -> Steps:
    """The steps of the calls that are kept; a hop grows by those that led to calls left out."""
    leaves_by_call = steps.leaves_s + _since_start(steps)
    run = np.cumsum(steps.first)
    hop_to = np.where(kept, steps.hop_s, np.maximum(steps.hop_s - saved_s, 0))
    total = np.cumsum(hop_to)
    rows = np.flatnonzero(kept)
    first = np.r_[True, run[rows][1:] != run[rows][:-1]]
    hop = np.where(first, 0, total[rows] - np.r_[0, total[rows][:-1]])
    leads = np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))
    return replace(
        steps, first=first, hop_s=hop, dwell_s=steps.dwell_s[rows],
        leaves_s=leaves_by_call[rows][leads],
    )  # fmt: skip


def _since_start(steps: Steps) -> Ints:
    """Seconds from leaving the first stop to leaving each."""
    grown = np.cumsum(np.where(steps.first, 0, steps.hop_s + steps.dwell_s))
    start = np.maximum.accumulate(np.where(steps.first, np.arange(len(grown)), 0))
    return np.asarray(grown - grown[start])
