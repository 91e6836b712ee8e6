"""What a rental system says: records of stations, vehicles and zones, without a word of GBFS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FORM_FACTORS = (
    "BICYCLE", "CARGO_BICYCLE", "CAR", "MOPED", "SCOOTER_STANDING", "SCOOTER_SEATED", "OTHER",
)  # fmt: skip
PROPULSIONS = (
    "HUMAN", "ELECTRIC_ASSIST", "ELECTRIC", "COMBUSTION", "COMBUSTION_DIESEL", "HYBRID",
    "PLUG_IN_HYBRID", "HYDROGEN_FUEL_CELL",
)  # fmt: skip
RETURNS = ("NONE", "ANY_STATION", "ROUNDTRIP_STATION")

Ring = tuple[tuple[float, float], ...]
"""Points (lat, lon)."""
Polygons = tuple[tuple[Ring, ...], ...]
Uris = Mapping[str, str]
"""By android, ios, web."""


@dataclass(frozen=True, slots=True)
class VehicleType:
    """A kind of vehicle; `guessed`: the system does not say where it must be returned."""

    id: str
    name: str
    form: str
    propulsion: str
    returns: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Station:
    """Where vehicles stand. Counts by the id of a vehicle type; None where nothing is said."""

    id: str
    name: str
    lat: float
    lon: float
    address: str = ""
    cross_street: str = ""
    capacity: int | None = None
    uris: Uris = field(default_factory=dict)
    area: Polygons = ()
    renting: bool = False
    returning: bool = False
    vehicles: int = 0
    docks: int | None = None
    vehicles_by_type: Mapping[str, int] = field(default_factory=dict)
    docks_by_type: Mapping[str, int] = field(default_factory=dict)
    reported_s: int | None = None
    """UTC seconds; None where no status was ever told"""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle that stands somewhere."""

    id: str
    type_id: str
    lat: float
    lon: float
    station_id: str = ""
    home_station_id: str = ""
    reserved: bool = False
    disabled: bool = False
    uris: Uris = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is allowed to vehicles of these types (none: of all)."""

    type_ids: tuple[str, ...] = ()
    start: bool = True
    end: bool = True
    through: bool = True
    station_parking: bool | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """An area with rules of its own; of several that overlap the first counts."""

    name: str
    area: Polygons
    rules: tuple[Rules, ...]


@dataclass(frozen=True, slots=True)
class System:
    """A rental system as it was told at one look. Moments are UTC seconds."""

    name: str
    operator: str = ""
    url: str = ""
    purchase_url: str = ""
    color: str = ""
    attribution: str = ""
    attribution_url: str = ""
    licence: str = ""
    licence_url: str = ""
    version: str = ""
    types: tuple[VehicleType, ...] = ()
    stations: tuple[Station, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    zones: tuple[Zone, ...] = ()
    global_rules: tuple[Rules, ...] = ()
    updated_s: int = 0
    """of the newest of its documents that change"""
    refused: int = 0
    """rows that could not be used"""
    missing: tuple[str, ...] = ()
    """documents that are listed and could not be read at this look"""
