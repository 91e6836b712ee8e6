"""Which country a stop stands in: the territory's known points in, country and zone of stops out.

A feed's own country is a first guess only: a national timetable runs on to the first stations of
its neighbours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from core.geo import unit_vectors_m
from feeds.territory import Territory

REACH_M = 15_000.0
"""How far a known point vouches for the country around it."""


def with_countries(stops: pd.DataFrame, territory: Territory | None) -> pd.DataFrame:
    """The stops with the country of the nearest known point, and the zone of that side.

    A stop that no known point is near keeps the country and zone its feed gave it.
    """
    if territory is None or not len(territory.country_points) or not len(stops):
        return stops
    country = stops["country"].to_numpy(dtype=object)
    zone = stops["zone"].to_numpy(dtype=object)
    known = territory.country_points
    names = known["country"].to_numpy(dtype=object)
    tree = cKDTree(unit_vectors_m(known["lat"].to_numpy(), known["lon"].to_numpy()))
    placed = np.flatnonzero(stops["located"].to_numpy())
    away_m, nearest = tree.query(
        unit_vectors_m(stops["lat"].to_numpy()[placed], stops["lon"].to_numpy()[placed]),
        distance_upper_bound=REACH_M,
    )
    near = np.isfinite(away_m)
    found = names[nearest[near]]
    changed = placed[near][found != country[placed[near]]]
    country[placed[near]] = found
    zone_of = {side.country: side.zone for side in territory.sides}
    zone[changed] = [zone_of.get(country[at], zone[at]) for at in changed]
    dtypes = stops.dtypes
    return stops.assign(
        country=pd.Series(country, dtype=dtypes["country"]),
        zone=pd.Series(zone, dtype=dtypes["zone"]),
    )
