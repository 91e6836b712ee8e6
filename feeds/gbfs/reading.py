"""GBFS 2 and 3 read: documents by name in, one System out.

A document that cannot be read costs what it would have said; a row that cannot be used is counted
and left out. What is required is that stations or vehicles are told at all.

Source: the General Bikeshare Feed Specification 2.3 and 3.0 (MobilityData).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import FeedError
from feeds.gbfs.records import (
    FORM_FACTORS,
    PROPULSIONS,
    Rules,
    Station,
    System,
    Vehicle,
    VehicleType,
    Zone,
)
from feeds.gbfs.values import (
    Row,
    color_of,
    count_of,
    flag_of,
    moment_of,
    object_of,
    point_of,
    polygons_of,
    rows_of,
    text_of,
    uri_of,
    uris_of,
)

NAMES = (
    "system_information", "vehicle_types", "station_information", "station_status",
    "free_bike_status", "vehicle_status", "geofencing_zones",
)  # fmt: skip
"""The documents that are read."""
MAJORS = ("2", "3")
MAX_TYPES, MAX_STATIONS, MAX_VEHICLES, MAX_ZONES, MAX_RULES = 500, 20_000, 50_000, 2_000, 200
MAX_AHEAD_S = 600
"""So far a publisher's clock may be ahead of ours."""
_RETURNS = {"any_station": "ANY_STATION", "roundtrip_station": "ROUNDTRIP_STATION",
            "free_floating": "NONE", "hybrid": "NONE"}  # fmt: skip
_FORMS = {"scooter": "SCOOTER_STANDING"}
NO_TYPE = ""
"""The id of the type of systems that tell no types: bicycles."""


def feeds_listed(content: bytes) -> dict[str, str]:
    """The addresses by name that a gbfs.json lists. Errors: FeedError."""
    said = _checked(content)
    data = said.get("data")
    listed = rows_of(data, "feeds", 100)
    if not listed and isinstance(data, Mapping):
        listed = next((rows for each in data.values() if (rows := rows_of(each, "feeds", 100))), [])
    found = {str(row.get("name")).removesuffix(".json"): row.get("url") for row in listed}
    known = {name: url for name, url in found.items() if isinstance(url, str) and name in NAMES}
    if not known:
        raise FeedError("lists no document that is known")
    return known


def read_system(documents: Mapping[str, bytes], now_s: int, missing: Iterable[str] = ()) -> System:
    """The system that these documents tell of. Errors: FeedError where nothing can be used."""
    said: dict[str, Row] = {}
    lost = list(missing)
    for name, content in documents.items():
        try:
            said[name] = _checked(content)
        except FeedError:
            lost.append(name)
    if not {"station_information", "free_bike_status", "vehicle_status"} & set(said):
        raise FeedError("tells neither of stations nor of vehicles")
    return _System(said, now_s).read(tuple(sorted(lost)))


def _checked(content: bytes) -> Row:
    said = object_of(content)
    version = str(said.get("version", ""))
    if version.partition(".")[0] not in MAJORS:
        shown = text_of(version, 20) or "none"
        raise FeedError(f"is of GBFS {shown}; 2 and 3 are read")
    return said


class _System:
    """One reading: the documents, and how many rows were refused."""

    def __init__(self, said: Mapping[str, Row], now_s: int) -> None:
        self._said = said
        self._now_s = now_s
        self._refused = 0

    def read(self, missing: tuple[str, ...]) -> System:
        """Everything that is told."""
        info = self._data("system_information")
        stations, vehicles = self._stations(), self._vehicles()
        types = self._types(free=bool(vehicles), docked=bool(stations))
        zones = self._data("geofencing_zones")
        brand = info.get("brand_assets")
        return System(
            name=text_of(info.get("name")),
            operator=text_of(info.get("operator")),
            url=uri_of(info.get("url")),
            purchase_url=uri_of(info.get("purchase_url")),
            color=color_of(brand.get("color") if isinstance(brand, Mapping) else None),
            attribution=text_of(info.get("attribution_organization_name")),
            attribution_url=uri_of(info.get("attribution_url")),
            licence=text_of(info.get("license_id")),
            licence_url=uri_of(info.get("license_url")),
            version=next((text_of(each.get("version"), 20) for each in self._said.values()), ""),
            types=types,
            stations=stations,
            vehicles=tuple(self._typed(vehicles, types)),
            zones=self._zones(zones),
            global_rules=self._rules(rows_of(zones, "global_rules", MAX_RULES)),
            updated_s=self._updated_s(),
            refused=self._refused,
            missing=missing,
        )

    def _data(self, name: str) -> Row:
        data = self._said.get(name, {}).get("data")
        return data if isinstance(data, Mapping) else {}

    def _updated_s(self) -> int:
        """Of the newest document that changes; one from the future says nothing of its age."""
        moving = ("station_status", "free_bike_status", "vehicle_status")
        told = [moment_of(self._said[name].get("last_updated")) for name in moving
                if name in self._said]  # fmt: skip
        return max((m for m in told if m is not None and m <= self._now_s + MAX_AHEAD_S), default=0)

    def _types(self, *, free: bool, docked: bool) -> tuple[VehicleType, ...]:
        guess = "ANY_STATION" if docked and not free else "NONE"
        found = {}
        for row in rows_of(self._data("vehicle_types"), "vehicle_types", MAX_TYPES):
            name, form = (
                text_of(row.get("vehicle_type_id")),
                str(row.get("form_factor", "")).lower(),
            )
            if not name:
                self._refused += 1
                continue
            propulsion = str(row.get("propulsion_type", "")).upper()
            returns = _RETURNS.get(str(row.get("return_constraint")))
            found[name] = VehicleType(
                id=name,
                name=text_of(row.get("name")),
                form=_one_of(_FORMS.get(form, form.upper()), FORM_FACTORS, "OTHER"),
                propulsion=_one_of(propulsion, PROPULSIONS, "HUMAN"),
                returns=returns or guess,
                guessed=returns is None,
            )
        return tuple(found.values()) or (
            VehicleType(NO_TYPE, "", "BICYCLE", "HUMAN", guess, guessed=True),
        )

    def _stations(self) -> tuple[Station, ...]:
        status = {
            text_of(row.get("station_id")): row
            for row in rows_of(self._data("station_status"), "stations", MAX_STATIONS)
        }
        found: dict[str, Station] = {}
        for row in rows_of(self._data("station_information"), "stations", MAX_STATIONS):
            name, point = text_of(row.get("station_id")), point_of(row)
            if not name or point is None or name in found:
                self._refused += 1
                continue
            station = Station(
                id=name,
                name=text_of(row.get("name")),
                lat=point[0],
                lon=point[1],
                address=text_of(row.get("address")),
                cross_street=text_of(row.get("cross_street")),
                capacity=count_of(row.get("capacity")),
                uris=uris_of(row.get("rental_uris")),
                area=polygons_of(row.get("station_area")),
            )
            found[name] = self._with_status(station, status.get(name))
        return tuple(found.values())

    def _with_status(self, station: Station, row: Row | None) -> Station:
        if row is None:
            return station
        free = count_of(row.get("num_vehicles_available", row.get("num_bikes_available"))) or 0
        docks = count_of(row.get("num_docks_available"))
        installed = flag_of(row.get("is_installed"), default=True)
        by_type = {
            text_of(each.get("vehicle_type_id")): count_of(each.get("count")) or 0
            for each in rows_of(row, "vehicle_types_available", MAX_TYPES)
        }
        docks_by_type: dict[str, int] = {}
        for each in rows_of(row, "vehicle_docks_available", MAX_TYPES):
            for type_id in _texts(each.get("vehicle_type_ids")):
                docks_by_type[type_id] = count_of(each.get("count")) or 0
        reported_s = moment_of(row.get("last_reported"))
        return replace(
            station,
            renting=installed and flag_of(row.get("is_renting")),
            returning=installed and flag_of(row.get("is_returning")),
            vehicles=free,
            docks=docks,
            vehicles_by_type=by_type or ({} if self._data("vehicle_types") else {NO_TYPE: free}),
            docks_by_type=docks_by_type,
            reported_s=moment_of(self._said["station_status"].get("last_updated"))
            if reported_s is None
            else reported_s,
        )

    def _vehicles(self) -> list[Vehicle]:
        rows = [
            *rows_of(self._data("vehicle_status"), "vehicles", MAX_VEHICLES),
            *rows_of(self._data("free_bike_status"), "bikes", MAX_VEHICLES),
        ][:MAX_VEHICLES]
        found: dict[str, Vehicle] = {}
        for row in rows:
            name, point = text_of(row.get("vehicle_id", row.get("bike_id"))), point_of(row)
            station = text_of(row.get("station_id"))
            if name and point is None and station:
                continue  # counted at its station
            if not name or point is None or name in found:
                self._refused += 1
                continue
            found[name] = Vehicle(
                id=name,
                type_id=text_of(row.get("vehicle_type_id")),
                lat=point[0],
                lon=point[1],
                station_id=station,
                home_station_id=text_of(row.get("home_station_id")),
                reserved=flag_of(row.get("is_reserved")),
                disabled=flag_of(row.get("is_disabled")),
                uris=uris_of(row.get("rental_uris")),
            )
        return list(found.values())

    def _typed(self, vehicles: list[Vehicle], types: tuple[VehicleType, ...]) -> Iterable[Vehicle]:
        """Vehicles of a type that is told; those that name none are of the first."""
        known = {each.id for each in types}
        for vehicle in vehicles:
            if vehicle.type_id in known:
                yield vehicle
            elif not vehicle.type_id:
                yield replace(vehicle, type_id=types[0].id)
            else:
                self._refused += 1

    def _zones(self, data: Row) -> tuple[Zone, ...]:
        found = []
        for feature in rows_of(data.get("geofencing_zones"), "features", MAX_ZONES):
            told = feature.get("properties")
            area = polygons_of(feature.get("geometry"))
            if not area or not isinstance(told, Mapping):
                self._refused += 1
                continue
            rules = self._rules(rows_of(told, "rules", MAX_RULES))
            found.append(Zone(text_of(told.get("name")), area, rules))
        return tuple(found)

    def _rules(self, rows: Iterable[Mapping[str, Any]]) -> tuple[Rules, ...]:
        return tuple(
            Rules(
                type_ids=_texts(row.get("vehicle_type_ids", row.get("vehicle_type_id"))),
                start=flag_of(row.get("ride_start_allowed", row.get("ride_allowed")), default=True),
                end=flag_of(row.get("ride_end_allowed", row.get("ride_allowed")), default=True),
                through=flag_of(row.get("ride_through_allowed"), default=True),
                station_parking=None
                if row.get("station_parking") is None
                else flag_of(row.get("station_parking")),
            )
            for row in rows
        )


def _one_of(value: str, known: tuple[str, ...], default: str) -> str:
    return value if value in known else default


def _texts(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(text for each in listed[:MAX_TYPES] if (text := text_of(each)))
