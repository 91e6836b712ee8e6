"""The border valley with people in it: lines and zones written as text in, journeys and loads out.

zones   id, country, latitude, population, jobs, commuters out   one a line, by commas
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.progress import silent
from feeds.territory import TABLES, Territory, load_territory
from planning.assignment import Assigned, Places, assign
from planning.journeys import Journeys, access_of, find_journeys
from planning.parameters import Parameters, read_parameters
from planning.period import Period
from planning.zones import Floats, Zones, zones_of
from routing.build import build_network
from routing.network import Network
from tests.routing.town import DAY, ZONE, merged_valley, write_territory

ZONES = """
OBER, FR, 49.4500, 4000, , 1500
UNTER, FR, 49.4700, 3000, , 900
ESCH, LU, 49.4950, 6000, 4000,
STAD, LU, 49.5200, 9000, 9000,
UNI, LU, 49.5400, 500, 2500,
"""
OBER, UNTER, ESCH, STAD, UNI = range(5)


class Valley(NamedTuple):
    """What tests of demand and assignment stand on."""

    network: Network
    territory: Territory
    zones: Zones
    parameters: Parameters

    def period(self, first: str = "06:00", last: str = "09:00") -> Period:
        """Departures between these times, wishes to arrive within an hour about them."""
        leaving = (seconds(first), seconds(last))
        return Period(DAY, ZONE, leaving=leaving, arriving=leaving, peak=leaving)

    def journeys(self, relations: list[tuple[int, int]], period: Period) -> Journeys:
        """All journeys of these relations."""
        access = access_of(self.network, self.zones)
        return find_journeys(self.network, access, relations, period, silent)

    def ridden(
        self,
        relations: list[tuple[int, int]],
        riders: list[float],
        *,
        places: float = 80,
        seats: float = 40,
        arrive: str | None = None,
        period: Period | None = None,
    ) -> tuple[Journeys, Assigned]:
        """The journeys of these riders and their loads; all wish to arrive by `arrive`."""
        period = period or self.period()
        journeys = self.journeys(relations, period)
        slots = period.slots_s
        shares = np.full(len(slots), 1 / len(slots))
        if arrive is not None:
            shares = (slots + 900 == seconds(arrive)).astype(np.float64)
        found = assign(
            self.network, journeys, np.array(riders, dtype=np.float64), period, shares,
            self.room(seats, places), self.parameters,
        )  # fmt: skip
        return journeys, found

    def room(self, seats: float, places: float) -> Places:
        """The same vehicle on every trip."""
        n = self.network.timetable.n_trips
        return Places(np.full(n, seats), np.full(n, places))


def seconds(clock: str) -> int:
    """Seconds after midnight of 07:30."""
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def inhabited(folder: Path, lines: str, *, zones: str = ZONES, **tables: str) -> Valley:
    """The valley with these lines and people; further tables of the territory by their name."""
    home = write_territory(folder / "territory")
    rows = [[cell.strip() for cell in row.split(",")] for row in zones.strip().splitlines()]
    tables["zones"] = "\n".join(
        f"{i},{i.title()},{country},{lat},5.9000,{people},{jobs},{leaving}"
        for i, country, lat, people, jobs, leaving in rows
    )
    for name, text in tables.items():
        lines_of = [",".join(TABLES[name]), *(row.strip() for row in text.strip().splitlines())]
        (home / f"{name}.csv").write_text("\n".join(lines_of) + "\n", encoding="utf-8")
    territory = load_territory(home)
    network = build_network(merged_valley(folder, lines, territory), territory)
    return Valley(network, territory, zones_of(territory), read_parameters())


def loads_by_departure(valley: Valley, found: Assigned) -> dict[str, float]:
    """Boardings by the clock at which their trip leaves its first stop."""
    timetable = valley.network.timetable
    told: dict[str, float] = {}
    for trip in np.unique(found.trip).tolist():
        leaves_s = int(timetable.departure_s[timetable.calls_of(trip).start])
        clock = f"{leaves_s // 3600:02}:{leaves_s % 3600 // 60:02}"
        told[clock] = told.get(clock, 0.0) + float(found.boarding[found.trip == trip].sum())
    return told


def mean_of(values: Floats, weights: Floats) -> float:
    """The weighted mean."""
    return float((values * weights).sum() / weights.sum())
