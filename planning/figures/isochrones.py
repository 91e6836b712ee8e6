"""Isochrones before and after: two networks and places in, areas with who is inside out.

A zone is inside with all its inhabitants and jobs where its middle is: zones are points here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.geo import distance_m
from planning.figures.access import CUTOFFS_MIN
from planning.period import Period
from planning.results import AreaPart, Isochrone
from planning.scenario.add_trips import AddTrips
from planning.scenario.modifications import Scenario
from planning.zones import Floats, Zones
from routing.areas import Area, split
from routing.isochrones import MEDIAN, isochrones
from routing.network import Network
from routing.requests import Endpoint

MOST_OWN = 4
"""So many of a scenario's own stops are places where nobody names any."""
STEP_S = 60
_SAME_M = 30.0
"""As planning/apply/new_stops.py has it: stops nearer than this are one."""


def own_stops(scenario: Scenario) -> list[Endpoint]:
    """The stops that new lines bring along, in their order, each once."""
    found: list[Endpoint] = []
    lines = [each for each in scenario.modifications if isinstance(each, AddTrips)]
    for stop in (stop for line in lines for stop in line.stops):
        if stop.id is None and stop.lat is not None and stop.lon is not None:
            lat, lon = stop.lat, stop.lon
            if all(distance_m(lat, lon, each.lat, each.lon) > _SAME_M for each in found):
                found.append(Endpoint(lat, lon, stop.name or f"{lat:.4f}, {lon:.4f}"))
    return found


def peak_isochrones(
    before: Network, after: Network, places: Iterable[Endpoint], period: Period, zones: Zones
) -> tuple[Isochrone, ...]:
    """What is reached from each place at the median of the peak's minutes, in both networks."""
    departures = range(period.moment_s(period.peak[0]), period.moment_s(period.peak[1]), STEP_S)
    return tuple(
        each
        for place in places
        for each in compared(before, after, place, departures, CUTOFFS_MIN, zones)
    )


def compared(
    before: Network,
    after: Network,
    place: Endpoint,
    departures: range,
    cutoffs_min: Sequence[int],
    zones: Zones | None,
    share: float = MEDIAN,
) -> list[Isochrone]:
    """The areas within every cutoff: reached in one network only, or in both.

    Only the place's point counts, as both networks know it. Units: UTC seconds, minutes.
    """
    point = Endpoint(place.lat, place.lon, place.name)
    was = isochrones(before, point, departures, cutoffs_min, share)
    now = was if after is before else isochrones(after, point, departures, cutoffs_min, share)
    return [
        Isochrone(
            place=place.name, lat=place.lat, lon=place.lon, minutes=minutes, percentile=share,
            parts=tuple(
                _part(name, area, zones)
                for name, area in split(one, other)._asdict().items()
            ),
        )
        for minutes, one, other in zip(cutoffs_min, was, now, strict=True)
    ]  # fmt: skip


def _part(name: str, area: Area, zones: Zones | None) -> AreaPart:
    if zones is None:
        return AreaPart(name, area.km2, {}, {}, area.outlines())
    inside = area.has(zones.lat, zones.lon)
    people = _by_country(zones, zones.population, inside)
    return AreaPart(name, area.km2, people, _by_country(zones, zones.jobs, inside), area.outlines())


def _by_country(zones: Zones, figures: Floats, inside: np.ndarray) -> dict[str, float]:
    """Sums over the zones inside of which it is known; nan where it is of none of them."""
    country = np.array(zones.country)
    found = {}
    for each in sorted(set(zones.country)):
        here = figures[inside & (country == each)]
        known = here[np.isfinite(here)]
        found[each] = float(known.sum()) if len(known) or not len(here) else np.nan
    return found
