"""How much runs on a day: a Network, a country and a day in, trips against the usual number out.

A trip counts in every country in which it calls, as far as the area asked for reaches. Usual is
the median of the three nearest days of the same weekday that a caller's calendar calls ordinary;
Sundays are measured in the same way. Only days that the timetables of all feeds which cover the day
cover as well stand beside it. Where a feed that calls there does not cover the day, the whole is
unknown, and each of the other feeds is still told.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.clock import day_number, from_day_number
from routing.derived import once_per_ground
from routing.network import Network

Service = Literal["usual", "increased", "reduced", "sunday_like", "none", "unknown"]
Ordinary = Callable[[dt.date], bool]
Area = tuple[float, float, float, float]
"""lat_min, lon_min, lat_max, lon_max"""

ALIKE_DAYS = 3
"""How many days of the same weekday make what is usual."""
LEAST_ALIKE_DAYS = 2
"""With fewer of them nothing is said."""
MOST_WEEKS_AWAY = 8
SAME_SHARE = 0.05
"""Within this share of the usual number a day runs as usual."""
SUNDAY_SHARE = 0.10
"""Within this share of the way from a Sunday's number to the usual one a day runs as a Sunday."""
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Level:
    """What runs on a day and what usually runs; None where nothing is there to count."""

    service: Service
    trips_that_day: int | None
    trips_usually: int | None


@dataclass(frozen=True, slots=True)
class FeedLevel:
    """What one feed runs; `country` is its publisher's."""

    tag: str
    country: str
    level: Level


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What runs in a country on a day, together and by feed."""

    level: Level
    feeds: tuple[FeedLevel, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Trips by day, feed and country. Shapes: trips (days, feeds, countries) int64."""

    first_day: int
    countries: tuple[str, ...]
    trips: NDArray[np.int64]


def service_level(
    network: Network, area: Area, country: str, day: dt.date, is_ordinary: Ordinary
) -> ServiceLevel:
    """How much runs that day at the stops of a country within an area.

    `is_ordinary` says of a date whether it may stand for its weekday: no public holiday.
    """
    counts, number = _counts_in(network, area), day_number(day)
    if country not in counts.countries:
        return ServiceLevel(_UNKNOWN, ())
    of_country = counts.trips[:, :, counts.countries.index(country)]
    calling = [at for at in range(len(network.feeds)) if of_country[:, at].any()]
    covering = [
        at
        for at in calling
        if network.feeds[at].first_day <= number <= network.feeds[at].last_day
        and 0 <= number - counts.first_day < len(counts.trips)
    ]
    if not covering:
        return ServiceLevel(_UNKNOWN, tuple(_feed(network, at, _UNKNOWN) for at in calling))
    first = max(network.feeds[at].first_day for at in covering)
    last = min(network.feeds[at].last_day for at in covering)
    alike = _nearest(number, day.weekday(), first, last, is_ordinary)
    sundays = _nearest(number, _SUNDAY, first, last, is_ordinary)

    def level(feeds: Sequence[int]) -> Level:
        trips = of_country[:, feeds].sum(axis=1)
        return _level(
            int(trips[number - counts.first_day]),
            [int(trips[other - counts.first_day]) for other in alike],
            [int(trips[other - counts.first_day]) for other in sundays],
        )

    whole = level(covering)
    if len(covering) < len(calling):
        whole = Level("unknown", whole.trips_that_day, None)
    by_feed = (_feed(network, at, level([at]) if at in covering else _UNKNOWN) for at in calling)
    return ServiceLevel(whole, tuple(by_feed))


def _feed(network: Network, at: int, level: Level) -> FeedLevel:
    source = network.feeds[at].source
    return FeedLevel(source.tag, source.country, level)


_UNKNOWN = Level("unknown", None, None)


def _level(that_day: int, alike: Sequence[int], sundays: Sequence[int]) -> Level:
    if len(alike) < LEAST_ALIKE_DAYS:
        return Level("unknown", that_day, None)
    usually = round(statistics.median(alike))
    sunday = statistics.median(sundays) if len(sundays) >= LEAST_ALIKE_DAYS else None
    return Level(_service(that_day, usually, sunday), that_day, usually)


def _service(that_day: int, usually: int, sunday: float | None) -> Service:
    if that_day == 0:
        return "none"
    if abs(that_day - usually) <= SAME_SHARE * usually:
        return "usual"
    if sunday is not None and abs(that_day - sunday) <= SUNDAY_SHARE * abs(usually - sunday):
        return "sunday_like"
    return "reduced" if that_day < usually else "increased"


def _nearest(number: int, weekday: int, first: int, last: int, is_ordinary: Ordinary) -> list[int]:
    """The nearest ordinary days of a weekday in [first, last], the day itself left out."""
    within = range(
        max(first, number - 7 * MOST_WEEKS_AWAY), min(last, number + 7 * MOST_WEEKS_AWAY) + 1
    )
    found: list[int] = []
    for other in sorted(within, key=lambda at: (abs(at - number), at)):
        day = from_day_number(other)
        if other != number and day.weekday() == weekday and is_ordinary(day):
            found.append(other)
            if len(found) == ALIKE_DAYS:
                break
    return found


@once_per_ground
def _counted(_: Network) -> dict[Area, _Counts]:
    return {}


def _counts_in(network: Network, area: Area) -> _Counts:
    """The counts of a network in an area, made at the first question."""
    kept = _counted(network)
    if area not in kept:
        kept[area] = _count(network.ground, area)
    return kept[area]


def _count(network: Network, area: Area) -> _Counts:
    timetable, stops = network.timetable, network.stops
    inside = (stops.lat >= area[0]) & (stops.lon >= area[1])
    inside &= (stops.lat <= area[2]) & (stops.lon <= area[3])
    countries = tuple(sorted({name for name in stops.country if name}))
    column = {name: at for at, name in enumerate(countries)}
    of_stop = np.array([column.get(name, -1) for name in stops.country], dtype=np.int64)
    of_stop[~inside] = -1
    of_pattern = np.zeros((timetable.n_patterns, len(countries)), dtype=bool)
    pattern = np.repeat(np.arange(timetable.n_patterns), np.diff(timetable.pattern_start))
    called = of_stop[timetable.pattern_stop]
    of_pattern[pattern[called >= 0], called[called >= 0]] = True
    calls_in = of_pattern[timetable.trip_pattern]
    feed = network.routes.feed[network.trips.route]
    services = timetable.service_runs.shape[0]
    per_service = np.zeros((services, len(network.feeds), len(countries)), dtype=np.float64)
    for at in range(len(countries)):
        trips = np.flatnonzero(calls_in[:, at])
        cell = timetable.trip_service[trips].astype(np.int64) * len(network.feeds) + feed[trips]
        found = np.bincount(cell, minlength=services * len(network.feeds))
        per_service[:, :, at] = found.reshape(services, -1)
    runs = timetable.service_runs.astype(np.float64)
    by_day = np.tensordot(runs, per_service, axes=([0], [0]))
    return _Counts(timetable.first_day, countries, np.rint(by_day).astype(np.int64))
