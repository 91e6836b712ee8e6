"""An isochrone as SVG: what is reached from a place before and after in, a map out.

Parts differ by their hatching, so that nothing hangs on colour alone: what only the scenario brings
within reach is hatched upwards, what it takes out of reach downwards, what stays is plain.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planning.outputs.drawing import line, write
from planning.outputs.languages import Language
from planning.outputs.map_drawing import (
    along,
    country_names,
    lines_drawn,
    scale,
    scale_room,
    sides,
    stops_xy,
)
from planning.outputs.map_frame import Frame, frame_around
from planning.outputs.map_labels import Mark, disc, placed
from planning.outputs.markup import Drawing, Html, joined, tag
from planning.outputs.values import clean
from planning.results import Isochrone, Simulation
from planning.zones import Floats

HATCHED = {"only_after": 1, "only_before": -1}
"""Which way: up to the right, or down. The part in both is plain."""
_ORDER = ("both", "only_before", "only_after")
_HATCH_PX = 7.0
_LEAST_PX = 0.8
"""Corners nearer than this to the one before are left out."""
_ZONE_PX, _PLACE_PX = 2.0, 6.5
_NARROW_BELOW = 500

Segment = tuple[float, float, float, float]


def isochrone_drawing(
    found: Isochrone, simulation: Simulation, language: Language, width: int
) -> Drawing:
    """The map of one place and cutoff, with the new lines and the estimated border."""
    frame = _frame(found, width)
    zones = frame.xy(simulation.zones.lat, simulation.zones.lon)
    stops = stops_xy(simulation, frame)
    country = list(simulation.zones.country)
    country += [stop[3] for each in simulation.lines for stop in each.stops]
    known = np.concatenate([zones, *stops])
    busy = [zones, *map(along, stops), *_rings(found, frame)]
    named = [
        each for each in country_names(known, country, frame, language, busy)
        if not any(_is_inside(_rings(found, frame, kind), *each[1:]) for kind in _ORDER)
    ]  # fmt: skip
    parts = [
        *sides(known, country, frame),
        *(write(x, y + 7, name, "middle", "country") for name, x, y in named),
        *(shape for kind in _ORDER for shape in _part(found, kind, frame)),
        *lines_drawn(simulation, stops),
        *_names(found, simulation, frame, zones, [along(each) for each in stops]),
        *scale(frame, language),
    ]
    return Drawing(frame.width, frame.height, joined(parts))


def swatch(kind: str) -> Html:
    """A small square as the part of that kind is drawn, for a key."""
    square = np.array([(1.0, 1.0), (15.0, 1.0), (15.0, 15.0), (1.0, 15.0)])
    inside = tag("rect", x=1, y=1, width=14, height=14, class_=f"reach {_class(kind)}")
    return tag(
        "svg", inside, *_hatching([square], kind), viewBox="0 0 16 16", class_="swatch",
        aria_hidden="true",
    )  # fmt: skip


def hatch(rings: list[Floats], way: int, apart: float = _HATCH_PX) -> list[Segment]:
    """Slanting lines inside rings (even-odd), up to the right where `way` is above nothing.

    Shapes: rings (corners, 2) each. Lines lie where they would in any drawing of that size.
    """
    if not rings:
        return []
    starts = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    across = starts[:, 0] * way + starts[:, 1], ends[:, 0] * way + ends[:, 1]
    found: list[Segment] = []
    first, last = np.ceil(across[0].min() / apart), np.floor(across[0].max() / apart)
    for at in np.arange(first, last + 1) * apart:
        cut = np.flatnonzero((across[0] <= at) != (across[1] <= at))
        share = ((at - across[0][cut]) / (across[1][cut] - across[0][cut]))[:, None]
        points = starts[cut] + share * (ends[cut] - starts[cut])
        ordered = points[np.argsort(points[:, 0], kind="stable")].tolist()
        found += [(*a, *b) for a, b in zip(ordered[::2], ordered[1::2], strict=True)]
    return found


def _frame(found: Isochrone, width: int) -> Frame:
    corners = [corner for part in found.parts for polygon in part.outlines for corner in polygon[0]]
    lon, lat = np.array([*corners, [found.lon, found.lat]], dtype=np.float64).T
    return frame_around(lat, lon, width)


def _rings(found: Isochrone, frame: Frame, kind: str = "") -> list[Floats]:
    """The rings of a part, of all parts where none is named. Shapes: (corners, 2) each."""
    told = [part.outlines for part in found.parts if kind in ("", part.part)]
    rings = (_ring(ring, frame) for outlines in told for polygon in outlines for ring in polygon)
    return [ring for ring in rings if len(ring) > 2]


def _is_inside(rings: list[Floats], x: float, y: float) -> bool:
    """Whether a point lies inside rings (even-odd), by the edges to its right."""
    edges = [(ring, np.roll(ring, -1, axis=0)) for ring in rings]
    crossed = 0
    for starts, ends in edges:
        cut = (starts[:, 1] <= y) != (ends[:, 1] <= y)
        (x1, y1), (x2, y2) = starts[cut].T, ends[cut].T
        crossed += int((x1 + (y - y1) / (y2 - y1) * (x2 - x1) > x).sum())
    return crossed % 2 == 1


def _part(found: Isochrone, kind: str, frame: Frame) -> Iterator[Html]:
    rings = _rings(found, frame, kind)
    way = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.tolist()) + "Z" for ring in rings
    )
    if way:
        yield tag("path", d=way, fill_rule="evenodd", class_=f"reach {_class(kind)}")
        yield from _hatching(rings, kind)


def _hatching(rings: list[Floats], kind: str) -> Iterator[Html]:
    segments = hatch(rings, HATCHED[kind]) if kind in HATCHED else []
    way = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in segments)
    if way:
        yield tag("path", d=way, class_=f"hatch {_class(kind)}")


def _class(kind: str) -> str:
    return kind.replace("_", "-")


def _ring(told: list[list[float]], frame: Frame) -> Floats:
    """A ring in pixels without its last corner, which is its first, and without tiny steps."""
    lon, lat = np.array(told[:-1], dtype=np.float64).T
    kept: list[Floats] = []
    for corner in frame.xy(lat, lon):
        if not kept or np.abs(corner - kept[-1]).max() >= _LEAST_PX:
            kept.append(corner)
    return np.array(kept)


def _names(
    found: Isochrone, simulation: Simulation, frame: Frame, zones: Floats, ways: list[Floats]
) -> Iterator[Html]:
    """The place, and around it the zones with most people that find room."""
    narrow = frame.width < _NARROW_BELOW
    ((x, y),) = frame.xy(np.array([found.lat]), np.array([found.lon])).tolist()
    size = 11.5 if narrow else 13.0
    marks = [Mark(x, y, _PLACE_PX, clean(found.place), "stop-name halo", size, must=True)]
    people = np.nan_to_num(simulation.zones.population)
    for at in np.argsort(-people, kind="stable").tolist():
        if not frame.has(zones[at : at + 1])[0]:
            continue
        left, top = zones[at].tolist()
        name = clean(simulation.zones.name[at])
        marks.append(Mark(left, top, _ZONE_PX, name, "zone-name halo", 10.5 if narrow else 12.0))
        yield tag("circle", cx=left, cy=top, r=_ZONE_PX, class_="middle")
    yield tag("circle", cx=x, cy=y, r=_PLACE_PX, class_="place")
    yield line(x - 3, y, x + 3, y, "place")
    yield line(x, y - 3, x, y + 3, "place")
    hard = [*scale_room(frame), disc(x, y, _PLACE_PX)]
    hard += [disc(left, top, 3.0) for way in ways for left, top in way.tolist()]
    for label in placed(marks, hard, [], frame.width, frame.height):
        yield write(label.x, label.y, label.name, "start", label.kind)
