"""Computing chunks: networks and the number of a chunk in, percentiles of its travel times out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.progress import Progress, silent
from planning.batch.job import MatrixJob
from planning.batch.points import Point
from routing.access import stops_on_foot
from routing.network import Network
from routing.reach import Destinations, percentiles, times_between
from routing.requests import DEFAULT_WALK_MPS

Times = NDArray[np.int32]
TOLD_EVERY = 20
"""Points after which somebody is told how many are done."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What all chunks of a job share, by network."""

    networks: tuple[Network, ...]
    ends: tuple[Destinations, ...]


def prepare(job: MatrixJob, networks: Sequence[Network], progress: Progress = silent) -> Prepared:
    """The ways on foot to the destinations, in every network."""
    found = []
    for network in networks:
        targets = []
        for at, point in enumerate(job.destinations):
            if at % TOLD_EVERY == 0:
                progress("ways on foot", at / len(job.destinations))
            targets.append(_on_foot(job, network, point))
        found.append(Destinations.of(network, targets))
    return Prepared(tuple(networks), tuple(found))


def compute_chunk(
    job: MatrixJob, prepared: Prepared, chunk: int, told: Callable[[], None]
) -> Times:
    """The percentiles from the origins of a chunk, in seconds; UNREACHED where nothing leads.

    From a point to itself it takes no time. `told` is called after every origin and may stop the
    work. Shapes: (origins, networks, destinations, percentiles).
    """
    times = np.empty(job.shape_of(chunk), dtype=np.int32)
    same = _same_places(job.destinations)
    for row, origin in zip(times, job.origins_of(chunk), strict=True):
        for table, network, ends in zip(row, prepared.networks, prepared.ends, strict=True):
            sources = _on_foot(job, network, origin)
            table[:] = percentiles(times_between(network, sources, ends, job.window), job.shares).T
        row[:, same.get(_place(origin), [])] = 0
        told()
    return times


def _on_foot(job: MatrixJob, network: Network, point: Point) -> dict[int, int]:
    return stops_on_foot(
        network, point.on(network), max_access_s=job.max_access_s, walk_mps=DEFAULT_WALK_MPS
    )


def _place(point: Point) -> tuple[float, float, str | None]:
    return point.lat, point.lon, point.stop


def _same_places(points: Sequence[Point]) -> Mapping[tuple[float, float, str | None], list[int]]:
    found: dict[tuple[float, float, str | None], list[int]] = {}
    for at, point in enumerate(points):
        found.setdefault(_place(point), []).append(at)
    return found
