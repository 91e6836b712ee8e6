"""Names on a map that do not cover each other: wanted names in, those that found room out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planning.outputs.drawing import shortened, text_px

_MOST_PX = 190.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot with its name. Names are placed in the order in which they are wanted."""

    x: float
    y: float
    radius: float
    name: str
    kind: str
    size: float
    must: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name that found room: where it starts, and its base line."""

    x: float
    y: float
    name: str
    kind: str


Box = tuple[float, float, float, float]


def placed(
    marks: Iterable[Mark], hard: Iterable[Box], soft: Iterable[Box], width: float, height: float
) -> list[Label]:
    """Names to the right of their dots, or left, above, below; none where there is no room.

    No name covers what is hard; only a name that must be there covers what is soft.
    """
    firm, yielding = list(hard), list(soft)
    found = []
    for mark in marks:
        name = shortened(mark.name, _MOST_PX, mark.size)
        wide = text_px(name, mark.size)
        free = [
            (x, y, box)
            for x, y in _tries(mark, wide)
            if _inside(box := _box(x, y, wide, mark.size), width, height) and _clear(box, firm)
        ]
        best = min(free, key=lambda each: _covered(each[2], yielding), default=None)
        if name and best and (mark.must or not _covered(best[2], yielding)):
            x, y, box = best
            firm.append(box)
            found.append(Label(x, y, name, mark.kind))
    return found


def _box(x: float, y: float, wide: float, size: float) -> Box:
    return (x - 1, y - size * 0.85, x + wide + 1, y + size * 0.25)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= width - 2 and box[3] <= height - 2


def _covered(box: Box, others: list[Box]) -> int:
    return sum(_meet(box, other) for other in others)


def _clear(box: Box, others: list[Box]) -> bool:
    return not any(_meet(box, other) for other in others)


def disc(x: float, y: float, radius: float) -> Box:
    """The room that a dot takes."""
    inner = radius * 0.85
    return (x - inner, y - inner, x + inner, y + inner)


def _tries(mark: Mark, wide: float) -> list[tuple[float, float]]:
    out, low = mark.radius + 4, mark.size * 0.35
    return [
        (mark.x + out, mark.y + low),
        (mark.x - out - wide, mark.y + low),
        (mark.x - wide / 2, mark.y - out),
        (mark.x - wide / 2, mark.y + out + mark.size * 0.7),
        (mark.x + out * 0.8, mark.y - out * 0.8),
        (mark.x + out * 0.8, mark.y + out * 0.8 + low),
        (mark.x - out * 0.8 - wide, mark.y - out * 0.8),
        (mark.x - out * 0.8 - wide, mark.y + out * 0.8 + low),
    ]


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip
