"""The words of a page, asked for beforehand: its text and the browser's languages in, a hint out.

The scripts ask for the words when they run; a browser that is told has them there by then. Who has
chosen another language on this device gets that one as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_ROOT = re.compile(r'<html[^>]*?(?: data-words="(\w+)")?>')
_HEAD_ENDS = '<script type="module"'


def with_words(page: str, static_folder: Path, languages: Iterable[str]) -> str:
    """The text of a page that names the words its scripts will ask for first."""
    root = _ROOT.search(page)
    if root is None or _HEAD_ENDS not in page:
        return page
    below = f"{root[1]}/" if root[1] else ""
    asked = (tag[:2].lower() for tag in (*languages, "en"))
    for tag in asked:
        name = f"i18n/{below}{tag}.json"
        if tag.isalpha() and (static_folder / name).is_file():
            link = f'<link rel="preload" href="/static/{name}" as="fetch" crossorigin>\n  '
            return page.replace(_HEAD_ENDS, link + _HEAD_ENDS, 1)
    return page
