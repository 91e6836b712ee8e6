"""A matrix job: networks, origins, destinations and a window in, chunks of origins out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planning.batch.points import Point
from planning.batch.program import program_hash
from planning.journeys import MAX_WALK_S
from routing.reach import Window
from routing.requests import DEFAULT_WALK_MPS

FORMAT = 1
"""Raised whenever folders of older programs can no longer be continued."""
SHARES = (5, 25, 50, 75, 95)
ORIGINS_AT_LEAST = 8
CHUNKS_AT_MOST = 200
"""More chunks lose less when a job is killed, and share out better; each costs a file."""


@dataclass(frozen=True, slots=True)
class NetworkAt:
    """A network of a job: what it is called there, its version, and the folder of its snapshot."""

    name: str
    version: str
    root: Path


@dataclass(frozen=True, slots=True)
class MatrixJob:
    """Travel times from every origin to every destination, for every departure of a window.

    `shares` are the percentiles asked for. `program` is the code that computes.
    """

    networks: tuple[NetworkAt, ...]
    origins: tuple[Point, ...]
    destinations: tuple[Point, ...]
    window: Window
    shares: tuple[int, ...] = SHARES
    program: str = field(default_factory=program_hash)

    @property
    def origins_a_chunk(self) -> int:
        """How many origins are computed, written and lost together."""
        return max(ORIGINS_AT_LEAST, -(-len(self.origins) // CHUNKS_AT_MOST))

    @property
    def chunks(self) -> range:
        """The numbers of the chunks."""
        return range(-(-len(self.origins) // self.origins_a_chunk))

    @property
    def max_access_s(self) -> int:
        """The longest walk from an origin to a stop, or from a stop to a destination."""
        return min(MAX_WALK_S, self.window.max_duration_s)

    def origins_of(self, chunk: int) -> tuple[Point, ...]:
        """The origins of a chunk."""
        first = chunk * self.origins_a_chunk
        return self.origins[first : first + self.origins_a_chunk]

    def shape_of(self, chunk: int) -> tuple[int, int, int, int]:
        """The shape of a chunk's times: (origins, networks, destinations, percentiles)."""
        return (
            len(self.origins_of(chunk)),
            len(self.networks),
            len(self.destinations),
            len(self.shares),
        )

    def described(self) -> dict[str, Any]:
        """All that decides the times, as JSON; not where the networks lie."""
        window = self.window
        return {
            "format": FORMAT,
            "program": self.program,
            "networks": [[each.name, each.version] for each in self.networks],
            "window": {
                "start_s": window.start_s,
                "length_s": window.length_s,
                "step_s": window.step_s,
                "max_duration_s": window.max_duration_s,
            },
            "walk": {"max_access_s": self.max_access_s, "mps": DEFAULT_WALK_MPS},
            "percentiles": list(self.shares),
            "origins_a_chunk": self.origins_a_chunk,
            "origins": _told(self.origins),
            "destinations": _told(self.destinations),
        }


def _told(points: tuple[Point, ...]) -> list[list[Any]]:
    return [[point.id, point.lat, point.lon, point.stop] for point in points]
