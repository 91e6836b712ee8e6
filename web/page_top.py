"""The header that all pages share: a page's file in, its text with the header out.

The header stands in static/parts/top.html; what differs from page to page is in the tables here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_PART = "parts/top.html"
_TOP, _TAG, _LINKS = "  {{ top }}\n", "    {{ tag }}\n", "{{ links }}"


@dataclass(frozen=True)
class Page:
    """Where a page is, and the attributes of the tag beside its name, if it has one."""

    address: str
    tag: str = ""


@dataclass(frozen=True)
class Link:
    """One of the ways through the site; `roomy` ones are shown only where there is room."""

    address: str
    key: str
    english: str
    roomy: bool = False


PAGES = {
    "index": Page("/", tag="data-illustrative"),
    "departures": Page("/departures"),
    "planner": Page("/planner", tag='id="tag"'),
    "privacy": Page("/privacy"),
}
"""Every page, by the name of its file."""

LINKS = (
    Link("/", "page.toTrips", "Trips"),
    Link("/departures", "page.toBoard", "Departures"),
    Link("/#border", "page.toBorder", "At the border", roomy=True),
    Link("/#sources", "page.toSources", "Sources", roomy=True),
    Link("/planner", "page.toPlanner", "Planner"),
)


def with_top(static_folder: Path, name: str) -> str:
    """The text of a page's file with the header in it.

    Errors: FileNotFoundError when there is no such page.
    """
    text = (static_folder / f"{name}.html").read_text(encoding="utf-8")
    if _TOP not in text:
        return text
    part = (static_folder / _PART).read_text(encoding="utf-8")
    page = PAGES[name]
    tag = f'    <span class="tag top__tag" {page.tag} hidden></span>\n' if page.tag else ""
    links = "\n      ".join(_link(link, page) for link in LINKS)
    return text.replace(_TOP, part.replace(_TAG, tag).replace(_LINKS, links))


def _link(link: Link, page: Page) -> str:
    """Within a page only the fragment is named, so that its search stays as it is."""
    here = link.address.partition("#")[0] == page.address
    address = link.address.removeprefix(page.address) if here else link.address
    current = ' aria-current="page"' if here and not address else ""
    room = ' class="top__roomy"' if link.roomy else ""
    return (
        f'<a href="{address or link.address}"{room}{current} data-i18n="{link.key}">'
        f"{link.english}</a>"
    )
