"""Rental systems in the OpenAPI document: what is asked, what is answered."""

from __future__ import annotations

from typing import Any

from feeds.gbfs.records import FORM_FACTORS, PROPULSIONS, RETURNS
from web.description_parts import Parameter
from web.rentals import DEFAULT_RADIUS_M

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_MAYBE_WHOLE: Schema = {"type": ["integer", "null"], "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_FIGURE: Schema = {"type": "number"}
_LIST: Schema = {"type": "array", "items": {"type": "string"}}
_YES: Schema = {"type": "boolean", "default": True}
_BBOX: Schema = {
    "type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4,
    "description": "west, south, east, north",
}  # fmt: skip
_COUNTS: Schema = {"type": "object", "additionalProperties": _WHOLE}
_FORM: Schema = {"type": "string", "enum": list(FORM_FACTORS)}
_PROPULSION: Schema = {"type": "string", "enum": list(PROPULSIONS)}
_RETURN: Schema = {"type": "string", "enum": list(RETURNS)}

RENTAL_PARAMETERS = (
    Parameter("min", _TEXT, "`lat,lon`, one corner of a box"),
    Parameter("max", _TEXT, "`lat,lon`, the other corner"),
    Parameter("point", _TEXT, "`lat,lon` or the id of a stop, the middle of a circle"),
    Parameter("radius", {**_WHOLE, "default": DEFAULT_RADIUS_M}, "of the circle, in metres"),
    Parameter("providers", _LIST, "ids of providers: only these"),
    Parameter("providerGroups", _LIST, "ids of groups: only these"),
    Parameter("withProviders", _YES, "whether providers are told"),
    Parameter("withStations", _YES, "whether stations are, where an area or a provider is named"),
    Parameter("withVehicles", _YES, "likewise vehicles"),
    Parameter("withZones", _YES, "likewise zones"),
)


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_LINE = _object({"points": _TEXT, "precision": _WHOLE, "length": _WHOLE})
_AREA = _list(_list(_LINE))
_RULES = _object(
    {
        "vehicleTypeIdxs": _list(_WHOLE),
        "rideStartAllowed": _FLAG,
        "rideEndAllowed": _FLAG,
        "rideThroughAllowed": _FLAG,
    },
    {"stationParking": _FLAG},
)
_TYPE = _object(
    {
        "id": _TEXT,
        "formFactor": _FORM,
        "propulsionType": _PROPULSION,
        "returnConstraint": _RETURN,
        "returnConstraintGuessed": _FLAG,
    },
    {"name": _TEXT},
)
_OF = {"providerId": _TEXT, "providerGroupId": _TEXT}
_LINKS = {"rentalUriAndroid": _TEXT, "rentalUriIOS": _TEXT, "rentalUriWeb": _TEXT}
_GROUP = _object(
    {"id": _TEXT, "name": _TEXT, "providers": _LIST, "formFactors": _list(_FORM)}, {"color": _TEXT}
)
_PROVIDER = _object(
    {
        "id": _TEXT,
        "name": _TEXT,
        "groupId": _TEXT,
        "bbox": _BBOX,
        "vehicleTypes": _list(_TYPE),
        "formFactors": _list(_FORM),
        "defaultRestrictions": _RULES,
        "globalGeofencingRules": _list(_RULES),
    },
    {"operator": _TEXT, "url": _TEXT, "purchaseUrl": _TEXT, "color": _TEXT},
)
_STATION = _object(
    {
        "id": _TEXT,
        **_OF,
        "name": _TEXT,
        "lat": _FIGURE,
        "lon": _FIGURE,
        "isRenting": _FLAG,
        "isReturning": _FLAG,
        "numVehiclesAvailable": _WHOLE,
        "formFactors": _list(_FORM),
        "vehicleTypesAvailable": _COUNTS,
        "vehicleDocksAvailable": _COUNTS,
        "bbox": _BBOX,
        "navette": _object(
            {
                "docksAvailable": _MAYBE_WHOLE,
                "capacity": _MAYBE_WHOLE,
                "asOf": _MAYBE,
                "stale": _FLAG,
            }
        ),
    },
    {"address": _TEXT, "crossStreet": _TEXT, "stationArea": _AREA, **_LINKS},
)
_VEHICLE = _object(
    {
        "id": _TEXT,
        **_OF,
        "typeId": _TEXT,
        "lat": _FIGURE,
        "lon": _FIGURE,
        "formFactor": _FORM,
        "propulsionType": _PROPULSION,
        "returnConstraint": _RETURN,
        "isReserved": _FLAG,
        "isDisabled": _FLAG,
    },
    {"stationId": _TEXT, "homeStationId": _TEXT, **_LINKS},
)
_ZONE = _object(
    {**_OF, "z": _WHOLE, "bbox": _BBOX, "area": _AREA, "rules": _list(_RULES)}, {"name": _TEXT}
)
_SOURCE = _object(
    {
        "providerId": _TEXT,
        "asOf": _MAYBE,
        "ageSeconds": _MAYBE_WHOLE,
        "maxAgeSeconds": _WHOLE,
        "stale": _FLAG,
        "askedAt": _MAYBE,
        "problem": _MAYBE,
        "version": _MAYBE,
        "attribution": _MAYBE,
        "attributionUrl": _MAYBE,
        "licence": _MAYBE,
        "licenceUrl": _MAYBE,
        "missing": _LIST,
        "refused": _WHOLE,
    }
)
RENTAL_SCHEMAS: dict[str, Schema] = {
    "Rentals": _object(
        {
            "providerGroups": _list(_GROUP),
            "providers": _list(_PROVIDER),
            "stations": _list(_STATION),
            "vehicles": _list(_VEHICLE),
            "zones": _list(_ZONE),
            "navette": _object({"sources": _list(_SOURCE)}),
        }
    )
}
