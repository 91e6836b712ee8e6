"""Runs by id: what an update calls its trip in, the run of the network out."""

from __future__ import annotations

from core.clock import DAY_S, day_number, format_gtfs_time, local_date
from feeds.realtime.messages import TripRef, TripUpdate
from routing import lookup
from routing.network import Network
from routing.overlay import Run
from routing.realtime.located import Located, first_moment_s, fit_of, locate, run_base_s


def find_trip(network: Network, tag: str, ref: TripRef) -> int | None:
    """The published trip of that id; a run of a headway-based trip has its start in its id."""
    if not ref.trip_id:
        return None
    scoped = f"{tag}_{ref.trip_id}"
    trip = lookup.find_trip(network, scoped)
    if trip is None and ref.start_s is not None:
        trip = lookup.find_trip(network, f"{scoped}@{format_gtfs_time(ref.start_s)}")
    return trip


def find_run(network: Network, tag: str, update: TripUpdate, now_s: int) -> Run | None:
    """The run of that trip id on the day that the update means."""
    trip = find_trip(network, tag, update.trip)
    if trip is None:
        return None
    located = locate(network, tag, trip, update.calls)
    about_s = first_moment_s(update) or now_s
    days = [day for day in _days(network, trip, update.trip, about_s) if _runs(network, trip, day)]
    if not days:
        return None
    return trip, min(days, key=lambda day: _distance_s(network, located, trip, day, about_s))


def _days(network: Network, trip: int, ref: TripRef, about_s: int) -> list[int]:
    """Days that may be meant. Some publishers name the date on the clock of a run past midnight."""
    if ref.start_day is not None:
        calls = network.timetable.calls_of(trip)
        past_midnight = int(network.timetable.arrival_s[calls.stop - 1]) >= DAY_S
        if _runs(network, trip, ref.start_day) or not past_midnight:
            return [ref.start_day]
        return [ref.start_day - 1]
    zone = network.zones[int(network.timetable.trip_zone[trip])]
    today = day_number(local_date(about_s, zone))
    return [today, today - 1, today + 1, today - 2]


def _distance_s(network: Network, located: Located, trip: int, day: int, about_s: int) -> float:
    """How far a run lies from what is said, or from the moment asked about."""
    fit = fit_of(network, located, trip, day)
    if fit.off_s is not None:
        return fit.off_s
    if fit.late_s is not None:
        return abs(fit.late_s)
    calls, base_s = network.timetable.calls_of(trip), run_base_s(network, trip, day)
    starts_s = base_s + int(network.timetable.departure_s[calls.start])
    ends_s = base_s + int(network.timetable.arrival_s[calls.stop - 1])
    return max(starts_s - about_s, about_s - ends_s, 0)


def _runs(network: Network, trip: int, day: int) -> bool:
    return network.ground.timetable.runs_on(trip, day)
