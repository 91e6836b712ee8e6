"""What leaves the server: headers on everything, files from allowed folders alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from web.create import create_web
from web.settings import Settings

EVERYWHERE = [
    "/",
    "/departures",
    "/privacy",
    "/api/v1/health",
    "/api/nothing",
    "/nothing",
    "/openapi",
    "/static/css/base.css",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_strict_headers_stand_on_everything(client, path):
    headers = client.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy


def test_other_sites_may_frame_the_page_alone_and_only_where_they_are_named(valley_state):
    named = Settings(frame_ancestors="self https://*.commune.example")
    framed = create_web(replace(valley_state, settings=named)).test_client()
    page = framed.get("/?embed").headers
    assert "frame-ancestors 'self' https://*.commune.example;" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    for path in ("/openapi", "/api/v1/health", "/static/css/base.css"):
        headers = framed.get(path, buffered=True).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_the_page_has_a_fresh_nonce_for_its_import_map_alone(client):
    first, second = client.get("/"), client.get("/")
    nonces = [re.findall(r'nonce="([^"]+)"', page.text) for page in (first, second)]
    assert len(nonces[0]) == 1
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0][0]}'" in first.headers["Content-Security-Policy"]
    assert "{{" not in first.text


def test_nothing_on_the_page_comes_from_elsewhere(client):
    for path in ("/", "/departures", "/openapi"):
        page = client.get(path).text
        assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []


def test_the_read_only_api_may_be_read_from_other_pages(client):
    headers = client.get("/api/v1/health").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Link"] == '</api/feeds>; rel="license"'
    assert "Link" in headers["Access-Control-Expose-Headers"]
    asked = client.options("/api/v6/plan")
    assert asked.status_code == 200
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.fixture
def packages(tmp_path, valley_state):
    """A site whose node_modules hold two served packages, one other, and a secret beside them."""
    modules = tmp_path / "node_modules"
    for name, text in {
        "maplibre-gl/dist/maplibre-gl.mjs": "export {}",
        "maplibre-gl/dist/.hidden.js": "no",
        "maplibre-gl/dist/notes.md": "no",
        "maplibre-gl/package.json": '{"version": "6.17.0"}',
        "maplibre-gl/src/index.js": "no",
        "uplot/dist/uPlot.min.css": "a{}",
        "@fontsource-variable/sans/files/sans.woff2": "font",
        "left-pad/dist/index.js": "no",
        "../secret.js": "secret",
    }.items():
        path = modules / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (modules / "uplot/dist/link.js").symlink_to(tmp_path / "secret.js")
    return create_web(replace(valley_state, packages_folder=modules)).test_client()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("maplibre-gl/dist/maplibre-gl.mjs", "text/javascript"),
        ("uplot/dist/uPlot.min.css", "text/css"),
        ("@fontsource-variable/sans/files/sans.woff2", "font/woff2"),
    ],
)
def test_files_of_listed_packages_are_served_with_their_type(packages, path, kind):
    answer = packages.get(f"/vendor/{path}", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, kind)


@pytest.mark.parametrize(
    "path",
    [
        "left-pad/dist/index.js",
        "maplibre-gl/src/index.js",
        "maplibre-gl/package.json",
        "maplibre-gl/dist/.hidden.js",
        "maplibre-gl/dist/notes.md",
        "maplibre-gl/dist/../package.json",
        "maplibre-gl/dist/../../secret.js",
        "maplibre-gl/dist/%2e%2e/%2e%2e/%2e%2e/secret.js",
        "maplibre-gl/dist/..%2f..%2f..%2fsecret.js",
        "maplibre-gl/dist//secret.js",
        "maplibre-gl/dist/..%5c..%5csecret.js",
        "%2e%2e/secret.js",
        "..%2fsecret.js",
        "/secret.js",
        "@fontsource-variable/../../secret.js",
        "@fontsource-variable/sans/../../../secret.js",
        "uplot/dist/link.js%00.css",
        "maplibre-gl/dist/" + "a/" * 300 + "b.js",
    ],
)
def test_no_other_file_can_be_reached(packages, path):
    answer = packages.get(f"/vendor/{path}", buffered=True)
    assert answer.status_code == 404
    assert b"secret" not in answer.data


def test_a_named_version_may_be_kept_for_ever_and_no_other(packages):
    path = "/vendor/maplibre-gl/dist/maplibre-gl.mjs"
    named = packages.get(f"{path}?v=6.17.0", buffered=True)
    assert "immutable" in named.headers["Cache-Control"]
    other = packages.get(f"{path}?v=6.16.0", buffered=True)
    assert other.headers["Cache-Control"] == "no-cache"
    plain = packages.get(path, buffered=True)
    known = {"If-None-Match": plain.headers["ETag"]}
    again = packages.get(path, headers=known, buffered=True)
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "js/../../app.py", ".env", "js/.x.js"]
)
def test_our_own_folder_holds_what_is_meant_to_be_seen(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_answers_are_compressed_for_who_can_read_that(ask, client):
    asked = client.get("/api/map/base.geojson", headers={"Accept-Encoding": "gzip"})
    assert asked.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in asked.headers["Vary"]
    feeds = client.get("/api/feeds", headers={"Accept-Encoding": "br"})
    assert feeds.headers["Content-Encoding"] == "br"
    assert ask().headers["Cache-Control"] == "no-store"
