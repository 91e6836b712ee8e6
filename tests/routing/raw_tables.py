"""Published tables read as they are: a feed's zip and a date in, the calls of that day out.

Nothing of the program is used here, so that its answers can be compared with what is printed.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class RawDay:
    """The calls of the trips that run on one date; `name` is the stop's.

    `arrivals` and `departures` hold (trip_id, stop_id, HH:MM:SS of the service day).
    """

    calls: pd.DataFrame
    arrivals: frozenset[tuple[str, str, str]]
    departures: frozenset[tuple[str, str, str]]

    def trains(self, origin: str, destination: str) -> pd.DataFrame:
        """Departures and arrivals of the trips that call at one and later at the other."""
        here = self.calls[self.calls.name == origin]
        there = self.calls[self.calls.name == destination]
        both = here.merge(there, on="trip_id", suffixes=("", "_there"))
        both = both[both.stop_sequence < both.stop_sequence_there]
        times = both[["departure_time", "arrival_time_there"]]
        return times.set_axis(["leaves", "arrives"], axis=1).drop_duplicates()


def raw_day(path: Path, date: str) -> RawDay:
    """The calls on a date (YYYYMMDD) of a feed whose services are given by calendar_dates alone."""
    with zipfile.ZipFile(path) as archive:
        dates, trips, calls, stops = (
            pd.read_csv(archive.open(f"{name}.txt"), dtype=str, keep_default_na=False)
            for name in ("calendar_dates", "trips", "stop_times", "stops")
        )
    running = dates[(dates.date == date) & (dates.exception_type == "1")].service_id
    of_day = trips[trips.service_id.isin(running)].trip_id
    calls = calls[calls.trip_id.isin(of_day)]
    names = stops.set_index("stop_id").stop_name
    calls = calls.assign(
        name=calls.stop_id.map(names), stop_sequence=calls.stop_sequence.astype(int)
    )
    arrivals, departures = (
        frozenset(zip(calls.trip_id, calls.stop_id, calls[column], strict=True))
        for column in ("arrival_time", "departure_time")
    )
    return RawDay(calls, arrivals, departures)
