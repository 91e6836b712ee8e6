"""The map of a report: a simulation in, zones, lines, stops and the sides of the border as SVG out.

Zones are as large as the people who live there, and as coloured as the minutes that their
commuters gain; who gains has a plus, who loses a minus, so that nothing hangs on colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planning.outputs.drawing import line, text_px, write
from planning.outputs.languages import Language
from planning.outputs.map_frame import Frame, frame_of, scale_bar
from planning.outputs.map_labels import Box, Mark, disc, placed
from planning.outputs.markup import Drawing, Html, joined, tag
from planning.outputs.sides_drawing import ground_of, roomiest
from planning.outputs.summary import commune_of_each_zone, verdict
from planning.outputs.values import clean, color_of
from planning.results import Simulation, Winner
from planning.zones import Floats

CLASSES = (
    (5.0, "gain-3"), (2.0, "gain-2"), (1.0, "gain-1"), (-1.0, "same"), (-2.0, "loss-1"),
    (-math.inf, "loss-2"),
)  # fmt: skip
"""Minutes gained from which a zone has a colour, the largest first."""
LINE_COLOR = "#0b5d66"
_SIGNS = {"winner": "+", "loser": "−"}
_STOP_PX = 5.0
_NARROW_BELOW = 500


@dataclass(frozen=True, slots=True)
class _Scene:
    """What lies where on the drawing. Shapes: zones (zones, 2), stops (stops, 2) of each line."""

    simulation: Simulation
    frame: Frame
    zones: Floats
    stops: list[Floats]
    fares: list[Winner | None]
    radii: list[float]
    shown: list[int]
    """Zones on the map, the largest first."""


def map_drawing(simulation: Simulation, language: Language, width: int) -> Drawing | None:
    """The map; None where nothing has a place."""
    frame = frame_of(simulation, width)
    if frame is None:
        return None
    scene = _scene(simulation, frame)
    busy = [scene.zones, *(along(stops) for stops in scene.stops)]
    countries = country_names(*_known_points(scene), frame, language, busy)
    parts = [
        *sides(*_known_points(scene), frame),
        *(write(x, y + 7, name, "middle", "country") for name, x, y in countries),
        *(_zone(scene.zones[at], scene.radii[at], scene.fares[at]) for at in scene.shown),
        *lines_drawn(simulation, scene.stops),
        *_names(scene, countries),
        *scale(frame, language),
    ]
    return Drawing(frame.width, frame.height, joined(parts))


def _scene(simulation: Simulation, frame: Frame) -> _Scene:
    zones, fares = _zone_xy(simulation, frame), commune_of_each_zone(simulation)
    shown = [at for at, inside in enumerate(frame.has(zones)) if inside]
    radii = _radii(simulation, fares, shown, frame.width)
    shown.sort(key=lambda at: -radii[at])
    return _Scene(simulation, frame, zones, stops_xy(simulation, frame), fares, radii, shown)


def zones_outside(simulation: Simulation, width: int) -> int:
    """How many zones lie beyond the edge of the map."""
    frame = frame_of(simulation, width)
    if frame is None:
        return len(simulation.zones)
    return frame.has(_zone_xy(simulation, frame)).count(False)


def kind_of(winner: Winner | None) -> str:
    """The class of a zone's colour."""
    if winner is None or not math.isfinite(winner.mean_min):
        return "unknown"
    return next(kind for least, kind in CLASSES if winner.mean_min >= least)


def _zone_xy(simulation: Simulation, frame: Frame) -> Floats:
    return frame.xy(simulation.zones.lat, simulation.zones.lon)


def stops_xy(simulation: Simulation, frame: Frame) -> list[Floats]:
    """Where the stops of each line lie."""
    found = []
    for each in simulation.lines:
        places = np.array([(lat, lon) for _, lat, lon, _ in each.stops], dtype=np.float64)
        places = places.reshape(-1, 2)
        found.append(frame.xy(places[:, 0], places[:, 1]))
    return found


def _radii(
    simulation: Simulation, fares: list[Winner | None], shown: list[int], width: float
) -> list[float]:
    """How large each zone is drawn: its area goes with its people."""
    people = np.nan_to_num(simulation.zones.population)
    largest = 30.0 if width > _NARROW_BELOW else 17.0
    least = [8.0 if verdict(each) in _SIGNS else 4.0 for each in fares]
    most = max(float(people[shown].max(initial=0.0)), 1.0)
    return [
        max(low, min(largest * math.sqrt(each / most), largest))
        for low, each in zip(least, people.tolist(), strict=True)
    ]


def _zone(xy: Floats, radius: float, winner: Winner | None) -> Html:
    x, y = xy.tolist()
    parts = [tag("circle", cx=x, cy=y, r=radius, class_=f"zone {kind_of(winner)}")]
    sign = _SIGNS.get(verdict(winner))
    if sign:
        parts.append(write(x, y + 5, sign, "middle", f"sign on {kind_of(winner)}"))
    return joined(parts)


def sides(xy: Floats, country: list[str], frame: Frame) -> Iterator[Html]:
    """The sides by country, and the border between them, from points whose country is known."""
    ground = ground_of(xy, country, frame.width, frame.height)
    for at, name in enumerate(sorted(ground.cells)):
        way = "".join(
            "M" + "L".join(f"{c.x:.1f} {c.y:.1f}" for c in cell) + "Z"
            for cell in ground.cells[name]
        )
        yield tag("path", d=way, class_=f"side side-{at % 4}")
    way = "".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in ground.borders)
    if way:
        yield tag("path", d=way, class_="border")


def _known_points(scene: _Scene) -> tuple[Floats, list[str]]:
    """Points whose country is known: zones and stops."""
    country = list(scene.simulation.zones.country)
    country += [stop[3] for each in scene.simulation.lines for stop in each.stops]
    return np.concatenate([scene.zones, *scene.stops]), country


def country_names(
    xy: Floats, country: list[str], frame: Frame, language: Language, busy: list[Floats]
) -> list[tuple[str, float, float]]:
    """The names of the countries, each where it has most room from what is busy.

    Shapes: xy (points, 2), busy (n, 2) each.
    """
    if not np.isfinite(xy).all(axis=1).any():
        return []
    size = 20.0 if frame.width > _NARROW_BELOW else 14.0
    obstacles = np.concatenate([each[np.isfinite(each).all(axis=1)] for each in busy])
    within = frame.width, frame.height - 30
    found = []
    for each in sorted(set(country)):
        name = language.name("countries", each).upper()
        room = text_px(name, size * 1.6), size * 1.4
        spot = roomiest(xy, country, each, obstacles, room, within)
        if spot:
            found.append((name, *spot))
            along = np.linspace(-room[0] / 2, room[0] / 2, 12)
            named = np.column_stack([spot[0] + along, np.full(len(along), spot[1])])
            obstacles = np.concatenate([obstacles, named])
    return found


def along(stops: Floats) -> Floats:
    """Points close to each other along a line."""
    known = stops[np.isfinite(stops).all(axis=1)]
    if len(known) < 2:
        return known
    steps = np.linspace(0, 1, 24)[:, None]
    hops = [start + steps * (end - start) for start, end in pairwise(known)]
    return np.concatenate(hops)


def lines_drawn(simulation: Simulation, stops: list[Floats]) -> Iterator[Html]:
    """The new lines with their stops. Shapes: stops (stops, 2) of each line."""
    for each, xy in zip(simulation.lines, stops, strict=True):
        points = [(x, y) for x, y in xy.tolist() if math.isfinite(x) and math.isfinite(y)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        color = color_of(each.color, LINE_COLOR)
        yield tag("polyline", points=way, class_="casing")
        yield tag("polyline", points=way, class_="line", stroke=color)
        for x, y in points:
            yield tag("circle", cx=x, cy=y, r=_STOP_PX, class_="stop", stroke=color)


def _names(scene: _Scene, countries: list[tuple[str, float, float]]) -> Iterator[Html]:
    """Stops first, then zones, the larger before the smaller."""
    frame, narrow = scene.frame, scene.frame.width < _NARROW_BELOW
    marks: list[Mark] = []
    hard, soft = scale_room(frame), []
    for each, xy in zip(scene.simulation.lines, scene.stops, strict=True):
        hard += [disc(x, y, 3.0) for x, y in along(xy).tolist()]
        for (name, *_), (x, y) in zip(each.stops, xy.tolist(), strict=True):
            if math.isfinite(x) and math.isfinite(y):
                size = 11.5 if narrow else 13.0
                marks.append(Mark(x, y, _STOP_PX, clean(name), "stop-name halo", size, must=True))
                hard.append(disc(x, y, _STOP_PX))
    for name, x, y in countries:
        wide = text_px(name, 22 if narrow else 32)
        soft.append((x - wide / 2, y - 9, x + wide / 2, y + 9))
    stop_names = {mark.name for mark in marks}
    for at in scene.shown:
        x, y = scene.zones[at].tolist()
        soft.append(disc(x, y, scene.radii[at]))
        name = clean(scene.simulation.zones.name[at])
        if name not in stop_names:
            size = 10.5 if narrow else 12.0
            marks.append(Mark(x, y, scene.radii[at], name, "zone-name halo", size))
    for label in placed(marks, hard, soft, frame.width, frame.height):
        yield write(label.x, label.y, label.name, "start", label.kind)


def scale_room(frame: Frame) -> list[Box]:
    """Where the scale stands."""
    _, length = scale_bar(frame)
    return [(10, frame.height - 34, 20 + length, frame.height)]


def scale(frame: Frame, language: Language) -> Iterator[Html]:
    """A bar of a round number of kilometres."""
    km, length = scale_bar(frame)
    y = frame.height - 12
    yield line(14, y, 14 + length, y, "scale")
    for x in (14.0, 14 + length):
        yield line(x, y - 4, x, y + 4, "scale")
    yield write(14 + length / 2, y - 7, f"{language.plain(km)} km", "middle", "tick halo")
