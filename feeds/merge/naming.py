"""Which of its stops names a place: stops and their groups in, one family a group out."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.merge.stations import Families, Ints

OWN_NAMES_SHARE = 0.8
"""From this share of distinct names on, a feed gives every stop a name of its own."""

_SHOUT = re.compile(r"[A-ZÀ-Þ]{5}")


def primary_families(stops: pd.DataFrame, families: Families, of_family: Ints) -> Ints:
    """The family that names each group, in the groups' order.

    Where trains call comes first, then a name that does not shout, of the feed at home in the
    country, which tells its stops apart and says most.
    """
    country_of_feed = _country_of_feed(stops)
    country = stops["country"].to_numpy(dtype=object)[families.root]
    native = country == country_of_feed[families.feed]
    telling = np.array([len(n.core) for n in families.names], dtype=np.int64)[families.name_idx]
    for_buses = np.array([n.bus_station for n in families.names], dtype=np.bool_)
    shouts = np.array([_SHOUT.search(text) is not None for text in families.texts], dtype=np.bool_)
    order = np.lexsort(
        (
            families.root,
            -families.calls.sum(axis=1),
            for_buses[families.name_idx],
            -np.minimum(telling, 3),
            ~_tells_stops_apart(families)[families.feed],
            ~native.astype(np.bool_),
            shouts[families.name_idx],
            ~families.serves("rail"),
            of_family,
        )
    )
    first = np.unique(of_family[order], return_index=True)[1]
    return np.asarray(order[first], dtype=np.int64)


def _tells_stops_apart(families: Families) -> NDArray[np.bool_]:
    """Which feeds give a stop a name of its own; others write "Mairie" in every village."""
    distinct = np.unique(np.stack([families.feed, families.name_idx]), axis=1)[0]
    count = int(families.feed.max()) + 1 if len(families) else 0
    stops, names = (np.bincount(feed, minlength=count) for feed in (families.feed, distinct))
    return np.asarray(names >= OWN_NAMES_SHARE * stops, dtype=np.bool_)


def _country_of_feed(stops: pd.DataFrame) -> NDArray[np.object_]:
    """The country in which most stops of a feed stand."""
    counts = stops.groupby(["feed", "country"], sort=True).size()
    out = np.full(int(stops["feed"].max()) + 1 if len(stops) else 0, "", dtype=object)
    for feed, country in counts.sort_values(kind="stable").index:
        out[feed] = country
    return out
