"""The tables that leave the door of an OSM extract: ways, turns, sites and names. Types only.

Every index is a row of these tables; ids of OpenStreetMap stand beside them as names. Whatever
could not be trusted has been left out and noticed before it gets here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.notices import NoticeLog
from feeds.tables import FeedInfo

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

FOOT, BIKE, BIKE_BACK, CAR, CAR_BACK = 1, 2, 4, 8, 16
"""Bits of a permission; people on foot may go both ways everywhere."""


@dataclass(frozen=True, slots=True)
class WayTable:
    """Ways that people may use. Shapes: start (n + 1,) into node; the other columns (n,).

    `bits` are those above; `node` are rows of the node columns; `name` is a row of
    StreetTables.way_names, -1 for none. A way of OSM with a gap in it is several rows of one id.
    """

    id: Ints
    start: Ints
    node: Ints
    bits: Bytes
    car_kmh: Floats
    bike_kmh: Floats
    name: Ints


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn restriction for cars at a node: ids of OSM.

    `only`: from there nothing but this turn is allowed; else this turn is forbidden.
    """

    from_way: int
    via_node: int
    to_way: int
    only: bool
    u_turn: bool


@dataclass(frozen=True, slots=True)
class Site:
    """A park-and-ride site; `reach_m` is how far its outline lies from its middle."""

    id: str
    name: str
    lat: float
    lon: float
    reach_m: float
    capacity: int
    fee: str


@dataclass(frozen=True, slots=True)
class MapName:
    """Something that can be searched by name; `rank` from 0 to 1 is its importance."""

    kind: str
    """SETTLEMENT, PLACE (a building or a park) or ADDRESS"""
    id: str
    name: str
    other_names: tuple[str, ...]
    lat: float
    lon: float
    rank: float
    area: str = ""


@dataclass(frozen=True, slots=True)
class StreetTables:
    """One OSM extract, read. Shapes: node_* (nodes,); `barrier_node` are rows, barrier_bits modes.

    `barrier_bits` names who cannot pass a node, in the bits above.
    """

    info: FeedInfo
    node_id: Ints
    node_lat: Floats
    node_lon: Floats
    barrier_node: Ints
    barrier_bits: Bytes
    ways: WayTable
    way_names: tuple[str, ...]
    turns: tuple[Turn, ...]
    sites: tuple[Site, ...]
    names: tuple[MapName, ...]
    notices: NoticeLog
