"""One time zone for all trips: a MergedFeed and a zone in, the same rides told in that zone out.

A GTFS file holds one agency_timezone. Whether two zones are two names of one offset is computed
for every service date, never assumed: where the days begin at the same moments nothing moves;
where they do not, times are moved by the difference of that very date, and a trip whose dates
differ among each other becomes one trip for each difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.clock import from_day_number, service_day_start_s
from feeds.frames import make_frame
from feeds.tables import COLUMNS, MergedFeed


@dataclass(frozen=True, slots=True)
class ZoneMove:
    """What became of the trips of one zone; `shifts_s` are the differences met, none: the same."""

    zone: str
    trips: int
    dates: int
    shifts_s: tuple[int, ...]


@dataclass(slots=True)
class _Moved:
    """What changes: seconds and service of trips as they stand, and further copies of them."""

    shift_s: NDArray[np.int64]
    service: NDArray[np.int64]
    copies: list[tuple[int, int, int]]
    """Trip, service and shift of every further copy."""
    services: dict[tuple[int, int, tuple[int, ...]], int]
    """Service, shift and dates of every service made, with its number."""


def in_one_zone(feed: MergedFeed, zone: str) -> tuple[MergedFeed, tuple[ZoneMove, ...]]:
    """The feed with all its trips in `zone`, and what that took."""
    zones = feed.trips["zone"].to_numpy(dtype=object)
    service = feed.trips["service_idx"].to_numpy().astype(np.int64)
    days_of = _days_of_services(feed)
    moved = _Moved(np.zeros(len(zones), dtype=np.int64), service.copy(), [], {})
    first_s = _first_times(feed)
    told = []
    for other in sorted(set(zones.tolist()) - {zone}):
        trips = np.flatnonzero(zones == other)
        days = sorted({day for s in np.unique(service[trips]).tolist() for day in days_of[s]})
        differ = any(_shift_s(day, other, day, zone) for day in days)
        shifts: set[int] = set()
        for trip in trips.tolist() if differ else ():
            variants = _variants(days_of[int(service[trip])], int(first_s[trip]), other, zone)
            shifts |= set(variants)
            _take(moved, trip, int(service[trip]), variants, len(days_of))
        told.append(ZoneMove(other, len(trips), len(days), tuple(sorted(shifts))))
    if moved.services or moved.copies or moved.shift_s.any():
        feed = _applied(feed, moved)
    return replace(feed, trips=feed.trips.assign(zone=zone)), tuple(told)


def _shift_s(day: int, zone: str, target_day: int, target_zone: str) -> int:
    """Seconds from the start of a service day in the target zone to that of one in its own."""
    start = service_day_start_s(from_day_number(day), zone)
    return start - service_day_start_s(from_day_number(target_day), target_zone)


def _variants(
    days: tuple[int, ...], first_s: int, zone: str, target: str
) -> dict[int, tuple[tuple[int, ...], bool]]:
    """For every difference the dates on which it holds, and whether those are moved dates."""
    found: dict[int, list[int]] = {}
    for day in days:
        shift_s = _shift_s(day, zone, day, target)
        target_day = day
        if first_s + shift_s < 0:  # before that date began in the target zone
            target_day = day - 1
            shift_s = _shift_s(day, zone, target_day, target)
        found.setdefault(shift_s, []).append(target_day)
    return {
        shift_s: (tuple(dates), tuple(dates) != days)
        for shift_s, dates in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def _take(
    moved: _Moved,
    trip: int,
    service: int,
    variants: dict[int, tuple[tuple[int, ...], bool]],
    known_services: int,
) -> None:
    for number, (shift_s, (dates, other_dates)) in enumerate(variants.items()):
        runs_on = service
        if other_dates:
            key = (service, shift_s, dates)
            runs_on = moved.services.setdefault(key, known_services + len(moved.services))
        if number == 0:
            moved.shift_s[trip], moved.service[trip] = shift_s, runs_on
        else:
            moved.copies.append((trip, runs_on, shift_s))


def _applied(feed: MergedFeed, moved: _Moved) -> MergedFeed:
    calls = feed.stop_times
    shift_s = moved.shift_s[calls["trip_idx"].to_numpy()]
    calls = calls.assign(
        arrival_s=calls["arrival_s"] + shift_s, departure_s=calls["departure_s"] + shift_s
    )
    trips = feed.trips.assign(service_idx=moved.service)
    origin = np.array([trip for trip, _, _ in moved.copies], dtype=np.int64)
    copies = trips.iloc[origin].assign(
        id=[f"{trips['id'].iloc[t]}~{s:+d}s" for t, _, s in moved.copies],
        service_idx=[service for _, service, _ in moved.copies],
    )
    start = np.searchsorted(calls["trip_idx"].to_numpy(), np.arange(len(trips) + 1))
    parts = [calls]
    for number, (trip, _, by_s) in enumerate(moved.copies):
        rows = calls.iloc[start[trip] : start[trip + 1]]
        again = by_s - int(moved.shift_s[trip])
        parts.append(
            rows.assign(
                trip_idx=len(trips) + number,
                arrival_s=rows["arrival_s"] + again,
                departure_s=rows["departure_s"] + again,
            )
        )
    return replace(
        feed,
        trips=pd.concat([trips, copies], ignore_index=True).astype(COLUMNS["trips"]),
        stop_times=pd.concat(parts, ignore_index=True).astype(COLUMNS["stop_times"]),
        transfers=_with_copies(feed, moved, len(trips)),
        **_with_services(feed, moved),
    )


def _with_services(feed: MergedFeed, moved: _Moved) -> dict[str, pd.DataFrame]:
    ids = feed.services["id"].to_numpy(dtype=object)
    feeds = feed.services["feed"].to_numpy()
    taken: dict[str, int] = {}
    names = []
    for service, shift_s, _ in moved.services:
        name = f"{ids[service]}~{shift_s:+d}s"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name}~{taken[name]}")
    more = make_frame(
        "services", id=names, feed=[int(feeds[service]) for service, _, _ in moved.services]
    )
    dates = [(n, day) for (_, _, days), n in moved.services.items() for day in days]
    dated = make_frame(
        "service_dates", service_idx=[n for n, _ in dates], day=[day for _, day in dates]
    )
    return {
        "services": pd.concat([feed.services, more], ignore_index=True),
        "service_dates": pd.concat([feed.service_dates, dated], ignore_index=True),
    }


def _with_copies(feed: MergedFeed, moved: _Moved, known_trips: int) -> pd.DataFrame:
    """The transfers that name a trip, once more for each of its copies (with the same shift)."""
    copy_of: dict[int, dict[int, int]] = {}
    for number, (trip, _, shift_s) in enumerate(moved.copies):
        copy_of.setdefault(trip, {})[shift_s] = known_trips + number
    rows = feed.transfers
    if not copy_of or not len(rows):
        return rows
    more = []
    for row in rows.itertuples(index=False):
        ends = [copy_of.get(row.from_trip_idx, {}), copy_of.get(row.to_trip_idx, {})]
        for shift_s in sorted({*ends[0], *ends[1]}):
            copy = row._asdict()
            copy["from_trip_idx"] = ends[0].get(shift_s, row.from_trip_idx)
            copy["to_trip_idx"] = ends[1].get(shift_s, row.to_trip_idx)
            more.append(copy)
    frames = [rows, pd.DataFrame(more)] if more else [rows]
    return pd.concat(frames, ignore_index=True).astype(COLUMNS["transfers"])


def _days_of_services(feed: MergedFeed) -> list[tuple[int, ...]]:
    days: list[list[int]] = [[] for _ in range(len(feed.services))]
    dates = feed.service_dates
    for service, day in zip(dates["service_idx"].tolist(), dates["day"].tolist(), strict=True):
        days[service].append(day)
    return [tuple(sorted(found)) for found in days]


def _first_times(feed: MergedFeed) -> NDArray[np.int64]:
    trip = feed.stop_times["trip_idx"].to_numpy()
    first = np.searchsorted(trip, np.arange(len(feed.trips)))
    return np.asarray(feed.stop_times["arrival_s"].to_numpy()[first], dtype=np.int64)
