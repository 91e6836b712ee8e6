"""Scenarios, runs and results in the OpenAPI document: their paths and shapes."""

from __future__ import annotations

from typing import Any

from planning.runs.files import RESULTS
from planning.runs.records import State
from web.description_parts import Parameter

Schema = dict[str, Any]
Document = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_FIGURE: Schema = {"type": ["number", "null"]}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}
_FLAG: Schema = {"type": "boolean"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_ANY: Schema = {"type": "object", "additionalProperties": True}


def _object(members: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_FAULTS = _list(_object({"field": _TEXT, "detail": _TEXT, "code": _TEXT}))
_RANGE = _object(dict.fromkeys(("low", "central", "high"), _MAYBE_FIGURE))
_CHANGE = _object(dict.fromkeys(("before", "after"), _MAYBE_FIGURE))
_LINE = _object(
    {
        "name": _TEXT,
        "routeId": _TEXT,
        "boardingsDay": _RANGE,
        "vehicles": _WHOLE,
        "fullestShare": _MAYBE_FIGURE,
    }
)
_HEADLINE = _object(
    {
        "ridersDay": _RANGE,
        "vehicles": _WHOLE,
        "vehicleKmYear": _MAYBE_FIGURE,
        "costYear": _or_null(_RANGE),
        "gaining": _MAYBE_FIGURE,
        "losing": _MAYBE_FIGURE,
        "gainingMeanMin": _MAYBE_FIGURE,
        "newlyReached": _MAYBE_FIGURE,
        "hoursSavedDay": _MAYBE_FIGURE,
        "losingCommunes": _list(_TEXT),
        "bestCommune": _MAYBE_TEXT,
        "bestCommuneMin": _MAYBE_FIGURE,
        "fullestLine": _MAYBE_TEXT,
        "fullestShare": _MAYBE_FIGURE,
        "firstYearFull": {"type": ["integer", "null"]},
        "transitRidersDay": _CHANGE,
        "newRidersDay": _RANGE,
        "lines": _list(_LINE),
        "window": _TEXT,
        "version": _TEXT,
        "illustrative": _FLAG,
        "notes": _list(
            _object(
                {
                    "key": _TEXT,
                    "values": {
                        "type": "object",
                        "additionalProperties": {
                            "type": ["string", "number", "array"],
                            "items": _TEXT,
                        },
                    },
                    "says": {"type": "object", "additionalProperties": _TEXT},
                }
            )
        ),
        "seconds": {"type": "object", "additionalProperties": _MAYBE_FIGURE},
    }
)
_RUN = _object(
    {
        "id": _ID,
        "scenario": _ID,
        "state": {"enum": list(State.__args__)},  # type: ignore[attr-defined]
        "cancelling": _FLAG,
        "baseVersion": _TEXT,
        "day": _DAY,
        "queuedAt": _MOMENT,
        "startedAt": _MAYBE_MOMENT,
        "endedAt": _MAYBE_MOMENT,
        "ahead": {"type": ["integer", "null"]},
        "progress": _or_null(_object({"doing": _TEXT, "share": _MAYBE_FIGURE})),
        "errors": _FAULTS,
        "access": _or_null(_list(_object({"country": _TEXT, "jobs": _CHANGE, "jobsP90": _CHANGE}))),
        "headline": _or_null(_HEADLINE),
        "files": _list({"enum": list(RESULTS)}),
        "withheld": {"type": "object", "additionalProperties": _TEXT},
    }
)
_SCENARIO = {
    "id": _ID,
    "name": _TEXT,
    "description": _MAYBE_TEXT,
    "parent": {"type": ["string", "null"]},
    "createdAt": _MOMENT,
    "modifications": _list(_TEXT),
}
_TEXTS: Schema = {
    "type": "object",
    "additionalProperties": _object({"name": _TEXT, "description": _TEXT}),
}
"""Name and description by language, where the territory has words for them."""
_EXAMPLE = _object(
    {
        "file": _TEXT,
        "id": _MAYBE_TEXT,
        "name": _TEXT,
        "description": _MAYBE_TEXT,
        "texts": _TEXTS,
        "scenario": {**_ANY, "description": "as it stands in its file, with its faults if any"},
        "errors": _FAULTS,
    }
)
_PARAMETER = _object(
    {
        "name": _TEXT,
        **dict.fromkeys(("value", "low", "high"), _NUMBER),
        "unit": _TEXT,
        "priceYear": _MAYBE_TEXT,
        "country": _MAYBE_TEXT,
        "source": _TEXT,
    }
)
SCENARIO_SCHEMAS: dict[str, Schema] = {
    "ScenarioFile": {
        "type": "object",
        "required": ["name", "modifications"],
        "properties": {
            "name": _TEXT,
            "description": _TEXT,
            "parent": _ID,
            "modifications": _list(_object({"type": _TEXT})),
        },
    },
    "Scenarios": _object({"scenarios": _list(_object(_SCENARIO)), "nextPageCursor": _MAYBE_TEXT}),
    "Scenario": _object(
        {
            **_SCENARIO,
            "scenario": _ref("ScenarioFile"),
            "versions": _list(_ID),
            "variants": _list(_ID),
            "runs": _list(_ref("ScenarioRun")),
        }
    ),
    "ScenarioExamples": _object({"examples": _list(_EXAMPLE)}),
    "ScenarioParameters": _object({"parameters": _list(_PARAMETER)}),
    "ScenarioRun": _RUN,
    "RunWish": {"type": "object", "properties": {"day": _DAY}},
}
_SCENARIO_ID = Parameter("scenario_id", _ID, "the id of a scenario", required=True, where="path")
_RUN_ID = Parameter("run_id", _ID, "the id of a run", required=True, where="path")
_LANGUAGE = Parameter("language", _TEXT, "of the report: en or fr; else that of the reader")
_LIMIT = Parameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "at the most"
)
_CURSOR = Parameter("pageCursor", _TEXT, "`nextPageCursor` of an earlier answer")
_SAYS = {
    400: "Something is at fault; all faults are named with their places",
    401: "The token is missing or another",
    403: "A page of another site, or changes are off beyond this machine",
    404: "A scenario, run or file that is not there",
    413: "A scenario has a million bytes at most",
    415: "The body is not application/json",
    422: "Outside the timetable, or too many are kept",
    503: "Too much at once; Retry-After says when to ask again",
}
_CHANGES = (401, 403)


def scenario_paths() -> Document:
    """All paths under /api/scenarios."""
    one, run = "/api/scenarios/{scenario_id}", "/api/scenarios/{scenario_id}/runs/{run_id}"
    paths = {
        "/api/scenarios": {
            "get": _call("scenarios", "Scenarios that are kept, the newest first",
                         (_LIMIT, _CURSOR), {200: "Scenarios"}, (400, 503)),
            "post": _call("addScenario", "Keeps a scenario; 200 where it is kept already", (),
                          {201: "Scenario", 200: "Scenario"}, (400, *_CHANGES, 413, 415, 422, 503),
                          body="ScenarioFile"),
        },
        "/api/scenarios/examples": {
            "get": _call("scenarioExamples", "The territory's example scenarios", (),
                         {200: "ScenarioExamples"}, (503,)),
        },
        "/api/scenarios/parameters": {
            "get": _call("scenarioParameters", "The parameter sheet: every figure with its source",
                         (), {200: "ScenarioParameters"}, ()),
        },
        one: {
            "get": _call("scenario", "A scenario with its file, relatives and runs",
                         (_SCENARIO_ID,), {200: "Scenario"}, (404, 503)),
            "delete": _call("deleteScenario", "Forgets a scenario, its runs and their files",
                            (_SCENARIO_ID,), {204: ""}, (*_CHANGES, 404, 503)),
        },
        f"{one}/runs": {
            "post": _call("startRun", "Runs a scenario; 200 where that run is known",
                          (_SCENARIO_ID,), {202: "ScenarioRun", 200: "ScenarioRun"},
                          (400, *_CHANGES, 404, 415, 422, 503), body="RunWish"),
        },
        f"{one}/isochrones": {
            "post": _call("isochrones", "What is reached from a place before and after, as areas",
                          (_SCENARIO_ID,), {200: "Isochrones"}, (400, 403, 404, 413, 422, 503),
                          media="application/geo+json", body="IsochroneWish"),
        },
        run: {
            "get": _call("run", "How far a run is, and its headline figures",
                         (_SCENARIO_ID, _RUN_ID), {200: "ScenarioRun"}, (404, 503)),
            "delete": _call("cancelRun", "Ends a run; one that has ended stays as it is",
                            (_SCENARIO_ID, _RUN_ID), {200: "ScenarioRun"}, (*_CHANGES, 404, 503)),
        },
        f"{run}/events": {
            "get": _call("runEvents", "Events `progress` and at last `done`, each with the run",
                         (_SCENARIO_ID, _RUN_ID), {200: ""}, (404, 503), media="text/event-stream"),
        },
    }  # fmt: skip
    for name, (_, media) in RESULTS.items():
        words = "".join(part.capitalize() for part in name.split("."))
        paths[f"{run}/{name}"] = {
            "get": _call(f"run{words}", f"A result: {name}", (_SCENARIO_ID, _RUN_ID, _LANGUAGE),
                         {200: _SHAPES.get(name, "")}, (400, 404, 503), media=media),
        }  # fmt: skip
    return paths


def _call(
    name: str,
    summary: str,
    parameters: tuple[Parameter, ...],
    answers: dict[int, str],
    faults: tuple[int, ...],
    *,
    media: str = "application/json",
    body: str = "",
) -> Document:
    said: Document = {
        "tags": ["Scenarios"],
        "operationId": name,
        "summary": summary,
        "parameters": [parameter.as_query() for parameter in parameters],
        "responses": {
            **{str(status): _answer(status, shape, media) for status, shape in answers.items()},
            **{str(status): _fault(status) for status in faults},
        },
    }
    if body:
        said["requestBody"] = {"content": {"application/json": {"schema": _ref(body)}}}
    return said


_SHAPES = {
    "result.json": "RunResult",
    "scenario.json": "ScenarioFile",
    "geojson": "RunLines",
    "isochrones.geojson": "RunAreas",
}
"""Of the files that have one."""
_FILES: dict[str, Document] = {
    "text/event-stream": {
        "type": "object",
        "required": ["event", "data"],
        "properties": {
            "event": {"type": "string", "enum": ["progress", "done"]},
            "data": {"type": "string", "description": "a ScenarioRun, as JSON"},
        },
    },
}
"""What stands in files by their types, and in each event of a stream."""


def _answer(status: int, shape: str, media: str) -> Document:
    if status == 204:
        return {"description": "Done"}
    schema = _ref(shape) if shape else _FILES.get(media, {"type": "string"})
    return {"description": "The answer", "content": {media: {"schema": schema}}}


def _fault(status: int) -> Document:
    return {
        "description": _SAYS[status],
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
