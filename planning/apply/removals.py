"""Trips that no longer run and stops no longer served: a draft and a modification in and out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planning.apply.draft import Draft, calls_of, find_stops, find_trips
from planning.apply.steps import Ints, Steps, put_back, steps_of, timed
from planning.notes import Note
from planning.scenario.edits import RemoveStops, RemoveTrips

FEWEST_CALLS = 2


def remove_trips(draft: Draft, said: RemoveTrips) -> Draft:
    """Without the calls of those trips: a trip without calls does not run."""
    gone = calls_of(draft, find_trips(draft, said))
    if not gone.any():
        draft.unchanged("", "none of these trips runs")
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
        draft.unchanged("stops", "no run that is meant calls at them")
        return draft
    chosen = calls_of(draft, np.unique(calls["trip_idx"].to_numpy()[at_stop]))
    kept = ~at_stop[chosen]
    shortened = _without(steps_of(calls[chosen]), kept, said.seconds_saved_at_each_stop)
    left = timed(calls[chosen][kept], shortened)
    length = np.bincount(left["trip_idx"].to_numpy(), minlength=len(draft.feed.trips))
    left = left[length[left["trip_idx"].to_numpy()] >= FEWEST_CALLS]
    gone = calls["trip_idx"][chosen].nunique() - left["trip_idx"].nunique()
    draft = draft.with_tables(stop_times=put_back(calls, chosen, left))
    if not gone:
        return draft
    return draft.with_notes(Note("note.shortTrips", {"n": gone}))


def _without(steps: Steps, kept: NDArray[np.bool_], saved_s: int) -> Steps:
    """The steps of the calls that are kept; hops that led to calls left out join the next one."""
    rows = np.flatnonzero(kept)
    run = np.cumsum(steps.first)[rows]
    first = np.r_[True, run[1:] != run[:-1]][: len(rows)]
    before = np.r_[0, rows[:-1]][: len(rows)]
    far_s = np.cumsum(steps.hop_s)
    hop_s = far_s[rows] - far_s[before] - saved_s * (rows - before - 1)
    leads = np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))
    return Steps(
        first=first,
        hop_s=np.where(first, 0, np.maximum(hop_s, 0)),
        dwell_s=steps.dwell_s[rows],
        leaves_s=(steps.leaves_s + _since_start(steps))[rows][leads],
    )


def _since_start(steps: Steps) -> Ints:
    """Seconds from leaving the first stop to leaving each."""
    grown = np.cumsum(np.where(steps.first, 0, steps.hop_s + steps.dwell_s))
    start = np.maximum.accumulate(np.where(steps.first, np.arange(len(grown)), 0))
    return np.asarray(grown - grown[start])
