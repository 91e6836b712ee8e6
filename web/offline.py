"""What keeps the page readable offline: the folder of its files in, the service worker's text out.

The worker names the files that the page needs and carries a version made from their content, so
that browsers take a new one as soon as any of them has changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from web.page_styles import address_of, sheets_of
from web.page_top import with_top

_VERSION, _FILES = '"{{ version }}"', '"{{ files }}"'
_NAMED = re.compile(r'"(/(?:static|vendor)/[^"{}]+)"')
_IMPORTED = re.compile(r'(?:from|import\()\s*"\./([\w.-]+\.js)"')
_FOLDERS = ("i18n", "img")
_ONLINE = ("/vendor/uplot/", "/vendor/pmtiles/", "/vendor/fflate/")
"""What draws only what the network brings: charts of delays, tiles. It is not fetched ahead."""


def service_worker(static_folder: Path) -> str:
    """The worker with its version and its files; empty where there is none."""
    path = static_folder / "sw.js"
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    files = page_files(static_folder)
    version = hashlib.sha256(text.encode())
    for name in files:
        own = static_folder / name.removeprefix("/static/")
        version.update(own.read_bytes() if name.startswith("/static/") else name.encode())
    version.update(with_top(static_folder, "index").encode())
    listed = ", ".join(json.dumps(name) for name in ["/", *_as_served(static_folder, files)])
    return text.replace(_VERSION, f'"{version.hexdigest()[:16]}"').replace(_FILES, listed)


def page_files(static_folder: Path) -> list[str]:
    """The addresses of all files that the page loads, found in the files themselves."""
    found = dict.fromkeys(_NAMED.findall(with_top(static_folder, "index")))
    for folder in _FOLDERS:
        for path in sorted((static_folder / folder).glob("*.*")):
            found[f"/static/{folder}/{path.name}"] = None
    waiting = [name for name in found if name.startswith("/static/")]
    while waiting:
        path = static_folder / waiting.pop().removeprefix("/static/")
        fresh = [name for name in _named_by(path) if name not in found]
        found |= dict.fromkeys(fresh)
        waiting += [name for name in fresh if name.startswith("/static/")]
    return [
        name for name in found if not name.startswith(_ONLINE) and _is_there(static_folder, name)
    ]


def _as_served(static_folder: Path, files: list[str]) -> list[str]:
    """The addresses that the page names: its style sheets are one."""
    index = (static_folder / "index.html").read_text(encoding="utf-8")
    sheets = {f"/static/{name}" for name in sheets_of(index)}
    return [address_of("index"), *(name for name in files if name not in sheets)]


def _named_by(path: Path) -> list[str]:
    """What a script or a style sheet of ours loads."""
    if path.suffix not in (".js", ".css") or not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    return [*(f"/static/js/{name}" for name in _IMPORTED.findall(text)), *_NAMED.findall(text)]


def _is_there(static_folder: Path, name: str) -> bool:
    own = name.startswith("/static/")
    return not own or (static_folder / name.removeprefix("/static/")).is_file()
