"""What moves a figure, as a tornado: swings in, bars about the central figure out.

Every bar reaches from the figure at the parameter's low to that at its high, the widest on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planning.outputs.drawing import (
    TEXT_PX,
    box,
    drawable,
    line,
    shortened,
    text_px,
    wrapped,
    write,
)
from planning.outputs.markup import Drawing, Html, joined
from planning.results import Swing

_NARROW_BELOW = 500
_NAME_PX = 250.0
_BAR_PX, _ROW_PX, _LABEL_PX = 18.0, 34.0, 18.0
_TOP_PX = 26.0
_GAP_PX = 6.0
_BOLD = 1.25
"""How much wider a figure is than text is about."""
LOW, HIGH = "swing-low", "swing-high"
"""The classes of a bar's two ends."""


def tornado(
    swings: Sequence[Swing],
    name: Callable[[str], str],
    shown: Callable[[float], str],
    width: int,
) -> Drawing:
    """Swings of one figure; `name` words a parameter, `shown` writes the figure."""
    narrow = width < _NARROW_BELOW
    left = 0.0 if narrow else _NAME_PX
    scale = _Scale(swings, shown, left, width)
    middle = scale.at(scale.central)
    y = _TOP_PX + 4
    parts: list[Html] = []
    for each in swings:
        label = name(each.parameter)
        if narrow:
            parts.append(write(0, y + TEXT_PX, shortened(label, width)))
            y += _LABEL_PX
        else:
            parts += _beside(label, left - 16, y + _BAR_PX / 2)
        parts += _bar(each, scale, shown, y)
        parts.append(line(middle, y - 4, middle, y + _BAR_PX + 4, "axis"))
        y += _ROW_PX
    if not narrow:
        parts.append(line(middle, _TOP_PX - 4, middle, y - _ROW_PX + _BAR_PX + 4, "axis"))
    central = shown(scale.central)
    half = text_px(central) * _BOLD / 2
    at = min(max(middle, left + half), width - half)
    parts.append(write(at, TEXT_PX, central, "middle", "value"))
    return Drawing(width, y - _ROW_PX + _BAR_PX + 8, joined(parts))


class _Scale:
    """Where figures lie, with room beside the bars for what they reach."""

    def __init__(
        self, swings: Sequence[Swing], shown: Callable[[float], str], left: float, width: float
    ) -> None:
        self.central = drawable(swings[0].central)
        ends = [drawable(end) for each in swings for end in (each.at_low, each.at_high)]
        low, high = min([self.central, *ends]), max([self.central, *ends])
        words = max(text_px(shown(end)) for end in ends) * _BOLD + _GAP_PX
        room = width - left - 2 * words
        self.low, self.px = low, room / ((high - low) or 1.0)
        self.start = left + words

    def at(self, value: float) -> float:
        return self.start + (drawable(value) - self.low) * self.px


def _bar(swing: Swing, scale: _Scale, shown: Callable[[float], str], y: float) -> list[Html]:
    """The two ends of a swing; what both reach on one side stands once, at the farther."""
    middle = scale.at(swing.central)
    ends = sorted(
        (
            (scale.at(swing.at_low), swing.at_low, LOW),
            (scale.at(swing.at_high), swing.at_high, HIGH),
        ),
        key=lambda end: -abs(end[0] - middle),
    )
    parts = [box(min(x, middle), y, abs(x - middle), _BAR_PX, kind) for x, _, kind in ends]
    told: set[bool] = set()
    for x, value, _ in ends:
        is_left = x < middle
        if is_left in told or shown(value) == shown(swing.central):
            continue
        told.add(is_left)
        at = x - _GAP_PX if is_left else x + _GAP_PX
        parts.append(
            write(at, y + _BAR_PX - 4.5, shown(value), "end" if is_left else "start", "value")
        )
    return parts


def _beside(label: str, room: float, middle: float) -> list[Html]:
    """A name in one line or two, about the middle of its bar."""
    lines = wrapped(label, room)
    first = middle + TEXT_PX * 0.35 - (len(lines) - 1) * 7.5
    return [write(0, first + at * 15, each) for at, each in enumerate(lines)]
