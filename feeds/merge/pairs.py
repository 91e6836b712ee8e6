"""Which families may be one place: families in, scored pairs with their evidence out.

Two families of one feed are taken together when they bear one name and stand near each other: the
two sides of a street, the platforms and the forecourt of a station. Two families of different
feeds are compared by distance, name and modes. The work is bounded: each family looks at its
nearest few in each feed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from feeds.merge.arrays import distinct
from feeds.merge.names import STATION_KEY, StopName, similarity
from feeds.merge.stations import Families, Floats, Ints

CERTAIN = 0.75
"""From this score on two families are one place."""
DOUBTFUL = 0.4
"""From this score on a pair is shown to a person."""
LIKELY = 0.6
"""From this score on it is shown even where one of them has a partner in the other's feed."""

REACH_M = 300.0
"""How far apart two stops may stand to be compared at all."""
ONE_NAME_REACH_M = 200.0
"""The same for two stops of one feed that bear one name."""
NEIGHBOURS = 12
"""How many of its nearest each stop is compared with, in each feed."""

_RAIL_FULL_M, _RAIL_NONE_M = 60.0, 500.0
_STOP_FULL_M, _STOP_NONE_M = 30.0, 220.0
_NAMELESS_RAIL_M = 75.0
_NAMELESS_RAIL_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of families a < b. Shapes: (n,) each. `name` is how alike the names are.

    `one_platform`: both feeds give the stop one name and one platform in it.
    """

    a: Ints
    b: Ints
    away_m: Floats
    name: Floats
    score: Floats
    same_feed: NDArray[np.bool_]
    rails: NDArray[np.bool_]
    one_platform: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.a)

    def evidence(self, at: int) -> str:
        """Why the pair has its score, for a person."""
        away = f"{self.away_m[at]:.0f} m apart"
        if self.same_feed[at]:
            return f"one name in one feed, {away}"
        what = "trains call at both" if self.rails[at] else "stops of two feeds"
        return f"{what}, {away}, names alike {self.name[at]:.2f}"


def keys_of(families: Families) -> list[str]:
    """The name of every family as it counts within its feed; where trains call is a station."""
    rail = families.serves("rail")
    return [
        _key(families.names[n], rail=bool(r)) for n, r in zip(families.name_idx, rail, strict=True)
    ]


def scored_pairs(families: Families) -> Pairs:
    """Every pair worth a look, with its score."""
    a, b, away_m = _near(families)
    same_feed = families.feed[a] == families.feed[b]
    rail = families.serves("rail")
    rails = rail[a] & rail[b]
    name = _likeness(families, a, b, rails)
    name = np.where(same_feed, _one_name(families, a, b, away_m), name)
    name = _with_nameless_rail(families, a, b, away_m, name, rails & ~same_feed)
    by_rail = 0.5 * name + 0.5 * _nearness(away_m, _RAIL_FULL_M, _RAIL_NONE_M)
    by_stop = 0.6 * name + 0.4 * _nearness(away_m, _STOP_FULL_M, _STOP_NONE_M)
    within = name * (1.0 - 0.1 * away_m / ONE_NAME_REACH_M)
    score = np.where(same_feed, within, np.where(rails, by_rail, by_stop))
    score = np.where(rails | (away_m <= _STOP_NONE_M), score, 0.0)
    kept = score >= DOUBTFUL
    a, b, same_feed = a[kept], b[kept], same_feed[kept]
    return Pairs(
        a, b, away_m[kept], name[kept], score[kept], same_feed, rails[kept],
        one_platform=~same_feed & _one_platform(families, a, b),
    )  # fmt: skip


def _key(name: StopName, *, rail: bool) -> str:
    return name.key + STATION_KEY if rail and not name.station else name.key


def _near(families: Families) -> tuple[Ints, Ints, Floats]:
    """Pairs (a < b, metres) of families within reach, a few nearest in each feed for each."""
    everyone = np.flatnonzero(families.located)
    found = [np.zeros((0, 2), dtype=np.int64)]
    for feed in np.unique(families.feed):
        there = everyone[families.feed[everyone] == feed]
        if not len(there):
            continue
        count = min(NEIGHBOURS + 1, len(there))  # one of them is the family itself
        _, nearest = cKDTree(families.xyz_m[there]).query(
            families.xyz_m[everyone], k=np.arange(1, count + 1), distance_upper_bound=REACH_M
        )
        row, column = np.nonzero(nearest < len(there))
        found.append(np.stack([everyone[row], there[nearest[row, column]]], axis=1))
    both = np.concatenate(found)
    both = both[both[:, 0] != both[:, 1]]
    count = max(len(families), 1)
    keys = distinct(both.min(axis=1) * count + both.max(axis=1))
    a, b = keys // count, keys % count
    return a, b, np.linalg.norm(families.xyz_m[a] - families.xyz_m[b], axis=1)


def _likeness(families: Families, a: Ints, b: Ints, rails: NDArray[np.bool_]) -> Floats:
    """How alike the names are; each pair of names is compared once."""
    rail = families.serves("rail")
    says = np.array([name.station for name in families.names], dtype=np.bool_)[families.name_idx]
    stations = (says | rail)[a] & (says | rail)[b]
    cases = np.stack([families.name_idx[a], families.name_idx[b], stations, rails], axis=1)
    distinct, which = np.unique(cases, axis=0, return_inverse=True)
    likeness = [
        similarity(families.names[x], families.names[y], stations=bool(s), rails=bool(r))
        for x, y, s, r in distinct.tolist()
    ]
    return np.asarray(np.take(np.array(likeness, dtype=np.float64), which.reshape(-1)))


def _one_name(families: Families, a: Ints, b: Ints, away_m: Floats) -> Floats:
    """1 where two families of one feed bear one name and are near enough, else 0."""
    said = np.array([name.key for name in families.names], dtype=object)[families.name_idx]
    served = np.array(keys_of(families), dtype=object)
    same = (said[a] == said[b]) | (served[a] == served[b])
    return np.asarray(same & (away_m <= ONE_NAME_REACH_M), dtype=np.float64)


def _one_platform(families: Families, a: Ints, b: Ints) -> NDArray[np.bool_]:
    """Whether both names say the same and end in one platform."""
    said = np.array([f"{n.key}|{n.platform}" if n.platform else "" for n in families.names])
    said = said[families.name_idx]
    return np.asarray((said[a] == said[b]) & (said[a] != ""), dtype=np.bool_)


def _with_nameless_rail(
    families: Families, a: Ints, b: Ints, away_m: Floats, name: Floats, rails: NDArray[np.bool_]
) -> Floats:
    """Railway stations of two feeds with none nearer are one, whatever they are called."""
    road = np.array([n.road for n in families.names], dtype=np.bool_)[families.name_idx]
    at = np.flatnonzero(rails & (away_m <= _NAMELESS_RAIL_M) & ~road[a] & ~road[b])
    at = at[np.argsort(away_m[at], kind="stable")]
    better = name.copy()
    taken: set[tuple[int, int]] = set()
    for pair in at.tolist():
        ends = {
            (int(a[pair]), int(families.feed[b[pair]])),
            (int(b[pair]), int(families.feed[a[pair]])),
        }
        if not ends & taken:
            better[pair] = max(better[pair], _NAMELESS_RAIL_SHARE)
        taken |= ends
    return better


def _nearness(away_m: Floats, full_m: float, none_m: float) -> Floats:
    return np.asarray(np.clip(1.0 - (away_m - full_m) / (none_m - full_m), 0.0, 1.0))
