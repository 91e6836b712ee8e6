"""A rental system written by hand, as GBFS 2.3 and as GBFS 3.0 tell it."""

from __future__ import annotations

import json

AT_S = 1_795_507_000
NOW_S = AT_S + 60
AT = "2026-11-24T07:56:40Z"
_RING = [[5.97, 49.49], [5.99, 49.49], [5.99, 49.50], [5.97, 49.50], [5.97, 49.49]]
_AREA = {"type": "MultiPolygon", "coordinates": [[_RING]]}


def _document(version, data):
    return {"version": version, "last_updated": AT_S if version[0] == "2" else AT, "ttl": 60,
            "data": data}  # fmt: skip


def _stations(name):
    return [
        {"station_id": "s1", "name": name("Esch Gare"), "lat": 49.4936, "lon": 5.9847,
         "address": "Boulevard Kennedy", "capacity": 10},
        {"station_id": "s2", "name": name("Depot"), "lat": 49.50, "lon": 5.98},
    ]  # fmt: skip


def _status(version):
    free = "num_bikes_available" if version[0] == "2" else "num_vehicles_available"
    reported = AT_S if version[0] == "2" else AT
    return [
        {"station_id": "s1", free: 4, "num_docks_available": 6, "is_installed": True,
         "is_renting": True, "is_returning": True, "last_reported": reported,
         "vehicle_types_available": [{"vehicle_type_id": "classic", "count": 3},
                                     {"vehicle_type_id": "pedelec", "count": 1}],
         "vehicle_docks_available": [{"vehicle_type_ids": ["classic", "pedelec"], "count": 6}]},
        {"station_id": "s2", free: 0, "is_installed": False, "is_renting": True,
         "is_returning": True, "last_reported": reported},
    ]  # fmt: skip


def _types(name):
    return [
        {"vehicle_type_id": "classic", "form_factor": "bicycle", "propulsion_type": "human",
         "name": name("Bicycle"), "return_constraint": "any_station"},
        {"vehicle_type_id": "pedelec", "form_factor": "bicycle",
         "propulsion_type": "electric_assist", "name": name("Pedelec")},
    ]  # fmt: skip


def _zones(rule):
    feature = {"type": "Feature", "geometry": _AREA,
               "properties": {"name": "Centre", "rules": [rule]}}  # fmt: skip
    return {"geofencing_zones": {"type": "FeatureCollection", "features": [feature]}}


def _vehicle(name):
    return {name: "v1", "lat": 49.495, "lon": 5.981, "is_reserved": False, "is_disabled": False,
            "vehicle_type_id": "pedelec"}  # fmt: skip


def _in_french(text):
    return [{"text": text, "language": "fr"}]


_INFO = {"operator": "CIGL Esch", "url": "https://velok.example/", "license_id": "CC0-1.0"}
TWO = {
    "system_information": _document("2.3", {"name": "Vel'OK", **_INFO}),
    "vehicle_types": _document("2.3", {"vehicle_types": _types(str)}),
    "station_information": _document("2.3", {"stations": _stations(str)}),
    "station_status": _document("2.3", {"stations": _status("2.3")}),
    "free_bike_status": _document("2.3", {"bikes": [_vehicle("bike_id")]}),
    "geofencing_zones": _document(
        "2.3",
        _zones({"vehicle_type_id": ["pedelec"], "ride_allowed": False,
                "ride_through_allowed": True}),
    ),
}  # fmt: skip
THREE = {
    "system_information": _document(
        "3.0", {"name": _in_french("Vel'OK"), **_INFO, "operator": _in_french("CIGL Esch")}
    ),
    "vehicle_types": _document("3.0", {"vehicle_types": _types(_in_french)}),
    "station_information": _document("3.0", {"stations": _stations(_in_french)}),
    "station_status": _document("3.0", {"stations": _status("3.0")}),
    "vehicle_status": _document("3.0", {"vehicles": [_vehicle("vehicle_id")]}),
    "geofencing_zones": _document(
        "3.0",
        {**_zones({"vehicle_type_ids": ["pedelec"], "ride_start_allowed": True,
                   "ride_end_allowed": False, "ride_through_allowed": True}),
         "global_rules": [{"ride_start_allowed": True, "ride_end_allowed": True,
                           "ride_through_allowed": True}]},
    ),
}  # fmt: skip


def bytes_of(documents):
    """The documents as they are sent."""
    return {name: json.dumps(said).encode() for name, said in documents.items()}


def written(folder, documents, zones="geofencing_zones.json"):
    """Writes the documents into a folder, with the list of them."""
    for name, content in bytes_of(documents).items():
        (folder / f"{name}.json").write_bytes(content)
    names = {name: f"{name}.json" for name in documents} | {"geofencing_zones": zones}
    listed = [{"name": name, "url": url} for name, url in names.items()]
    version = documents["system_information"]["version"]
    data = {"en": {"feeds": listed}} if version[0] == "2" else {"feeds": listed}
    (folder / "gbfs.json").write_text(json.dumps(_document(version, data)))
