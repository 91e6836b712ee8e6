"""A new line: an add-trips of a scenario file in, its checked modification out.

The fields up to `color` are R5's; what a line costs, who pays and where it has a lane of its own
are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from planning.scenario.parts import Breach, Part, View, entry_value
from planning.scenario.places import Stop
from planning.scenario.timetables import LineTimetables
from planning.scenario.values import (
    LONGEST_HOP_S,
    MOST_STOPS,
    Color,
    Country,
    Euros,
    Flag,
    Number,
    Shares,
    Text,
    Whole,
    at_most,
)
from routing.modes import mode_of

BUS = 3
MOST_ROUTE_TYPE = 1702
"""The last of GTFS's extended route types."""
FIRST_EXTENDED = 100
"""The first of them; below there are gaps."""
MOST_SEATS = 2_000
"""Seats, or places to stand, of one vehicle."""
MOST_HOP_M = 1_000_000.0
"""Metres from one stop to the next."""
MOST_CONSUMPTION = 10_000.0
"""Litres or kilowatt-hours per 100 km."""
FUNDING_TOLERANCE = 1e-6
"""By so much shares may miss their sum of one."""

RightOfWay = Literal["own-lane", "mixed"]
Places = Annotated[Whole, Field(ge=0, le=MOST_SEATS)]


class Vehicle(Part):
    """What runs on a line. Costs left out are those of the parameter sheet."""

    seats: Places
    standing: Places = 0
    energy: Literal["diesel", "electric", "gas", "hydrogen"]
    l_or_kwh_per_100km: Annotated[Number, Field(ge=0, le=MOST_CONSUMPTION)] | None = Field(
        default=None, alias="lOrKwhPer100km"
    )
    cost_per_hour: Euros | None = None
    cost_per_km: Euros | None = None
    cost_per_year: Euros | None = None


class Layover(Part):
    """The rest at a terminus: the longer of `min_s` seconds and `ratio` times the run time."""

    min_s: Annotated[Whole, Field(ge=0, le=LONGEST_HOP_S)] = 180
    ratio: Annotated[Number, Field(ge=0, le=1)] = 0.1


class Calendar(Part):
    """On which days of the year a line runs, beyond the weekdays of its timetables.

    `days` is the number of days of service a year, where it shall not be counted; `holidays` are
    those on which nothing runs; `school` keeps to school days or to school holidays.
    """

    days: Annotated[Whole, Field(ge=1, le=366)] | None = None
    holidays: Literal["FR57", "FR54", "LU", "union"] | None = None
    school: Literal["term", "holidays"] | None = None


class Fare(Part):
    """What a rider pays, in euros: for one journey, for a month. Left out: not known."""

    single: Euros | None = None
    month: Euros | None = None


class AddTrips(Part):
    """A new line.

    `hop_lengths` are the metres from each stop to the next, as stated: no shape draws the way.
    """

    type: Literal["add-trips"]
    comment: Text | None = None
    name: Text | None = None
    stops: Annotated[tuple[Stop, ...], Field(min_length=2), at_most(MOST_STOPS)]
    frequencies: LineTimetables
    mode: Annotated[Whole, Field(ge=0, le=MOST_ROUTE_TYPE)] = BUS
    bidirectional: Flag = True
    direction_id: Annotated[Whole, Field(ge=0, le=1)] = 0
    color: Color = "4444FF"
    vehicle: Vehicle | None = None
    layover: Layover | None = None
    calendar: Calendar | None = None
    fare: Fare | None = None
    funding: Shares | None = None
    operator_side: Country | None = None
    hop_lengths: (
        Annotated[tuple[Annotated[Number, Field(gt=0, le=MOST_HOP_M)], ...], at_most(MOST_STOPS)]
        | None
    ) = None
    right_of_way: Annotated[tuple[RightOfWay, ...], at_most(MOST_STOPS)] | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """As many times, lengths and lanes as stops ask for, a kind of vehicle, whole shares."""
        stops = view.count("stops")
        if stops is not None and stops >= 2:
            yield from _lengths(view, stops)
        mode = view.values.get("mode")
        if mode is not None and mode < FIRST_EXTENDED and mode_of(mode) == "OTHER":
            message = "{value} is no route type of GTFS; give one such as 0, tram, or 3, bus"
            yield Breach(("mode",), "unknown_value", message, mode)
        funding = view.values.get("funding")
        if funding is not None:
            total = sum(share for _, share in funding)
            if abs(total - 1) > FUNDING_TOLERANCE:
                message = f"shares sum to {total:g}; make them sum to 1"
                yield Breach(("funding",), "not_one_in_all", message)


def _lengths(view: View, stops: int) -> Iterator[Breach]:
    for name, alias in (("hop_lengths", "hopLengths"), ("right_of_way", "rightOfWay")):
        given = view.count(name)
        if given is not None and given != stops - 1:
            yield wrong_count((alias,), given, stops - 1, f"one per hop between {stops} stops")
    for at, entry in enumerate(view.listed("frequencies")):
        hops, dwells = entry_value(entry, "hop_times"), entry_value(entry, "dwell_times")
        if isinstance(hops, list | tuple) and len(hops) != stops - 1:
            place, why = ("frequencies", at, "hopTimes"), f"one less than the {stops} stops"
            yield wrong_count(place, len(hops), stops - 1, why)
        if isinstance(dwells, list | tuple) and len(dwells) != stops:
            place = ("frequencies", at, "dwellTimes")
            yield wrong_count(place, len(dwells), stops, f"one for each of the {stops} stops")


def wrong_count(place: tuple[str | int, ...], found: int, asked: int, why: str) -> Breach:
    """The fault of a list that is too long or too short for another."""
    return Breach(place, "wrong_count", f"has {found} entries; give {asked}, {why}")
