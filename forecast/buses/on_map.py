"""Hops on the map: calls of buses in, those that cross the border beside a corridor's crossing out.

Only for corridors that no row of `corridor_buses.csv` names and that lie at a crossing themselves.
Two calls one after the other are a hop where the straight line between them passes the crossing
within NEAR_M and no other one nearer, from the corridor's one side to its other; on which side a
stop lies the nearest of `country_points.csv` says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.geo import distance_m
from feeds.territory import Territory
from forecast.buses.hops import Floats

NEAR_M = 300.0
AT_CROSSING_M = 500.0
"""A corridor whose point lies farther away does not cross the border itself."""
LONGEST_M = 12_000.0
"""Over a longer line buses may take another road."""
_DEGREE_M = 111_195.0
_AT_ONCE = 4_096


def bare_corridors(territory: Territory) -> pd.DataFrame:
    """The corridors at a crossing that the table of buses does not name, with its position."""
    named = set(territory.corridor_buses["corridor_id"])
    roads = territory.crossings[territory.crossings["class"] != "rail"]
    places = roads[["crossing_id", "lat", "lon"]].rename(
        columns={"lat": "crossing_lat", "lon": "crossing_lon"}
    )
    bare = territory.corridors[~territory.corridors["corridor_id"].isin(named)]
    bare = bare.merge(places, on="crossing_id")
    points = bare[["lat", "lon", "crossing_lat", "crossing_lon"]]
    away = [distance_m(*each) for each in points.itertuples(index=False, name=None)]
    return bare[np.array(away, dtype=np.float64) <= AT_CROSSING_M]


def hops_on_map(calls: pd.DataFrame, territory: Territory) -> Iterator[pd.DataFrame]:
    """The hops of the corridors that the table does not name, a corridor at a time."""
    corridors = bare_corridors(territory)
    if corridors.empty or calls.empty or territory.country_points.empty:
        return
    roads = territory.crossings[territory.crossings["class"] != "rail"]
    hops = _crossing_pairs(calls[_is_around(calls, roads)], territory)
    if hops.empty:
        return
    away = np.stack(
        [_away_m(hops, lat, lon) for lat, lon in zip(roads["lat"], roads["lon"], strict=True)]
    )
    nearest = roads["crossing_id"].to_numpy(dtype=object)[away.argmin(axis=0)]
    is_near = away.min(axis=0) <= NEAR_M
    for row in corridors.to_dict("records"):
        mine = is_near & (nearest == row["crossing_id"])
        mine &= (
            (hops["side"] == row["from_side"]) & (hops["side_to"] == row["to_side"])
        ).to_numpy()
        found = hops[mine].drop_duplicates("trip_idx")
        yield found.assign(corridor=row["corridor_id"], share=1.0, derived=True)


def _is_around(calls: pd.DataFrame, roads: pd.DataFrame) -> pd.Series:
    """Calls in the box of the crossings, as far around it as a hop may reach."""
    north = LONGEST_M / _DEGREE_M
    east = north / np.cos(np.radians(roads["lat"].mean()))
    return calls["lat"].between(roads["lat"].min() - north, roads["lat"].max() + north) & calls[
        "lon"
    ].between(roads["lon"].min() - east, roads["lon"].max() + east)


def _crossing_pairs(calls: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Two calls one after the other on different sides, in one row."""
    onward = calls.shift(-1)
    follows = (onward["trip_idx"] == calls["trip_idx"]) & (onward["place"] == calls["place"] + 1)
    follows &= calls["located"] & onward["located"].eq(other=True)
    side = pd.Series(_sides(calls, territory), index=calls.index)
    follows &= side != side.shift(-1)
    ends = ("stop", "name", "lat", "lon", "located", "arrival_s", "departure_s", "sequence")
    pairs = calls[follows].assign(
        side=side[follows],
        side_to=side.shift(-1)[follows],
        **{f"{name}_to": onward.loc[follows, name] for name in ends},
    )
    points = pairs[["lat", "lon", "lat_to", "lon_to"]].itertuples(index=False, name=None)
    metres = np.array([distance_m(*each) for each in points], dtype=np.float64)
    return pairs[metres <= LONGEST_M]


def _sides(calls: pd.DataFrame, territory: Territory) -> NDArray[np.object_]:
    """The country of the nearest point that is known, for every call."""
    stops = calls[["stop_idx", "lat", "lon"]].drop_duplicates("stop_idx")
    known = territory.country_points
    shrink = np.cos(np.radians(known["lat"].mean()))
    lat, lon = known["lat"].to_numpy(), known["lon"].to_numpy() * shrink
    nearest = np.concatenate(
        [
            ((part[:, :1] - lat) ** 2 + (part[:, 1:] * shrink - lon) ** 2).argmin(axis=1)
            for start in range(0, len(stops), _AT_ONCE)
            for part in (stops[["lat", "lon"]].to_numpy()[start : start + _AT_ONCE],)
        ]
    )
    country = dict(zip(stops["stop_idx"], known["country"].to_numpy()[nearest], strict=True))
    return np.array([country[stop] for stop in calls["stop_idx"]], dtype=object)


def _away_m(hops: pd.DataFrame, lat: float, lon: float) -> Floats:
    """How far a point lies from the straight lines of hops."""
    scale = np.array([_DEGREE_M, _DEGREE_M * np.cos(np.radians(lat))])
    start, end = (
        (hops[names].to_numpy(dtype=np.float64) - [lat, lon]) * scale
        for names in (["lat", "lon"], ["lat_to", "lon_to"])
    )
    way = end - start
    length = np.maximum((way**2).sum(axis=1), 1.0)
    along = np.clip(-(start * way).sum(axis=1) / length, 0.0, 1.0)
    return np.asarray(np.hypot(*(start + along[:, None] * way).T), dtype=np.float64)
