"""The service worker: it names what the page loads, and changes when any of that does."""

from __future__ import annotations

import json
import re
import shutil

from tests.conftest import REPOSITORY
from web.offline import page_files, service_worker

STATIC = REPOSITORY / "static"


def test_the_worker_is_served_for_the_whole_site_and_asked_for_anew(client):
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "{{" not in answer.text


def test_it_names_every_file_that_the_page_loads_and_they_are_all_there(client):
    files = page_files(STATIC)
    assert {"/static/js/main.js", "/static/js/dom.js", "/static/js/map.js"} <= set(files)
    assert {"/static/i18n/fr.json", "/static/css/base.css"} <= set(files)
    assert any(name.endswith(".woff2") for name in files)
    assert any(name.startswith("/vendor/maplibre-gl/") for name in files)
    assert not [name for name in files if "uplot" in name or "pmtiles" in name or "fflate" in name]
    assert not [name for name in files if name.startswith("/api")]
    own = [name for name in files if name.startswith("/static/")]
    assert all(client.get(name, buffered=True).status_code == 200 for name in own)


def test_it_keeps_the_style_sheets_as_the_page_names_them(client):
    worker, page = client.get("/sw.js").text, client.get("/").text
    assert '"/static/sheets/index.css"' in worker
    assert re.findall(r'rel="stylesheet" href="([^"]+)">', page) == ["/static/sheets/index.css"]
    assert re.findall(r'"/static/css/[^"]+"', worker) == ['"/static/css/print.css"']


def test_its_version_changes_with_any_file(tmp_path):
    folder = shutil.copytree(STATIC, tmp_path / "static")
    before = service_worker(folder)
    assert before == service_worker(folder)
    with (folder / "js" / "dom.js").open("a", encoding="utf-8") as script:
        script.write("// more\n")
    assert service_worker(folder) != before
    (folder / "sw.js").unlink()
    assert service_worker(folder) == ""


def test_the_manifest_makes_the_page_installable(client):
    answer = client.get("/static/manifest.webmanifest", buffered=True)
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["scope"], manifest["display"]) == ("/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert client.get(icon["src"], buffered=True).mimetype == icon["type"]
    index = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.search(r'<link rel="manifest" href="/static/manifest.webmanifest">', index)
