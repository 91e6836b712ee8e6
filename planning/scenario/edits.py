"""Changes to lines and streets there are, in R5's words: scenario file in, modifications out.

Where a modification may name routes, patterns or trips, a pattern is named by any trip of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from planning.scenario.add_trips import wrong_count
from planning.scenario.parts import Breach, Part, View, choice, no_change
from planning.scenario.places import Polygons, Stops, polygon_breaches
from planning.scenario.timetables import SourceTimetables
from planning.scenario.values import (
    LONGEST_HOP_S,
    MOST_STOPS,
    DwellTime,
    DwellTimes,
    Flag,
    HopTimes,
    Ids,
    Number,
    Scale,
    StopIds,
    StreetMode,
    Text,
    Whole,
    at_most,
)

MOST_CAR_KMH = 130.0
"""The speed limit on French motorways."""
MOST_PRIORITY = 1_000_000
"""Of congestion polygons that overlap, the highest counts."""
_FILTERS = ("routes", "patterns", "trips")


class AdjustFrequency(Part):
    """Other headways on a route: its trips give way to those of the entries."""

    type: Literal["adjust-frequency"]
    comment: Text | None = None
    route: Text
    entries: SourceTimetables
    retain_trips_outside_frequency_entries: Flag = False


class AdjustSpeed(Part):
    """Other speeds: 2 is twice as fast; on all hops, or on the pairs of stops in `hops`."""

    type: Literal["adjust-speed"]
    comment: Text | None = None
    routes: Ids | None = None
    patterns: Ids | None = None
    trips: Ids | None = None
    scale: Scale
    hops: (
        Annotated[tuple[tuple[Text, Text], ...], Field(min_length=1), at_most(MOST_STOPS)] | None
    ) = None
    scale_dwells: Flag = False

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """One way to say what is meant, and a change."""
        yield from choice(view, _FILTERS)
        if view.values.get("scale") == 1:
            yield no_change("scale", "1 leaves every speed as it is")


class AdjustDwellTime(Part):
    """Other times at stops: all stops of some lines, some stops of all lines, or some of some."""

    type: Literal["adjust-dwell-time"]
    comment: Text | None = None
    routes: Ids | None = None
    patterns: Ids | None = None
    trips: Ids | None = None
    stops: StopIds | None = None
    dwell_secs: DwellTime | None = None
    scale: Annotated[Number, Field(ge=0, le=10)] | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """One way to say what is meant and one to say how long, and a change."""
        yield from choice(view, ("dwell_secs", "scale"))
        yield from choice(view, _FILTERS, needed=False)
        if not view.given.intersection({*_FILTERS, "stops"}):
            message = "is missing; name stops, routes, patterns or trips"
            yield Breach(("stops",), "missing", message)
        if view.values.get("scale") == 1:
            yield no_change("scale", "1 leaves every dwell as it is")


class RemoveTrips(Part):
    """Lines or trips that no longer run."""

    type: Literal["remove-trips"]
    comment: Text | None = None
    routes: Ids | None = None
    patterns: Ids | None = None
    trips: Ids | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """One way to say what is meant."""
        yield from choice(view, _FILTERS)


class RemoveStops(Part):
    """Stops no longer served, by any line or by some: their dwells go, and the seconds saved."""

    type: Literal["remove-stops"]
    comment: Text | None = None
    routes: Ids | None = None
    patterns: Ids | None = None
    stops: StopIds
    seconds_saved_at_each_stop: Annotated[Whole, Field(ge=0, le=LONGEST_HOP_S)] = 0

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """At the most one way to say on which lines."""
        yield from choice(view, ("routes", "patterns"), needed=False)


class Reroute(Part):
    """Another way between two stops, or to the end of a line where one of them is left out.

    There is a dwell at `from_stop`, at every new stop and at `to_stop`, and a hop between each.
    """

    type: Literal["reroute"]
    comment: Text | None = None
    routes: Ids | None = None
    patterns: Ids | None = None
    from_stop: Text | None = None
    to_stop: Text | None = None
    stops: Stops = ()
    hop_times: HopTimes
    dwell_times: DwellTimes

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Some stop to join on at, and times as many as the stops ask for."""
        yield from choice(view, ("routes", "patterns"), needed=False)
        anchors = len(view.given.intersection({"from_stop", "to_stop"}))
        stops = view.count("stops")
        if not anchors:
            yield Breach(("fromStop",), "missing", "is missing; give fromStop, toStop or both")
            return
        if stops is None:
            return
        if anchors + stops < 2:
            message = "leads nowhere; give new stops, or both fromStop and toStop"
            yield Breach(("stops",), "too_few", message)
            return
        hops, dwells = view.count("hop_times"), view.count("dwell_times")
        served = anchors + stops
        why = f"{anchors} that stay and {stops} new"
        if hops is not None and hops != served - 1:
            yield wrong_count(("hopTimes",), hops, served - 1, f"one less than the stops, {why}")
        if dwells is not None and dwells != served:
            yield wrong_count(("dwellTimes",), dwells, served, f"one for each of the stops, {why}")


class ModifyStreets(Part):
    """Other modes allowed, or another speed of cars, on all streets in some polygons."""

    type: Literal["modify-streets"]
    comment: Text | None = None
    polygons: Polygons
    allowed_modes: Annotated[tuple[StreetMode, ...], at_most(4)] | None = None
    car_speed_kph: Annotated[Number, Field(gt=0, le=MOST_CAR_KMH)] | None = None
    car_speed_factor: Scale | None = None

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Polygons on the ground, at the most one way to say how fast, and a change."""
        yield from polygon_breaches(view)
        yield from choice(view, ("car_speed_kph", "car_speed_factor"), needed=False)
        others = view.given.intersection({"allowed_modes", "car_speed_kph"})
        if not others and "car_speed_factor" not in view.given:
            what = "none of allowedModes, carSpeedKph and carSpeedFactor is given"
            yield no_change("allowedModes", what)
        elif not others and view.values.get("car_speed_factor") == 1:
            yield no_change("carSpeedFactor", "1 leaves every speed as it is")


class RoadCongestion(Part):
    """Speeds of cars times `scale` in some polygons; where they overlap, `priority` decides.

    A scale of 1 with a priority keeps the streets in its polygons out of another congestion.
    """

    type: Literal["road-congestion"]
    comment: Text | None = None
    polygons: Polygons
    scale: Scale
    priority: Annotated[Whole, Field(ge=0, le=MOST_PRIORITY)] = 0

    @classmethod
    def breaches(cls, view: View) -> Iterator[Breach]:
        """Polygons on the ground, and a change."""
        yield from polygon_breaches(view)
        if view.values.get("scale") == 1 and view.values.get("priority") == 0:
            yield no_change("scale", "1 leaves every speed as it is")
