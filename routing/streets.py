"""The street network: frozen arrays for foot, bicycle and car, mapped from a snapshot as they are.

Edges run between junctions and keep the points of the way between. An edge can be travelled along
(code 2 * edge) or back (code 2 * edge + 1); each mode has its own arcs over these codes, in CSR
order of the node they leave. A network without an extract has an empty StreetNetwork.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.strings import StringTable

Floats = NDArray[np.float64]
Reals = NDArray[np.float32]
Ints = NDArray[np.int32]

FOOT, BIKE, CAR = 1, 2, 4
"""Bits of `edge_modes`."""


@dataclass(frozen=True, slots=True)
class StreetNetwork:
    """Streets, and where stops and park-and-ride sites join them.

    Shapes: node_* (nodes,); edge_* (edges,); shape_start (edges + 1,) into shape_lat, shape_lon,
    which hold both ends and the points between; <mode>_start (nodes + 1,) into <mode>_head (the
    node an arc leads to), <mode>_code and <mode>_cost.
    Units: foot_cost metres, bike_cost and car_cost seconds.

    Forbidden turns of cars: arcs `ban_to[ban_start[a] : ban_start[a + 1]]` may not follow arc a.
    Grid for the nearest edge: cells of `cell_deg` degrees from (grid_lat, grid_lon), `grid_columns`
    a row; cell_start (cells + 1,) into cell_point: a stretch from that shape point to the next.
    Joins: stop_* by stop_idx, site_* by site; edge -1: joined to nothing; `along_m` from the
    edge's first point, `away_m` the straight line to it.
    """

    node_osm: NDArray[np.int64]
    node_lat: Floats
    node_lon: Floats
    edge_from: Ints
    edge_to: Ints
    edge_length_m: Reals
    edge_modes: NDArray[np.uint8]
    edge_name: Ints
    names: StringTable
    shape_start: Ints
    shape_lat: Floats
    shape_lon: Floats
    foot_start: Ints
    foot_head: Ints
    foot_code: Ints
    foot_cost: Reals
    bike_start: Ints
    bike_head: Ints
    bike_code: Ints
    bike_cost: Reals
    car_start: Ints
    car_head: Ints
    car_code: Ints
    car_cost: Reals
    ban_start: Ints
    ban_to: Ints
    grid_lat: float
    grid_lon: float
    cell_deg: float
    grid_rows: int
    grid_columns: int
    cell_start: Ints
    cell_point: Ints
    point_edge: Ints
    stop_edge: Ints
    stop_along_m: Reals
    stop_away_m: Reals
    site_id: StringTable
    site_name: StringTable
    site_fee: StringTable
    site_capacity: Ints
    site_lat: Floats
    site_lon: Floats
    site_foot_edge: Ints
    site_foot_along_m: Reals
    site_foot_away_m: Reals
    site_car_edge: Ints
    site_car_along_m: Reals
    site_car_away_m: Reals
    tag: str
    """of the FeedInfo whose data the streets are; "" without streets"""

    def __bool__(self) -> bool:
        """Whether there are any streets."""
        return len(self.edge_from) > 0


@dataclass(frozen=True, slots=True)
class MapNames:
    """What the map adds to place search: settlements, public buildings, streets, house numbers."""

    kind: StringTable
    """SETTLEMENT, PLACE (a building or a park) or ADDRESS"""
    id: StringTable
    name: StringTable
    other_names: StringTable
    """other spellings, joined by |"""
    area: StringTable
    lat: Floats
    lon: Floats
    rank: Reals


@dataclass(frozen=True, slots=True)
class Lanes:
    """What one mode may travel. `arc_of` (2 * edges,) finds the arc of a code, -1 for none."""

    bit: int
    start: Ints
    head: Ints
    code: Ints
    cost: Reals
    arc_of: Ints


def lanes_of(streets: StreetNetwork, bit: int) -> Lanes:
    """The arcs of one mode: FOOT, BIKE or CAR."""
    start, head, code, cost = {
        FOOT: (streets.foot_start, streets.foot_head, streets.foot_code, streets.foot_cost),
        BIKE: (streets.bike_start, streets.bike_head, streets.bike_code, streets.bike_cost),
        CAR: (streets.car_start, streets.car_head, streets.car_code, streets.car_cost),
    }[bit]
    arc_of = np.full(2 * len(streets.edge_from), -1, dtype=np.int32)
    arc_of[code] = np.arange(len(code), dtype=np.int32)
    return Lanes(bit, start, head, code, cost, arc_of)


def tail_of(streets: StreetNetwork, code: int) -> int:
    """The node from which an edge is entered in that direction."""
    ends = streets.edge_to if code & 1 else streets.edge_from
    return int(ends[code >> 1])


def no_streets(stops: int = 0) -> StreetNetwork:
    """The streets of a network without an extract."""
    none_f, none_r, none_i = np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.int32)
    zero, no_text = np.zeros(1, np.int32), StringTable.of(())
    return StreetNetwork(
        node_osm=np.zeros(0, np.int64), node_lat=none_f, node_lon=none_f,
        edge_from=none_i, edge_to=none_i, edge_length_m=none_r,
        edge_modes=np.zeros(0, np.uint8), edge_name=none_i, names=no_text,
        shape_start=zero, shape_lat=none_f, shape_lon=none_f,
        foot_start=zero, foot_head=none_i, foot_code=none_i, foot_cost=none_r,
        bike_start=zero, bike_head=none_i, bike_code=none_i, bike_cost=none_r,
        car_start=zero, car_head=none_i, car_code=none_i, car_cost=none_r,
        ban_start=zero, ban_to=none_i,
        grid_lat=0.0, grid_lon=0.0, cell_deg=1.0, grid_rows=0, grid_columns=0,
        cell_start=zero, cell_point=none_i, point_edge=none_i,
        stop_edge=np.full(stops, -1, np.int32), stop_along_m=np.zeros(stops, np.float32),
        stop_away_m=np.zeros(stops, np.float32),
        site_id=no_text, site_name=no_text, site_fee=no_text, site_capacity=none_i,
        site_lat=none_f, site_lon=none_f,
        site_foot_edge=none_i, site_foot_along_m=none_r, site_foot_away_m=none_r,
        site_car_edge=none_i, site_car_along_m=none_r, site_car_away_m=none_r,
        tag="",
    )  # fmt: skip


def no_map_names() -> MapNames:
    """The map's names of a network without an extract."""
    text, none = StringTable.of(()), np.zeros(0)
    return MapNames(text, text, text, text, text, none, none, none.astype(np.float32))
