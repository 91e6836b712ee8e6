"""Hops found: clean feeds and a territory in, the trips that drive its corridors out.

`corridor_buses.csv` names them by stops as riders know them, which outlive the ids of platforms and
the tags under which feeds are kept: `from_stop`, `to_stop`, `agency` and `line` are alternatives
joined by "|", in which * stands for anything; empty is any. A stop may be named by its id, too.
`share` is the part of the hop's delay that the corridor bears (empty: all of it). For a corridor
that no row names, hops are looked for on the map (forecast/buses/on_map.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError
from core.geo import distance_m
from feeds.tables import MergedFeed
from feeds.territory import Territory
from forecast.buses.hops import Floats, Hops, Ints
from forecast.buses.on_map import hops_on_map

FILE = "corridor_buses.csv"
FASTEST_KMH = 110.0
MAX_CALLS = 12
"""A hop with more calls than that measures waits at stops, not the road."""
MAX_SCHEDULED_S = 5_400
_OTHER = "|"
_HOP = ("trip", "stop", "stop_to")
_COLUMNS = (
    *_HOP, "corridor", "share", "derived", "zone", "line", "name", "name_to", "service_idx",
    "arrival_s", "departure_s", "arrival_s_to", "departure_s_to", "lat", "lon", "lat_to", "lon_to",
    "located", "located_to", "sequence", "sequence_to", "feed",
)  # fmt: skip


_TEXTS = dict.fromkeys((*_HOP, "zone", "line", "name", "name_to"), "str")


def build_hops(feeds: Sequence[MergedFeed], territory: Territory) -> Hops:
    """The hops of some feeds, each of its own tag; of two feeds with one trip the first counts.

    Errors: DataError naming a row of `corridor_buses.csv` that cannot be.
    """
    check_table(territory)
    parts = [pd.DataFrame(columns=_COLUMNS)]
    for number, feed in enumerate(feeds):
        calls = road_calls(feed)
        found = [*_by_table(calls, territory), *hops_on_map(calls, territory)]
        parts += [each.assign(feed=number).astype(_TEXTS)[list(_COLUMNS)] for each in found]
    filled = [part for part in parts if len(part)]
    table = pd.concat(filled or parts[:1], ignore_index=True)
    table = table[table["corridor"].isin(territory.corridors["corridor_id"])]
    return _of(table.drop_duplicates([*_HOP, "corridor"]), feeds, territory)


def check_table(territory: Territory) -> None:
    """Errors: DataError naming a row of `corridor_buses.csv` that cannot be."""
    known = set(territory.corridors["corridor_id"])
    for number, row in enumerate(territory.corridor_buses.to_dict("records"), 2):
        name, share = row["corridor_id"], row["share"]
        if name not in known:
            mend = "name one of corridors.csv"
            raise DataError(
                f"{name!r} is no corridor",
                file=FILE,
                row=number,
                field_name="corridor_id",
                mend=mend,
            )
        if not (np.isnan(share) or 0 < share <= 1):
            message = f"{share:g} is no share above 0 and up to 1"
            raise DataError(message, file=FILE, row=number, field_name="share")


def road_calls(feed: MergedFeed) -> pd.DataFrame:
    """The calls of buses and coaches in order, with what their stops, lines and trips are called.

    Ids are those of the feed itself. A stop that a trip calls at twice is left out, since messages
    would not say which call they mean.
    """
    routes = feed.routes
    kind = routes["type"]
    on_road = kind.isin([3, 11]) | kind.between(200, 299) | kind.between(700, 799)
    trips = feed.trips[feed.trips["route_idx"].isin(routes.index[on_road])]
    calls = feed.stop_times[feed.stop_times["trip_idx"].isin(trips.index)]
    calls = calls[["trip_idx", "stop_idx", "arrival_s", "departure_s", "sequence"]].copy()
    calls["place"] = calls.groupby("trip_idx").cumcount()
    calls = calls[~calls.duplicated(["trip_idx", "stop_idx"], keep=False)]
    stops = feed.stops[["id", "name", "lat", "lon", "located"]].rename(columns={"id": "stop"})
    stops["stop"] = stops["stop"].map(_own_id)
    calls = calls.join(_as_categories(stops, "stop", "name"), on="stop_idx")
    lines = pd.DataFrame(
        {
            "trip": trips["id"].map(_own_id),
            "service_idx": trips["service_idx"],
            "zone": trips["zone"],
            "line": routes["short_name"].reindex(trips["route_idx"]).to_numpy(),
            "agency": _agencies(feed, trips["route_idx"]),
        }
    )
    return calls.join(_as_categories(lines, "trip", "zone", "line", "agency"), on="trip_idx")


def _as_categories(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The table with each of its texts kept once, which is what makes a million calls light."""
    return table.astype(dict.fromkeys(names, "category"))


def _agencies(feed: MergedFeed, route_idx: pd.Series) -> NDArray[Any]:
    """The operator of every trip, as it is called."""
    names = feed.agencies["name"].to_numpy(dtype=object)
    agency = feed.routes["agency_idx"].to_numpy()[route_idx]
    return np.asarray(names[agency])


def _own_id(scoped: str) -> str:
    return scoped.partition("_")[2]


def _by_table(calls: pd.DataFrame, territory: Territory) -> Iterator[pd.DataFrame]:
    for row in territory.corridor_buses.to_dict("records"):
        mine = calls[
            _matches(calls["line"], row["line"]) & _matches(calls["agency"], row["agency"])
        ]
        at_from, at_to = (
            mine[_matches(mine["name"], row[end]) | _matches(mine["stop"], row[end])]
            for end in ("from_stop", "to_stop")
        )
        share = 1.0 if np.isnan(row["share"]) else row["share"]
        yield paired(at_from, at_to).assign(corridor=row["corridor_id"], share=share, derived=False)


def paired(at_from: pd.DataFrame, at_to: pd.DataFrame) -> pd.DataFrame:
    """One hop a trip: its nearest pair of calls of either kind, in this order."""
    both = at_from.merge(at_to, on="trip_idx", suffixes=("", "_to"))
    calls = both["place_to"] - both["place"]
    run_s = both["arrival_s_to"] - both["departure_s"]
    both = both[calls.between(1, MAX_CALLS) & run_s.between(0, MAX_SCHEDULED_S)]
    nearest = (both["place_to"] - both["place"]).sort_values(kind="stable").index
    return both.loc[nearest].drop_duplicates("trip_idx").sort_index()


def _matches(column: pd.Series, patterns: str) -> NDArray[np.bool_]:
    """Where a text (of a column of categories) is one of some patterns."""
    if not patterns.strip():
        return np.ones(len(column), dtype=np.bool_)
    parts = (translate(part.strip().casefold()) for part in patterns.split(_OTHER))
    known = re.compile(_OTHER.join(parts))
    is_it = np.array(
        [bool(known.match(str(n).casefold())) for n in column.cat.categories], np.bool_
    )
    return is_it[column.cat.codes] if len(is_it) else np.zeros(len(column), dtype=np.bool_)


def _of(table: pd.DataFrame, feeds: Sequence[MergedFeed], territory: Territory) -> Hops:
    corridors = tuple(territory.corridors["corridor_id"])
    row_of = {name: row for row, name in enumerate(corridors)}
    first_day, runs, offsets = _calendar(feeds)
    hops = table.drop_duplicates(list(_HOP))
    zones = tuple(dict.fromkeys(hops["zone"])) or (territory.zone,)
    names = [_OTHER.join(each) for each in _tuples(hops, "line", "name", "name_to")]
    group_of = {name: at for at, name in enumerate(dict.fromkeys(names))}
    dwell = [hops[f"departure_s{end}"] - hops[f"arrival_s{end}"] for end in ("", "_to")]
    return Hops(
        trip=tuple(hops["trip"]),
        from_stop=tuple(hops["stop"]),
        to_stop=tuple(hops["stop_to"]),
        sequence=np.stack([_ints(hops["sequence"]), _ints(hops["sequence_to"])], axis=1),
        leaves_s=_ints(hops["departure_s"]),
        comes_s=_ints(hops["arrival_s_to"]),
        dwell_s=np.stack([_ints(each) for each in dwell], axis=1),
        least_s=_least_s(hops),
        service=_ints(hops["service_idx"]) + offsets[_ints(hops["feed"])],
        zone=np.array([zones.index(zone) for zone in hops["zone"]], dtype=np.int64),
        group=np.array([group_of[name] for name in names], dtype=np.int64),
        zones=zones,
        groups=tuple(group_of),
        runs=runs,
        first_day=first_day,
        claim_hop=table.groupby(list(_HOP), sort=False).ngroup().to_numpy(dtype=np.int64),
        claim_corridor=np.array([row_of[name] for name in table["corridor"]], dtype=np.int64),
        claim_share=table["share"].to_numpy(dtype=np.float64),
        corridors=corridors,
        free_flow_s=territory.corridors["free_flow_s"].to_numpy(dtype=np.float64),
        derived=tuple(dict.fromkeys(table.loc[table["derived"].astype(bool), "corridor"])),
    )


def _calendar(feeds: Sequence[MergedFeed]) -> tuple[int, NDArray[np.bool_], Ints]:
    """The first day of any feed, on which days services run, and where those of each begin."""
    offsets = np.cumsum([0, *(len(feed.services) for feed in feeds)])
    days = np.concatenate([np.zeros(0, np.int64), *(_ints(f.service_dates["day"]) for f in feeds)])
    if not len(days):
        return 0, np.zeros((int(offsets[-1]) + 1, 0), dtype=np.bool_), offsets
    first = int(days.min())
    runs = np.zeros((int(offsets[-1]), int(days.max()) - first + 1), dtype=np.bool_)
    for feed, offset in zip(feeds, offsets[:-1].tolist(), strict=True):
        dates = feed.service_dates
        runs[_ints(dates["service_idx"]) + offset, _ints(dates["day"]) - first] = True
    return first, runs, offsets


def _least_s(hops: pd.DataFrame) -> Floats:
    """Seconds as the crow flies at FASTEST_KMH; 0 where a stop has no place."""
    metres = [distance_m(*points) for points in _tuples(hops, "lat", "lon", "lat_to", "lon_to")]
    placed = (hops["located"].astype(bool) & hops["located_to"].astype(bool)).to_numpy()
    return np.where(placed, np.array(metres, dtype=np.float64) * 3.6 / FASTEST_KMH, 0.0)


def _tuples(table: pd.DataFrame, *columns: str) -> Iterable[tuple[Any, ...]]:
    rows: Iterable[tuple[Any, ...]] = table[list(columns)].itertuples(index=False, name=None)
    return rows


def _ints(column: pd.Series) -> Ints:
    return np.asarray(column, dtype=np.int64)
