"""A new line: its modification in, a draft with its stops, trips, calls and service days out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from feeds.tables import FeedInfo, Source
from planning.apply.draft import Draft, NewLine, find_stops
from planning.apply.headways import first_departures, in_phase
from planning.apply.new_stops import appended, stops_of
from planning.apply.services import running_days, weekdays_of, with_service
from planning.scenario.add_trips import AddTrips
from planning.scenario.timetables import LineTimetable

TAG = "scenario"
"""The tag of the feed to which everything belongs that a scenario adds."""
OWN_LICENCE = "CC0-1.0"
OWN_LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
"""A plan asks nothing of whoever passes it on; the feeds it changes keep their own licences."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of one timetable in one direction: first departures, stops, hops and stays."""

    direction: int
    service: int
    departures: list[int]
    stops: list[int]
    hop_s: tuple[int, ...]
    dwell_s: tuple[int, ...]


def add_trips(draft: Draft, said: AddTrips) -> Draft:
    """The draft with the line; both ways where it is bidirectional, at the same departures."""
    draft, feed = with_feed(draft)
    draft, stops = stops_of(draft, said.stops, feed, "stops")
    if len(stops) < len(said.stops):
        return draft
    runs: list[_Runs] = []
    for at, timetable in enumerate(said.frequencies):
        days = running_days(draft, weekdays_of(timetable), said.calendar)
        if not days:
            draft.fault(f"frequencies[{at}]", "runs on no day of the timetables that are loaded")
            continue
        draft, service = with_service(draft, f"{TAG}_{draft.at}_{at}", days, feed)
        runs += _directions(draft, said, timetable, service, stops, at)
        draft = _with_phases(draft, said, runs)
    return _with_runs(draft, said, runs, feed)


def with_feed(draft: Draft) -> tuple[Draft, int]:
    """The draft with a feed and an operator for what a scenario adds, and the feed's row."""
    for row, info in enumerate(draft.feed.feeds):
        if info.source.tag == TAG:
            return draft, row
    row = len(draft.feed.feeds)
    source = Source(
        tag=TAG, country="", publisher="scenario", name="Scenario", zone=draft.territory.zone,
        illustrative=True, licence=OWN_LICENCE, licence_url=OWN_LICENCE_URL,
        attribution="a plan, no timetable", note="what a scenario adds: a plan, not a timetable",
    )  # fmt: skip
    days = draft.feed.service_dates["day"]
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    info = FeedInfo(source, "", "", 0, first, last, {}, {})
    agency = {
        "id": f"{TAG}_1", "feed": row, "name": "Scenario", "url": "", "lang": "",
        "zone": draft.territory.zone, "phone": "", "fare_url": "",
    }  # fmt: skip
    draft = draft.with_tables(agencies=appended(draft.feed.agencies, [agency]))
    return replace(draft, feed=replace(draft.feed, feeds=(*draft.feed.feeds, info))), row


def _directions(
    draft: Draft, said: AddTrips, timetable: LineTimetable, service: int, stops: list[int], at: int
) -> Iterator[_Runs]:
    departures = _departures(draft, timetable, stops, f"frequencies[{at}]")
    hops, dwells = timetable.hop_times, timetable.dwell_times
    yield _Runs(said.direction_id, service, departures, stops, hops, dwells)
    if said.bidirectional:
        yield _Runs(
            1 - said.direction_id, service, departures, stops[::-1], hops[::-1], dwells[::-1]
        )


def _departures(draft: Draft, timetable: LineTimetable, stops: list[int], where: str) -> list[int]:
    """First departures, in phase with an earlier timetable of the scenario where that is asked."""
    departures = first_departures(timetable)
    if timetable.phase_from_timetable is None:
        return departures
    other = draft.phases.get(timetable.phase_from_timetable)
    if other is None:
        said = f"{timetable.phase_from_timetable!r} is no entryId of a timetable before this one"
        draft.fault(f"{where}.phaseFromTimetable", said)
        return departures
    mine = find_stops(draft, (timetable.phase_at_stop or "",), f"{where}.phaseAtStop")
    theirs = find_stops(draft, (timetable.phase_from_stop or "",), f"{where}.phaseFromStop")
    at = next((nth for nth, stop in enumerate(stops) if stop in mine), None)
    leaves = next((other[stop] for stop in theirs.tolist() if stop in other), ())
    if at is None or not leaves:
        draft.fault(f"{where}.phaseAtStop", "the two lines do not call at these stops")
        return departures
    spent_s = sum(timetable.hop_times[:at]) + sum(timetable.dwell_times[1 : at + 1])
    return in_phase(departures, spent_s, leaves, timetable.phase_seconds or 0)


def _with_phases(draft: Draft, said: AddTrips, runs: list[_Runs]) -> Draft:
    """The draft that remembers when the runs of named timetables leave their stops."""
    named = dict(draft.phases)
    for timetable, run in zip(said.frequencies, runs[:: 1 + said.bidirectional], strict=False):
        if timetable.entry_id is not None:
            leaves = np.cumsum(np.r_[0, np.array(run.hop_s) + np.array(run.dwell_s)[1:]]).tolist()
            named[timetable.entry_id] = {
                stop: tuple(each + later for each in run.departures)
                for stop, later in zip(run.stops, leaves, strict=True)
            }
    return replace(draft, phases=named)


def _with_runs(draft: Draft, said: AddTrips, runs: list[_Runs], feed: int) -> Draft:
    route, agency = len(draft.feed.routes), len(draft.feed.agencies) - 1
    name = said.name or "New line"
    line = {
        "id": f"{TAG}_L{draft.at}", "feed": feed, "agency_idx": agency, "short_name": name,
        "long_name": "", "type": said.mode, "color": said.color.upper(), "text_color": "",
    }  # fmt: skip
    trips: list[dict[str, object]] = []
    calls: list[pd.DataFrame] = []
    first = len(draft.feed.trips)
    for run in runs:
        headsign = str(draft.feed.stops["name"].iloc[run.stops[-1]])
        for departure in run.departures:
            row = first + len(trips)
            calls.append(_calls(run, departure, row))
            trips.append(
                {
                    "id": f"{TAG}_L{draft.at}_T{len(trips)}", "feed": feed, "route_idx": route,
                    "service_idx": run.service, "headsign": headsign, "short_name": "",
                    "direction": run.direction, "block": "", "shape_idx": -1, "wheelchair": 1,
                    "bikes": 0, "zone": draft.territory.zone,
                }
            )  # fmt: skip
    if not trips:
        return draft
    told = pd.concat([draft.feed.stop_times, *calls], ignore_index=True)
    draft = draft.with_tables(
        routes=appended(draft.feed.routes, [line]),
        trips=appended(draft.feed.trips, trips),
        stop_times=told.astype(draft.feed.stop_times.dtypes.to_dict()),
    )
    made = NewLine(draft.at, route, tuple(range(first, first + len(trips))))
    return replace(draft, lines=(*draft.lines, made))


def _calls(run: _Runs, departure: int, trip: int) -> pd.DataFrame:
    """A run leaves its first stop at its departure; what it stays there comes before."""
    dwell = np.array(run.dwell_s)
    leaves = departure + np.cumsum(np.r_[0, np.array(run.hop_s) + dwell[1:]])
    return pd.DataFrame(
        {
            "trip_idx": trip, "stop_idx": run.stops, "arrival_s": np.maximum(leaves - dwell, 0),
            "departure_s": leaves, "sequence": np.arange(1, len(run.stops) + 1),
            "pickup": 0, "drop_off": 0, "interpolated": False,
        }
    )  # fmt: skip
