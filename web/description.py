"""The OpenAPI 3.1 document of everything the window answers."""

from __future__ import annotations

from typing import Any

from web.description_commuting import COMMUTING, COMMUTING_PARAMETERS
from web.description_data import DATA_SCHEMAS
from web.description_drive import DRIVE_OUTLOOK, OBSERVATION_SOURCES, WHAT_IF
from web.description_isochrones import ISOCHRONE_SCHEMAS
from web.description_lines import LINE_PARAMETERS, LINE_SCHEMAS, LINES_PARAMETERS
from web.description_many import MANY_SCHEMAS
from web.description_map import MAP
from web.description_motis import MOTIS_PATHS, MOTIS_SCHEMAS
from web.description_ojp import OJP_SCHEMAS, gtfs_rt_paths, ojp_paths
from web.description_parts import (
    DRIVE_PARAMETERS,
    SERIES_PARAMETERS,
    WHAT_IF_PARAMETERS,
    Parameter,
)
from web.description_reach import REACH_SCHEMAS, reach_paths
from web.description_rentals import RENTAL_SCHEMAS
from web.description_scenarios import SCENARIO_SCHEMAS, scenario_paths
from web.description_schemas import SCHEMAS
from web.versions import PATHS, folder_of, methods_of

Document = dict[str, Any]

_INFO = {
    "title": "Navette",
    "version": "1",
    "description": (
        "Trip options across a border, with the congestion forecast that touches each of them. "
        "Paths with a version speak the MOTIS API, so its clients work here; what MOTIS lacks "
        "stands in the object `navette` of answers, itineraries and legs."
    ),
}


def description() -> Document:
    """The document, ready to be written as JSON."""
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "MOTIS API", "description": "https://github.com/motis-project/motis"},
            {"name": "Navette", "description": "What the MOTIS API has no word for"},
            {"name": "OJP", "description": "https://github.com/VDVde/OJP"},
            {
                "name": "GTFS-Realtime",
                "description": "https://gtfs.org/documentation/realtime/reference/",
            },
            {"name": "Scenarios", "description": "What would change, kept, run and taken away"},
        ],
        "paths": {
            **_motis_paths(),
            **_own_paths(),
            **reach_paths(_readable),
            **scenario_paths(),
            **ojp_paths(),
            **gtfs_rt_paths(),
        },
        "components": {
            "schemas": {
                **SCHEMAS,
                **MOTIS_SCHEMAS,
                **DATA_SCHEMAS,
                **SCENARIO_SCHEMAS,
                **LINE_SCHEMAS,
                **ISOCHRONE_SCHEMAS,
                **MANY_SCHEMAS,
                **RENTAL_SCHEMAS,
                **REACH_SCHEMAS,
                **OJP_SCHEMAS,
                "Commuting": COMMUTING,
                "Map": MAP,
                "DriveOutlook": DRIVE_OUTLOOK,
                "WhatIf": WHAT_IF,
                "ObservationSources": OBSERVATION_SOURCES,
            }
        },
    }


def _motis_paths() -> Document:
    return {
        f"/api/{folder_of(number)}/{path}": _readable(
            said.name if len(versions) == 1 else f"{said.name}V{number}",
            said.summary,
            said.parameters,
            said.schema,
            also_post="POST" in methods_of(path, number),
            faults=said.faults,
        )
        for path, versions in PATHS.items()
        for number in versions
        for said in (MOTIS_PATHS[path],)
    }


def _own_paths() -> Document:
    return {
        "/api/feeds": _readable(
            "feeds", "The feeds behind the answers", (), "Feeds", own=True, faults=()
        ),
        "/api/feeds.jsonld": _readable(
            "feedsAsCatalogue", "The feeds as a DCAT-AP catalogue for mobility, in JSON-LD", (),
            "Catalogue", own=True, faults=(), media="application/ld+json",
        ),
        "/api/feeds/merge-report": _readable(
            "mergeReport", "What the merge of the feeds has made, and what is in doubt", (),
            "MergeReport", own=True, faults=(),
        ),
        "/api/forecasts/sources": _readable(
            "observationSources", "Where observations are collected, and who has gone silent", (),
            "ObservationSources", own=True, faults=(),
        ),
        "/api/forecasts/corridors": _readable(
            "corridors", "Every corridor now", (), "Corridors", own=True, faults=()
        ),
        "/api/forecasts/corridors/{corridor_id}": _readable(
            "corridor", "One corridor over time", SERIES_PARAMETERS, "CorridorSeries", own=True,
        ),
        "/api/forecasts/corridors/{corridor_id}/what-if": _readable(
            "whatIf", "What telework, other hours or a lane would do to a queue: a model",
            WHAT_IF_PARAMETERS, "WhatIf", own=True,
        ),
        "/api/forecasts/drive": _readable(
            "drive", "When to drive off: every quarter of an hour, the best, the latest safe one",
            DRIVE_PARAMETERS, "DriveOutlook", own=True, also_post=True,
        ),
        "/api/lines": _readable(
            "lines", "The lines of the network in service, to change in a scenario",
            LINES_PARAMETERS, "Lines", own=True, faults=(400, 422),
        ),
        "/api/lines/{line_id}": _readable(
            "line", "A line with its patterns, each by one of its trips",
            LINE_PARAMETERS, "Line", own=True, faults=(400, 404, 422),
        ),
        "/api/map/lines.geojson": _readable(
            "linesOnTheMap", "Every line from stop to stop", (), "LinesOnTheMap", own=True,
            faults=(), media="application/geo+json",
        ),
        "/api/commuting": _readable(
            "commuting", "Rules of telework between two countries, holidays where one works",
            COMMUTING_PARAMETERS, "Commuting", own=True, faults=(400, 414),
        ),
        "/api/map": _readable(
            "map", "Which map lies under the lines", (), "Map", own=True, faults=()
        ),
        "/api/map/base.geojson": _readable(
            "baseMap", "Sketch of roads, rails and names", (), "BaseMap", own=True, faults=(),
            media="application/geo+json",
        ),
    }  # fmt: skip


def _readable(
    name: str,
    summary: str,
    parameters: tuple[Parameter, ...],
    schema: str,
    *,
    own: bool = False,
    also_post: bool = False,
    faults: tuple[int, ...] = (400, 404, 414, 422),
    media: str = "application/json",
) -> Document:
    """One path: GET, and where places are kept private POST with the same names in JSON."""
    shared: Document = {
        "tags": ["Navette" if own else "MOTIS API"],
        "summary": summary,
        "responses": _responses(schema, faults, media, own=own),
    }
    path: Document = {
        "get": {
            **shared,
            "operationId": name,
            "parameters": [parameter.as_query() for parameter in parameters],
        }
    }
    if also_post:
        members = {parameter.name: parameter.schema for parameter in parameters}
        body = {
            "type": "object",
            "required": [parameter.name for parameter in parameters if parameter.required],
            "properties": members,
            "additionalProperties": True,
        }
        path["post"] = {
            **shared,
            "responses": _responses(schema, (*faults, 413), media, own=own),
            "operationId": f"{name}Post",
            "description": "The parameters of GET as members of a JSON object.",
            "requestBody": {"content": {"application/json": {"schema": body}}},
        }
    return path


def _responses(schema: str, faults: tuple[int, ...], media: str, *, own: bool) -> Document:
    fault_media = "application/problem+json" if own else "application/json"
    fault = {"$ref": f"#/components/schemas/{'Problem' if own else 'Error'}"}
    said = {
        400: "A parameter is at fault; all faults are named",
        404: "A place or thing that is not there",
        413: "The body is too long",
        414: "The address is too long",
        422: "Outside the timetables, or not supported",
        503: "Busy; Retry-After says when to ask again",
    }
    answers: Document = {
        "200": {
            "description": "The answer",
            "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
    }
    for status in faults:
        answers[str(status)] = {
            "description": said[status],
            "content": {fault_media: {"schema": fault}},
        }
    return answers
