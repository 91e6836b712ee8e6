"""Charts as SVG: rows of figures in, bars, columns and limits out, at a width of pixels.

A drawing has no colours of its own: its marks have classes, and the page's style knows light, dark
and paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from planning.outputs.markup import Drawing, Html, joined, tag

TEXT_PX = 13.0
_LETTER = 0.56
"""Of an em: how wide a letter is, about."""
_NARROW_BELOW = 500
_BAR_PX, _BETWEEN_PX, _LABEL_PX = 15.0, 10.0, 18.0
_NAME_PX, _VALUE_PX = 220.0, 84.0
_WIDEST_PX = 110.0
"""Of a column."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure as a length. `ends` are its low and high."""

    value: float
    shown: str
    kind: str
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A name and the bars beside it."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across columns: one height a column, and its name."""

    heights: Sequence[float]
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """A figure as a height; `label` stands below, if any, `shown` above, if any."""

    value: float
    kind: str
    label: str = ""
    shown: str = ""
    ends: tuple[float, float] | None = field(default=None)


def bars(rows: Sequence[Row], width: int) -> Drawing:
    """Bars to the right of a line at nothing, and to its left for what is below nothing."""
    narrow = width < _NARROW_BELOW
    left = 0.0 if narrow else _NAME_PX
    scale = _Scale(rows, left, width)
    parts: list[Html] = []
    y = 2.0
    for row in rows:
        if narrow:
            parts.append(write(0, y + TEXT_PX, shortened(row.label, width)))
            y += _LABEL_PX
        else:
            middle = y + len(row.bars) * _BAR_PX / 2 + TEXT_PX * 0.35
            parts.append(write(0, middle, shortened(row.label, left - 12)))
        top = y if narrow else max(y - _BETWEEN_PX, 0)
        for bar in row.bars:
            parts += _bar(bar, scale, y)
            y += _BAR_PX
        parts.append(line(scale.zero, top, scale.zero, y + 1, "axis"))
        y += _BETWEEN_PX
    return Drawing(width, y, joined(parts))


class _Scale:
    """Where figures lie between left and right."""

    def __init__(self, rows: Sequence[Row], left: float, width: float) -> None:
        figures = [drawable(each) for row in rows for bar in row.bars for each in _figures_of(bar)]
        low, high = min([0.0, *figures]), max([0.0, *figures])
        below = _VALUE_PX if low < 0 else 2.0
        room = width - left - below - _VALUE_PX
        self.px = room / ((high - low) or 1.0)
        self.zero = left + below - low * self.px

    def at(self, value: float) -> float:
        return self.zero + drawable(value) * self.px


def _figures_of(bar: Bar) -> tuple[float, ...]:
    return (bar.value, *(bar.ends or ()))


def _bar(bar: Bar, scale: _Scale, y: float) -> Iterable[Html]:
    here = scale.at(bar.value)
    far = here
    yield box(min(scale.zero, here), y + 1, abs(here - scale.zero), _BAR_PX - 2, bar.kind)
    if bar.ends:
        low, high = (scale.at(end) for end in bar.ends)
        middle = y + _BAR_PX / 2
        for kind in ("ends-halo", "ends"):
            yield line(low, middle, high, middle, kind)
            for x in (low, high):
                yield line(x, middle - 4, x, middle + 4, kind)
        far = min(low, here) if bar.value < 0 else max(high, here)
    below = drawable(bar.value) < 0
    yield write(
        far - 6 if below else far + 6, y + _BAR_PX - 3.5, bar.shown,
        "end" if below else "start", "value",
    )  # fmt: skip


def columns(
    across: Sequence[Column],
    limits: Sequence[Limit],
    width: int,
    ticks: Sequence[tuple[float, str]],
) -> Drawing:
    """Columns side by side with limits across them; `ticks` are heights with their names."""
    height = 230.0 if width < _NARROW_BELOW else 270.0
    left, right, top, bottom = 48.0, 6.0, 26.0, 26.0
    most = max([1e-9, *(height for height, _ in ticks), *(drawable(c.value) for c in across)])
    step = (width - left - right) / max(len(across), 1)
    room = height - top - bottom

    def y_of(value: float) -> float:
        return top + room * (1 - drawable(value) / most)

    parts = []
    for value, name in ticks:
        parts.append(line(left, y_of(value), width - right, y_of(value), "grid"))
        parts.append(write(left - 6, y_of(value) + 4, name, "end", "tick"))
    gap = max(step * 0.16, step - _WIDEST_PX)
    for at, column in enumerate(across):
        x, y = left + at * step, y_of(column.value)
        parts.append(box(x + gap / 2, y, step - gap, top + room - y, column.kind))
        if column.label:
            parts.append(write(x + step / 2, height - 8, column.label, "middle", "tick"))
    for limit in limits:
        parts += _limit(limit, left, step, y_of)
    for at, column in enumerate(across):
        x, y = left + (at + 0.5) * step, y_of(column.value) - 6
        parts.append(
            write(x, y, column.shown, "middle", "value halo") if column.shown else Html("")
        )
    parts.append(line(left, top + room, width - right, top + room, "axis"))
    return Drawing(width, height, joined(parts))


def _limit(
    limit: Limit, left: float, step: float, y_of: Callable[[float], float]
) -> Iterable[Html]:
    heights = [y_of(each) for each in limit.heights]
    way = " ".join(
        f"{'M' if at == 0 else 'L'}{left + at * step:.1f} {y:.1f} H{left + (at + 1) * step:.1f}"
        for at, y in enumerate(heights)
    )
    if heights:
        yield tag("path", d=way, class_=f"limit {limit.kind}")
    if heights and limit.label:
        yield write(left + step * len(heights) - 4, heights[-1] - 6, limit.label, "end", "halo")


def stack(parts: Sequence[tuple[str, float, str]], width: int) -> Drawing:
    """One bar cut into shares: name, share and class of each."""
    whole = sum(drawable(share) for _, share, _ in parts) or 1.0
    told = []
    for name, share, kind in parts:
        wide = width * drawable(share) / whole
        told.append((wrapped(name, wide - 16), wide, kind))
    x, drawn = 0.0, []
    high = 30.0 if all(len(lines) < 2 for lines, _, _ in told) else 30.0 + _LABEL_PX
    for lines, wide, kind in told:
        drawn.append(box(x, 4, max(wide - 2, 0), high, kind))
        first = 4 + high / 2 + 5 - (len(lines) - 1) * _LABEL_PX / 2
        for at, each in enumerate(lines):
            drawn.append(write(x + 10, first + at * _LABEL_PX, each, "start", f"on {kind}"))
        x += wide
    return Drawing(width, high + 8, joined(drawn))


def legend(items: Iterable[tuple[str, str]]) -> Html:
    """What the marks of a drawing mean: class and name of each; a line has its colour instead."""
    entries = [
        tag(
            "li",
            tag("svg", _swatch(kind), viewBox="0 0 16 16", class_="swatch", aria_hidden="true"),
            name,
        )
        for kind, name in items
    ]  # fmt: skip
    return tag("ul", *entries, class_="key")


def _swatch(kind: str) -> Html:
    if kind.startswith("#"):
        return tag("line", x1=2, y1=8, x2=14, y2=8, class_="line", stroke=kind)
    if kind.startswith("limit"):
        return line(0, 8, 16, 8, kind)
    return tag("rect", x=1, y=1, width=14, height=14, rx=3, class_=kind)


def wrapped(content: str, room: float, size: float = TEXT_PX) -> list[str]:
    """A text in one line, or in two, broken at a blank; shortened where that is not enough."""
    if text_px(content, size) <= room or " " not in content:
        return [shortened(content, room, size)]
    words = content.split(" ")
    first = [words[0]]
    for word in words[1:]:
        if text_px(" ".join([*first, word]), size) > room:
            break
        first.append(word)
    rest = " ".join(words[len(first) :])
    return [shortened(each, room, size) for each in (" ".join(first), rest) if each]


def ticks_to(most: float) -> list[float]:
    """Round heights from nothing to at least `most`."""
    most = drawable(most)
    if most <= 0:
        return [0.0, 1.0]
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough)
    return [at * step for at in range(math.ceil(most / step - 1e-9) + 1)]


def write(x: float, y: float, content: str, anchor: str = "start", kind: str = "") -> Html:
    """A text in a drawing."""
    return tag(
        "text", content, x=float(x), y=float(y),
        text_anchor=None if anchor == "start" else anchor, class_=kind or None,
    )  # fmt: skip


def box(x: float, y: float, width: float, height: float, kind: str) -> Html:
    """A rectangle."""
    return tag(
        "rect", x=float(x), y=float(y), width=max(float(width), 0.0),
        height=max(float(height), 0.0), class_=kind,
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    """A straight line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=kind)


def drawable(value: float) -> float:
    """A figure that can be drawn: nothing where it is infinite or not known."""
    return float(value) if math.isfinite(value) else 0.0


def text_px(content: str, size: float = TEXT_PX) -> float:
    """How wide a text is, about."""
    return len(content) * size * _LETTER


def shortened(content: str, room: float, size: float = TEXT_PX) -> str:
    """A text that fits, with an ellipsis where it has been cut; nothing where none fits."""
    most = int(max(room, 0) / (size * _LETTER))
    if len(content) <= most:
        return content
    return f"{content[: most - 1].rstrip()}…" if most > 2 else ""
