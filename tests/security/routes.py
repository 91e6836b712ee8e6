"""Every route of a site: an application in, method and path of each endpoint out."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

STANDS_FOR = {
    "scenario_id": "0" * 16,
    "run_id": "0" * 16,
    "corridor_id": "X01-LU",
    "car_park_id": "park",
    "line_id": "fr_1",
    "version": "0" * 16,
}
"""What a part of a path is called where nothing else is said; a name of a file differs."""
FILES = {"/static/": "css/base.css", "/vendor/": "uplot/dist/uPlot.min.css", "/openapi/": "x.css"}


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and a path for each; what Flask adds (HEAD, OPTIONS) is left out."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        folder = next((known for known in FILES if rule.rule.startswith(known)), "")
        given = STANDS_FOR | {"name": FILES.get(folder, "")}
        with app.test_request_context():
            built = app.url_map.bind("localhost").build(
                rule.endpoint, {name: given[name] for name in rule.arguments}
            )
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, built
