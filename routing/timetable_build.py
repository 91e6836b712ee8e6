"""Building the timetable: clean tables in, patterns out. Never called in a request."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.tables import MergedFeed
from routing.timetable import Timetable

NOT_ALLOWED = 1
"""GTFS pickup_type and drop_off_type: not available. 2 and 3 need a call, and stay allowed."""


def build_timetable(
    feed: MergedFeed, zones: tuple[str, ...]
) -> tuple[Timetable, NDArray[np.int32]]:
    """The timetable, and for each of its trips the row in feed.trips."""
    calls = feed.stop_times
    trip_of_call = calls["trip_idx"].to_numpy()
    first = (
        np.flatnonzero(np.r_[True, np.diff(trip_of_call) != 0]) if len(calls) else np.zeros(0, int)
    )
    ends = np.r_[first[1:], len(calls)]
    long_enough = ends - first >= 2
    first, ends = first[long_enough], ends[long_enough]
    keys = _call_keys(calls, first, ends)
    departure = calls["departure_s"].to_numpy()
    pattern_of_trip, leaders = _group(keys, first, ends)
    order = np.lexsort((trip_of_call[first], departure[first], pattern_of_trip))
    first, ends = first[order], ends[order]
    pattern_of_trip = pattern_of_trip[order]
    lengths = (ends - first)[np.searchsorted(pattern_of_trip, np.arange(len(leaders)))]
    sequence = np.concatenate([keys[a:b] for a, b in leaders] or [np.zeros(0, np.int64)])
    take = _ranges(first, ends)
    rows = trip_of_call[first].astype(np.int32)
    pattern_trip = np.searchsorted(pattern_of_trip, np.arange(len(leaders) + 1)).astype(np.int32)
    n_trips_of = np.diff(pattern_trip)
    runs, first_day = _service_runs(feed)
    zone_of = {name: index for index, name in enumerate(zones)}
    trips = feed.trips.iloc[rows]
    timetable = Timetable(
        pattern_start=_offsets(lengths).astype(np.int32),
        pattern_stop=(sequence >> 2).astype(np.int32),
        pattern_board=((sequence >> 1) & 1).astype(np.uint8),
        pattern_alight=(sequence & 1).astype(np.uint8),
        pattern_trip=pattern_trip,
        pattern_call=_offsets(lengths * n_trips_of),
        arrival_s=calls["arrival_s"].to_numpy()[take].astype(np.int32),
        departure_s=departure[take].astype(np.int32),
        sequence=calls["sequence"].to_numpy()[take].astype(np.int32),
        trip_pattern=pattern_of_trip.astype(np.int32),
        trip_service=trips["service_idx"].to_numpy().astype(np.int32),
        trip_zone=trips["zone"].map(zone_of).to_numpy().astype(np.uint8),
        service_runs=runs,
        first_day=first_day,
    )
    return timetable, rows


def _call_keys(
    calls: pd.DataFrame, first: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """One number per call: stop, may board, may alight. Nobody boards last or alights first."""
    board = calls["pickup"].to_numpy() != NOT_ALLOWED
    alight = calls["drop_off"].to_numpy() != NOT_ALLOWED
    alight[first] = False
    board[ends - 1] = False
    stop = calls["stop_idx"].to_numpy().astype(np.int64)
    return np.asarray((stop << 2) | (board.astype(np.int64) << 1) | alight)


def _group(
    keys: NDArray[np.int64], first: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    """The pattern of every trip, and for every pattern the calls of one trip that shows it."""
    pattern_of_trip = np.empty(len(first), dtype=np.int64)
    known: dict[bytes, int] = {}
    leaders: list[tuple[int, int]] = []
    for trip, (a, b) in enumerate(zip(first.tolist(), ends.tolist(), strict=True)):
        key = keys[a:b].tobytes()
        pattern = known.setdefault(key, len(leaders))
        if pattern == len(leaders):
            leaders.append((a, b))
        pattern_of_trip[trip] = pattern
    return pattern_of_trip, leaders


def _ranges(first: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers of the ranges first[i]..ends[i], one range after the other."""
    lengths = ends - first
    if not len(lengths):
        return np.zeros(0, dtype=np.int64)
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.asarray(np.repeat(first, lengths) + within)


def _offsets(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])


def _service_runs(feed: MergedFeed) -> tuple[NDArray[np.uint8], int]:
    days = feed.service_dates["day"].to_numpy()
    if not len(days):
        return np.zeros((len(feed.services), 1), dtype=np.uint8), 0
    first_day = int(days.min())
    runs = np.zeros((len(feed.services), int(days.max()) - first_day + 1), dtype=np.uint8)
    runs[feed.service_dates["service_idx"].to_numpy(), days - first_day] = 1
    return runs, first_day
