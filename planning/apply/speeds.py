"""Faster or slower lines, longer or shorter stays: a draft and a modification in and out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planning.apply.draft import Draft, calls_of, find_stop, find_stops, find_trips
from planning.apply.steps import Ints, Steps, put_back, steps_of, timed
from planning.scenario.edits import AdjustDwellTime, AdjustSpeed

Mask = NDArray[np.bool_]


def adjust_speed(draft: Draft, said: AdjustSpeed) -> Draft:
    """Hops of some lines at `scale` times the speed, all or some of them.

    With `scale_dwells` so are the stays that follow these hops.
    """
    trips = find_trips(draft, said)
    chosen = calls_of(draft, trips)
    calls = draft.feed.stop_times[chosen]
    if calls.empty:
        draft.unchanged("", "nothing that is meant runs")
        return draft
    steps = steps_of(calls)
    touched = ~steps.first
    if said.hops is not None:
        touched &= _between(draft, said.hops, calls["stop_idx"].to_numpy())
    if not touched.any():
        draft.unchanged("hops", "no run that is meant has such a hop")
        return draft
    hop_s = np.where(touched, _rounded(steps.hop_s / said.scale), steps.hop_s)
    dwell_s = steps.dwell_s
    if said.scale_dwells:
        dwell_s = np.where(touched, _rounded(dwell_s / said.scale), dwell_s)
    if (hop_s == steps.hop_s).all() and (dwell_s == steps.dwell_s).all():
        draft.unchanged("scale", "every time is as long after rounding to seconds")
        return draft
    return _with_steps(draft, chosen, replace(steps, hop_s=hop_s, dwell_s=dwell_s))


def adjust_dwell_time(draft: Draft, said: AdjustDwellTime) -> Draft:
    """Stays of so many seconds, or `scale` times as long as they are."""
    chosen = calls_of(draft, find_trips(draft, said))
    calls = draft.feed.stop_times[chosen]
    if calls.empty:
        draft.unchanged("", "nothing that is meant runs")
        return draft
    steps = steps_of(calls)
    touched = np.ones(len(calls), dtype=np.bool_)
    if said.stops is not None:
        touched = np.isin(calls["stop_idx"].to_numpy(), find_stops(draft, said.stops, "stops"))
        if not touched.any():
            draft.unchanged("stops", "no run that is meant calls at them")
            return draft
    if said.dwell_secs is not None:
        wanted = np.full(len(calls), said.dwell_secs, dtype=np.int64)
    else:
        wanted = _rounded(steps.dwell_s * float(said.scale or 0))
    dwell_s = np.where(touched, wanted, steps.dwell_s)
    if not (dwell_s != steps.dwell_s).any():
        draft.unchanged("", "every stay there is as long as that already")
        return draft
    return _with_steps(draft, chosen, replace(steps, dwell_s=dwell_s))


def _with_steps(draft: Draft, chosen: Mask, steps: Steps) -> Draft:
    calls = draft.feed.stop_times
    return draft.with_tables(stop_times=put_back(calls, chosen, timed(calls[chosen], steps)))


def _between(draft: Draft, hops: tuple[tuple[str, str], ...], stop: Ints) -> Mask:
    """Which calls end a hop between two of these stops. Shapes: (calls,)."""
    before = np.r_[-1, stop[:-1]]
    found = np.zeros(len(stop), dtype=np.bool_)
    for at, (start, end) in enumerate(hops):
        starts = find_stop(draft, start, f"hops[{at}][0]")
        ends = find_stop(draft, end, f"hops[{at}][1]")
        found |= np.isin(before, starts) & np.isin(stop, ends)
    return found


def _rounded(seconds: NDArray[np.floating]) -> Ints:
    return np.asarray(np.rint(seconds).astype(np.int64))
