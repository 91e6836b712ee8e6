"""Zones: a territory's communes and districts in, people and jobs as arrays out.

A district whose people and jobs are counted in its commune, too, is taken out of it, so that nobody
is counted twice; what is left stands at the commune's own point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import Fault, RequestError
from core.geo import distance_m
from feeds.territory import Territory
from planning.scenario.modifications import Modification
from planning.scenario.ours import Growth, Horizon

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Zones:
    """Shapes: (zones,) each. `leaving` are workers who cross the border; nan is not known."""

    id: tuple[str, ...]
    name: tuple[str, ...]
    country: tuple[str, ...]
    lat: Floats
    lon: Floats
    population: Floats
    jobs: Floats
    leaving: Floats

    def __len__(self) -> int:
        return len(self.id)

    def rows_of(self, joined: str) -> NDArray[np.int64]:
        """The rows of zone ids joined by "|"; those that are not there are passed over."""
        wanted = set(joined.split("|"))
        return np.array([row for row, each in enumerate(self.id) if each in wanted], dtype=np.int64)


def zones_of(territory: Territory) -> Zones:
    """The zones of a territory."""
    table = territory.zones
    found = Zones(
        id=tuple(table["zone_id"]),
        name=tuple(table["name"]),
        country=tuple(table["country"]),
        lat=table["lat"].to_numpy(np.float64),
        lon=table["lon"].to_numpy(np.float64),
        population=np.nan_to_num(table["population"].to_numpy(np.float64)),
        jobs=table["jobs"].to_numpy(np.float64),
        leaving=table["commuters_out"].to_numpy(np.float64),
    )
    row_of = {each: row for row, each in enumerate(found.id)}
    population, jobs = found.population.copy(), found.jobs.copy()
    for part, whole in territory.zone_parts.itertuples(index=False):
        if part in row_of and whole in row_of:
            population[row_of[whole]] -= found.population[row_of[part]]
            jobs[row_of[whole]] -= np.nan_to_num(found.jobs[row_of[part]])
    return replace(found, population=np.maximum(population, 0), jobs=np.maximum(jobs, 0))


def grown(zones: Zones, changes: Iterable[Modification | Horizon]) -> Zones:
    """The zones with the people and jobs that a scenario adds.

    New people cross the border as often as those who live there already do.
    Errors: RequestError for a site in a zone that is not there.
    """
    for change in changes:
        if isinstance(change, Horizon | Growth):
            zones = _grown_by(zones, change)
    return zones


def _grown_by(zones: Zones, change: Horizon) -> Zones:
    population, jobs = zones.population.copy(), zones.jobs.copy()
    everywhere = population / max(population.sum(), 1)
    population += change.population * everywhere
    known = np.nan_to_num(jobs)
    jobs += change.jobs * known / max(known.sum(), 1)
    for at, site in enumerate(change.sites):
        if site.zone is not None and site.zone not in zones.id:
            said = f"{site.zone!r} is unknown; zones are called like {zones.id[0]!r}"
            raise RequestError([Fault(f"sites[{at}].zone", said, "unknown-zone")])
        row = _zone_of(zones, site.zone, site.lat, site.lon)
        population[row] += site.population
        jobs[row] = np.nan_to_num(jobs[row]) + site.jobs
    population = np.maximum(population, 0)
    rise = np.divide(
        population, zones.population, out=np.ones_like(population), where=zones.population > 0
    )
    return replace(
        zones, population=population, jobs=np.maximum(jobs, 0), leaving=zones.leaving * rise
    )


def _zone_of(zones: Zones, zone: str | None, lat: float | None, lon: float | None) -> int:
    if zone is not None:
        return zones.id.index(zone)
    away = [
        distance_m(float(lat or 0), float(lon or 0), float(here), float(there))
        for here, there in zip(zones.lat, zones.lon, strict=True)
    ]
    return int(np.argmin(away))
