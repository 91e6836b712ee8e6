"""Building the road network: a territory's tables in; Roads, Corridors and Localities out.

Runs in the build only, never in a request.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError
from core.strings import StringTable
from feeds.territory import Territory
from routing.network import Corridors, Localities, Roads

_HEADER_ROWS = 2
"""A frame's row 0 is row 2 of its file, as spreadsheets count."""


def build_roads(territory: Territory) -> tuple[Roads, Corridors, Localities]:
    """The roads, the corridors people queue on, and the places that can be searched by name.

    Errors: DataError naming file, row and field where a link leads to no node, a length or speed
    is not above zero, or an id stands twice.
    """
    corridors = _corridors(territory.corridors)
    return _roads(territory, corridors), corridors, _localities(territory.localities)


def _roads(territory: Territory, corridors: Corridors) -> Roads:
    nodes, links = territory.road_nodes, territory.road_links
    node_idx = _index(nodes, "node_id", "road_nodes.csv")
    corridor_idx = {corridor_id: row for row, corridor_id in enumerate(corridors.id)}
    from_node = _refer(links, "from_node", node_idx)
    to_node = _refer(links, "to_node", node_idx)
    length_m = _positive(links, "length_m", "road_links.csv")
    speed_mps = _positive(links, "free_speed_kmh", "road_links.csv") / 3.6
    corridor = [corridor_idx.get(name, -1) for name in links["corridor_id"]]
    order = np.lexsort((to_node, from_node))
    link_start = np.zeros(len(nodes) + 1, dtype=np.int32)
    np.cumsum(np.bincount(from_node, minlength=len(nodes)), out=link_start[1:])
    return Roads(
        node_id=StringTable.of(nodes["node_id"]),
        node_name=StringTable.of(nodes["name"]),
        node_country=StringTable.of(nodes["country"]),
        lat=nodes["lat"].to_numpy(np.float64),
        lon=nodes["lon"].to_numpy(np.float64),
        link_start=link_start,
        link_to=to_node[order].astype(np.int32),
        link_length_m=_whole(length_m[order]),
        link_duration_s=np.maximum(_whole(length_m[order] / speed_mps[order]), 1),
        link_corridor=np.array(corridor, dtype=np.int32)[order],
        link_road=StringTable.of(links["road"].iloc[order]),
        link_class=StringTable.of(links["class"].iloc[order]),
    )


def _corridors(frame: pd.DataFrame) -> Corridors:
    _index(frame, "corridor_id", "corridors.csv")
    return Corridors(
        id=StringTable.of(frame["corridor_id"]),
        name=StringTable.of(frame["name"]),
        crossing_id=StringTable.of(frame["crossing_id"]),
        from_country=StringTable.of(frame["from_side"]),
        to_country=StringTable.of(frame["to_side"]),
        lat=frame["lat"].to_numpy(np.float64),
        lon=frame["lon"].to_numpy(np.float64),
        free_flow_s=_whole(_positive(frame, "free_flow_s", "corridors.csv")),
    )


def _localities(frame: pd.DataFrame) -> Localities:
    _index(frame, "locality_id", "localities.csv")
    return Localities(
        id=StringTable.of(frame["locality_id"]),
        name=StringTable.of(frame["name"]),
        other_names=StringTable.of(frame["names_other"]),
        country=StringTable.of(frame["country"]),
        kind=StringTable.of(frame["kind"]),
        lat=frame["lat"].to_numpy(np.float64),
        lon=frame["lon"].to_numpy(np.float64),
        population=_whole(frame["population"].fillna(0).to_numpy(np.float64)),
    )


def _index(frame: pd.DataFrame, column: str, file: str) -> dict[str, int]:
    twice = frame[column].duplicated().to_numpy(bool)
    if twice.any():
        row = int(twice.argmax())
        raise DataError(
            f"{frame[column].iloc[row]!r} stands twice",
            file=file,
            row=row + _HEADER_ROWS,
            field_name=column,
            mend="give every row an id of its own",
        )
    return {name: row for row, name in enumerate(frame[column])}


def _refer(links: pd.DataFrame, column: str, node_idx: dict[str, int]) -> NDArray[np.int64]:
    found = np.array([node_idx.get(name, -1) for name in links[column]], dtype=np.int64)
    if (found < 0).any():
        row = int((found < 0).argmax())
        raise DataError(
            f"there is no node {links[column].iloc[row]!r}",
            file="road_links.csv",
            row=row + _HEADER_ROWS,
            field_name=column,
            mend="add it to road_nodes.csv or take the link out",
        )
    return found


def _positive(frame: pd.DataFrame, column: str, file: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = frame[column].to_numpy(np.float64)
    bad = ~(values > 0)
    if bad.any():
        row = int(bad.argmax())
        raise DataError(
            f"{values[row]:g} is not above zero",
            file=file,
            row=row + _HEADER_ROWS,
            field_name=column,
        )
    return values


def _whole(values: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.rint(values).astype(np.int32)
