"""`rentals` of the MOTIS API: rental systems as last heard in, what of them lies in an area out.

Of which moment a system's words are, whether they have grown stale and whom to name for them
stands in `navette`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from core.clock import iso_utc
from core.errors import RequestError
from core.geo import distance_m
from feeds.gbfs.looks import Heard
from feeds.gbfs.records import Polygons, Rules, Station, System, Uris, Vehicle, VehicleType, Zone
from web.map_box import point_of
from web.params import Params
from web.place_param import parse_place
from web.polyline import encoded
from web.state import World

PRECISION = 6
MOST_RADIUS_M = 50_000
DEFAULT_RADIUS_M = 500
Box = tuple[float, float, float, float]
"""South, west, north, east."""
Inside = Callable[[float, float], bool]


class _Asked(NamedTuple):
    """What is asked for; `box` is that of the area, None where no area was named."""

    inside: Inside
    box: Box | None
    providers: tuple[str, ...]
    groups: tuple[str, ...]
    with_providers: bool
    with_stations: bool
    with_vehicles: bool
    with_zones: bool


def rentals(params: Params, world: World, heard: Sequence[Heard], now_s: int) -> dict[str, Any]:
    """The systems, and in the area asked for their stations, vehicles and zones.

    Errors: RequestError naming every field at fault.
    """
    asked = _asked(params, world)
    params.finish()
    wanted = [each for each in heard if _is_wanted(each, asked)]
    known = [(each, each.system) for each in wanted if each.system is not None]
    told = bool(asked.box or asked.providers or asked.groups)
    return {
        "providerGroups": _groups(known, with_providers=asked.with_providers),
        "providers": [_provider(*pair) for pair in known] if asked.with_providers else [],
        "stations": list(_stations(known, asked, now_s)) if told and asked.with_stations else [],
        "vehicles": list(_vehicles(known, asked)) if told and asked.with_vehicles else [],
        "zones": list(_zones(known, asked)) if told and asked.with_zones else [],
        "navette": {"sources": [_source(each, now_s) for each in wanted]},
    }


def _asked(params: Params, world: World) -> _Asked:
    inside, box = _area(params, world)
    return _Asked(
        inside,
        box,
        params.list_of("providers") or (),
        params.list_of("providerGroups") or (),
        params.flag("withProviders", default=True),
        params.flag("withStations", default=True),
        params.flag("withVehicles", default=True),
        params.flag("withZones", default=True),
    )


def _area(params: Params, world: World) -> tuple[Inside, Box | None]:
    """The box between `min` and `max`, or the circle around `point`; else everywhere."""
    corners = [point_of(params, name) for name in ("min", "max")]
    radius_m = params.whole("radius", DEFAULT_RADIUS_M, most=MOST_RADIUS_M)
    if params.text("point"):
        try:
            middle = parse_place(params.text("point"), world.places, "point")
        except RequestError as exc:
            params.faults += exc.faults
            return _everywhere, None
        lat, lon = middle.lat, middle.lon
        reach = radius_m / 111_195, radius_m / 111_195 / 0.3
        box = lat - reach[0], lon - reach[1], lat + reach[0], lon + reach[1]
        return lambda a, b: distance_m(lat, lon, a, b) <= radius_m, box
    one, other = corners
    if one is None or other is None:
        if (one is None) != (other is None) and not params.faults:
            params.fault("max" if other is None else "min", "is missing", "missing")
        return _everywhere, None
    (south, north), (west, east) = (sorted(pair) for pair in zip(one, other, strict=True))
    return lambda a, b: south <= a <= north and west <= b <= east, (south, west, north, east)


def _everywhere(_lat: float, _lon: float) -> bool:
    return True


def _is_wanted(each: Heard, asked: _Asked) -> bool:
    if not asked.providers and not asked.groups:
        return True
    return each.source.id in asked.providers or each.source.group in asked.groups


def _groups(known: Iterable[tuple[Heard, System]], *, with_providers: bool) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for heard, system in known:
        group = groups.setdefault(
            heard.source.group,
            {
                "id": heard.source.group,
                "name": system.name or heard.source.id,
                "providers": [],
                "formFactors": [],
            },
        )
        if system.color:
            group.setdefault("color", system.color)
        if with_providers:
            group["providers"].append(heard.source.id)
        group["formFactors"] = sorted({*group["formFactors"], *(t.form for t in system.types)})
    return list(groups.values())


def _provider(heard: Heard, system: System) -> dict[str, Any]:
    rules = [_rules(each, system) for each in system.global_rules]
    general = next((rule for rule in rules if not rule["vehicleTypeIdxs"]), None)
    points = [(each.lat, each.lon) for each in system.stations]
    points += [(each.lat, each.lon) for each in system.vehicles]
    return {
        "id": heard.source.id,
        "name": system.name or heard.source.id,
        "groupId": heard.source.group,
        **_some(
            operator=system.operator,
            url=system.url,
            purchaseUrl=system.purchase_url,
            color=system.color,
        ),
        "bbox": _bbox_of_points(points),
        "vehicleTypes": [_type(each) for each in system.types],
        "formFactors": sorted({each.form for each in system.types}),
        "defaultRestrictions": general or _rules(Rules(), system),
        "globalGeofencingRules": rules,
    }


def _type(each: VehicleType) -> dict[str, Any]:
    return {
        "id": each.id,
        **_some(name=each.name),
        "formFactor": each.form,
        "propulsionType": each.propulsion,
        "returnConstraint": each.returns,
        "returnConstraintGuessed": each.guessed,
    }


def _stations(
    known: Iterable[tuple[Heard, System]], asked: _Asked, now_s: int
) -> Iterator[dict[str, Any]]:
    for heard, system in known:
        for station in system.stations:
            if asked.inside(station.lat, station.lon):
                yield _station(heard, system, station, now_s)


def _station(heard: Heard, system: System, station: Station, now_s: int) -> dict[str, Any]:
    here = station.vehicles_by_type.keys() | station.docks_by_type.keys()
    forms = {each.form for each in system.types if each.id in here or not here}
    shape: dict[str, Any] = {"stationArea": _polygons(station.area)} if station.area else {}
    as_of_s = station.reported_s or heard.as_of_s
    return {
        **_whose(heard, station.id),
        "name": station.name,
        "lat": station.lat,
        "lon": station.lon,
        **_some(address=station.address, crossStreet=station.cross_street),
        **_uris(station.uris),
        "isRenting": station.renting,
        "isReturning": station.returning,
        "numVehiclesAvailable": station.vehicles,
        "formFactors": sorted(forms),
        "vehicleTypesAvailable": dict(station.vehicles_by_type),
        "vehicleDocksAvailable": dict(station.docks_by_type),
        **shape,
        "bbox": _bbox(station.area) or _bbox_of_points([(station.lat, station.lon)]),
        "navette": {
            "docksAvailable": station.docks,
            "capacity": station.capacity,
            "asOf": None if as_of_s is None else iso_utc(as_of_s),
            "stale": heard.is_stale(now_s),
        },
    }


def _vehicles(known: Iterable[tuple[Heard, System]], asked: _Asked) -> Iterator[dict[str, Any]]:
    for heard, system in known:
        types = {each.id: each for each in system.types}
        for vehicle in system.vehicles:
            if asked.inside(vehicle.lat, vehicle.lon):
                yield _vehicle(heard, vehicle, types[vehicle.type_id])


def _vehicle(heard: Heard, vehicle: Vehicle, kind: VehicleType) -> dict[str, Any]:
    return {
        **_whose(heard, vehicle.id),
        "typeId": vehicle.type_id,
        "lat": vehicle.lat,
        "lon": vehicle.lon,
        "formFactor": kind.form,
        "propulsionType": kind.propulsion,
        "returnConstraint": kind.returns,
        **_some(stationId=vehicle.station_id, homeStationId=vehicle.home_station_id),
        "isReserved": vehicle.reserved,
        "isDisabled": vehicle.disabled,
        **_uris(vehicle.uris),
    }


def _zones(known: Iterable[tuple[Heard, System]], asked: _Asked) -> Iterator[dict[str, Any]]:
    for heard, system in known:
        for before, zone in enumerate(system.zones):
            box = _bbox(zone.area)
            if box and (asked.box is None or _touch(box, asked.box)):
                yield _zone(heard, system, zone, len(system.zones) - before, box)


def _zone(heard: Heard, system: System, zone: Zone, rank: int, box: list[float]) -> dict[str, Any]:
    return {
        "providerId": heard.source.id,
        "providerGroupId": heard.source.group,
        **_some(name=zone.name),
        "z": rank,
        "bbox": box,
        "area": _polygons(zone.area),
        "rules": [_rules(each, system) for each in zone.rules],
    }


def _rules(rules: Rules, system: System) -> dict[str, Any]:
    wanted = set(rules.type_ids)
    told = {} if rules.station_parking is None else {"stationParking": rules.station_parking}
    return {
        "vehicleTypeIdxs": [at for at, each in enumerate(system.types) if each.id in wanted],
        "rideStartAllowed": rules.start,
        "rideEndAllowed": rules.end,
        "rideThroughAllowed": rules.through,
        **told,
    }


def _source(each: Heard, now_s: int) -> dict[str, Any]:
    """How fresh a system's words are, and whom to name for them."""
    source, system = each.source, each.system or System("")
    as_of_s = each.as_of_s
    return {
        "providerId": source.id,
        "asOf": None if as_of_s is None else iso_utc(as_of_s),
        "ageSeconds": None if as_of_s is None else max(0, now_s - as_of_s),
        "maxAgeSeconds": source.max_age_s,
        "stale": each.is_stale(now_s),
        "askedAt": None if each.asked_s is None else iso_utc(each.asked_s),
        "problem": each.problem or None,
        "version": system.version or None,
        "attribution": source.attribution or system.attribution or system.operator or None,
        "attributionUrl": system.attribution_url or None,
        "licence": source.licence or system.licence or None,
        "licenceUrl": system.licence_url or None,
        "missing": list(system.missing),
        "refused": system.refused,
    }


def _whose(heard: Heard, own: str) -> dict[str, str]:
    return {"id": own, "providerId": heard.source.id, "providerGroupId": heard.source.group}


def _uris(uris: Uris) -> dict[str, str]:
    names = {"android": "rentalUriAndroid", "ios": "rentalUriIOS", "web": "rentalUriWeb"}
    return {names[name]: uri for name, uri in uris.items()}


def _some(**texts: str) -> dict[str, str]:
    """Those that are not empty."""
    return {name: text for name, text in texts.items() if text}


def _polygons(area: Polygons) -> list[list[dict[str, Any]]]:
    return [[encoded(ring, PRECISION) for ring in part] for part in area]


def _bbox(area: Polygons) -> list[float]:
    points = [point for part in area for ring in part for point in ring]
    return _bbox_of_points(points) if points else []


def _bbox_of_points(points: Sequence[tuple[float, float]]) -> list[float]:
    """West, south, east, north; all 0 without points."""
    if not points:
        return [0.0, 0.0, 0.0, 0.0]
    lats, lons = zip(*points, strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


def _touch(bbox: list[float], box: Box) -> bool:
    west, south, east, north = bbox
    return south <= box[2] and north >= box[0] and west <= box[3] and east >= box[1]
