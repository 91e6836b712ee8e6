"""How full a line is, drawn along its stops and through the day: segments in, SVG out."""

from __future__ import annotations

from collections.abc import Sequence

from planning.outputs.drawing import (
    Column,
    Limit,
    box,
    columns,
    drawable,
    line,
    ticks_to,
    wrapped,
    write,
)
from planning.outputs.languages import Language
from planning.outputs.markup import Drawing, Html, joined, tag
from planning.outputs.values import clean, color_of, share_of
from planning.results import LineFigures, Segment

LINE_COLOR = "#0b5d66"
_HOP_PX, _FIRST_PX = 46.0, 48.0
_HOUR_S = 3600


def along_the_line(
    figures: LineFigures, segments: Sequence[Segment], language: Language, width: int
) -> Drawing:
    """Stops from top to bottom; between two of them a bar of riders beside seats and places."""
    names = 136.0 if width < 500 else 230.0
    left, right = names + 26, width - 76.0
    most = max([1.0, *(drawable(max(each.riders, each.places)) for each in segments)])
    px = (right - left) / most
    rail, color = names + 10, color_of(figures.color, LINE_COLOR)
    last = _FIRST_PX + len(segments) * _HOP_PX
    parts = [tag("line", x1=rail, y1=_FIRST_PX, x2=rail, y2=last, class_="line", stroke=color)]
    for at, each in enumerate(segments):
        y = _FIRST_PX + at * _HOP_PX
        parts += _hop(each, left, px, y, language)
    stops = [*(each.from_stop for each in segments), *(each.to_stop for each in segments[-1:])]
    for at, name in enumerate(stops):
        y = _FIRST_PX + at * _HOP_PX
        parts.append(tag("circle", cx=rail, cy=y, r=5.0, class_="stop", stroke=color))
        told = wrapped(clean(name), names - 8)
        for row, part in enumerate(told):
            down = (row - (len(told) - 1) / 2) * 14 + 4.5
            parts.append(write(names - 4, y + down, part, "end"))
    return Drawing(width, last + 24, joined([*parts, *_ends(segments, left, px, language)]))


def _hop(each: Segment, left: float, px: float, y: float, language: Language) -> list[Html]:
    riders, places = drawable(each.riders), drawable(each.places)
    top, high = y + 9, _HOP_PX - 18
    inside = min(riders, places)
    drawn = [
        box(left, top, places * px, high, "room"),
        box(left, top, inside * px, high, "riders"),
        box(left + inside * px, top, max(riders - places, 0) * px, high, "over"),
    ]
    for value, kind in ((each.seats, "seats"), (each.places, "places")):
        x = left + drawable(value) * px
        drawn.append(line(x, y + 3, x, y + _HOP_PX - 3, f"limit {kind}"))
    shown = language.percent(share_of(each.riders, each.places))
    after = left + max(riders, places) * px + 8
    drawn.append(write(after, y + _HOP_PX / 2 + 4.5, shown, "start", "value"))
    return drawn


def _ends(segments: Sequence[Segment], left: float, px: float, language: Language) -> list[Html]:
    """What the two limits are, above the first segment."""
    if not segments:
        return []
    first = segments[0]
    seats, places = left + drawable(first.seats) * px, left + drawable(first.places) * px
    seats_say = f"{language.say('load.seats')} {language.number(first.seats)}"
    places_say = f"{language.say('load.places')} {language.number(first.places)}"
    return [
        write(seats + 4, _FIRST_PX - 8, seats_say, "end", "tick"),
        write(places + 4, _FIRST_PX - 26, places_say, "end", "tick"),
    ]


def through_the_day(segments: Sequence[Segment], language: Language, width: int) -> Drawing:
    """The fullest segment by quarters of an hour, beside seats and places."""
    every = 1 if width > 500 else 3
    across = [
        Column(
            drawable(each.riders),
            "over" if each.riders > each.places else "riders",
            _hour(each.from_s, language) if each.from_s % (every * _HOUR_S) == 0 else "",
        )
        for each in segments
    ]
    limits = [
        Limit([each.seats for each in segments], language.say("load.seats"), "seats"),
        Limit([each.places for each in segments], language.say("load.places"), "places"),
    ]
    most = max([drawable(max(each.riders, each.places)) for each in segments], default=0.0)
    ticks = [(each, language.plain(each)) for each in ticks_to(most)]
    return columns(across, limits, width, ticks)


def _hour(from_s: int, language: Language) -> str:
    return language.say("figure.hour", n=from_s // _HOUR_S)
