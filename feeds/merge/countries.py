"""Which country a stop stands in: the territory's sides in, country and zone of stops out.

A feed's own country is a first guess only: a national timetable runs on to the first stations of
its neighbours.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.territory import Territory


def with_countries(stops: pd.DataFrame, territory: Territory | None) -> pd.DataFrame:
    """The stops with the country in whose area they stand (feeds/sides.py), and that side's zone.

    A stop in no area, since no known point is near, keeps the country and zone its feed gave it.
    """
    if territory is None or not len(territory.country_points) or not len(stops):
        return stops
    country = stops["country"].to_numpy(dtype=object)
    zone = stops["zone"].to_numpy(dtype=object)
    placed = np.flatnonzero(stops["located"].to_numpy())
    found = _country_at(stops["lat"].to_numpy()[placed], stops["lon"].to_numpy()[placed], territory)
    changed = (found != "") & (found != country[placed])
    country[placed[changed]] = found[changed]
    zone_of = {side.country: side.zone for side in territory.sides}
    zone[placed[changed]] = [zone_of.get(country[at], zone[at]) for at in placed[changed]]
    dtypes = stops.dtypes
    return stops.assign(
        country=pd.Series(country, dtype=dtypes["country"]),
        zone=pd.Series(zone, dtype=dtypes["zone"]),
    )


def _country_at(
    lat: NDArray[np.float64], lon: NDArray[np.float64], territory: Territory
) -> NDArray[np.object_]:
    """The country of every point, "" in no area."""
    # geopandas takes half a second to import, which is for builds alone to wait
    import geopandas as gpd

    from feeds.sides import side_areas

    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"))
    joined = points.sjoin(side_areas(territory), how="left", predicate="intersects")
    first = ~joined.index.duplicated()
    return np.asarray(joined["country"][first].fillna("").to_numpy(dtype=object))
