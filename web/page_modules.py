"""The scripts that a page needs at once: its first script in, the addresses of all it imports out.

A browser that is told of them asks for all together; else it would find them one level at a time.
Scripts that are only imported when they are needed are left out. Where the tag of the first script
names one that follows when the page can be used, all that this needs beyond is named there, too.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from pathlib import Path

_ENTRY = re.compile(r'<script type="module" src="/static/([^"]+)"')
_THEN = re.compile(r'data-then="/static/([^"]+)"')
_IMPORTED = re.compile(r'^(?:import|export)\b[^;]*?from "(\.{1,2}/[\w./-]+\.js)";', re.MULTILINE)


def with_preloads(page: str, static_folder: Path) -> str:
    """The text of a page that names every script of its first moment before it starts the first."""
    found = _ENTRY.search(page)
    if found is None:
        return page
    names = modules_of(static_folder, found[1])
    links = [f'<link rel="modulepreload" href="/static/{name}">' for name in names]
    rest = _THEN.sub(lambda then: _named_then(static_folder, then[1], names), page[found.start() :])
    return page[: found.start()] + "\n  ".join([*links, rest])


def modules_of(static_folder: Path, entry: str) -> list[str]:
    """A script below a folder, and all that it and those it imports import."""
    found, waiting = {entry: None}, [entry]
    while waiting:
        name = waiting.pop()
        path = static_folder / name
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
        for each in _imports(path, changed):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), each))
            if imported not in found:
                found[imported] = None
                waiting.append(imported)
    return list(found)


def _named_then(static_folder: Path, entry: str, before: list[str]) -> str:
    """The attribute that names a script that follows, and all it needs beyond those before."""
    named = [name for name in modules_of(static_folder, entry) if name not in before]
    return f'data-then="{" ".join(f"/static/{name}" for name in named)}"'


@lru_cache(maxsize=512)
def _imports(path: Path, _changed: int) -> tuple[str, ...]:
    return tuple(_IMPORTED.findall(path.read_text(encoding="utf-8")))
