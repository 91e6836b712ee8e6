"""The gates before a network goes into service: it and the one in service in, what is wrong out.

Compared are seven days of each: those to come, or the last ones of a timetable that has ended. What
the network in service does not do either is no fault of the new one, and the first network of a
folder has nothing to be compared with.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.errors import RequestError
from core.geo import distance_m
from feeds.territory import Territory
from routing.network import Network
from routing.places import PlaceIndex
from routing.plan import plan
from routing.requests import JourneyRequest

LEAST_SHARE = 0.7
"""Of the trips of a day, of all feeds and of each, the share that a new network must have."""
LEAST_DAYS_LEFT = 7
"""A feed that ends sooner than its version in service must run at least so many days more."""
SAME_STOP_M = 150.0
"""A border stop whose id is gone is still served where another one is as near as this."""
COMMUTE_WINDOW_S = 2 * 3600
"""How long after its usual departure a reference commute may start."""
NAMED = 5
"""How many stops, commutes or days are named; the others are counted."""

_WEEK = 7
_SATURDAY = 5
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gates say of a network: why it may not go into service, and what else to know."""

    failures: tuple[str, ...] = field(default=())
    warnings: tuple[str, ...] = field(default=())


def judge(new: Network, old: Network | None, territory: Territory, today: dt.date) -> Verdict:
    """Whether a network may take the place of the one in service; one line a gate that fails."""
    day = clock.day_number(today)
    warnings = tuple(_ended(new, day))
    if old is None or old.territory != new.territory or old.version == new.version:
        return Verdict(warnings=warnings)
    weeks = _Week.of(new, day), _Week.of(old, day)
    gates = (
        _trips_gate(*weeks),
        _border_gate(*weeks),
        _validity_gate(new, old, day),
        _commutes_gate(*weeks, territory),
    )
    return Verdict(tuple(line for line in gates if line), warnings)


@dataclass(frozen=True, slots=True)
class _Week:
    """A network and the seven days of it that are looked at."""

    network: Network
    first_day: int

    @classmethod
    def of(cls, network: Network, today: int) -> _Week:
        last = network.timetable.last_day
        return cls(network, today if last >= today else last - _WEEK + 1)

    def day_of(self, weekday: int) -> int:
        """The day number of a weekday, Monday being 0."""
        first = clock.from_day_number(self.first_day).weekday()
        return self.first_day + (weekday - first) % _WEEK

    def runs_on(self, day: int) -> Mask:
        """Which trips run on a day."""
        times = self.network.timetable
        column = day - times.first_day
        if not 0 <= column < times.service_runs.shape[1]:
            return np.zeros(times.n_trips, dtype=bool)
        return np.asarray(times.service_runs[times.trip_service, column] > 0)

    def patterns(self) -> Mask:
        """Which patterns have a trip in the week."""
        times = self.network.timetable
        runs = np.zeros(times.n_patterns, dtype=bool)
        for day in range(self.first_day, self.first_day + _WEEK):
            runs[times.trip_pattern[self.runs_on(day)]] = True
        return runs


def _ended(network: Network, today: int) -> Iterator[str]:
    for feed in network.feeds:
        if feed.last_day < today:
            last = clock.from_day_number(feed.last_day)
            yield f"{feed.source.tag}: its timetable ended on {last}; it is used for days before"


def _trips_gate(new: _Week, old: _Week) -> str:
    """Trips a day, of all feeds together and of each feed of the network in service."""
    tags = [feed.source.tag for feed in old.network.feeds]
    faults = []
    for name, only in [("all feeds", None), *((tag, tag) for tag in tags)]:
        days = [
            (after / before, weekday, after, before)
            for weekday in range(_WEEK)
            if (before := _trips(old, old.day_of(weekday), only))
            and (after := _trips(new, new.day_of(weekday), only)) < LEAST_SHARE * before
        ]
        if days:
            share, weekday, after, before = min(days)
            date = clock.from_day_number(new.day_of(weekday))
            faults.append(f"{name} {after} after {before} on {date:%A} {date} ({share:.0%})")
    asked = f"trips a day: at least {LEAST_SHARE:.0%} of those in service are asked"
    return f"{asked}; {_some(faults)}" if faults else ""


def _trips(week: _Week, day: int, tag: str | None) -> int:
    """The trips of a day; those of a feed include the ones that another feed brings as well."""
    runs, network = week.runs_on(day), week.network
    if tag is None:
        return int(runs.sum())
    of_feed = np.zeros(len(runs), dtype=bool)
    numbers = [at for at, feed in enumerate(network.feeds) if feed.source.tag == tag]
    of_feed[np.isin(network.routes.feed[network.trips.route], numbers)] = True
    aliases = network.trip_aliases
    theirs = [at for at, name in enumerate(aliases.id) if name.startswith(f"{tag}_")]
    of_feed[aliases.trip[theirs]] = True
    return int((runs & of_feed).sum())


def _border_gate(new: _Week, old: _Week) -> str:
    """Stops next to the border: the last on one side and the first on the other of any ride."""
    stops = new.network.stops
    served = _served(new)
    ids = {stops.id[int(stop)] for stop in served}
    lat, lon = stops.lat[served], stops.lon[served]
    left = sorted(
        {
            old.network.stops.name[stop]
            for stop in _border_stops(old)
            if old.network.stops.id[stop] not in ids and not _is_near(old.network, stop, lat, lon)
        }
    )
    return f"border stops: no longer served: {_some(left)}" if left else ""


def _served(week: _Week) -> NDArray[np.int32]:
    times = week.network.timetable
    running = np.repeat(week.patterns(), np.diff(times.pattern_start))
    return np.unique(times.pattern_stop[running])


def _border_stops(week: _Week) -> list[int]:
    times = week.network.timetable
    _, country = np.unique(np.array(list(week.network.stops.country)), return_inverse=True)
    pattern = np.repeat(np.arange(times.n_patterns), np.diff(times.pattern_start))
    side = country[times.pattern_stop]
    crosses = (side[1:] != side[:-1]) & (pattern[1:] == pattern[:-1]) & week.patterns()[pattern[1:]]
    ends = times.pattern_stop[:-1][crosses], times.pattern_stop[1:][crosses]
    return [int(stop) for stop in np.unique(np.concatenate(ends))]


def _is_near(
    network: Network, stop: int, lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> bool:
    here = float(network.stops.lat[stop]), float(network.stops.lon[stop])
    close = np.flatnonzero((np.abs(lat - here[0]) < 0.01) & (np.abs(lon - here[1]) < 0.01))
    return any(distance_m(*here, float(lat[at]), float(lon[at])) <= SAME_STOP_M for at in close)


def _validity_gate(new: Network, old: Network, today: int) -> str:
    """Feeds that would end soon, and sooner than the version in service does."""
    before = {feed.source.tag: feed.last_day for feed in old.feeds}
    faults = []
    for feed in new.feeds:
        in_service = before.get(feed.source.tag, -1)
        left = feed.last_day - today
        if in_service >= today and feed.last_day < in_service and left < LEAST_DAYS_LEFT:
            ends, later = map(clock.from_day_number, (feed.last_day, in_service))
            faults.append(f"{feed.source.tag} ends on {ends}, in service it runs to {later}")
    asked = f"validity: at least {LEAST_DAYS_LEFT} days are asked"
    return f"{asked}; {_some(faults)}" if faults else ""


def _commutes_gate(new: _Week, old: _Week, territory: Territory) -> str:
    """The territory's reference commutes, on the busiest working day of the network in service."""
    weekday = max(range(_SATURDAY), key=lambda day: _trips(old, old.day_of(day), None))
    answered = _answered(old, old.day_of(weekday), territory)
    lost = answered - _answered(new, new.day_of(weekday), territory, answered)
    names = [
        f"{commute.from_text} to {commute.to_text} at {commute.depart}"
        for commute in territory.commutes.itertuples()
        if commute.commute_id in lost
    ]
    return f"reference commutes: no longer answered: {_some(names)}" if names else ""


def _answered(
    week: _Week, day: int, territory: Territory, asked: Collection[str] | None = None
) -> set[str]:
    """The ids of the commutes, of those asked, for which there is a ride on that day."""
    commutes = territory.commutes.itertuples()
    wanted = [one for one in commutes if asked is None or one.commute_id in asked]
    if not wanted:
        return set()
    places = PlaceIndex.of(week.network)
    found = set()
    for commute in wanted:
        clocked = _CLOCK.fullmatch(commute.depart)
        if clocked is None:
            continue
        leave = dt.time(int(clocked[1]) % 24, int(clocked[2]) % 60)
        time_s = clock.from_local(clock.from_day_number(day), leave, week.network.zone)
        if _has_ride(week.network, places, (commute.from_text, commute.to_text), time_s):
            found.add(commute.commute_id)
    return found


def _has_ride(network: Network, places: PlaceIndex, ends: tuple[str, str], time_s: int) -> bool:
    try:
        origin, destination = (places.resolve(text) for text in ends)
        request = JourneyRequest(
            origin, destination, time_s, window_s=COMMUTE_WINDOW_S, direct_modes=()
        )
        return bool(plan(network, request).itineraries)
    except RequestError:  # a name that is not known, a day outside the timetable
        return False


def _some(things: Collection[str]) -> str:
    first = ", ".join(list(things)[:NAMED])
    return first if len(things) <= NAMED else f"{first} and {len(things) - NAMED} more"
