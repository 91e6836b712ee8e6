"""Building the street network: StreetTables and the stops' places in, StreetNetwork out.

Runs in the build only. Stops and park-and-ride sites, which in the map are often islands, are
joined to the nearest edge by a straight line; what is too far away is noticed.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.strings import StringTable
from feeds.notices import Notice, NoticeLog, Severity
from feeds.osm.tables import BIKE, BIKE_BACK, CAR, CAR_BACK, FOOT, StreetTables
from feeds.tables import FeedInfo
from routing import streets as modes
from routing.kernels.streets import fill_cells
from routing.streets import Ints, MapNames, Reals, StreetNetwork, no_streets
from routing.streets_edges import Edges, edges_of
from routing.streets_joins import MAX_JOIN_M, find_join

STOP_OFF_STREETS = "stop_far_from_streets"
SITE_OFF_STREETS = "park_and_ride_far_from_streets"
STREETS_ELSEWHERE = "streets_far_from_all_stops"
"""Codes of what is odd between an extract and the stops."""
CELL_DEG = 0.003
"""Side of a cell of the grid, about 300 m; larger where the extract is vast."""
MOST_CELLS = 4_000_000
MAX_STOP_M = MAX_JOIN_M[modes.FOOT]
MAX_SITE_M = 200.0
"""A park-and-ride site further from the streets than this, beyond its outline, is not joined."""


def build_streets(
    tables: StreetTables, stops: pd.DataFrame, served: NDArray[np.bool_], notices: NoticeLog
) -> StreetNetwork:
    """The streets of an extract, with the stops that lie in it joined to them."""
    edges = edges_of(tables)
    node, ends = np.unique(np.concatenate([edges.from_, edges.to]), return_inverse=True)
    from_, to = np.split(ends.astype(np.int32), 2)
    point_edge = np.repeat(np.arange(len(edges.way)), np.diff(edges.point_start))
    streets = replace(
        no_streets(len(stops)),
        node_osm=edges.node_id[node],
        node_lat=edges.node_lat[node],
        node_lon=edges.node_lon[node],
        edge_from=from_,
        edge_to=to,
        edge_length_m=edges.length_m.astype(np.float32),
        edge_modes=_modes(edges.bits),
        edge_name=tables.ways.name[edges.way].astype(np.int32),
        names=StringTable.of(tables.way_names),
        shape_start=edges.point_start.astype(np.int32),
        shape_lat=edges.node_lat[edges.point],
        shape_lon=edges.node_lon[edges.point],
        point_edge=point_edge.astype(np.int32),
        tag=tables.info.source.tag,
    )
    streets = replace(streets, **_arcs(streets, edges, tables))
    streets = replace(streets, **_bans(streets, edges, tables))
    streets = _read_only(replace(streets, **_grid(streets)))
    streets = replace(streets, **_joined_stops(streets, stops, served, notices))
    return _read_only(replace(streets, **_joined_sites(streets, tables, notices)))


def provenance_of(tables: StreetTables, notices: NoticeLog) -> FeedInfo:
    """Whose data the streets are, with what is odd in the extract and between it and the stops."""
    counts, samples = dict(tables.info.notice_counts), dict(tables.info.notice_samples)
    for code in (STOP_OFF_STREETS, SITE_OFF_STREETS, STREETS_ELSEWHERE):
        if code in notices.counts:
            counts[code] = notices.counts[code]
            samples[code] = notices.first_of_each_code()[code]
    return replace(tables.info, notice_counts=counts, notice_samples=samples)


def build_map_names(tables: StreetTables) -> MapNames:
    """The names that the map adds to place search."""
    names = tables.names
    return MapNames(
        kind=StringTable.of(name.kind for name in names),
        id=StringTable.of(name.id for name in names),
        name=StringTable.of(name.name for name in names),
        other_names=StringTable.of("|".join(name.other_names) for name in names),
        area=StringTable.of(name.area for name in names),
        lat=np.array([name.lat for name in names], dtype=np.float64),
        lon=np.array([name.lon for name in names], dtype=np.float64),
        rank=np.array([name.rank for name in names], dtype=np.float32),
    )


def _read_only(streets: StreetNetwork) -> StreetNetwork:
    """The same arrays as a snapshot would map them: compiled code need know one kind only."""
    for field in fields(StreetNetwork):
        value = getattr(streets, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return streets


def _modes(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    found = np.zeros(len(bits), dtype=np.uint8)
    for mode, mask in ((modes.FOOT, FOOT), (modes.BIKE, BIKE | BIKE_BACK),
                       (modes.CAR, CAR | CAR_BACK)):  # fmt: skip
        found[(bits & mask) != 0] |= np.uint8(mode)
    return found


def _arcs(streets: StreetNetwork, edges: Edges, tables: StreetTables) -> dict[str, Any]:
    """The arcs of every mode in CSR order of the node they leave."""
    ways, metres = tables.ways, streets.edge_length_m.astype(np.float64)
    costs = (
        ("foot", FOOT, FOOT, metres),
        ("bike", BIKE, BIKE_BACK, metres / (ways.bike_kmh[edges.way] / 3.6)),
        ("car", CAR, CAR_BACK, metres / (ways.car_kmh[edges.way] / 3.6)),
    )
    found: dict[str, Any] = {}
    for mode, there, back, cost in costs:
        forward = np.flatnonzero((edges.bits & there) != 0)
        backward = np.flatnonzero((edges.bits & back) != 0)
        tail = np.concatenate([streets.edge_from[forward], streets.edge_to[backward]])
        head = np.concatenate([streets.edge_to[forward], streets.edge_from[backward]])
        code = np.concatenate([2 * forward, 2 * backward + 1]).astype(np.int32)
        order = np.lexsort((code, tail))
        start = np.zeros(len(streets.node_lat) + 1, dtype=np.int32)
        np.cumsum(np.bincount(tail, minlength=len(streets.node_lat)), out=start[1:])
        found[f"{mode}_start"] = start
        found[f"{mode}_head"] = head[order]
        found[f"{mode}_code"] = code[order]
        found[f"{mode}_cost"] = cost[code[order] >> 1].astype(np.float32)
    return found


def _bans(streets: StreetNetwork, edges: Edges, tables: StreetTables) -> dict[str, Any]:
    """Forbidden pairs of car arcs, from the turn restrictions of the extract."""
    reaching: dict[int, list[int]] = {}
    vias = {turn.via_node for turn in tables.turns}
    via_nodes = set(np.flatnonzero(np.isin(streets.node_osm, list(vias))).tolist())
    for arc in np.flatnonzero(np.isin(streets.car_head, list(via_nodes))).tolist():
        reaching.setdefault(int(streets.node_osm[streets.car_head[arc]]), []).append(arc)
    way_of_arc = tables.ways.id[edges.way[streets.car_code >> 1]]
    pairs: set[tuple[int, int]] = set()
    for turn in tables.turns:
        for arc in reaching.get(turn.via_node, ()):
            if way_of_arc[arc] != turn.from_way:
                continue
            node = int(streets.car_head[arc])
            leaving = range(int(streets.car_start[node]), int(streets.car_start[node + 1]))
            back = int(streets.car_code[arc]) ^ 1
            named = {other for other in leaving
                     if way_of_arc[other] == turn.to_way
                     and (int(streets.car_code[other]) == back) == turn.u_turn}  # fmt: skip
            if turn.only and named:
                pairs |= {(arc, other) for other in leaving if other not in named}
            elif not turn.only:
                pairs |= {(arc, other) for other in named}
    rows = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    start = np.zeros(len(streets.car_head) + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows[:, 0], minlength=len(streets.car_head)), out=start[1:])
    return {"ban_start": start, "ban_to": rows[:, 1].astype(np.int32)}


def _grid(streets: StreetNetwork) -> dict[str, Any]:
    lat, lon = float(streets.shape_lat.min()), float(streets.shape_lon.min())
    height, width = float(np.ptp(streets.shape_lat)), float(np.ptp(streets.shape_lon))
    cell = max(CELL_DEG, (height * width / MOST_CELLS) ** 0.5, max(height, width) / MOST_CELLS)
    rows, columns = int(height / cell) + 1, int(width / cell) + 1
    start, point = fill_cells(
        streets.shape_lat, streets.shape_lon, streets.point_edge, lat, lon, cell, rows, columns
    )
    return {
        "grid_lat": lat, "grid_lon": lon, "cell_deg": cell, "grid_rows": rows,
        "grid_columns": columns, "cell_start": start, "cell_point": point,
    }  # fmt: skip


def _joined_stops(
    streets: StreetNetwork, stops: pd.DataFrame, served: NDArray[np.bool_], notices: NoticeLog
) -> dict[str, Any]:
    """Every believed stop joined to the nearest way on foot."""
    lat, lon = stops["lat"].to_numpy(np.float64), stops["lon"].to_numpy(np.float64)
    located = stops["located"].to_numpy(bool) & np.isfinite(lat) & np.isfinite(lon)
    edge, along, away = _joins(
        streets, lat, lon, located, modes.FOOT, np.full(len(lat), MAX_STOP_M)
    )
    inside = _is_inside(streets, lat, lon)
    for stop in np.flatnonzero(served & located & inside & (edge < 0)).tolist():
        which = f"{stops['id'].iloc[stop]} {stops['name'].iloc[stop]}"
        message = f"{which}: no way on foot within {MAX_STOP_M:.0f} m; its ways are estimates"
        _note(notices, streets, STOP_OFF_STREETS, Severity.INFO, message)
    if not (edge >= 0).any() and len(stops):
        message = "no stop lies near a street; is this the right extract?"
        _note(notices, streets, STREETS_ELSEWHERE, Severity.WARNING, message)
    return {"stop_edge": edge, "stop_along_m": along, "stop_away_m": away}


def _is_inside(
    streets: StreetNetwork, lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether points lie between the outermost streets."""
    inside: NDArray[np.bool_] = (
        (lat >= streets.shape_lat.min())
        & (lat <= streets.shape_lat.max())
        & (lon >= streets.shape_lon.min())
        & (lon <= streets.shape_lon.max())
    )
    return inside


def _joined_sites(
    streets: StreetNetwork, tables: StreetTables, notices: NoticeLog
) -> dict[str, Any]:
    sites = tables.sites
    lat = np.array([site.lat for site in sites], dtype=np.float64)
    lon = np.array([site.lon for site in sites], dtype=np.float64)
    bound = np.array([site.reach_m for site in sites], dtype=np.float64) + MAX_SITE_M
    every = np.ones(len(sites), dtype=bool)
    foot = _joins(streets, lat, lon, every, modes.FOOT, bound)
    car = _joins(streets, lat, lon, every, modes.CAR, bound)
    for row, site in enumerate(sites):
        if foot[0][row] < 0 or car[0][row] < 0:
            _note(notices, streets, SITE_OFF_STREETS, Severity.WARNING,
                  f"{site.id} {site.name}: no street within {bound[row]:.0f} m")  # fmt: skip
    return {
        "site_id": StringTable.of(site.id for site in sites),
        "site_name": StringTable.of(site.name for site in sites),
        "site_fee": StringTable.of(site.fee for site in sites),
        "site_capacity": np.array([site.capacity for site in sites], dtype=np.int32),
        "site_lat": lat,
        "site_lon": lon,
        "site_foot_edge": foot[0], "site_foot_along_m": foot[1], "site_foot_away_m": foot[2],
        "site_car_edge": car[0], "site_car_along_m": car[1], "site_car_away_m": car[2],
    }  # fmt: skip


def _joins(
    streets: StreetNetwork,
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    mode: int,
    bound_m: NDArray[np.float64],
) -> tuple[Ints, Reals, Reals]:
    edge = np.full(len(lat), -1, dtype=np.int32)
    along, away = np.zeros(len(lat), np.float32), np.zeros(len(lat), np.float32)
    for row in np.flatnonzero(wanted).tolist():
        join = find_join(streets, float(lat[row]), float(lon[row]), mode, float(bound_m[row]))
        if join is not None:
            edge[row], along[row], away[row] = join.edge, join.along_m, join.away_m
    return edge, along, away


def _note(
    notices: NoticeLog, streets: StreetNetwork, code: str, severity: Severity, message: str
) -> None:
    notices.add(Notice(code, severity, streets.tag, message=message))
