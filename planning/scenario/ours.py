"""What R5 has no words for: growth, telework, shifted departures and closed crossings.

Scenario file in, checked modifications out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from planning.scenario.parts import Breach, Part, View, no_change
from planning.scenario.places import People, Site
from planning.scenario.values import Euros, Number, Share, StreetMode, Text, Whole, at_most

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SITES = 1_000
"""Of one growth."""
MOST_SHIFT_MIN = 720
"""Minutes by which people may leave earlier or later."""
MOST_SPACES = 100_000
"""Of one car park."""
WORKING_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Horizon(Part):
    """People and jobs that have come by a year, less than none where they leave.

    `sites` says where, beyond what comes everywhere.
    """

    year: Annotated[Whole, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    population: People = 0
    jobs: People = 0
    sites: Annotated[tuple[Site, ...], at_most(MOST_SITES)] = ()

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """A change."""
        if not view.readable("population", "jobs", "sites"):
            return
        sites = view.values["sites"]
        totals = view.values["population"], view.values["jobs"]
        if not any(totals) and not any(site.population or site.jobs for site in sites):
            yield no_change("population", "neither people nor jobs are added")


class Growth(Horizon):
    """The same as a modification."""

    type: Literal["growth"]
    comment: Text | None = None


class Telework(Part):
    """The share of those who commute that stays at home, by weekday."""

    type: Literal["telework"]
    comment: Text | None = None
    monday: Share = 0.0
    tuesday: Share = 0.0
    wednesday: Share = 0.0
    thursday: Share = 0.0
    friday: Share = 0.0

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """A change."""
        if view.readable(*WORKING_DAYS) and not any(view.values[day] for day in WORKING_DAYS):
            yield no_change("monday", "nobody stays at home on any of monday to friday")


class DepartureShift(Part):
    """A share of people who leave `minutes` later, or earlier where that is negative."""

    type: Literal["departure-shift"]
    comment: Text | None = None
    minutes: Annotated[Whole, Field(ge=-MOST_SHIFT_MIN, le=MOST_SHIFT_MIN)]
    share: Share

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """A change."""
        for name, what in (("minutes", "0 shifts nothing"), ("share", "0 shifts nobody")):
            if view.values.get(name) == 0:
                yield no_change(name, what)


class CloseCrossing(Part):
    """A border crossing closed to some modes."""

    type: Literal["close-crossing"]
    comment: Text | None = None
    crossing: Text
    modes: Annotated[tuple[StreetMode, ...], Field(min_length=1), at_most(4)]


class AddParkAndRide(Part):
    """A new car park for riders."""

    type: Literal["add-park-and-ride"]
    comment: Text | None = None
    name: Text
    lat: Annotated[Number, Field(ge=-90, le=90)]
    lon: Annotated[Number, Field(ge=-180, le=180)]
    capacity: Annotated[Whole, Field(gt=0, le=MOST_SPACES)]
    price: Text = "free for passengers"
    cost_per_year: Euros | None = None
