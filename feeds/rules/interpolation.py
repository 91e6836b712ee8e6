"""Times that a feed leaves out: calls with gaps in, calls with both times out.

Between two known times the gap is filled by distance travelled, else by distance on the ground,
else in equal shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.geo import unit_vectors_m
from feeds.fields import Fields
from feeds.rules import codes
from feeds.rules.stops import Stops

_EQUAL_SHARE = 1e-6
"""Weight of a hop of no length, as a share of its trip: calls at one spot share time equally."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Timing:
    """Times of calls in order, -1 where missing, and distances travelled, nan where unknown."""

    arrival_s: Ints
    departure_s: Ints
    travelled: Floats


def fill_times(
    fields: Fields, order: Ints, trip: Ints, stop: Ints, timing: Timing, stops: Stops, sound: Bools
) -> tuple[Timing, Bools]:
    """Every call with both times, and which of them were interpolated.

    The first and last call of a sound trip have a time; those of other trips do not matter.
    """
    arrival, departure = timing.arrival_s, timing.departure_s
    half = ((arrival < 0) != (departure < 0)) & sound[trip]
    rows = np.zeros(len(fields), dtype=np.bool_)
    rows[order[half]] = True
    fields.note(
        codes.ONLY_ARRIVAL_OR_DEPARTURE, "the one time given stands for both", rows, "trip_id"
    )
    arrival = np.where(arrival < 0, departure, arrival)
    departure = np.where(departure < 0, arrival, departure)
    missing = (arrival < 0) & sound[trip]
    if missing.any():
        arrival, departure = arrival.copy(), departure.copy()
        mark = _milestones(trip, stop, timing.travelled, stops)
        here = np.flatnonzero(missing)
        known = np.where(arrival >= 0, np.arange(len(trip)), -1)
        before = np.maximum.accumulate(known)[here]
        known[known < 0] = len(trip)
        after = np.minimum.accumulate(known[::-1])[::-1][here]
        share = (mark[here] - mark[before]) / (mark[after] - mark[before])
        time_s = departure[before] + share * (arrival[after] - departure[before])
        arrival[here] = departure[here] = np.rint(time_s).astype(np.int64)
        fields.notes.note(
            codes.INTERPOLATED_TIMES,
            "times between the given ones are interpolated",
            file=fields.table.file,
            count=len(here),
        )
    return Timing(arrival, departure, timing.travelled), missing


def _milestones(trip: Ints, stop: Ints, travelled: Floats, stops: Stops) -> Floats:
    """A number that grows along every trip as its vehicle moves on. Shape: (n,)."""
    lat, lon = (stops.frame[name].to_numpy() for name in ("lat", "lon"))
    spot = unit_vectors_m(lat, lon)[stop]
    same = trip[1:] == trip[:-1]
    hop_m = np.linalg.norm(np.diff(spot, axis=0), axis=1)
    hop = np.diff(travelled)
    usable = np.ones(int(trip.max(initial=-1)) + 1, dtype=np.bool_)
    usable[trip[1:][same & ~(hop >= 0)]] = False
    on_ground = np.ones_like(usable)
    on_ground[trip[1:][same & ~np.isfinite(hop_m)]] = False
    hop = np.where(usable[trip[1:]], hop, np.where(on_ground[trip[1:]], hop_m, 1.0))
    hop = np.where(same, hop, 0.0)
    total = np.bincount(trip[1:], weights=hop, minlength=len(usable))[trip[1:]]
    step = np.where(same, hop / np.where(total > 0, total, 1.0) + _EQUAL_SHARE, 1.0)
    return np.concatenate([np.zeros(1), np.cumsum(step)])
