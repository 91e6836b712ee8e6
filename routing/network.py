"""The Network: one immutable world in which a request is answered.

Everything is arrays and string tables (core/strings.py), so that a snapshot can be mapped into
memory as it is. An index means the same thing everywhere: stop_idx, place_idx, route_idx,
agency_idx, trip_idx (in the timetable's order). -1 stands for "none".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.strings import StringTable
from feeds.tables import FeedInfo
from routing.overlay import Overlay
from routing.streets import MapNames, StreetNetwork, no_map_names, no_streets
from routing.timetable import Timetable

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stops:
    """Stops, platforms and stations, one row each. `zone` indexes Network.zones."""

    id: StringTable
    name: StringTable
    platform: StringTable
    country: StringTable
    lat: Floats
    lon: Floats
    zone: Bytes
    feed: Ints
    place: Ints
    parent: Ints
    kind: Bytes
    """GTFS location_type"""
    wheelchair: Bytes


@dataclass(frozen=True, slots=True)
class Places:
    """What people call by one name: stops of one or both feeds that are one place.

    Shapes: member_start (n + 1,) into member (stops,). `departures` counts calls on a mean day
    (importance in search); `modes` is a bit set over routing.requests.TRANSIT_MODES.
    """

    name: StringTable
    country: StringTable
    lat: Floats
    lon: Floats
    zone: Bytes
    primary_stop: Ints
    member_start: Ints
    member: Ints
    departures: Ints
    modes: Ints


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes, what riders call lines. `mode` indexes routing.requests.TRANSIT_MODES."""

    id: StringTable
    short_name: StringTable
    long_name: StringTable
    color: StringTable
    text_color: StringTable
    type: Ints
    mode: Bytes
    agency: Ints
    feed: Ints


@dataclass(frozen=True, slots=True)
class Agencies:
    """Operators as riders know them."""

    id: StringTable
    name: StringTable
    url: StringTable


@dataclass(frozen=True, slots=True)
class Trips:
    """What is printed about a trip; its times are in the timetable under the same index."""

    id: StringTable
    headsign: StringTable
    short_name: StringTable
    route: Ints
    direction: NDArray[np.int8]
    wheelchair: Bytes
    bikes: Bytes
    shape: Ints


@dataclass(frozen=True, slots=True)
class TripAliases:
    """Other ids of a trip: of the same run in another feed, which was left out for it."""

    id: StringTable
    trip: Ints


@dataclass(frozen=True, slots=True)
class Shapes:
    """Drawn ways of trips. Shapes: start (n + 1,) into lat, lon."""

    start: Ints
    lat: Floats
    lon: Floats


@dataclass(frozen=True, slots=True)
class Transfers:
    """Ways on foot from stop to stop, and the time to change at one stop.

    Shapes: start (stops + 1,) into to, duration_s, distance_m; change_s (stops,). Between two
    rides exactly one of them is walked; they are not chained.
    """

    start: Ints
    to: Ints
    duration_s: Ints
    distance_m: Ints
    change_s: Ints

    def way(self, stop: int, other: int) -> tuple[int, int]:
        """Seconds and metres on foot between two stops. Errors: ValueError without a way."""
        row = slice(int(self.start[stop]), int(self.start[stop + 1]))
        at = row.start + self.to[row].tolist().index(other)
        return int(self.duration_s[at]), int(self.distance_m[at])


@dataclass(frozen=True, slots=True)
class Roads:
    """The directed road network for cars.

    Shapes: link_start (nodes + 1,) into link_* (CSR by from-node). `link_corridor` indexes
    Corridors, -1 for none.
    """

    node_id: StringTable
    node_name: StringTable
    node_country: StringTable
    lat: Floats
    lon: Floats
    link_start: Ints
    link_to: Ints
    link_length_m: Ints
    link_duration_s: Ints
    link_corridor: Ints
    link_road: StringTable
    link_class: StringTable


@dataclass(frozen=True, slots=True)
class Corridors:
    """Directed road sections on which people queue, at the border crossings."""

    id: StringTable
    name: StringTable
    crossing_id: StringTable
    from_country: StringTable
    to_country: StringTable
    lat: Floats
    lon: Floats
    free_flow_s: Ints


@dataclass(frozen=True, slots=True)
class Sides:
    """The areas of the countries, as far as the territory knows them: to draw, not to decide.

    Shapes: polygon (n + 1,) into ring_start, each polygon's first ring its outline and the others
    its holes; ring_start (rings + 1,) into lat, lon.
    """

    country: StringTable
    polygon: Ints
    ring_start: Ints
    lat: Floats
    lon: Floats


@dataclass(frozen=True, slots=True)
class Borders:
    """The estimated lines between two countries, from west to east.

    Shapes: start (n + 1,) into lat, lon. `left` lies north of the line, `right` south of it.
    """

    left: StringTable
    right: StringTable
    start: Ints
    lat: Floats
    lon: Floats


@dataclass(frozen=True, slots=True)
class Localities:
    """Communes, towns and districts that can be searched by name."""

    id: StringTable
    name: StringTable
    other_names: StringTable
    """other spellings, joined by |"""
    country: StringTable
    kind: StringTable
    lat: Floats
    lon: Floats
    population: Ints


@dataclass(frozen=True, slots=True)
class ParkAndRide:
    """Where a car can stay while its driver rides on. `price` is a text of the territory's."""

    id: StringTable
    name: StringTable
    country: StringTable
    price: StringTable
    lat: Floats
    lon: Floats
    capacity: Ints


NO_STREETS, NO_MAP_NAMES = no_streets(), no_map_names()

_NO_TEXTS, _NO_FLOATS = StringTable.of(()), np.zeros(0)
NO_PARKING = ParkAndRide(
    _NO_TEXTS, _NO_TEXTS, _NO_TEXTS, _NO_TEXTS, _NO_FLOATS, _NO_FLOATS, np.zeros(0, dtype=np.int32)
)
NO_ALIASES = TripAliases(StringTable.of(()), np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Network:
    """One world: timetable, stops, ways on foot and by car, and whose data they are.

    `version` is the hash of everything in it. `zone` is the territory's: the zone in which a
    time without an offset is meant. `merge_report` is JSON, what a merge has made of the feeds
    (feeds/merge/report.py); empty where nobody asked for it. Under an overlay
    (routing/realtime/splice.py) the timetable and the trips are those of the moment; `overlay`
    knows the network as it was published.
    """

    version: str
    territory: str
    zone: str
    zones: tuple[str, ...]
    feeds: tuple[FeedInfo, ...]
    stops: Stops
    places: Places
    routes: Routes
    agencies: Agencies
    trips: Trips
    shapes: Shapes
    timetable: Timetable
    transfers: Transfers
    roads: Roads
    corridors: Corridors
    localities: Localities
    sides: Sides
    borders: Borders
    park_and_ride: ParkAndRide = NO_PARKING
    trip_aliases: TripAliases = NO_ALIASES
    streets: StreetNetwork = NO_STREETS
    map_names: MapNames = NO_MAP_NAMES
    merge_report: str = ""
    overlay: Overlay | None = None

    @property
    def ground(self) -> Network:
        """The network as published, without what realtime says."""
        return self if self.overlay is None else self.overlay.ground

    def members_of(self, place: int) -> Ints:
        """The stops of a place."""
        start = self.places.member_start
        return self.places.member[start[place] : start[place + 1]]

    def zone_of_stop(self, stop: int) -> str:
        """The zone in which times at a stop are shown."""
        return self.zones[int(self.stops.zone[stop])]
