"""Stops of a new line or way: those that exist by their ids, new ones where they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.geo import distance_m
from planning.apply.draft import Draft, find_row
from planning.apply.own_feed import with_feed
from planning.apply.runs import appended
from planning.scenario.places import Stop

STATION = 1
SAME_STOP_M = 30.0
"""A new stop this near to one that a modification made before is the same."""


def stops_of(draft: Draft, stops: Sequence[Stop], where: str) -> tuple[Draft, list[int]]:
    """The draft with the stops that were missing, and the rows of all in their order.

    There are fewer rows than stops where an id is unknown, which is taken down as a fault.
    """
    rows: list[int] = []
    for at, stop in enumerate(stops):
        if stop.id is not None:
            found = find_row(draft, "stops", stop.id, f"{where}[{at}].id")
            rows += [] if found is None else [_platform(draft, found)]
        elif stop.lat is not None and stop.lon is not None:
            draft, row = _placed(draft, stop, stop.lat, stop.lon)
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


def _placed(draft: Draft, stop: Stop, lat: float, lon: float) -> tuple[Draft, int]:
    """The row of a new stop, made where no modification has made it before."""
    draft, tag = with_feed(draft)
    stops = draft.feed.stops
    for row in np.flatnonzero(stops["feed"].to_numpy() == draft.own_feed).tolist():
        here = float(stops["lat"].iloc[row]), float(stops["lon"].iloc[row])
        if distance_m(lat, lon, *here) <= SAME_STOP_M:
            return draft, row
    row, place = len(stops), len(draft.feed.places)
    named = {
        "name": stop.name or f"{lat:.4f}, {lon:.4f}", "lat": lat, "lon": lon,
        "country": country_at(draft, lat, lon), "zone": draft.territory.zone,
    }  # fmt: skip
    made = {
        **named, "id": f"{tag}_S{row}", "feed": draft.own_feed, "code": "", "location_type": 0,
        "parent_idx": -1, "platform": "", "wheelchair": 1, "place_idx": place, "located": True,
    }  # fmt: skip
    why = {"stop_idx": row, "place_idx": place, "score": 1.0, "evidence": "itself"}
    return draft.with_tables(
        stops=appended(stops, [made]),
        places=appended(draft.feed.places, [{**named, "primary_stop_idx": row}]),
        stop_crosswalk=appended(draft.feed.stop_crosswalk, [why]),
    ), row


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
