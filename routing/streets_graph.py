"""Streets as networkx sees them: a network's street arrays in, nodes and edges of a graph out.

Junctions are "osm:<id of OpenStreetMap>", the far side of a barrier "osm:<id>|", park-and-ride
sites "site:<id>". A site is tied to both ends of the edge that it joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from routing.nearby import countries_at
from routing.network import Network
from routing.requests import DEFAULT_WALK_MPS
from routing.streets import BIKE, CAR, FOOT, lanes_of
from routing.streets_ways import OFF_STREET_COST

STREET_MODES = ("WALK", "BIKE", "CAR")
STREET, SITE = "osm:", "site:"
_BITS = {"WALK": FOOT, "BIKE": BIKE, "CAR": CAR}
_KINDS = {"WALK": "walk", "BIKE": "cycle", "CAR": "drive"}

Columns = dict[str, NDArray[Any]]


def street_node_ids(network: Network) -> list[str]:
    """The names of junctions, then of sites."""
    streets = network.streets
    seen: set[int] = set()
    names = []
    for osm in streets.node_osm.tolist():
        names.append(f"{STREET}{osm}|" if osm in seen else f"{STREET}{osm}")
        seen.add(osm)
    return names + [SITE + site for site in streets.site_id]


def street_edges(network: Network, mode: str) -> Columns:
    """The edges of a mode as columns: tail, head, duration_s, distance_m, edge (-1: a tie)."""
    streets = network.streets
    lanes = lanes_of(streets, _BITS[mode])
    edge = lanes.code >> 1
    tail = np.repeat(np.arange(len(lanes.start) - 1), np.diff(lanes.start))
    pace = 1.0 / DEFAULT_WALK_MPS if mode == "WALK" else 1.0
    ways = {
        "tail": tail.astype(np.int64),
        "head": lanes.head.astype(np.int64),
        "duration_s": lanes.cost.astype(np.float64) * pace,
        "distance_m": streets.edge_length_m[edge].astype(np.float64),
        "edge": edge.astype(np.int64),
    }
    ties = _ties(network, mode, pace)
    return {name: np.concatenate([ways[name], ties[name]]) for name in ways}


def add_streets(graph: nx.MultiDiGraph, network: Network, modes: Sequence[str]) -> None:
    """Adds junctions, sites and the edges of these modes with attributes that people can read."""
    streets = network.streets
    names = street_node_ids(network)
    junctions = len(streets.node_lat)
    lat = np.concatenate([streets.node_lat, streets.site_lat])
    lon = np.concatenate([streets.node_lon, streets.site_lon])
    countries = countries_at(network, lat, lon)
    for row, name in enumerate(names):
        site = row - junctions
        graph.add_node(
            name,
            kind="site" if site >= 0 else "street",
            name=streets.site_name[site] if site >= 0 else "",
            country=countries[row],
            lat=float(lat[row]),
            lon=float(lon[row]),
        )
    for mode in modes:
        columns = {name: column.tolist() for name, column in street_edges(network, mode).items()}
        for at, (tail, head, edge) in enumerate(
            zip(columns["tail"], columns["head"], columns["edge"], strict=True)
        ):
            street = int(streets.edge_name[edge]) if edge >= 0 else -1
            graph.add_edge(
                names[tail],
                names[head],
                key=(_KINDS[mode], at),
                kind=_KINDS[mode],
                mode=mode,
                name=streets.names[street] if street >= 0 else "",
                duration_s=columns["duration_s"][at],
                distance_m=columns["distance_m"][at],
                crosses_border=countries[tail] != countries[head],
            )


def _ties(network: Network, mode: str, pace: float) -> Columns:
    """The ways between sites and the ends of the edges that they join, both ways."""
    streets = network.streets
    if mode == "CAR":
        edge, along = streets.site_car_edge, streets.site_car_along_m
        away = streets.site_car_away_m
    else:
        edge, along = streets.site_foot_edge, streets.site_foot_along_m
        away = streets.site_foot_away_m
    lanes = lanes_of(streets, _BITS[mode])
    rows: list[tuple[int, int, float, float]] = []
    for site in np.flatnonzero(edge >= 0).tolist():
        here = len(streets.node_lat) + site
        length_m = float(streets.edge_length_m[edge[site]])
        share = float(along[site]) / length_m if length_m else 0.0
        off = float(away[site]) * OFF_STREET_COST[_BITS[mode]]
        for back in (0, 1):
            arc = int(lanes.arc_of[2 * int(edge[site]) + back])
            if arc < 0:
                continue
            ends = int(streets.edge_from[edge[site]]), int(streets.edge_to[edge[site]])
            behind, ahead = ends[::-1] if back else ends
            done = 1.0 - share if back else share
            cost = float(lanes.cost[arc])
            metres = float(away[site])
            rows.append((behind, here, (off + done * cost) * pace, metres + done * length_m))
            left = 1.0 - done
            rows.append((here, ahead, (off + left * cost) * pace, metres + left * length_m))
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return {
        "tail": table[:, 0].astype(np.int64),
        "head": table[:, 1].astype(np.int64),
        "duration_s": table[:, 2],
        "distance_m": table[:, 3],
        "edge": np.full(len(table), -1),
    }
