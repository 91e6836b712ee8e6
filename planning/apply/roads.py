"""Roads closed, slowed or reserved: a draft and a modification in, other road links out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.apply.draft import Draft
from planning.notes import Note
from planning.scenario.edits import ModifyStreets, RoadCongestion
from planning.scenario.messages import shown
from planning.scenario.ours import CloseCrossing

Mask = NDArray[np.bool_]
Speeds = NDArray[np.float64]
KEPT_KMH = 1.0
"""No road is made slower than this."""


def close_crossing(draft: Draft, said: CloseCrossing) -> Draft:
    """Without the links of the crossing's corridors, for cars. Lines keep their way."""
    corridors = draft.territory.corridors
    ours = corridors["crossing_id"] == said.crossing
    if not ours.any():
        known = ", ".join(sorted(set(corridors["crossing_id"])))
        draft.fault("crossing", f"{shown(said.crossing)} is unknown; there are {known}", "unknown")
        return draft
    others = sorted(set(said.modes) - {"CAR"})
    if others:
        draft.fault("modes", f"only closing to CAR is computed; leave out {', '.join(others)}")
        return draft
    links = draft.territory.road_links
    gone = links["corridor_id"].isin(corridors["corridor_id"][ours]).to_numpy()
    return _with_links(draft, ~gone, _speeds(draft), "crossing", "no car can cross there anyway")


def modify_streets(draft: Draft, said: ModifyStreets) -> Draft:
    """Roads inside the polygons without cars, or at another speed."""
    inside = _named(draft, said.polygons)
    speed = _speeds(draft)
    if said.car_speed_kph is not None:
        speed[inside] = said.car_speed_kph
    if said.car_speed_factor is not None:
        speed[inside] *= said.car_speed_factor
    kept = np.ones(len(speed), dtype=np.bool_)
    if said.allowed_modes is not None and "CAR" not in said.allowed_modes:
        kept &= ~inside
    if said.allowed_modes is not None and not {"WALK", "BICYCLE"} <= set(said.allowed_modes):
        draft = draft.with_notes(Note("note.streetsStayOpen"))
    return _with_links(draft, kept, speed, "", "cars drive there as before")


def road_congestion(draft: Draft, said: RoadCongestion) -> Draft:
    """The draft that knows of it; which congestion rules where, all of them decide together."""
    _named(draft, said.polygons)
    return replace(draft, congestions=(*draft.congestions, (draft.at, said)))


def with_congestions(draft: Draft) -> Draft:
    """Roads at the share of their speed that the congestion of the highest priority leaves them.

    Of those of one priority the slowest rules. They act on what speeds the other modifications
    leave, in whatever order these stand.
    """
    ranked = sorted(draft.congestions, key=lambda each: (each[1].priority, -each[1].scale))
    inside = [_inside(draft, said.polygons) for _, said in ranked]
    scales = [said.scale for _, said in ranked]
    factor = _ruling(inside, scales, len(draft.territory.road_links))
    for nth, (at, _) in enumerate(ranked):
        rest = _ruling(
            inside[:nth] + inside[nth + 1 :], scales[:nth] + scales[nth + 1 :], len(factor)
        )
        if inside[nth].any() and (rest == factor).all():
            what = "every road there is as fast without it, for priority and scale of the others"
            replace(draft, at=at).unchanged("priority", what)
    slowed = _speeds(draft) * factor
    kept = np.ones(len(slowed), dtype=np.bool_)
    return _with_links(draft, kept, slowed, "", "") if ranked and not draft.faults else draft


def _ruling(inside: list[Mask], scales: list[float], count: int) -> Speeds:
    """The factor on every speed; what comes later rules. Shapes: (links,)."""
    factor = np.ones(count)
    for within, scale in zip(inside, scales, strict=True):
        factor[within] = scale
    return factor


def _speeds(draft: Draft) -> Speeds:
    return np.array(draft.territory.road_links["free_speed_kmh"], dtype=np.float64)


def _with_links(draft: Draft, kept: Mask, speed_kmh: Speeds, where: str, same: str) -> Draft:
    """The draft with the links that are kept at these speeds; `same` says why nothing changes."""
    links, before = draft.territory.road_links, _speeds(draft)
    speed_kmh = np.where(speed_kmh == before, before, np.maximum(speed_kmh, KEPT_KMH))
    if kept.all() and (speed_kmh == before).all():
        draft.unchanged(where, same)
        return draft
    told = links.assign(free_speed_kmh=speed_kmh)[kept].reset_index(drop=True)
    return replace(draft, territory=replace(draft.territory, road_links=told))


def _named(draft: Draft, polygons: Sequence[Sequence[tuple[float, float]]]) -> Mask:
    """As `_inside`; polygons that are none, or lie beside all roads, are taken down as faults."""
    for at, ring in enumerate(polygons):
        if not shapely.Polygon(ring).is_valid:
            draft.fault(f"polygons[{at}]", "crosses itself; draw it without a knot")
    found = _inside(draft, polygons)
    if not found.any():
        draft.unchanged("polygons", "no road lies in them")
    return found


def _inside(draft: Draft, polygons: Sequence[Sequence[tuple[float, float]]]) -> Mask:
    """Which links have their middle in a polygon. Shapes: (links,)."""
    nodes = draft.territory.road_nodes.set_index("node_id")
    links = draft.territory.road_links
    lat, lon = (
        (nodes[name].loc[links["from_node"]].to_numpy()
         + nodes[name].loc[links["to_node"]].to_numpy()) / 2
        for name in ("lat", "lon")
    )  # fmt: skip
    middle = shapely.points(lon, lat)
    found = np.zeros(len(links), dtype=np.bool_)
    for ring in polygons:
        area = shapely.Polygon(ring)
        if area.is_valid:
            found |= shapely.contains(area, middle)
    return found
