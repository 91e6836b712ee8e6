"""Runs taken out of a feed: which trips on which dates in, the tables without them out.

A trip that loses some of its dates gets a service of its own with the rest; one that loses all of
them leaves the tables, and its id lives on in the trip crosswalk.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.frames import make_frame
from feeds.rules.transfers import IN_SEAT
from feeds.tables import COLUMNS, MergedFeed


@dataclass(frozen=True, slots=True)
class Removal:
    """A trip left out for another on some dates (bit n is the day `first_day + n`)."""

    trip_idx: int
    kept_trip_idx: int
    days: int
    evidence: str


def without_runs(feed: MergedFeed, removals: Sequence[Removal], first_day: int) -> MergedFeed:
    """The feed without these runs; every one of them is written into the trip crosswalk."""
    gone: dict[int, int] = {}
    for removal in removals:
        gone[removal.trip_idx] = gone.get(removal.trip_idx, 0) | removal.days
    feed = _with_seats_of_copies(_logged(feed, removals), removals)
    feed, empty = _with_fewer_dates(feed, gone, first_day)
    kept = np.ones(len(feed.trips), dtype=np.bool_)
    kept[empty] = False
    return _without_trips(feed, kept) if empty else feed


def _with_seats_of_copies(feed: MergedFeed, removals: Sequence[Removal]) -> MergedFeed:
    """What a feed says of the riders on board holds for the trip that stands for its own, too.

    In-seat transfers and their prohibition, and the block where the other feed names none.
    """
    kept = {removal.trip_idx: removal.kept_trip_idx for removal in removals}
    block = feed.trips["block"].to_numpy(dtype=object).copy()
    for trip, other in kept.items():
        block[other] = block[other] or block[trip]
    rules = feed.transfers[feed.transfers["type"] >= IN_SEAT]
    more = []
    for row in rules.to_dict("records"):
        trips = [row["from_trip_idx"], row["to_trip_idx"]]
        for before, after in itertools.product(*({trip, kept.get(trip, trip)} for trip in trips)):
            if before != after and [before, after] != trips:
                more.append({**row, "from_trip_idx": before, "to_trip_idx": after})
    feed = replace(feed, trips=feed.trips.assign(block=block))
    if not more:
        return feed
    said = pd.concat([feed.transfers, pd.DataFrame(more)], ignore_index=True)
    return replace(feed, transfers=said.astype(COLUMNS["transfers"]))


def _logged(feed: MergedFeed, removals: Sequence[Removal]) -> MergedFeed:
    ids = feed.trips["id"].to_numpy(dtype=object)
    rows = make_frame(
        "trip_crosswalk",
        id=[str(ids[removal.trip_idx]) for removal in removals],
        kept_trip_idx=[removal.kept_trip_idx for removal in removals],
        evidence=[removal.evidence for removal in removals],
    )
    known = [frame for frame in (feed.trip_crosswalk, rows) if len(frame)]
    return replace(feed, trip_crosswalk=pd.concat(known, ignore_index=True))


def _with_fewer_dates(
    feed: MergedFeed, gone: dict[int, int], first_day: int
) -> tuple[MergedFeed, list[int]]:
    """Services of their own for trips that keep some dates, and the trips that keep none."""
    service_of_trip = feed.trips["service_idx"].to_numpy().copy()
    days_of_service = _days(feed, {int(service_of_trip[trip]) for trip in gone}, first_day)
    made: dict[tuple[int, int], int] = {}
    empty = []
    for trip, days in sorted(gone.items()):
        service = int(service_of_trip[trip])
        rest = days_of_service[service] & ~days
        if not rest:
            empty.append(trip)
            continue
        service_of_trip[trip] = made.setdefault((service, rest), len(feed.services) + len(made))
    if not made:
        return feed, empty
    trips = feed.trips.assign(service_idx=service_of_trip)
    return replace(feed, trips=trips, **with_services(feed, made, first_day)), empty


def with_services(
    feed: MergedFeed, made: dict[tuple[int, int], int], first_day: int
) -> dict[str, pd.DataFrame]:
    """The services and their dates, with those that were made."""
    ids = feed.services["id"].to_numpy(dtype=object)
    feeds = feed.services["feed"].to_numpy()
    rows = make_frame(
        "services",
        id=[f"{ids[service]}~{number}" for (service, _), number in made.items()],
        feed=[int(feeds[service]) for service, _ in made],
    )
    dates = [(number, day) for (_, rest), number in made.items() for day in _bits(rest, first_day)]
    more = make_frame(
        "service_dates", service_idx=[n for n, _ in dates], day=[day for _, day in dates]
    )
    return {
        "services": pd.concat([feed.services, rows], ignore_index=True),
        "service_dates": pd.concat([feed.service_dates, more], ignore_index=True),
    }


def _days(feed: MergedFeed, services: set[int], first_day: int) -> dict[int, int]:
    dates = feed.service_dates.loc[feed.service_dates["service_idx"].isin(sorted(services))]
    days = dict.fromkeys(services, 0)
    for service, day in zip(dates["service_idx"].tolist(), dates["day"].tolist(), strict=True):
        days[service] |= 1 << (day - first_day)
    return days


def _bits(days: int, first_day: int) -> Iterator[int]:
    at = first_day
    while days:
        if days & 1:
            yield at
        days >>= 1
        at += 1


def _without_trips(feed: MergedFeed, kept: NDArray[np.bool_]) -> MergedFeed:
    """The feed without the trips that are not kept, every trip index moved."""
    new = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    times = feed.stop_times.loc[kept[feed.stop_times["trip_idx"].to_numpy()]]
    transfers = feed.transfers
    for column in ("from_trip_idx", "to_trip_idx"):
        trip = transfers[column].to_numpy()
        known = (trip < 0) | kept[trip]
        transfers = transfers.loc[known]
        trip = trip[known]
        transfers = transfers.assign(**{column: np.where(trip < 0, trip, new[trip])})
    return replace(
        feed,
        trips=feed.trips.loc[kept].reset_index(drop=True),
        stop_times=times.assign(trip_idx=new[times["trip_idx"].to_numpy()]).reset_index(drop=True),
        transfers=transfers.astype(COLUMNS["transfers"]).reset_index(drop=True),
        trip_crosswalk=_keeping(feed, new),
    )


def _keeping(feed: MergedFeed, new: NDArray[np.int32]) -> pd.DataFrame:
    """The crosswalk with moved indices; where the kept trip left too, that which stayed for it."""
    crosswalk = feed.trip_crosswalk
    ids = feed.trips["id"].to_numpy(dtype=object)
    stayed = dict(zip(crosswalk["id"], crosswalk["kept_trip_idx"].tolist(), strict=True))

    def staying(trip: int) -> int:
        seen: set[int] = set()
        while trip >= 0 and new[trip] < 0 and trip not in seen:
            seen.add(trip)
            trip = stayed.get(ids[trip], -1)
        return int(new[trip]) if trip >= 0 else -1

    moved = [staying(trip) for trip in crosswalk["kept_trip_idx"].tolist()]
    return crosswalk.assign(kept_trip_idx=np.array(moved, dtype=np.int32))
