"""Our own description of every endpoint: /openapi shows it, /openapi/openapi.json holds it.

The page is Swagger UI from an installed package; nothing is fetched from elsewhere.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, abort

from web.answers import json_answer
from web.description import description
from web.files import file_answer

_ASSETS = {
    "swagger-ui.css": "css/swagger-ui.css",
    "swagger-ui-bundle.js": "js/swagger-ui-bundle.js",
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Navette: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/openapi/swagger-ui.css">
<script defer src="/openapi/swagger-ui-bundle.js"></script>
<script defer src="/openapi/start.js"></script>
</head>
<body><main id="api"></main></body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
"""
_HOUR = "public, max-age=3600"


def make_openapi() -> Blueprint:
    """The routes of the description."""
    openapi = Blueprint("openapi", __name__, url_prefix="/openapi")

    @openapi.get("")
    def page() -> Response:
        return Response(_PAGE, mimetype="text/html", headers={"Cache-Control": _HOUR})

    @openapi.get("/openapi.json")
    def document() -> Response:
        return json_answer(description(), cache=_HOUR)

    @openapi.get("/start.js")
    def start() -> Response:
        return Response(_START, mimetype="text/javascript", headers={"Cache-Control": _HOUR})

    @openapi.get("/<name>")
    def asset(name: str) -> Response:
        folder = _swagger_folder()
        if name not in _ASSETS or folder is None:
            abort(404)
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return file_answer(folder, _ASSETS[name], kind, _HOUR)

    return openapi


def _swagger_folder() -> Path | None:
    spec = find_spec("flask_openapi3_swagger")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "templates" / "swagger"
