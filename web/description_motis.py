"""The MOTIS API in the OpenAPI document: its paths by version, and the shapes of map and stop."""

from __future__ import annotations

from dataclasses import dataclass

from web.description_many import (
    INTERMODAL_PARAMETERS,
    ONE_TO_ALL_PARAMETERS,
    ONE_TO_MANY_PARAMETERS,
)
from web.description_parts import (
    BOARD_PARAMETERS,
    GEOCODE_PARAMETERS,
    NEAREST_PARAMETERS,
    PLAN_PARAMETERS,
    REFRESH_PARAMETERS,
    Parameter,
    Schema,
)
from web.description_rentals import RENTAL_PARAMETERS
from web.modes import KNOWN_MODES

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer"}
_FIGURE: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LIST: Schema = {"type": "array", "items": _TEXT}
_MODES: Schema = {"type": "array", "items": {"type": "string", "enum": list(KNOWN_MODES)}}
_PLACE: Schema = {"$ref": "#/components/schemas/Place"}

_BOX = (
    Parameter("min", _TEXT, "`lat,lon`, one corner of the box", required=True),
    Parameter("max", _TEXT, "`lat,lon`, the other corner", required=True),
)
_LANGUAGE = Parameter("language", _LIST, "languages of the texts, best first")
TRIP_PARAMETERS = (
    Parameter("tripId", _TEXT, "the `tripId` of a leg or of a row of a board", required=True),
    Parameter(
        "joinInterlinedLegs",
        {**_FLAG, "default": True},
        "one leg; false: one for each trip that the vehicle is while riders stay on board",
    ),
    Parameter("detailedLegs", {**_FLAG, "default": True}, "whether legs carry their geometry"),
    Parameter(
        "withScheduledSkippedStops",
        {**_FLAG, "default": False},
        "also calls at which nobody may board or alight",
    ),
    _LANGUAGE,
)
MAP_STOPS_PARAMETERS = (
    *_BOX,
    Parameter("grouped", {**_FLAG, "default": False}, "one stop for each place"),
    Parameter("modes", _MODES, "only stops of places served by these modes"),
)
MAP_TRIPS_PARAMETERS = (
    *_BOX,
    Parameter("startTime", _MOMENT, "start of the span of time", required=True),
    Parameter("endTime", _MOMENT, "its end", required=True),
    Parameter("zoom", {**_FIGURE, "minimum": 0}, "of the map: from afar only trains are told"),
    Parameter(
        "precision",
        {**_WHOLE, "minimum": 0, "maximum": 7, "default": 5},
        "decimals of the polylines",
    ),
)
STOP_PARAMETERS = (
    Parameter("stopId", _TEXT, "the id of a stop"),
    Parameter("center", _TEXT, "`lat,lon`, where no `stopId` is given"),
    Parameter(
        "radius",
        {**_WHOLE, "minimum": 0, "default": 500},
        "metres around `center`; around the stop only where it is given",
    ),
    Parameter(
        "exactRadius", {**_FLAG, "default": False}, "without the other stops of the same places"
    ),
)


_OR_TOO_MUCH = (400, 404, 414, 422, 503)


@dataclass(frozen=True, slots=True)
class MotisPath:
    """What the document says of one path, whatever its version."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    schema: str
    faults: tuple[int, ...] = (400, 404, 414, 422)


MOTIS_PATHS: dict[str, MotisPath] = {
    "plan": MotisPath(
        "plan", "Trip options between two places", PLAN_PARAMETERS, "PlanAnswer",
        _OR_TOO_MUCH,
    ),
    "stoptimes": MotisPath(
        "stoptimes", "Departures or arrivals of a place", BOARD_PARAMETERS, "StopTimes",
        _OR_TOO_MUCH,
    ),
    "trip": MotisPath(
        "trip", "The whole way of a vehicle, as it runs now", TRIP_PARAMETERS, "Itinerary"
    ),
    "map/trips": MotisPath(
        "mapTrips", "Vehicles under way in a box", MAP_TRIPS_PARAMETERS, "TripSegments",
        (400, 414, 503),
    ),
    "map/stops": MotisPath(
        "mapStops", "Stops in a box", MAP_STOPS_PARAMETERS, "Places", (400, 414)
    ),
    "stop": MotisPath(
        "stop", "A stop and the lines that call at its place", STOP_PARAMETERS, "StopInfo",
        (400, 404, 414),
    ),
    "refresh-itinerary": MotisPath(
        "refreshItinerary", "An itinerary of before as it stands now", REFRESH_PARAMETERS,
        "Itinerary",
    ),
    "geocode": MotisPath("geocode", "Places by name, forgiving", GEOCODE_PARAMETERS, "Matches"),
    "reverse-geocode": MotisPath(
        "reverseGeocode", "Places around a point", NEAREST_PARAMETERS, "Matches"
    ),
    "map/initial": MotisPath("initial", "Where a map starts", (), "Initial", ()),
    "map/levels": MotisPath("levels", "Floors known in a box", _BOX, "Levels", (400, 414)),
    "health": MotisPath("health", "Which data are served", (), "Health", ()),
    "one-to-all": MotisPath(
        "oneToAll", "Every place reached in time", ONE_TO_ALL_PARAMETERS, "Reachable",
        _OR_TOO_MUCH,
    ),
    "one-to-many": MotisPath(
        "oneToMany", "Ways by street to many places", ONE_TO_MANY_PARAMETERS, "Durations",
        _OR_TOO_MUCH,
    ),
    "one-to-many-intermodal": MotisPath(
        "oneToManyIntermodal", "Ways by street and by transit to many places",
        INTERMODAL_PARAMETERS, "DurationsByTransit", _OR_TOO_MUCH,
    ),
    "rentals": MotisPath(
        "rentals", "Rental stations, vehicles and zones", RENTAL_PARAMETERS, "Rentals"
    ),
}  # fmt: skip


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties}


_TRIP_INFO = _object({"tripId": _TEXT}, {"routeShortName": _TEXT, "displayName": _TEXT})
_SEGMENT = _object(
    {
        "trips": {"type": "array", "items": _TRIP_INFO},
        "mode": _TEXT,
        "distance": _WHOLE,
        "from": _PLACE,
        "to": _PLACE,
        "departure": _MOMENT,
        "arrival": _MOMENT,
        "scheduledDeparture": _MOMENT,
        "scheduledArrival": _MOMENT,
        "realTime": _FLAG,
        "polyline": _TEXT,
    },
    {"routeColor": _TEXT},
)
_ROUTE = _object(
    {
        "routeId": _TEXT,
        "routeShortName": _TEXT,
        "routeLongName": _TEXT,
        "mode": _TEXT,
        "agencyId": _TEXT,
        "agencyName": _TEXT,
        "agencyUrl": _TEXT,
        "routeType": _WHOLE,
    },
    {"routeColor": _TEXT, "routeTextColor": _TEXT},
)
_PRODUCT = _object({"name": _TEXT, "amount": _FIGURE, "currency": _TEXT})
_PRODUCTS: Schema = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "array", "items": _PRODUCT}},
}
FARE_TRANSFERS: Schema = {
    "type": "array",
    "items": _object({"effectiveFareLegProducts": _PRODUCTS}),
}
MOTIS_SCHEMAS: dict[str, Schema] = {
    "Places": {"type": "array", "items": _PLACE},
    "TripSegments": {"type": "array", "items": _SEGMENT},
    "StopInfo": _object({"place": _PLACE, "routes": {"type": "array", "items": _ROUTE}}),
    "Levels": {"type": "array", "items": _FIGURE},
}
