"""Reports as pages that need nothing else: titles and cells in, HTML out.

Every function escapes the texts it is given and returns `Html`, which is the only thing put into a
page as it is; so what a feed says is never markup. Below its first line a page is well-formed XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem;
  color: #1b2430; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0;
  border-bottom: 1px solid #d5dbe2; }
.scrolled { overflow-x: auto; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
meter { width: 12rem; max-width: 100%; }
summary { cursor: pointer; }
.verdict { font-size: 1.15rem; font-weight: 600; }
@media screen and (prefers-color-scheme: dark) {
  body { color: #e4e9ef; background: #14191f; } th, td { border-color: #39424d; }
}
@media print {
  body { margin: 0; max-width: none; padding: 0; } .scrolled { overflow: visible; }
  table { font-size: .75rem; } tr { break-inside: avoid; } meter { width: 5rem; }
  details > * { display: block; } details::details-content { content-visibility: visible; }
}
"""


_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\ufffd")


class Html(str):
    """Markup made here, with every foreign text in it escaped."""

    __slots__ = ()


Cell = str | Html


def text(content: object) -> Html:
    """A text as it stands, but for control characters, which no page may have."""
    return content if isinstance(content, Html) else Html(escape(str(content).translate(_CONTROL)))


def code(content: object) -> Html:
    """An id, or a line of a file."""
    return Html(f"<code>{text(content)}</code>")


def lines(contents: Iterable[Cell]) -> Html:
    """One below the other."""
    return Html("<br/>".join(text(content) for content in contents))


def paragraph(content: Cell, kind: str = "") -> Html:
    """A paragraph, of a class of the style sheet where one is named."""
    return Html(f'<p class="{kind}">{text(content)}</p>' if kind else f"<p>{text(content)}</p>")


def folded(title: Cell, content: Html) -> Html:
    """What is shown when asked for."""
    return Html(f"<details><summary>{text(title)}</summary>{content}</details>")


def meter(value: float, most: float) -> Html:
    """A bar beside a figure."""
    return Html(f'<meter min="0" max="{max(most, 1):g}" value="{value:g}">{value:g}</meter>')


def heading(content: Cell) -> Html:
    """The title of a section."""
    return Html(f"<h2>{text(content)}</h2>")


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Html:
    """A table; nothing where there is no row."""
    body = "\n".join(
        f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    head = "".join(f'<th scope="col">{text(title)}</th>' for title in heads)
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Html(f'<div class="scrolled">{whole}</div>' if body else "")


def page(title: str, parts: Iterable[Html], style: str = "") -> str:
    """The whole page; `style` is added to the style sheet."""
    return "\n".join([
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width"/>',
        f"<title>{text(title)}</title>",
        f"<style>{_STYLE}{style}</style></head><body>",
        f"<h1>{text(title)}</h1>",
        *parts,
        "</body></html>",
    ])  # fmt: skip
