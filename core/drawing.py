"""Figures for pages of reports: numbers and names in, inline SVG with its words and table out.

A figure asks for nothing from elsewhere and runs no script. Its colours are those of the page, in
light and in dark; series differ by shape, dash or lightness too, so that a grey print can be read.
Beneath every figure stand its numbers as a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.report_html import Cell, Html, folded, table, text

STYLE = """
.s0 { --c: #0b6e6e; } .s1 { --c: #b36b12; } .s2 { --c: #8d97a3; } .s3 { --c: #7a4bb0; }
.figures { display: grid; gap: 1.5rem 2.5rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
.figures > * { min-width: 0; } .stacked > * + * { margin-top: 1.5rem; }
figure { margin: 0; max-width: 36rem; break-inside: avoid; }
figure.wide { max-width: none; grid-column: 1 / -1; }
figure svg { display: block; width: 100%; height: auto; }
.scrolled > svg { min-width: 44rem; }
figcaption { font-weight: 600; } .said { margin: .2rem 0 .6rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0;
  margin: .4rem 0; }
.legend svg { display: inline-block; width: 1.7rem; height: .9rem; margin-right: .4rem;
  vertical-align: -.1rem; }
svg text { font: 13px system-ui, sans-serif; fill: currentColor; }
svg .small { font-size: 11px; } svg .end { text-anchor: end; } svg .mid { text-anchor: middle; }
.grid { stroke: currentColor; stroke-opacity: .16; }
.mark { stroke: currentColor; stroke-opacity: .75; stroke-dasharray: 4 3; }
.meant { fill: currentColor; fill-opacity: .09; }
.bar, .dot { fill: var(--c); } .area { fill: var(--c); fill-opacity: .25; }
.line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; }
.s1.line { stroke-dasharray: 7 3; } .s2.line { stroke-dasharray: 2 3; }
.s3.line { stroke-dasharray: 9 3 2 3; }
.seen { stroke: currentColor; stroke-dasharray: none; stroke-width: 1.4; }
details table { font-size: .9rem; } td, th { font-variant-numeric: tabular-nums; }
td:first-child { white-space: nowrap; }
@media screen and (prefers-color-scheme: dark) {
  .s0 { --c: #46b8af; } .s1 { --c: #e2a758; } .s2 { --c: #7d8894; } .s3 { --c: #b99be3; }
}
@media (max-width: 32rem) { svg text { font-size: 14px; } svg .small { font-size: 12px; } }
@media print {
  .scrolled > svg { min-width: 0; } td:first-child { white-space: normal; }
  .unprinted { display: none !important; }
}
"""
"""What a page with figures needs beside its own style sheet."""

_WANTED_TICKS = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

NOTHING = Html("")

Point = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Axes:
    """Where values lie in a picture: its size, its margins, and the ends of both axes."""

    x: tuple[float, float]
    y: tuple[float, float]
    size: tuple[float, float] = (480.0, 270.0)
    left: float = 50.0
    right: float = 26.0
    top: float = 24.0
    bottom: float = 30.0

    def at_x(self, value: float) -> float:
        """The place of a value from the left."""
        least, most = self.x
        width = self.size[0] - self.left - self.right
        return self.left + width * (value - least) / ((most - least) or 1.0)

    def at_y(self, value: float) -> float:
        """The place of a value from the top."""
        least, most = self.y
        height = self.size[1] - self.top - self.bottom
        return self.top + height * (most - value) / ((most - least) or 1.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """All that a figure is beside its shapes; `ident` is its own on the page."""

    ident: str
    title: str
    description: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    legend: Html = NOTHING
    wide: bool = False


def drawn(figure: Figure, axes: Axes, shapes: Iterable[Html]) -> Html:
    """The figure, with what it shows told in words before and as a table after it."""
    width, height = axes.size
    title, description = text(figure.title), text(figure.description)
    picture = (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-labelledby="{figure.ident}-t {figure.ident}-d">'
        f'<title id="{figure.ident}-t">{title}</title>'
        f'<desc id="{figure.ident}-d">{description}</desc>{"".join(shapes)}</svg>'
    )
    if figure.wide:
        picture = (
            f'<div class="scrolled" role="region" tabindex="0" aria-label="{title}">{picture}</div>'
        )
    twin = folded("These figures as a table", table(figure.heads, figure.rows))
    return Html(
        f'<figure class="{"wide" if figure.wide else "narrow"}"><figcaption>{title}</figcaption>'
        f'<p class="said">{description}</p>{figure.legend}{picture}'
        f'<div class="{"unprinted" if figure.wide else "twin"}">{twin}</div></figure>'
    )


def side_by_side(figures: Iterable[Html]) -> Html:
    """Figures next to each other where there is room, else one below the other."""
    return Html(f'<div class="figures">{"".join(figures)}</div>')


def stacked(figures: Iterable[Html]) -> Html:
    """Low figures one below the other, in the room of one."""
    return Html(f'<div class="stacked">{"".join(figures)}</div>')


def ticks(least: float, most: float, wanted: int = _WANTED_TICKS) -> list[float]:
    """Round values from at or below `least` to at or above `most`, about so many."""
    rough = max(most - least, 1e-9) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in _STEPS if power * each >= rough * (1 - 1e-9))
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def rules(axes: Axes, values: Sequence[float], unit: str = "") -> Html:
    """A horizontal line and its value for each of these, and what they are measured in."""
    left, right = axes.left, axes.size[0] - axes.right
    parts = [
        f'<line class="grid" x1="{left:g}" x2="{right:g}" {_both("y", axes.at_y(v))}/>'
        f'<text class="end" x="{left - 6:g}" y="{axes.at_y(v) + 4:.1f}">{v:,g}</text>'
        for v in values
    ]
    return Html("".join(parts) + (label(left, 13, unit) if unit else ""))


def posts(axes: Axes, values: Sequence[float], names: Sequence[str]) -> Html:
    """A vertical line for each of these and its name beneath."""
    top, bottom = axes.top, axes.size[1] - axes.bottom
    return Html("".join(
        f'<line class="grid" {_both("x", axes.at_x(v))} y1="{top:g}" y2="{bottom:g}"/>'
        f'{label(axes.at_x(v), bottom + 18, name, "mid")}'
        for v, name in zip(values, names, strict=True)
    ))  # fmt: skip


def mark_across(axes: Axes, value: float) -> Html:
    """A line over the whole width at a value that something is held against."""
    right = axes.size[0] - axes.right
    across = f'x1="{axes.left:g}" x2="{right:g}" {_both("y", axes.at_y(value))}'
    return Html(f'<line class="mark" {across}/>')


def mark_down(axes: Axes, value: float) -> Html:
    """The same from top to bottom."""
    bottom = axes.size[1] - axes.bottom
    down = f'{_both("x", axes.at_x(value))} y1="{axes.top:g}" y2="{bottom:g}"'
    return Html(f'<line class="mark" {down}/>')


def meant_between(axes: Axes, least: float, most: float) -> Html:
    """A pale field from one value of the horizontal axis to another."""
    left, right = axes.at_x(least), axes.at_x(most)
    height = axes.size[1] - axes.top - axes.bottom
    return Html(
        f'<rect class="meant" x="{left:.1f}" y="{axes.top:g}" width="{right - left:.1f}"'
        f' height="{height:g}"/>'
    )


def bar(axes: Axes, series: int, left: float, width: float, value: float) -> Html:
    """A bar from zero up to a value; `left` and `width` are values of the horizontal axis."""
    x, y, foot = axes.at_x(left), axes.at_y(value), axes.at_y(0.0)
    return Html(
        f'<rect class="bar s{series}" x="{x:.1f}" y="{y:.1f}"'
        f' width="{axes.at_x(left + width) - x:.1f}" height="{max(foot - y, 0.0):.1f}"/>'
    )


def line(axes: Axes, kind: str, points: Sequence[Point]) -> Html:
    """A line of a class of the style sheet, broken where there is no value."""
    moves, up = [], True
    for x, y in points:
        if y is not None:
            moves.append(f"{'M' if up else 'L'}{axes.at_x(x):.1f} {axes.at_y(y):.1f}")
        up = y is None
    return Html(f'<path class="line {kind}" d="{"".join(moves)}"/>')


def area(
    axes: Axes, series: int, points: Sequence[tuple[float, float | None, float | None]]
) -> Html:
    """The field between two lines (x, lower, upper), broken where either has no value."""
    pieces: list[list[tuple[float, float, float]]] = [[]]
    for x, low, high in points:
        if low is None or high is None:
            pieces.append([])
        else:
            pieces[-1].append((x, low, high))
    paths = []
    for piece in filter(None, pieces):
        over = [f"{axes.at_x(x):.1f} {axes.at_y(high):.1f}" for x, _, high in piece]
        under = [f"{axes.at_x(x):.1f} {axes.at_y(low):.1f}" for x, low, _ in reversed(piece)]
        paths.append(f"M{'L'.join([*over, *under])}Z")
    return Html(f'<path class="area s{series}" d="{"".join(paths)}"/>')


def dot(series: int, x: float, y: float) -> Html:
    """A mark whose shape, too, is that of its series; `x` and `y` are places in the picture."""
    kind = f'class="dot s{series}"'
    shapes = (
        f'<circle {kind} cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
        f'<rect {kind} x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>',
        f'<path {kind} d="M{x:.1f} {y - 6:.1f}l6 10.5h-12z"/>',
        f'<path {kind} d="M{x:.1f} {y - 6.5:.1f}l6 6.5l-6 6.5l-6 -6.5z"/>',
    )
    return Html(shapes[series % len(shapes)])


def label(x: float, y: float, words: str, kind: str = "") -> Html:
    """Words in a picture, at a place in it."""
    return Html(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{text(words)}</text>')


def legend(keys: Iterable[tuple[Html, str]]) -> Html:
    """What the marks of a figure stand for; a key is drawn in a field of 28 by 14."""
    return Html(
        '<ul class="legend">'
        + "".join(
            f'<li><svg viewBox="0 0 28 14" aria-hidden="true">{key}</svg>{text(name)}</li>'
            for key, name in keys
        )
        + "</ul>"
    )


def key_bar(series: int) -> Html:
    """The key of a series of bars."""
    return Html(f'<rect class="bar s{series}" x="2" y="1" width="24" height="12"/>')


def key_line(kind: str) -> Html:
    """The key of a line."""
    return Html(f'<path class="line {kind}" d="M0 7H28"/>')


def key_area(series: int) -> Html:
    """The key of a field between two lines."""
    return Html(f'<rect class="area s{series}" x="0" y="1" width="28" height="12"/>')


def _both(axis: str, at: float) -> str:
    return f'{axis}1="{at:.1f}" {axis}2="{at:.1f}"'
