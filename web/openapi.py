"""Our own description of every endpoint: /openapi shows it, /openapi/openapi.json holds it.

The page is Swagger UI from an installed package; nothing is fetched from elsewhere. What it lacks
for eyes and screen readers is mended beside it: contrasts, a name, the order of headings.
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
<link rel="stylesheet" href="/openapi/start.css">
<script defer src="/openapi/swagger-ui-bundle.js"></script>
<script defer src="/openapi/start.js"></script>
</head>
<body><main id="api"></main></body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi/openapi.json",
  dom_id: "#api",
  deepLinking: false,
  validatorUrl: null,
});

const LEVELS = [
  ["h2.title", 1],
  [".opblock-tag, .models > h4", 2], [".opblock-body h4", 3], [".opblock-body h5", 4],
];
const api = document.getElementById("api");
let waiting = 0;
new MutationObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(mend, 30);
}).observe(api, { childList: true, subtree: true });

function mend() {
  for (const [headings, level] of LEVELS) {
    for (const one of api.querySelectorAll(headings)) one.setAttribute("aria-level", level);
  }
  for (const one of api.querySelectorAll("select:not([aria-label])")) {
    const parameter = one.closest("[data-param-name]")?.dataset.paramName;
    one.setAttribute("aria-label", parameter ?? (one.id === "servers" ? "Server" : "Media type"));
  }
  for (const one of api.querySelectorAll("pre")) one.tabIndex = 0;
  for (const one of api.querySelectorAll("table[role=region]")) one.removeAttribute("role");
}
"""
_STYLE = """
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1f5fa8; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #1d7044; }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8f5200; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b3261e; }
.swagger-ui .info .title small.version-stamp { background: #44624a; }
.swagger-ui .json-schema-2020-12__constraint { background: #8f5200; color: #fff; }
.swagger-ui .info .link .url, .swagger-ui .info a { color: #1f5fa8; }
.swagger-ui [class^="json-schema-2020-12-expand-deep"], .swagger-ui .parameter__in { color: #555; }
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

    @openapi.get("/start.css")
    def style() -> Response:
        return Response(_STYLE, mimetype="text/css", headers={"Cache-Control": _HOUR})

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
