"""The parts of a report's page: texts and figures in, accessible HTML out.

Every text is escaped on its way into a page; attributes are written here alone. There is no style
attribute anywhere, so the page's policy can forbid all styles but its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from core.report_html import Html, text
from planning.outputs.values import clean

__all__ = [
    "Cell",
    "Drawing",
    "Html",
    "Table",
    "exact",
    "figure",
    "joined",
    "section",
    "tag",
    "words",
]

Cell = str | Html
WIDE, NARROW = 880, 340
"""How wide drawings are: one for tables and paper, one for telephones. Units: pixels."""
_SHORT = 12
"""Tables with no more rows than this are kept on one sheet of paper."""
_LONG = 30
"""Tables with more rows than this are not printed; their file is named instead."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The inside of an SVG, and how large it is."""

    width: float
    height: float
    body: Html


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first column names the rows, the others are figures unless `texts` says so."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    texts: frozenset[int] = frozenset({0})
    file: str = ""
    """Which of the files has the same figures."""


def words(content: object) -> Html:
    """A text as it stands, cleaned of what would break the line."""
    return content if isinstance(content, Html) else text(clean(str(content)))


def joined(parts: Iterable[Cell]) -> Html:
    """One after the other."""
    return Html("".join(words(part) for part in parts))


def tag(name: str, *content: Cell, **attributes: object) -> Html:
    """An element; `class_` is its class, underscores in names of attributes are hyphens."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>{joined(content)}</{name}>")


def exact(value: float | None, shown: str) -> Html:
    """A figure as it is shown, with its exact value for machines."""
    if value is None or not math.isfinite(value):
        return words(shown)
    return tag("data", shown, value=repr(float(value)))


def section(name: str, title: str, *content: Cell) -> Html:
    """A part of the report with its heading."""
    return tag(
        "section",
        tag("h2", title, id=f"{name}-title"),
        *content,
        id=name,
        aria_labelledby=f"{name}-title",
    )


def table(content: Table, caption: str) -> Html:
    """A table that scrolls sideways where the page is narrow."""
    heads = joined(
        tag("th", head, scope="col", class_=None if at in content.texts else "n")
        for at, head in enumerate(content.heads)
    )
    rows = joined(tag("tr", *_cells(row, content.texts)) for row in content.rows)
    whole = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", heads)),
        tag("tbody", rows),
    )
    kind = "scroll" if len(content.rows) > _SHORT else "scroll short"
    return tag("div", whole, class_=kind, tabindex=0, role="region", aria_label=caption)


def figure(
    name: str,
    title: str,
    says: str,
    draw: Callable[[int], Drawing],
    twin: Table,
    twin_title: str,
    in_file: str,
    key: Html | None = None,
) -> Html:
    """A drawing with its title, what it shows in words, and the same figures as a table.

    It is drawn twice, so that its letters can be read on a telephone as well; `in_file` says where
    the figures of a table stand that is too long for paper.
    """
    long = len(twin.rows) > _LONG
    folded = tag(
        "details",
        tag("summary", twin_title),
        table(twin, title),
        class_="twin long" if long else "twin",
    )
    return tag(
        "figure",
        tag("figcaption", tag("strong", title), tag("span", says)),
        _svg(f"{name}-wide", title, says, draw(WIDE), "wide"),
        _svg(f"{name}-narrow", title, says, draw(NARROW), "narrow"),
        key or "",
        folded,
        tag("p", in_file, class_="on-paper") if long else "",
        id=name,
    )


def _cells(row: Sequence[Cell], texts: frozenset[int]) -> list[Html]:
    first, *others = row
    cells = [tag("th", first, scope="row")]
    for at, cell in enumerate(others, start=1):
        cells.append(tag("td", cell, class_=None if at in texts else "n"))
    return cells


def _svg(name: str, title: str, says: str, drawing: Drawing, kind: str) -> Html:
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", says, id=f"{name}-desc"),
        drawing.body,
        viewBox=f"0 0 {drawing.width:g} {math.ceil(drawing.height)}",
        role="img",
        class_=kind,
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def _attribute(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"
    return escape(clean(str(value)), quote=True)
