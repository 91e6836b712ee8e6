"""Rules of stops.txt: stops that exist once, have a name, a place and a fitting parent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.fields import UNKNOWN, Fields
from feeds.frames import first_of_each, make_frame, renumbering
from feeds.rules import codes
from feeds.rules.agencies import is_zone
from feeds.rules.coordinates import read_coordinates
from feeds.tables import Source

PLATFORM, STATION, ENTRANCE, NODE, BOARDING_AREA = range(5)

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stops:
    """The clean stops (place_idx still -1; lat and lon nan where unknown) and their ids."""

    frame: pd.DataFrame
    index: dict[bytes, int]


def clean_stops(fields: Fields, source: Source, zone: str) -> Stops:
    """The stops; `zone` is that of stops that name no other."""
    ids = fields.raw("stop_id")
    index, repeats = first_of_each(ids)
    fields.note(codes.DUPLICATE_KEY, "this stop_id stood before", repeats, "stop_id")
    kept = ~fields.require("stop_id") & ~repeats
    kinds = fields.enums("location_type", BOARDING_AREA, PLATFORM)
    parents = _parents(fields, index, kinds)
    lat, lon, located = read_coordinates(fields)
    lat, lon, located = _by_relatives(fields, kinds, parents, lat, lon, located)
    wheelchair = fields.enums("wheelchair_boarding", 2, 0)
    wheelchair = np.where((wheelchair == 0) & (parents >= 0), wheelchair[parents], wheelchair)
    names = _names(fields, ids, kinds, parents)
    zones = _zones(fields, parents, zone)
    code, platform = fields.texts("stop_code"), fields.texts("platform_code")
    rows, new = np.flatnonzero(kept), renumbering(kept)
    frame = make_frame(
        "stops",
        id=[f"{source.tag}_{ids[i].decode()}" for i in rows],
        feed=np.zeros(len(rows)),
        code=[code[i] for i in rows],
        name=[names[i] for i in rows],
        lat=lat[rows],
        lon=lon[rows],
        located=located[rows],
        location_type=kinds[rows],
        parent_idx=np.where(parents >= 0, new[parents], -1)[rows],
        platform=[platform[i] for i in rows],
        zone=[zones[i] for i in rows],
        country=[source.country] * len(rows),
        wheelchair=wheelchair[rows],
        place_idx=np.full(len(rows), -1),
    )
    return Stops(frame, {key: int(new[i]) for key, i in index.items()})


def _parents(fields: Fields, index: dict[bytes, int], kinds: Ints) -> Ints:
    """The parent of every stop as row of the table, -1 where it has none that fits."""
    parents = fields.lookup("parent_station", index)
    fields.note(
        codes.FOREIGN_KEY_VIOLATION,
        "parent_station stands for nothing; the stop stands alone",
        parents == UNKNOWN,
        "stop_id",
        "parent_station",
    )
    parents = np.maximum(parents, -1)
    crowned = (kinds == STATION) & (parents >= 0)
    fields.note(
        codes.STATION_WITH_PARENT_STATION, "a station has no parent_station", crowned, "stop_id"
    )
    expected = np.where(kinds == BOARDING_AREA, PLATFORM, STATION)
    wrong = ~crowned & (parents >= 0) & (kinds[parents] != expected)
    fields.note(
        codes.WRONG_PARENT_LOCATION_TYPE,
        "parent_station is no station; the stop stands alone",
        wrong,
        "stop_id",
        "parent_station",
    )
    parents[crowned | wrong] = -1
    orphan = (kinds >= ENTRANCE) & (parents < 0)
    fields.note(
        codes.LOCATION_WITHOUT_PARENT_STATION, "it belongs to no station", orphan, "stop_id"
    )
    return parents


def _by_relatives(
    fields: Fields,
    kinds: Ints,
    parents: Ints,
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    located: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Stops without a place take their station's; stations without one, their platforms' middle."""
    lost = ~np.isfinite(lat)
    fields.note(
        codes.STOP_WITHOUT_LOCATION,
        "no usable stop_lat, stop_lon",
        lost & (kinds < NODE) & fields.is_empty("stop_lat"),
        "stop_id",
    )
    lat, lon, located = lat.copy(), lon.copy(), located.copy()
    children = located & (parents >= 0) & lost[parents]
    counts = np.bincount(parents[children], minlength=len(lat))
    for axis in (lat, lon):
        sums = np.bincount(parents[children], weights=axis[children], minlength=len(axis))
        axis[counts > 0] = (sums / np.maximum(counts, 1))[counts > 0]
    located |= counts > 0
    for _ in range(2):  # a boarding area may need its platform's station
        heirs = ~np.isfinite(lat) & (parents >= 0)
        heirs[heirs] = located[parents[heirs]]
        lat[heirs], lon[heirs] = lat[parents[heirs]], lon[parents[heirs]]
        located |= heirs
    return lat, lon, located


def _names(fields: Fields, ids: list[bytes], kinds: Ints, parents: Ints) -> list[str]:
    names = fields.texts("stop_name")
    nameless = fields.is_empty("stop_name") & (kinds <= ENTRANCE)
    fields.note(codes.MISSING_STOP_NAME, "the stop has no name", nameless, "stop_id")
    return [
        name or (names[parent] if parent >= 0 else "") or key.decode("utf-8")
        for name, parent, key in zip(names, parents.tolist(), ids, strict=True)
    ]


def _zones(fields: Fields, parents: Ints, default: str) -> list[str]:
    """A platform's zone is its station's, whatever it says itself (GTFS reference)."""
    zones = fields.texts("stop_timezone")
    bad = np.array([bool(zone) and not is_zone(zone) for zone in zones], dtype=np.bool_)
    fields.note(
        codes.INVALID_TIMEZONE, f"no such time zone; read as {default}", bad, "stop_timezone"
    )
    own = [zone if zone and not wrong else "" for zone, wrong in zip(zones, bad, strict=True)]
    return [
        (own[parent] if parent >= 0 else "") or zone or default
        for zone, parent in zip(own, parents.tolist(), strict=True)
    ]
