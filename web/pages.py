"""The pages and their files: each page with this answer's nonce, our own files, packages' files.

Files of packages come from node_modules through an allowlist of folders and suffixes. With
`?v=<version of the package>` they may be kept for ever; without it browsers ask again.
"""

from __future__ import annotations

import functools
import re
from functools import lru_cache
from pathlib import Path

import orjson
from flask import Blueprint, Response, abort, request

from web.files import content_answer, file_answer
from web.headers import nonce
from web.offline import service_worker
from web.page_modules import with_preloads
from web.page_styles import FOLDER, joined, with_one_sheet
from web.page_top import PAGES, with_top
from web.page_words import with_words
from web.state import AppState

_NONCE = "{{ nonce }}"
_PACKAGE = re.compile(
    r"(?P<package>maplibre-gl|uplot|pmtiles|fflate|(?:@fontsource(?:-variable)?/[a-z0-9-]+))/(?P<file>.+)"
)
_FILE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_CODE = ("dist/",)
_FFLATE = ("esm/browser.js",)
_FONT = ("",)
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def make_pages(state: AppState) -> Blueprint:
    """The routes of the page and its files."""
    pages = Blueprint("pages", __name__)

    for name, page in PAGES.items():
        shown = functools.partial(_page, state.static_folder, name)
        pages.add_url_rule(page.address, endpoint=name, view_func=shown)

    @pages.get("/sw.js")
    def worker() -> Response:
        text = service_worker(state.static_folder)
        if not text:
            abort(404)
        response = Response(text, mimetype="text/javascript")
        response.headers["Cache-Control"] = _ASK_AGAIN
        response.headers["Service-Worker-Allowed"] = "/"
        return response

    @pages.get(f"{FOLDER}<name>.css")
    def style_sheet(name: str) -> Response:
        if name not in PAGES or not (state.static_folder / f"{name}.html").is_file():
            abort(404)
        return content_answer(joined(state.static_folder, name), "text/css", _ASK_AGAIN)

    @pages.get("/static/<path:name>")
    def own_file(name: str) -> Response:
        return _file(state.static_folder, name)

    @pages.get("/vendor/<path:name>")
    def package_file(name: str) -> Response:
        found = _PACKAGE.fullmatch(name)
        if found is None or not _is_served(found["package"], found["file"]):
            abort(404)
        response = _file(state.packages_folder, name)
        version = _version_of(state.packages_folder / found["package"])
        if version and request.args.get("v") == version:
            response.headers["Cache-Control"] = _FOR_EVER
        return response

    return pages


def _page(folder: Path, name: str) -> Response:
    """One of our pages, with its header, this answer's nonce and the files it needs at once."""
    try:
        text = with_one_sheet(with_top(folder, name), name)
    except FileNotFoundError:
        abort(404)
    text = with_words(text, folder, request.accept_languages.values())
    text = with_preloads(text, folder).replace(_NONCE, nonce())
    response = Response(text, mimetype="text/html")
    response.headers["Cache-Control"] = _ASK_AGAIN
    response.vary.add("Accept-Language")
    return response


def _is_served(package: str, file: str) -> bool:
    folders = _FONT if package.startswith("@") else _FFLATE if package == "fflate" else _CODE
    return file.startswith(folders)


def _file(folder: Path, name: str) -> Response:
    """One file below a folder; nothing outside it, hidden or of another type can be named."""
    kind = _TYPES.get(Path(name).suffix)
    if kind is None or _FILE.fullmatch(name.removeprefix("@")) is None:
        abort(404)
    return file_answer(folder, name, kind, _ASK_AGAIN)


@lru_cache(maxsize=64)
def _version_of(package: Path) -> str:
    try:
        return str(orjson.loads((package / "package.json").read_bytes())["version"])
    except (OSError, KeyError, TypeError, orjson.JSONDecodeError):
        return ""
