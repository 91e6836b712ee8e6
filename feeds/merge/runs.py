"""Trips as runs that can be compared across feeds: calls at places, on one clock, on dates.

In come a feed's tables and the trips of interest; out come their calls sorted as they run, with
times that differ by whole days only when the moments do, and the dates of each as a set of bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number, service_day_start_s
from feeds.merge.lines import line_name, line_of_trip
from feeds.tables import MergedFeed

Ints = NDArray[np.int64]

_NUMBER = re.compile(r"\D{0,4}\s?0*(\d{3,6})")


@dataclass(frozen=True, slots=True)
class Runs:
    """Shapes: t trips (rows of the feed's trips in `trip`), c calls from `start[i]` on.

    `days[i]` has bit n set when the trip runs on the day `first_day + n`. `spot` is the place with
    the line (feeds/merge/lines.py), `row` the row of stop_times.
    """

    trip: Ints
    feed: Ints
    number: Ints
    line: Ints
    start: Ints
    of_call: Ints
    row: Ints
    place: Ints
    spot: Ints
    arrival_s: Ints
    departure_s: Ints
    pickup: Ints
    drop_off: Ints
    days: list[int]
    first_day: int

    def __len__(self) -> int:
        return len(self.trip)


def runs_of(feed: MergedFeed, wanted: NDArray[np.bool_], spot: Ints) -> Runs:
    """The wanted trips (one flag a trip); times are still those of each trip's own zone.

    `spot` is that of every call of the feed.
    """
    trip = np.flatnonzero(wanted)
    run_of_trip = np.full(len(feed.trips), -1, dtype=np.int64)
    run_of_trip[trip] = np.arange(len(trip))
    times = feed.stop_times
    rows = np.flatnonzero(wanted[times["trip_idx"].to_numpy()])
    of_call = run_of_trip[times["trip_idx"].to_numpy()[rows]]
    place_of_stop = feed.stops["place_idx"].to_numpy(dtype=np.int64)
    first_day = int(feed.service_dates["day"].min()) if len(feed.service_dates) else 0

    def column(name: str) -> Ints:
        return np.asarray(times[name].to_numpy()[rows], dtype=np.int64)

    return Runs(
        trip=trip,
        feed=feed.trips["feed"].to_numpy(dtype=np.int64)[trip],
        number=_numbers(feed, trip),
        line=line_of_trip(feed)[trip],
        start=np.searchsorted(of_call, np.arange(len(trip) + 1)).astype(np.int64),
        of_call=of_call,
        row=rows,
        spot=spot[rows],
        place=place_of_stop[column("stop_idx")],
        arrival_s=column("arrival_s"),
        departure_s=column("departure_s"),
        pickup=column("pickup"),
        drop_off=column("drop_off"),
        days=_days_of_trips(feed, trip, first_day),
        first_day=first_day,
    )


def on_one_clock(feed: MergedFeed, runs: Runs) -> Iterator[tuple[int, Runs]]:
    """(days as bits, runs in the first zone's time) for every set of days with the same offsets.

    Two names of one offset give one set; zones that change their clocks on different nights give
    one more for the days between.
    """
    zone_of_trip = feed.trips["zone"].to_numpy(dtype=object)[runs.trip].astype(str)
    zones, zone = np.unique(zone_of_trip, return_inverse=True)
    last = max((days.bit_length() for days in runs.days), default=0)
    groups: dict[tuple[int, ...], int] = {}
    for at in range(last):
        day = from_day_number(runs.first_day + at)
        starts = [service_day_start_s(day, str(name)) for name in zones]
        offsets = tuple(start - starts[0] for start in starts)
        groups[offsets] = groups.get(offsets, 0) | (1 << at)
    for offsets, days in groups.items():
        shift_s = np.array(offsets, dtype=np.int64)[zone][runs.of_call]
        moved = replace(
            runs, arrival_s=runs.arrival_s + shift_s, departure_s=runs.departure_s + shift_s
        )
        yield days, moved


def _numbers(feed: MergedFeed, trip: Ints) -> Ints:
    """The number of a ride, from its short name or else a headsign that is one; -1 unknown.

    What is but the name of its line says nothing of a ride.
    """
    texts = [feed.trips[name].to_numpy(dtype=object)[trip] for name in ("short_name", "headsign")]
    route = feed.trips["route_idx"].to_numpy()[trip]
    lines = [line_name(str(name)) for name in feed.routes["short_name"]]
    found = []
    for short, headsign, of in zip(*texts, route.tolist(), strict=True):
        match = _NUMBER.fullmatch(str(short)) or _NUMBER.fullmatch(str(headsign))
        found.append(int(match.group(1)) if match and match.group(1) != lines[of] else -1)
    return np.array(found, dtype=np.int64)


def _days_of_trips(feed: MergedFeed, trip: Ints, first_day: int) -> list[int]:
    services = feed.trips["service_idx"].to_numpy()[trip]
    wanted = np.isin(feed.service_dates["service_idx"].to_numpy(), services)
    days: dict[int, int] = {}
    dates = feed.service_dates.loc[wanted]
    for service, day in zip(dates["service_idx"].tolist(), dates["day"].tolist(), strict=True):
        days[service] = days.get(service, 0) | (1 << (day - first_day))
    return [days.get(service, 0) for service in services.tolist()]
