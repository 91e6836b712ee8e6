"""Runs that a scenario adds: the calls of one run and its departures in, a draft with them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from planning.apply.draft import Draft

MOST_CALLS = 1_000_000
"""Calls that one scenario may add: more is a mistake, and more than can be searched in seconds."""

TOO_MANY = "too_many"


def with_runs(
    draft: Draft, trip: Mapping[str, object], calls: pd.DataFrame, departures: Sequence[int]
) -> tuple[Draft, range]:
    """The draft with a run at each departure, and the rows of these trips.

    `calls` are those of one run at any time: what it leaves its first stop at becomes each of the
    departures; what it stays there comes before. `trip` is its row; the id gets a number.
    """
    first, count = len(draft.feed.trips), len(departures)
    made = draft.made_calls + count * len(calls)
    if made > MOST_CALLS:
        if not any(each.code == TOO_MANY for each in draft.faults):
            said = f"adds trips of more than {MOST_CALLS} calls in all; make headways longer"
            draft.fault("", said, TOO_MANY)
        return draft, range(first, first)
    if not count:
        return draft, range(first, first)
    rows = pd.DataFrame({name: [value] * count for name, value in trip.items()})
    rows["id"] = [f"{trip['id']}{nth}" for nth in range(count)]
    told = calls.iloc[np.tile(np.arange(len(calls)), count)]
    later_s = np.repeat(np.array(departures) - int(calls["departure_s"].iloc[0]), len(calls))
    told = told.assign(
        trip_idx=np.repeat(first + np.arange(count), len(calls)),
        arrival_s=np.maximum(told["arrival_s"].to_numpy() + later_s, 0),
        departure_s=told["departure_s"].to_numpy() + later_s,
    )
    draft = draft.with_tables(
        trips=with_rows(draft.feed.trips, rows),
        stop_times=with_rows(draft.feed.stop_times, told),
    )
    return replace(draft, made_calls=made), range(first, first + count)


def appended(frame: pd.DataFrame, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """The frame with more rows, in the types of its columns."""
    return with_rows(frame, pd.DataFrame(rows, columns=frame.columns))


def with_rows(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """The same for rows that are a frame already."""
    types = frame.dtypes.to_dict()
    return pd.concat([frame, more[list(frame.columns)].astype(types)], ignore_index=True)
