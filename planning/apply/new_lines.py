"""A new line: its modification in, a draft with its stops, trips, calls and service days out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planning.apply.draft import Draft, NewLine
from planning.apply.headways import at_fault, scheduled
from planning.apply.new_stops import stops_of
from planning.apply.own_feed import own_agency, with_feed
from planning.apply.runs import appended, with_runs
from planning.apply.services import NO_DAY, running_days, weekdays_of, with_service
from planning.notes import UNNAMED_LINE
from planning.scenario.add_trips import AddTrips
from planning.scenario.timetables import LineTimetable


@dataclass(frozen=True, slots=True)
class _Way:
    """One direction of one timetable: its stops, hops and stays."""

    direction: int
    stops: tuple[int, ...]
    hop_s: tuple[int, ...]
    dwell_s: tuple[int, ...]

    def leaves_s(self) -> list[int]:
        """Seconds from leaving the first stop to leaving each."""
        return [0, *np.cumsum(np.array(self.hop_s) + np.array(self.dwell_s)[1:]).tolist()]


def add_trips(draft: Draft, said: AddTrips) -> Draft:
    """The draft with the line; both ways where it is bidirectional, at the same departures."""
    draft, stops = stops_of(draft, said.stops, "stops")
    if len(stops) < len(said.stops):
        return at_fault(draft, said.frequencies)
    draft, tag = with_feed(draft)
    route = len(draft.feed.routes)
    draft = _with_route(draft, said, tag)
    trips: list[int] = []
    for at, timetable in enumerate(said.frequencies):
        draft, made = _with_timetable(draft, said, timetable, stops, at)
        trips += made
    return replace(draft, lines=(*draft.lines, NewLine(draft.at, route, tuple(trips))))


def _with_route(draft: Draft, said: AddTrips, tag: str) -> Draft:
    line = {
        "id": f"{tag}_L{draft.at}", "feed": draft.own_feed, "agency_idx": own_agency(draft),
        "short_name": said.name or UNNAMED_LINE, "long_name": "", "type": said.mode,
        "color": said.color.upper(), "text_color": "",
    }  # fmt: skip
    return draft.with_tables(routes=appended(draft.feed.routes, [line]))


def _with_timetable(
    draft: Draft, said: AddTrips, timetable: LineTimetable, stops: list[int], at: int
) -> tuple[Draft, list[int]]:
    """The draft with the runs of one timetable of the line, whose route is the last one."""
    where, route = f"frequencies[{at}]", len(draft.feed.routes) - 1
    days = running_days(draft, weekdays_of(timetable), said.calendar)
    if not days:
        draft.fault(where, NO_DAY)
        return at_fault(draft, [timetable]), []
    name = f"{draft.feed.routes['id'].iloc[route]}_{at}"
    ways = list(_ways(said, timetable, stops))
    leaves_s = dict(zip(ways[0].stops[::-1], ways[0].leaves_s()[::-1], strict=True))
    draft, departures = scheduled(draft, timetable, leaves_s, where)
    draft, service = with_service(draft, name, days, draft.own_feed)
    trips: list[int] = []
    for way in ways:
        trip = {
            "id": f"{name}_{way.direction}_", "feed": draft.own_feed, "route_idx": route,
            "service_idx": service, "headsign": str(draft.feed.stops["name"].iloc[way.stops[-1]]),
            "short_name": "", "direction": way.direction, "block": "", "shape_idx": -1,
            "wheelchair": 1, "bikes": 0, "zone": draft.territory.zone,
        }  # fmt: skip
        draft, made = with_runs(draft, trip, _calls(way), departures)
        trips += made
    return draft, trips


def _ways(said: AddTrips, timetable: LineTimetable, stops: list[int]) -> Iterator[_Way]:
    hops, dwells = timetable.hop_times, timetable.dwell_times
    yield _Way(said.direction_id, tuple(stops), hops, dwells)
    if said.bidirectional:
        yield _Way(1 - said.direction_id, tuple(stops[::-1]), hops[::-1], dwells[::-1])


def _calls(way: _Way) -> pd.DataFrame:
    """A run that leaves its first stop at 0; what it stays there comes before."""
    leaves = np.array(way.leaves_s())
    return pd.DataFrame(
        {
            "stop_idx": way.stops, "arrival_s": leaves - np.array(way.dwell_s),
            "departure_s": leaves, "sequence": np.arange(1, len(way.stops) + 1),
            "pickup": 0, "drop_off": 0, "interpolated": False,
        }
    )  # fmt: skip
