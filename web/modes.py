"""Names of modes between the API and the router, both ways."""

from __future__ import annotations

from collections.abc import Sequence

from routing.requests import ACCESS_MODES, EGRESS_MODES, TRANSIT_MODES
from web.versions import Version

STREET_MODES = ("WALK", "BIKE", "CAR")
_ACCESS = {**{mode: mode for mode in ACCESS_MODES}, "CAR_TO_PARK": "CAR_PARKING"}

_MEANS: dict[str, frozenset[str]] = {
    **{mode: frozenset({mode}) for mode in TRANSIT_MODES},
    "RAIL": frozenset({"RAIL", "SUBURBAN", "SUBWAY"}),
    "HIGHSPEED_RAIL": frozenset({"RAIL"}),
    "LONG_DISTANCE": frozenset({"RAIL"}),
    "NIGHT_RAIL": frozenset({"RAIL"}),
    "REGIONAL_FAST_RAIL": frozenset({"RAIL"}),
    "REGIONAL_RAIL": frozenset({"RAIL"}),
    "METRO": frozenset({"SUBURBAN"}),
    "AREAL_LIFT": frozenset({"AERIAL_LIFT"}),
    "CABLE_CAR": frozenset({"TRAM", "AERIAL_LIFT"}),
}
_NOT_SERVED = frozenset(
    {
        "AIRPLANE", "ODM", "FLEX", "FLEXIBLE", "RENTAL", "HGV", "CAR_PARKING",
        "CAR_DROPOFF", "CAR_SHARING", "CAR_HAILING", "CAR_PICKUP", "CAR_RENTAL", "CAR_TO_PARK",
        "BIKE_RENTAL", "BIKE_TO_PARK", "BIKE_SHARING", "SCOOTER_RENTAL", "DEBUG_BUS_ROUTE",
        "DEBUG_RAILWAY_ROUTE", "DEBUG_FERRY_ROUTE",
    }
)  # fmt: skip
"""Modes of the API that clients may ask for and that we never have."""
_ALL = "TRANSIT"
KNOWN_MODES = (*STREET_MODES, _ALL, *_MEANS, *sorted(_NOT_SERVED))
"""Every mode that a request may name."""
_CLASSES = {101: "HIGHSPEED_RAIL", 102: "LONG_DISTANCE", 105: "NIGHT_RAIL"}
_OTHER_TRAINS = "REGIONAL_RAIL"
"""RAIL is a word of questions, for several kinds of trains: clients look for one kind in a ride."""
_OLD = {"SUBURBAN": "METRO", "AERIAL_LIFT": "AREAL_LIFT"}


def transit_modes_of(names: Sequence[str]) -> tuple[frozenset[str] | None, list[str]]:
    """The router's modes for a list of the API's (None: all), and the names nobody knows."""
    unknown = [name for name in names if not _is_known(name)]
    if _ALL in names:
        return None, unknown
    return frozenset().union(*(_MEANS.get(name, frozenset()) for name in names)), unknown


def street_modes_of(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The ways without transit that we have among those asked for, and the unknown names."""
    unknown = [name for name in names if not _is_known(name)]
    return tuple(mode for mode in STREET_MODES if mode in names), unknown


def access_modes_of(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """How one may get to the first ride, on foot where nothing is named that we have."""
    unknown = [name for name in names if not _is_known(name)]
    return tuple(dict.fromkeys(_ACCESS[n] for n in names if n in _ACCESS)) or ("WALK",), unknown


def egress_modes_of(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """How one may get on from the last ride, on foot where nothing is named that we have."""
    unknown = [name for name in names if not _is_known(name)]
    return tuple(mode for mode in EGRESS_MODES if mode in names) or ("WALK",), unknown


def shown_mode(mode: str, version: Version, route_type: int | None = None) -> str:
    """The API's name for a mode of the router in that version."""
    if mode == "RAIL" and route_type is not None:
        return _CLASSES.get(route_type, _OTHER_TRAINS)
    return _OLD.get(mode, mode) if version.has_old_modes else mode


def _is_known(name: str) -> bool:
    return name in KNOWN_MODES
