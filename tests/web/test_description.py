"""The description says what the application does: every path, every parameter, every shape."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY
from tests.web.conftest import MORNING, OBER, UNI
from tests.web.schema import faults_of
from web import versions
from web.aliases import ALIASES
from web.create import create_web
from web.description import description

DOCUMENT = description()
SHAPES = DOCUMENT["components"]["schemas"]


def routes(state):
    """Every path under /api with its methods, as the description writes them."""
    found = {}
    for rule in create_web(state).url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            found.setdefault(path, set()).update(rule.methods & {"GET", "POST", "DELETE"})
    return found | {alias: found[path] for alias, path in ALIASES.items()}


def test_every_path_and_method_is_described_and_no_other(valley_state):
    described = {path: {verb.upper() for verb in item} for path, item in DOCUMENT["paths"].items()}
    assert described == routes(valley_state)


def test_the_page_has_the_table_of_what_differs_between_versions():
    page = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    rows = [line for line in versions.__doc__.splitlines() if line.startswith("|")]
    assert len(rows) > 5
    assert "\n".join(rows) in page


def test_every_operation_has_its_own_name_and_known_shapes():
    names = [verb["operationId"] for item in DOCUMENT["paths"].values() for verb in item.values()]
    assert len(names) == len(set(names))
    for reference in re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)):
        assert reference in SHAPES


def untyped(schema, where):
    """Every part of a schema that says neither what is in it nor where that is told."""
    if "$ref" in schema or "enum" in schema:
        return []
    if "oneOf" in schema:
        return [each for one in schema["oneOf"] for each in untyped(one, where)]
    kinds = schema.get("type")
    if not kinds:
        return [where]
    parts = {f"{where}.{name}": each for name, each in schema.get("properties", {}).items()}
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            parts[f"{where}[]"] = schema[name]
    has_parts = "object" in kinds or "array" in kinds
    found = [where] if has_parts and not parts and "description" not in schema else []
    return found + [each for name, part in parts.items() for each in untyped(part, name)]


def contents_of(operation):
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for answer in operation["responses"].values():
        assert answer["description"]
        yield from answer.get("content", {}).values()


def test_whatever_is_sent_or_answered_is_typed_down_to_its_members():
    found = [each for name, shape in SHAPES.items() for each in untyped(shape, name)]
    for path, item in DOCUMENT["paths"].items():
        for verb, operation in item.items():
            found += [
                each
                for content in contents_of(operation)
                for each in untyped(content["schema"], f"{verb} {path}")
            ]
    assert found == []


def test_every_operation_and_parameter_says_what_it_is_for():
    for path, item in DOCUMENT["paths"].items():
        for verb, operation in item.items():
            assert operation["summary"], f"{verb} {path}"
            for each in operation.get("parameters", ()):
                assert each["description"], f"{verb} {path} {each['name']}"
                assert untyped(each["schema"], each["name"]) == []


PLAN = f"fromPlace={OBER}&toPlace={UNI}&time={MORNING}&directModes=WALK,CAR"


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/plan?{PLAN}",
        f"/api/v6/plan?{PLAN}",
        "/api/v6/plan?fromPlace=x",
        f"/api/v1/stoptimes?stopId=lu_stad&time={MORNING}",
        f"/api/v6/stoptimes?stopId=lu_stad&time={MORNING}",
        "/api/v6/stoptimes?stopId=lu_gone",
        f"/api/v6/plan?{PLAN}&withFares=true",
        "/api/v6/trip?tripId=20261124_07:30_lu_t0",
        "/api/v1/trip?tripId=gone",
        "/api/v6/map/stops?min=49,5&max=50,7",
        "/api/v1/map/stops?min=x&max=50,7",
        f"/api/v6/map/trips?min=49,5&max=50,7&startTime={MORNING}&endTime={MORNING}",
        "/api/v1/map/levels?min=49,5&max=50,7",
        "/api/v6/stop?stopId=lu_stad",
        "/api/v6/stop?stopId=lu_gone",
        "/api/v1/geocode?text=ober",
        "/api/v1/reverse-geocode?place=49.5,5.9",
        "/api/v1/map/initial",
        "/api/v1/health",
        "/api/feeds",
        "/api/map",
        "/api/map/base.geojson",
        "/api/map/lines.geojson",
        "/api/scenarios/parameters",
    ],
)
def test_answers_have_the_described_shape(client, path):
    assert shape_faults(client.get(path), path) == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/forecasts/corridors",
        "/api/forecasts/corridors/X01-LU",
        "/api/lines",
        "/api/lines/lu_CFL60c",
        "/api/lines/nowhere",
        "/api/lines?day=x",
        "/api/forecasts/corridors/nowhere",
        "/api/forecasts/corridors/X01-LU?from=x",
        "/api/forecasts/drive?fromPlace=49.467,5.932&toPlace=49.628,6.154&span=3600",
        "/api/forecasts/drive?fromPlace=49.467,5.932&toPlace=46.0,6.154",
        "/api/forecasts/drive?fromPlace=nowhere&toPlace=",
        "/api/forecasts/corridors/X01-LU/what-if?telework=10&shifted=20&shift=-30",
        "/api/forecasts/corridors/X01-LU/what-if?telework=-10",
        "/api/forecasts/sources",
        "/api/forecasts/corridors/nowhere/what-if",
        "/api/feeds",
        "/api/v6/plan?fromPlace=49.467,5.932&toPlace=49.628,6.154&directModes=CAR",
    ],
)
def test_answers_of_the_embedded_data_set_have_the_described_shape(embedded_client, path):
    assert shape_faults(embedded_client.get(path), path) == []


def shape_faults(answer, path):
    template = re.sub(r"(?<=corridors/)[^/?]+", "{corridor_id}", path.split("?")[0])
    template = re.sub(r"(?<=api/lines/)[^/?]+", "{line_id}", template)
    said = DOCUMENT["paths"][template]["get"]["responses"]
    assert str(answer.status_code) in said, f"status {answer.status_code} is not described"
    (media, content), *_ = said[str(answer.status_code)]["content"].items()
    assert answer.mimetype == media
    return faults_of(answer.json, content["schema"], SHAPES)


def test_the_description_and_its_page_are_served_from_here(client):
    assert client.get("/openapi/openapi.json").json["openapi"].startswith("3.1")
    page = client.get("/openapi")
    for source in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert client.get(source, buffered=True).status_code == 200
    assert client.get("/openapi/..%2f__init__.py").status_code == 404
