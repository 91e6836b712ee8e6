"""Stops of a new line or way: those that exist by their ids, new ones where they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.geo import distance_m
from planning.apply.draft import STATION, Draft, find_rows
from planning.scenario.places import Stop

SAME_STOP_M = 30.0
"""A new stop this near to one that a modification made before is the same."""


def stops_of(draft: Draft, stops: Sequence[Stop], feed: int, where: str) -> tuple[Draft, list[int]]:
    """The draft with the stops that were missing, and the rows of all in their order."""
    rows: list[int] = []
    for at, stop in enumerate(stops):
        place = f"{where}[{at}]"
        if stop.id is not None:
            found = find_rows(draft, "stops", (stop.id,), f"{place}.id")
            rows += [_platform(draft, int(row)) for row in found]
        elif stop.lat is not None and stop.lon is not None:
            draft, row = _placed(draft, stop, feed)
            rows.append(row)
    return draft, rows


def _platform(draft: Draft, row: int) -> int:
    """Of a station the platform at which most runs call; the stop itself where it is none."""
    stops = draft.feed.stops
    if int(stops["location_type"].iloc[row]) != STATION:
        return row
    children = np.flatnonzero(stops["parent_idx"].to_numpy() == row)
    if not len(children):
        return row
    calls = np.bincount(draft.feed.stop_times["stop_idx"].to_numpy(), minlength=len(stops))
    return int(children[calls[children].argmax()])


def _placed(draft: Draft, stop: Stop, feed: int) -> tuple[Draft, int]:
    """The row of a new stop, made where no other modification has made it before."""
    stops, lat, lon = draft.feed.stops, float(stop.lat or 0), float(stop.lon or 0)
    for row in np.flatnonzero(stops["feed"].to_numpy() == feed).tolist():
        here = stops["lat"].iloc[row], stops["lon"].iloc[row]
        if distance_m(lat, lon, float(here[0]), float(here[1])) <= SAME_STOP_M:
            return draft, row
    row, place = len(stops), len(draft.feed.places)
    name = stop.name or f"{lat:.4f}, {lon:.4f}"
    country, zone = country_at(draft, lat, lon), draft.territory.zone
    made = {
        "id": f"{draft.feed.feeds[feed].source.tag}_S{row}", "feed": feed, "code": "",
        "name": name, "lat": lat, "lon": lon, "location_type": 0, "parent_idx": -1,
        "platform": "", "zone": zone, "country": country, "wheelchair": 1, "place_idx": place,
        "located": True,
    }  # fmt: skip
    called = {
        "name": name, "lat": lat, "lon": lon, "country": country, "zone": zone,
        "primary_stop_idx": row,
    }  # fmt: skip
    return draft.with_tables(
        stops=appended(stops, [made]), places=appended(draft.feed.places, [called])
    ), row


def appended(frame: pd.DataFrame, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The frame with more rows, in the types of its columns."""
    more = pd.DataFrame(rows, columns=frame.columns).astype(frame.dtypes.to_dict())
    return pd.concat([frame, more], ignore_index=True)


def country_at(draft: Draft, lat: float, lon: float) -> str:
    """The country of the nearest point of which the territory, or else a stop, knows it."""
    known = draft.territory.country_points
    if known.empty:
        known = draft.feed.stops[draft.feed.stops["country"] != ""]
    if known.empty:
        return ""
    east = np.cos(np.radians(lat))
    away = np.hypot(known["lat"].to_numpy() - lat, (known["lon"].to_numpy() - lon) * east)
    return str(known["country"].iloc[int(away.argmin())])
