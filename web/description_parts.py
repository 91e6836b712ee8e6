"""The parameters of our endpoints, described once for the OpenAPI document and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from routing.requests import CRITERIA
from web.modes import KNOWN_MODES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_FIGURE: Schema = {"type": "number", "minimum": 0}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LIST: Schema = {"type": "array", "items": {"type": "string"}}
_MODES: Schema = {"type": "array", "items": {"type": "string", "enum": list(KNOWN_MODES)}}


def _flag(*, default: bool) -> Schema:
    return {"type": "boolean", "default": default}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a request."""

    name: str
    schema: Schema
    says: str
    required: bool = False
    where: str = "query"

    def as_query(self) -> dict[str, Any]:
        """The parameter as OpenAPI has it."""
        described = {
            "name": self.name,
            "in": self.where,
            "required": self.required,
            "description": self.says,
            "schema": self.schema,
        }
        if self.schema["type"] == "array":
            described |= {"style": "form", "explode": False}
        return described


_LANGUAGE = Parameter("language", _LIST, "languages of the texts, best first")
_SHOWN = (
    Parameter("detailedLegs", _flag(default=True), "whether legs carry their geometry"),
    Parameter(
        "detailedTransfers",
        _flag(default=True),
        "whether walks from ride to ride do; as `detailedLegs` if missing",
    ),
    Parameter(
        "joinInterlinedLegs",
        _flag(default=True),
        "one leg for rides on which one stays on board; else `interlineWithPreviousLeg` marks them",
    ),
    Parameter("withFares", _flag(default=False), "tickets as `fareTransfers` too"),
    Parameter(
        "withScheduledSkippedStops",
        _flag(default=False),
        "also calls at which nobody may board or alight",
    ),
)
_REALTIME = Parameter(
    "realtimeMode",
    {"type": "string", "enum": ["REALTIME", "REALTIME_ANNOTATION_ONLY", "OFF"]},
    "OFF: the published timetable; the other two are one",
)
_PAGE = Parameter("pageCursor", _TEXT, "cursor of an earlier answer")
_PLACE = "`lat,lon[,level]` or the id of a stop"

TRANSFER_TIMES: tuple[Parameter, ...] = (
    Parameter("minTransferTime", _FIGURE, "shortest change, in minutes"),
    Parameter("additionalTransferTime", _FIGURE, "extra time at every change, in minutes"),
    Parameter(
        "transferTimeFactor",
        {"type": "number", "minimum": 1, "maximum": 10, "default": 1},
        "how many times as long as usual changes take",
    ),
)
"""How long changes take: alike in every search by transit."""
_PROFILE = Parameter(
    "pedestrianProfile",
    {"type": "string", "enum": ["FOOT", "WHEELCHAIR"]},
    "WHEELCHAIR is the same as `wheelchair`",
)
_BIKES = Parameter("requireBikeTransport", _flag(default=False), "only vehicles that take bicycles")
_OTHER_RIDES = Parameter(
    "numLegAlternatives",
    {**_WHOLE, "default": 0},
    "how many other rides to tell in place of each (`alternatives` of its leg)",
)
_TRANSIT_MODES = Parameter("transitModes", _MODES, "modes of transit; empty: none")
PLAN_PARAMETERS = (
    Parameter("fromPlace", _TEXT, _PLACE, required=True),
    Parameter("toPlace", _TEXT, _PLACE, required=True),
    Parameter("time", _MOMENT, "earliest departure, or latest arrival; now if missing"),
    Parameter("arriveBy", _flag(default=False), "`time` is the latest arrival"),
    Parameter("timetableView", _flag(default=True), "all good options of a window of time"),
    Parameter("searchWindow", {**_WHOLE, "default": 900}, "window at first, in seconds; it grows"),
    Parameter("numItineraries", {**_WHOLE, "default": 5}, "options below which the window grows"),
    Parameter("maxItineraries", {**_WHOLE, "minimum": 1}, "options at the most"),
    _PAGE,
    Parameter("maxTransfers", {**_WHOLE, "default": 7}, "changes at the most; rides in v1 and v2"),
    Parameter("maxTravelTime", _FIGURE, "longest journey, in minutes"),
    *TRANSFER_TIMES,
    _TRANSIT_MODES,
    Parameter(
        "preTransitModes",
        {**_MODES, "default": ["WALK"]},
        "how to get to the first ride: WALK, BIKE (locked at the stop), CAR_PARKING, CAR_DROPOFF",
    ),
    Parameter(
        "postTransitModes",
        {**_MODES, "default": ["WALK"]},
        "how to get on from the last ride: WALK, or BIKE with `requireBikeTransport`",
    ),
    Parameter("directModes", {**_MODES, "default": ["WALK"]}, "WALK, BIKE, CAR without transit"),
    Parameter("maxPreTransitTime", _WHOLE, "longest walk at the start, in seconds"),
    Parameter("maxPostTransitTime", _WHOLE, "longest walk at the end, in seconds"),
    Parameter("maxDirectTime", {**_WHOLE, "default": 1800}, "longest direct way, in seconds"),
    Parameter("cyclingSpeed", {"type": "number", "minimum": 1, "default": 4.2}, "in m/s"),
    Parameter("pedestrianSpeed", {"type": "number", "minimum": 0.3, "default": 1.2}, "in m/s"),
    _PROFILE,
    Parameter(
        "wheelchair",
        _flag(default=False),
        "leaves out vehicles and stops that feeds call unusable; every leg says what is known",
    ),
    _BIKES,
    _OTHER_RIDES,
    Parameter("via", _LIST, "ids of stops to visit on the way, two at the most"),
    Parameter(
        "viaMinimumStay",
        {"type": "array", "items": _WHOLE},
        "least minutes at each of them; with 0 it is enough to pass it",
    ),
    Parameter("avoidLines", _LIST, "ids or names of lines that are not ridden"),
    Parameter("avoidAgencies", _LIST, "ids of operators that are not ridden with"),
    Parameter("avoidStops", _LIST, "ids of stops at whose places one neither boards nor alights"),
    Parameter(
        "criteria",
        {**_LIST, "items": {"enum": list(CRITERIA)}},
        "what else may make an option worth taking, though others are as quick; the best of each "
        "stand with `chosenFor`",
    ),
    *_SHOWN,
    _REALTIME,
    _LANGUAGE,
    Parameter("scenario", _TEXT, "id of a scenario: asked in its network, a plan"),
)
REFRESH_PARAMETERS = (
    Parameter("itineraryId", _TEXT, "the `id` of an itinerary with rides", required=True),
    Parameter("fromPlace", _TEXT, f"{_PLACE}; the walk from there follows the streets then"),
    Parameter("toPlace", _TEXT, "likewise, the walk to there"),
    Parameter("pedestrianSpeed", {"type": "number", "minimum": 0.3, "default": 1.2}, "in m/s"),
    _OTHER_RIDES,
    _TRANSIT_MODES,
    _BIKES,
    Parameter("wheelchair", _flag(default=False), "what other rides must be fit for"),
    _PROFILE,
    *_SHOWN,
    _LANGUAGE,
)
DRIVE_PARAMETERS = (
    Parameter("fromPlace", _TEXT, _PLACE, required=True),
    Parameter("toPlace", _TEXT, _PLACE, required=True),
    Parameter("time", _MOMENT, "the first departure; now if missing"),
    Parameter("span", {**_WHOLE, "minimum": 900, "default": 14_400}, "seconds, 12 hours at most"),
    Parameter("arriveBefore", _MOMENT, "when to be there: asks for the latest safe departure"),
)
GEOCODE_PARAMETERS = (
    Parameter("text", _TEXT, "the name, possibly half typed or misspelt", required=True),
    Parameter("type", {**_LIST, "items": {"enum": ["ADDRESS", "PLACE", "STOP"]}}, "only these"),
    Parameter("mode", _MODES, "only stops served by these modes"),
    Parameter("place", _TEXT, "`lat,lon` that near places are preferred to"),
    Parameter("min", _TEXT, "`lat,lon`, one corner of a box"),
    Parameter("max", _TEXT, "`lat,lon`, the other corner"),
    Parameter("numResults", {**_WHOLE, "default": 10}, "suggestions at the most"),
    _LANGUAGE,
)
NEAREST_PARAMETERS = (
    Parameter("place", _TEXT, "`lat,lon`", required=True),
    Parameter("type", {**_LIST, "items": {"enum": ["ADDRESS", "PLACE", "STOP"]}}, "only these"),
    Parameter("numResults", {**_WHOLE, "default": 5}, "places at the most"),
    _LANGUAGE,
)
BOARD_PARAMETERS = (
    Parameter("stopId", _TEXT, "the id of a stop; all stops of its place count"),
    Parameter("center", _TEXT, "`lat,lon`: the nearest stop, where `stopId` is not known"),
    Parameter("radius", _WHOLE, "metres around the stop, within which all places count too"),
    Parameter(
        "exactRadius",
        _flag(default=False),
        "only stops within the radius, without the others of their places; with 0 the stop alone",
    ),
    Parameter("time", _MOMENT, "from when on; now if missing"),
    Parameter("arriveBy", _flag(default=False), "arrivals instead of departures"),
    Parameter("direction", {"type": "string", "enum": ["EARLIER", "LATER"]}, "before or after"),
    Parameter("n", {**_WHOLE, "default": 10}, "rows at the least"),
    Parameter("window", _WHOLE, "rows of so many seconds, if those are more"),
    Parameter("mode", _MODES, "only these modes"),
    _REALTIME,
    Parameter("withAlerts", _flag(default=True), "whether places carry the alerts of their ride"),
    _LANGUAGE,
    _PAGE,
)
SERIES_PARAMETERS = (
    Parameter("corridor_id", _TEXT, "the id of a corridor", required=True, where="path"),
    Parameter("from", _MOMENT, "from when on; midnight if missing"),
    Parameter("to", _MOMENT, "until when; a day later if missing"),
)
_PER_CENT: Schema = {"type": "number", "minimum": 0, "maximum": 100, "default": 0}
_CHANGE: Schema = {**_PER_CENT, "minimum": -90}
WHAT_IF_PARAMETERS = (
    SERIES_PARAMETERS[0],
    Parameter("day", _MOMENT, "a moment of the day; now if missing"),
    Parameter("demand", _CHANGE, "more (below 0: fewer) drivers, in per cent"),
    Parameter("telework", _PER_CENT, "drivers who stay at home besides, in per cent"),
    Parameter("shifted", _PER_CENT, "of those who drive, how many leave at another time"),
    Parameter(
        "shift",
        {"type": "integer", "minimum": -120, "maximum": 120, "default": 0},
        "by how many minutes those leave later (below 0: earlier), in steps of 15",
    ),
    Parameter("capacity", _CHANGE, "more (below 0: less) that the road lets through"),
)
