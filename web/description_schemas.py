"""The shapes of our answers for the OpenAPI document: what clients may rely on."""

from __future__ import annotations

from typing import Any

from routing.requests import CRITERIA
from web.description_corridors import SERIES, STATUS
from web.description_data import REALTIME_SOURCE, VEHICLE
from web.description_drive import PARKING
from web.description_foreseen import ARRIVAL, CROWDING, LEAVE_BY, ON_TIME
from web.description_motis import FARE_TRANSFERS

Schema = dict[str, Any]


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer"}
_FIGURE: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_FIGURE: Schema = {"type": ["number", "null"]}
_POINT = {"lat": _FIGURE, "lon": _FIGURE}
_FIELDS = _list(_object({"field": _TEXT, "detail": _TEXT, "code": _TEXT}))
_SPREAD = {"p10": _FIGURE, "p50": _FIGURE, "p90": _FIGURE, "basis": _TEXT}
_DELAYS = {"delayP10": _WHOLE, "delayP50": _WHOLE, "delayP90": _WHOLE}

_ALERTS = _list(_object({"headerText": _TEXT, "descriptionText": _TEXT}))
_PLACE = _object(
    {"name": _TEXT, **_POINT, "tz": _TEXT, "vertexType": _TEXT},
    {
        "stopId": _TEXT,
        "parentId": _TEXT,
        "modes": _list(_TEXT),
        "importance": _FIGURE,
        "level": _FIGURE,
        "track": _TEXT,
        "scheduledTrack": _TEXT,
        "arrival": _MOMENT,
        "departure": _MOMENT,
        "scheduledArrival": _MOMENT,
        "scheduledDeparture": _MOMENT,
        "pickupType": _TEXT,
        "dropoffType": _TEXT,
        "cancelled": _FLAG,
        "alerts": _ALERTS,
    },
)
_CROSSING = {
    "oneOf": [
        {"type": "null"},
        _object(
            {
                **_POINT,
                "time": _MOMENT,
                "fromCountry": _TEXT,
                "toCountry": _TEXT,
                "name": _TEXT,
            }
        ),
    ]
}
_EFFECT = _object(
    {
        "id": _TEXT,
        "name": _TEXT,
        "enter": _MOMENT,
        **_DELAYS,
        "basis": _TEXT,
        "issuedAt": _MOMENT,
        "dataUntil": _MAYBE_TEXT,
        "model": _TEXT,
        "applied": _FLAG,
        "illustrative": _FLAG,
    },
    {"events": _list(_TEXT)},
)
_LIVE = _object(
    {
        "state": {"enum": ["live", "timetable", "stale", "none"]},
        "source": _MAYBE_TEXT,
        "asOf": {"type": ["string", "null"], "format": "date-time"},
        "kind": _MAYBE_TEXT,
    },
    {"vehicle": VEHICLE},
)
_LEG = _object(
    {
        "mode": _TEXT,
        "from": _ref("Place"),
        "to": _ref("Place"),
        "duration": _WHOLE,
        "startTime": _MOMENT,
        "endTime": _MOMENT,
        "scheduledStartTime": _MOMENT,
        "scheduledEndTime": _MOMENT,
        "realTime": _FLAG,
        "scheduled": _FLAG,
        "distance": _WHOLE,
        "legGeometry": _object({"points": _TEXT, "precision": _WHOLE, "length": _WHOLE}),
        "navette": _object(
            {
                "crossing": _CROSSING,
                "corridors": _list(_EFFECT),
                "feed": _MAYBE_TEXT,
                "estimated": _FLAG,
                "projected": _FLAG,
                "wheelchair": {"type": "string", "enum": ["unknown", "yes", "no"]},
            },
            {
                **ARRIVAL,
                "realTime": _LIVE,
                "spareSeconds": _WHOLE,
                "crowding": CROWDING,
                "parking": PARKING,
            },
        ),
    },
    {
        "intermediateStops": _list(_ref("Place")),
        "tripId": _TEXT,
        "routeId": _TEXT,
        "routeShortName": _TEXT,
        "routeLongName": _TEXT,
        "displayName": _TEXT,
        "headsign": _TEXT,
        "interlineWithPreviousLeg": _FLAG,
        "fareTransferIndex": _WHOLE,
        "effectiveFareLegIndex": _WHOLE,
        "alerts": _ALERTS,
        "alternatives": _list(_list(_ref("Leg"))),
    },
)
_FARE = _object(
    {
        "amount": _FIGURE,
        "currency": _TEXT,
        "atLeast": _FLAG,
        "tickets": _list(
            _object({"name": _TEXT, "amount": _FIGURE, "legs": _list(_WHOLE), "source": _TEXT})
        ),
        "unknownLegs": _list(_WHOLE),
        "months": _list(_object({"days": _WHOLE, "amount": _FIGURE, "atLeast": _FLAG})),
    }
)
_EMISSION = _object(
    {
        "grams": _WHOLE,
        "atLeast": _FLAG,
        "factors": _list(_object({"mode": _TEXT, "gramsPerKm": _FIGURE, "source": _TEXT})),
    }
)
_CRITERION = {"enum": list(CRITERIA)}
_CHANGES = _object(
    {
        "leastSpareSeconds": _WHOLE,
        "chance": _FIGURE,
        "basis": {"enum": ["archive", "assumption"]},
        "until": {"type": ["string", "null"], "format": "date"},
    }
)
_ITINERARY = _object(
    {
        "duration": _WHOLE,
        "startTime": _MOMENT,
        "endTime": _MOMENT,
        "transfers": _WHOLE,
        "id": _TEXT,
        "legs": _list(_ref("Leg")),
        "navette": _object(
            {
                "feeds": _list(_TEXT),
                "walkSeconds": _WHOLE,
                "chosenFor": _list(_CRITERION),
                "changes": {"oneOf": [{"type": "null"}, _CHANGES]},
                "fare": {"oneOf": [{"type": "null"}, _FARE]},
                "emission": {"oneOf": [{"type": "null"}, _EMISSION]},
            },
            {"onTime": ON_TIME},
        ),
    },
    {"fareTransfers": FARE_TRANSFERS},
)
_SOURCE = {
    "publisher": _TEXT,
    "name": _TEXT,
    "licence": _TEXT,
    "licenceUrl": _TEXT,
    "attribution": _TEXT,
    "illustrative": _FLAG,
    "firstDay": {"type": ["string", "null"], "format": "date"},
    "lastDay": {"type": ["string", "null"], "format": "date"},
    "fetchedAt": {"type": ["string", "null"], "format": "date-time"},
}
_SERVICE = {
    "service": {"enum": ["usual", "increased", "reduced", "sunday_like", "none", "unknown"]},
    "tripsThatDay": {"type": ["integer", "null"]},
    "tripsUsually": {"type": ["integer", "null"]},
}
_SIDE_DAY = {
    "country": _TEXT,
    "side": _TEXT,
    "name": _TEXT,
    "date": {"type": "string", "format": "date"},
    **_SERVICE,
    "byFeed": {"type": "object", "additionalProperties": _object(_SERVICE)},
    "text": _TEXT,
}
_PLAN = _object(
    {
        "requestParameters": {"type": "object", "additionalProperties": _TEXT},
        "debugOutput": {"type": "object", "additionalProperties": _WHOLE},
        "from": _ref("Place"),
        "to": _ref("Place"),
        "direct": _list(_ref("Itinerary")),
        "itineraries": _list(_ref("Itinerary")),
        "previousPageCursor": _TEXT,
        "nextPageCursor": _TEXT,
        "navette": _object(
            {
                "feeds": {"type": "object", "additionalProperties": _object(_SOURCE)},
                "reasons": _list(_TEXT),
                "complete": _FLAG,
                "unknownCriteria": _list(_CRITERION),
                "holidays": _list(_object(_SIDE_DAY)),
                "otherSides": _list(_object(_SIDE_DAY)),
                "corridors": _list(_TEXT),
                "version": _TEXT,
            },
            {"leaveBy": LEAVE_BY, "scenario": _object({"id": _TEXT, "name": _TEXT})},
        ),
    }
)
_MATCH = _object(
    {
        "type": {"enum": ["ADDRESS", "PLACE", "STOP"]},
        "id": _TEXT,
        "name": _TEXT,
        **_POINT,
        "tz": _TEXT,
        "tokens": _list(_list(_WHOLE)),
        "areas": _list(_object({"name": _TEXT, "adminLevel": _FIGURE, "matched": _FLAG})),
        "score": _FIGURE,
        "importance": _FIGURE,
    },
    {"country": _TEXT, "modes": _list(_TEXT)},
)
_STOP_TIME = _object(
    {
        "place": _ref("Place"),
        "mode": _TEXT,
        "realTime": _FLAG,
        "headsign": _TEXT,
        "tripId": _TEXT,
        "routeId": _TEXT,
        "routeShortName": _TEXT,
        "displayName": _TEXT,
        "cancelled": _FLAG,
    }
)
_NOTICE = _object(
    {
        "code": _TEXT,
        "severity": {"enum": ["INFO", "WARNING", "ERROR"]},
        "feed": _TEXT,
        "file": _MAYBE_TEXT,
        "row": {"type": ["integer", "null"]},
        "fields": {"type": "object", "additionalProperties": _TEXT},
        "message": _TEXT,
    }
)
_MERGED = _object({"allowed": _FLAG, "reason": _MAYBE_TEXT, "licence": _MAYBE_TEXT})
_FEED = _object(
    {
        "tag": _TEXT,
        "country": _TEXT,
        **_SOURCE,
        "page": _TEXT,
        "shareAlike": _FLAG,
        "version": _TEXT,
        "sha256": _TEXT,
        "rhythm": _MAYBE_TEXT,
        "ageSeconds": {"type": ["integer", "null"]},
        "daysLeft": {"type": ["integer", "null"]},
        "expired": _FLAG,
        "checkedAt": _MAYBE_TEXT,
        "lastFailure": _MAYBE_TEXT,
        "lastFailureAt": _MAYBE_TEXT,
        "realtime": REALTIME_SOURCE,
        "operators": _list(_object({"id": _TEXT, "name": _TEXT, "url": _TEXT})),
        "republish": _object({"allowed": _FLAG, "reason": _MAYBE_TEXT, "asks": _list(_TEXT)}),
        "counts": {"type": "object", "additionalProperties": _WHOLE},
        "notices": {"type": "object", "additionalProperties": _WHOLE},
        "noticeSamples": {"type": "object", "additionalProperties": _list(_NOTICE)},
    }
)
_DECISION = _object(
    {
        "ids": _list(_TEXT),
        "name": _TEXT,
        "evidence": _TEXT,
        "score": {"type": ["number", "null"]},
    }
)
_DOUBT = _object({"code": _TEXT, "a": _TEXT, "b": _TEXT, "file": _TEXT, "evidence": _TEXT})

SCHEMAS: dict[str, Schema] = {
    "Place": _PLACE,
    "Leg": _LEG,
    "Itinerary": _ITINERARY,
    "PlanAnswer": _PLAN,
    "Matches": _list(_MATCH),
    "StopTimes": _object(
        {
            "stopTimes": _list(_STOP_TIME),
            "place": _ref("Place"),
            "previousPageCursor": _TEXT,
            "nextPageCursor": _TEXT,
        }
    ),
    "Feeds": _object({"feeds": _list(_FEED), "merged": _MERGED}),
    "MergeReport": _object(
        {
            "feeds": _list(_TEXT),
            "counts": {"type": "object", "additionalProperties": _WHOLE},
            "places": _list(_DECISION),
            "copies": _list(_DECISION),
            "stitches": _list(_DECISION),
            "doubts": _list(_DOUBT),
        }
    ),
    "Catalogue": _object(
        {
            "@context": {"type": "object", "additionalProperties": _TEXT},
            "@id": _TEXT,
            "@type": {"enum": ["dcat:Catalog"]},
            "dcat:dataset": _list(_object({"@id": _TEXT, "@type": {"enum": ["dcat:Dataset"]}})),
        }
    ),
    "Corridors": _object({"corridors": _list(STATUS)}),
    "CorridorSeries": SERIES,
    "Error": _object({"error": _TEXT}, {"errors": _FIELDS}),
    "Problem": _object(
        {"type": _TEXT, "title": _TEXT, "status": _WHOLE, "detail": _TEXT}, {"errors": _FIELDS}
    ),
}
