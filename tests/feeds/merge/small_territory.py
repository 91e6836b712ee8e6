"""A territory of two sides whose known points lie north and south of the tests' one point."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feeds.territory import TABLES, Side, Territory
from tests.feeds.merge.small_feeds import LAT, LON


def small_territory(
    *points: tuple[str, float], spellings: dict[str, str] | None = None
) -> Territory:
    """Known points as (country, metres north); `spellings`: a locality's name and its others."""
    frames = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    frames["country_points"] = pd.DataFrame(
        {
            "lat": [LAT + float(np.degrees(north / 6_371_008.8)) for _, north in points],
            "lon": [LON] * len(points),
            "country": [country for country, _ in points],
        }
    )
    known = spellings or {}
    frames["localities"] = pd.DataFrame(
        {name: [""] * len(known) for name in TABLES["localities"]}
    ).assign(name=list(known), names_other=list(known.values()))
    return Territory(
        id="small",
        names={"en": "Small"},
        zone="Europe/Luxembourg",
        bbox=(49.0, 5.5, 50.0, 6.5),
        languages=("fr",),
        sides=(
            Side("LU", "Luxembourg", "Europe/Luxembourg", ("LU",)),
            Side("FR", "France", "Europe/Paris", ("FR",)),
        ),
        **frames,
    )
