"""Modes between OJP and the router, both ways: names in, names out."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from routing.requests import TRANSIT_MODES
from web.ojp.read import children, flag_of, text_of
from web.ojp.write import put, put_text

_PT_MODE = {
    "TRAM": ("tram", "Tram"),
    "SUBWAY": ("metro", "Metro"),
    "RAIL": ("rail", "Train"),
    "SUBURBAN": ("rail", "Suburban train"),
    "BUS": ("bus", "Bus"),
    "COACH": ("coach", "Coach"),
    "FERRY": ("water", "Ferry"),
    "AERIAL_LIFT": ("cableway", "Aerial lift"),
    "FUNICULAR": ("funicular", "Funicular"),
    "OTHER": ("unknown", "Other"),
    "RIDE_SHARING": ("unknown", "Shared ride"),
}
_MEANS = {
    "tram": {"TRAM"},
    "metro": {"SUBWAY"},
    "underground": {"SUBWAY"},
    "rail": {"RAIL", "SUBURBAN"},
    "bus": {"BUS", "COACH"},
    "trolleyBus": {"BUS"},
    "coach": {"COACH"},
    "water": {"FERRY"},
    "ferry": {"FERRY"},
    "telecabin": {"AERIAL_LIFT"},
    "cableway": {"AERIAL_LIFT"},
    "lift": {"AERIAL_LIFT"},
    "funicular": {"FUNICULAR"},
    "unknown": {"OTHER", "RIDE_SHARING"},
    "other": {"OTHER", "RIDE_SHARING"},
}
_RAIL_SUBMODES = {
    101: "highSpeedRail",
    103: "interregionalRail",
    106: "regionalRail",
    109: "suburbanRailway",
}
PERSONAL = {"WALK": ("self", "foot"), "BIKE": ("own", "bicycle"), "CAR": ("own", "car")}
"""The mode of operation and the personal mode of a way without a vehicle of others."""
FROM_PERSONAL = {"foot": "WALK", "bicycle": "BIKE", "cycle": "BIKE", "car": "CAR"}


def put_mode(parent: Element, mode: str, route_type: int | None = None) -> None:
    """The Mode of a ride or of a stop."""
    name, words = _PT_MODE.get(mode, _PT_MODE["OTHER"])
    made = put(parent, "Mode")
    put(made, "PtMode", name)
    submode = _RAIL_SUBMODES.get(route_type or 0)
    if name == "rail" and (submode or mode == "SUBURBAN"):
        put(made, "siri:RailSubmode", submode or "suburbanRailway")
    put_text(made, "Name", words, "en")
    put_text(made, "ShortName", words, "en")


def wanted_modes(filters: Iterable[Element]) -> frozenset[str] | None:
    """The modes that are left of all after the filters; None for all."""
    left = set(TRANSIT_MODES)
    for each in filters:
        names = {(mode.text or "").strip() for mode in children(each, "PtMode")}
        if not names:
            continue
        meant = set().union(*(_MEANS.get(name, set()) for name in names))
        left = left - meant if flag_of(each, "Exclude", default=True) else left & meant
    return None if left == set(TRANSIT_MODES) else frozenset(left)


def personal_mode(option: Element) -> str:
    """The mode of an IndividualTransportOption or ItModeToCover, empty for one we have not."""
    for path in (("ItModeAndModeOfOperation", "PersonalMode"), ("PersonalMode",), ()):
        name = text_of(option, *path) if path else (option.text or "").strip()
        if name:
            return FROM_PERSONAL.get(name, "")
    return ""
