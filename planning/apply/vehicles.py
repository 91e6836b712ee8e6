"""What one vehicle runs: riders who stay on board and blocks, only where they still fit.

Where a scenario moves the last stop of one trip or the first of the next, a vehicle no longer leads
riders from one to the other. Where it makes two trips of a block overlap, they take two vehicles.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeds.tables import MergedFeed
from planning.apply.draft import Draft
from planning.apply.services import days_of
from planning.notes import Note

IN_SEAT = 4
"""GTFS transfer_type: riders stay on board."""


def with_sound_vehicles(draft: Draft, base: MergedFeed) -> Draft:
    """The draft without in-seat transfers and blocks that the scenario has made impossible."""
    rules, blocks = draft.feed.transfers, draft.feed.trips["block"]
    named = bool((rules["type"] == IN_SEAT).any())
    if not named and not (blocks != "").any():
        return draft
    before, after = _ends(base), _ends(draft.feed)
    return _with_blocks(_with_seats(draft, before, after), before, after)


def _ends(feed: MergedFeed) -> pd.DataFrame:
    """First and last stop, and first and last moment, of every trip that runs, by its row."""
    calls = feed.stop_times.groupby("trip_idx")
    return pd.DataFrame(
        {
            "begins": calls["stop_idx"].first(),
            "ends": calls["stop_idx"].last(),
            "from_s": calls["arrival_s"].first(),
            "to_s": calls["departure_s"].last(),
        }
    )


def _with_seats(draft: Draft, before: pd.DataFrame, after: pd.DataFrame) -> Draft:
    rules = draft.feed.transfers
    parted = (rules["type"] == IN_SEAT).to_numpy() & (
        _moved(rules["from_trip_idx"], before["ends"], after["ends"])
        | _moved(rules["to_trip_idx"], before["begins"], after["begins"])
    )
    if not parted.any():
        return draft
    return draft.with_tables(transfers=rules[~parted].reset_index(drop=True))


def _moved(trips: pd.Series, before: pd.Series, after: pd.Series) -> np.ndarray:
    was, now = before.reindex(trips).to_numpy(), after.reindex(trips).to_numpy()
    return np.asarray((trips.to_numpy() >= 0) & (was != now))


def _with_blocks(draft: Draft, before: pd.DataFrame, after: pd.DataFrame) -> Draft:
    """A trip that would begin before its vehicle is free, and those after it, take another one."""
    blocks = draft.feed.trips["block"].to_numpy(dtype=object).copy()
    times = ["from_s", "to_s"]
    changed = (after[times] != before[times].reindex(after.index)).any(axis=1)
    touched = set(blocks[after.index.to_numpy()[changed.to_numpy()]]) - {""}
    parted = 0
    for block in sorted(touched):
        trips = after.loc[after.index.intersection(np.flatnonzero(blocks == block))]
        vehicle: list[tuple[int, set[int]]] = []
        name, number = block, 1
        for row, trip in trips.sort_values(times, kind="stable").iterrows():
            days = days_of(draft, int(draft.feed.trips["service_idx"].iloc[row]))
            if any(free_s > trip["from_s"] and days & others for free_s, others in vehicle):
                vehicle, number, parted = [], number + 1, parted + 1
                name = f"{block}~{number}"
            vehicle.append((int(trip["to_s"]), days))
            blocks[row] = name
    if not parted:
        return draft
    told = draft.feed.trips.assign(block=blocks).astype(draft.feed.trips.dtypes.to_dict())
    return draft.with_tables(trips=told).with_notes(Note("note.otherVehicle", {"n": parted}))
