"""Roads closed, slowed or reserved: a draft and a modification in, other road links out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.apply.draft import Draft
from planning.scenario.edits import ModifyStreets, RoadCongestion
from planning.scenario.ours import CloseCrossing

Mask = NDArray[np.bool_]
KEPT_KMH = 1.0
"""No road is slower than this."""


def close_crossing(draft: Draft, said: CloseCrossing) -> Draft:
    """Without the links of the crossing's corridors, for cars. Lines keep their way."""
    corridors = draft.territory.corridors
    ours = corridors["crossing_id"] == said.crossing
    if not ours.any():
        known = ", ".join(sorted(set(corridors["crossing_id"])))
        draft.fault("crossing", f"{said.crossing!r} is unknown; there are {known}")
        return draft
    others = sorted(set(said.modes) - {"CAR"})
    if others:
        draft.fault("modes", f"only closing to CAR is computed, not to {', '.join(others)}")
        return draft
    links = draft.territory.road_links
    gone = links["corridor_id"].isin(corridors["corridor_id"][ours])
    return _with_links(draft, ~gone.to_numpy(), links["free_speed_kmh"].to_numpy())


def modify_streets(draft: Draft, said: ModifyStreets) -> Draft:
    """Roads inside the polygons without cars, or at another speed."""
    inside = _inside(draft, said.polygons)
    speed = draft.territory.road_links["free_speed_kmh"].to_numpy().copy()
    if said.car_speed_kph is not None:
        speed[inside] = said.car_speed_kph
    if said.car_speed_factor is not None:
        speed[inside] *= said.car_speed_factor
    kept = np.ones(len(speed), dtype=np.bool_)
    if said.allowed_modes is not None and "CAR" not in said.allowed_modes:
        kept &= ~inside
    if said.allowed_modes is not None and not {"WALK", "BICYCLE"} <= set(said.allowed_modes):
        draft = draft.with_notes("streets stay open to people on foot and by bicycle")
    return _with_links(draft, kept, speed) if inside.any() else draft


def road_congestion(draft: Draft, said: RoadCongestion) -> Draft:
    """Roads inside the polygons at this share of their speed."""
    inside = _inside(draft, said.polygons)
    speed = draft.territory.road_links["free_speed_kmh"].to_numpy().copy()
    speed[inside] *= said.scale
    return _with_links(draft, np.ones(len(speed), dtype=np.bool_), speed)


def _with_links(draft: Draft, kept: Mask, speed_kmh: NDArray[np.float64]) -> Draft:
    links = draft.territory.road_links
    told = links.assign(free_speed_kmh=np.maximum(speed_kmh, KEPT_KMH))[kept]
    return replace(
        draft, territory=replace(draft.territory, road_links=told.reset_index(drop=True))
    )


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
    for at, ring in enumerate(polygons):
        area = shapely.Polygon(ring)
        if not area.is_valid:
            draft.fault(f"polygons[{at}]", "crosses itself; draw it without a knot")
            continue
        found |= shapely.contains(area, middle)
    if not found.any():
        draft.idle("polygons", "no road lies in them: nothing changes")
    return found
