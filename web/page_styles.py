"""The style sheets of a page as one: a page's text in, out the text with one link, and its content.

Each file asked for costs a slow machine milliseconds before anything can be seen; all of our own
that a page names for every medium go out together, in their order.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = "/static/sheets/"
_SHEET = re.compile(r'<link rel="stylesheet" href="/static/(css/[\w-]+\.css)">\s*')


def with_one_sheet(page: str, name: str) -> str:
    """The text of a page that names one style sheet in place of its own."""
    first, *others = _SHEET.split(page, maxsplit=1)
    if not others:
        return page
    link = f'<link rel="stylesheet" href="{address_of(name)}">\n  '
    return first + link + _SHEET.sub("", others[-1])


def address_of(name: str) -> str:
    """Where the style sheet of a page is."""
    return f"{FOLDER}{name}.css"


def sheets_of(page: str) -> list[str]:
    """The style sheets that a page names, below the static folder."""
    return _SHEET.findall(page)


def joined(static_folder: Path, name: str) -> bytes:
    """The content of all style sheets of a page."""
    page = (static_folder / f"{name}.html").read_text(encoding="utf-8")
    files = (static_folder / sheet for sheet in sheets_of(page))
    return b"\n".join(path.read_bytes() for path in files if path.is_file())
