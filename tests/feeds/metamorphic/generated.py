"""A small region made up from a seed: railway, tram and buses with numbers, lines and headsigns."""

from __future__ import annotations

import random

from feeds.tables import MergedFeed
from tests.feeds.merge.small_feeds import small_feed

DAYS = ("2025-02-03", "2025-02-04", "2025-02-05")
_FIRST = ("Ander", "Bel", "Cruch", "Diff", "Esch", "Fal", "Greven", "Hoss", "Ingel", "Junglin")
_LAST = ("ange", "weiler", "bourg", "court")
GRID_M = 1600


def region(seed: int) -> MergedFeed:
    """Forty towns on a grid, six lines each way on some of three days."""
    rng = random.Random(seed)
    towns = [f"{first}{last}" for first in _FIRST for last in _LAST]
    at = {town: (n // 8 * GRID_M, n % 8 * GRID_M) for n, town in enumerate(towns)}
    stops = "\n".join(
        f"s{n} | {town} | {at[town][0]} {at[town][1]}" for n, town in enumerate(towns)
    )
    trips: list[str] = []
    for line in range(6):
        mode = ("rail", "rail", "tram", "bus", "bus", "bus")[line]
        ends = rng.sample(range(len(towns)), rng.randint(6, 9))
        for way in (ends, ends[::-1]):
            trips += _trips(rng, line, mode, way, towns, first=len(trips))
    return small_feed("gen", "LU", stops, "\n".join(trips))


def _trips(
    rng: random.Random, line: int, mode: str, way: list[int], towns: list[str], *, first: int
) -> list[str]:
    out = []
    leaves, hop = 7 * 60 + rng.randint(0, 20), [rng.randint(3, 9) for _ in way]
    for number in range(rng.randint(5, 9)):
        leaves += rng.choice((10, 15, 20, 30))
        minute = leaves
        calls = []
        for stop, minutes in zip(way, hop, strict=True):
            calls.append(f"s{stop} {_clock(minute)}/{_clock(minute + 1)}")
            minute += minutes
        days = " ".join(rng.sample(DAYS, rng.randint(1, 3)))
        named = (
            f"rail {80_000 + 100 * line + first + number}" if mode == "rail" else f"{mode}:{line}"
        )
        headsign = "" if mode == "rail" else towns[way[-1]]
        out.append(f"t{first + number} | {named} | {days} | {' > '.join(calls)} | {headsign}")
    return out


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
