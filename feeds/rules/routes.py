"""Rules of routes.txt: lines that exist once, have an agency and a known kind of vehicle."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feeds.fields import UNKNOWN, Fields
from feeds.frames import first_of_each, make_frame, renumbering
from feeds.rules import codes
from feeds.rules.agencies import Agencies, with_publisher
from feeds.tables import Source

MISCELLANEOUS = 1700
"""The extended route type of rides of no known kind."""

_PLAIN_TYPES = (0, 1, 2, 3, 4, 5, 6, 7, 11, 12)
_EXTENDED_TYPES = (100, 1800)
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Routes:
    """The clean routes and where their ids are."""

    frame: pd.DataFrame
    index: dict[bytes, int]


def clean_routes(fields: Fields, agencies: Agencies, source: Source) -> tuple[Routes, Agencies]:
    """The routes, and the agencies with the publisher added where a route needs it."""
    ids = fields.raw("route_id")
    index, repeats = first_of_each(ids)
    fields.note(codes.DUPLICATE_KEY, "this route_id stood before", repeats, "route_id")
    kept = ~fields.require("route_id") & ~repeats
    agency_idx, agencies = _agency_of(fields, agencies, source)
    short, long = fields.texts("route_short_name"), fields.texts("route_long_name")
    nameless = np.array([not a and not b for a, b in zip(short, long, strict=True)], dtype=bool)
    fields.note(codes.ROUTE_BOTH_NAMES_MISSING, "the line has no name", nameless, "route_id")
    types = _types(fields)
    colors, text_colors = _colors(fields, "route_color"), _colors(fields, "route_text_color")
    rows = np.flatnonzero(kept)
    frame = make_frame(
        "routes",
        id=[f"{source.tag}_{ids[i].decode()}" for i in rows],
        feed=np.zeros(len(rows)),
        agency_idx=agency_idx[rows],
        short_name=[short[i] for i in rows],
        long_name=[long[i] for i in rows],
        type=types[rows],
        color=[colors[i] for i in rows],
        text_color=[text_colors[i] for i in rows],
    )
    new = renumbering(kept)
    return Routes(frame, {key: int(new[i]) for key, i in index.items()}), agencies


def _agency_of(
    fields: Fields, agencies: Agencies, source: Source
) -> tuple[NDArray[np.int64], Agencies]:
    found = fields.lookup("agency_id", agencies.index)
    fields.note(codes.FOREIGN_KEY_VIOLATION, "no such agency", found == UNKNOWN, "agency_id")
    if len(agencies.frame) == 1:
        return np.zeros(len(fields), dtype=np.int64), agencies
    unsaid = found < 0
    if unsaid.any():
        agencies, publisher_idx = with_publisher(agencies, source)
        found[unsaid] = publisher_idx
    return found, agencies


def _types(fields: Fields) -> NDArray[np.int64]:
    types, bad = fields.ints("route_type", MISCELLANEOUS, 0, 32_767)
    extended = (types >= _EXTENDED_TYPES[0]) & (types < _EXTENDED_TYPES[1])
    unknown = ~bad & ~np.isin(types, _PLAIN_TYPES) & ~extended
    fields.note(
        codes.UNEXPECTED_ENUM_VALUE,
        "no known kind of vehicle; kept as a ride of no known kind",
        unknown,
        "route_type",
    )
    fields.require("route_type")
    types[unknown | bad] = MISCELLANEOUS
    return types


def _colors(fields: Fields, column: str) -> list[str]:
    texts = fields.texts(column)
    bad = np.array([bool(text) and not _COLOR.fullmatch(text) for text in texts], dtype=bool)
    fields.note(codes.INVALID_COLOR, f"{column} is no colour such as 00AEEF", bad, column)
    return ["" if wrong else text.upper() for text, wrong in zip(texts, bad, strict=True)]
