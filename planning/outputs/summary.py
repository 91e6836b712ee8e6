"""The figures that open a report: a simulation in, what its parts add up to out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planning.outputs.values import MINUTES_THAT_COUNT
from planning.results import LineFigures, Range, Segment, Simulation, Winner


@dataclass(frozen=True, slots=True)
class Summary:
    """All lines together, and all commuters together."""

    riders_day: Range
    """Boardings of the new lines on a working day."""
    vehicles: int
    """As many as the day's runs need, with the ways to and from the depot."""
    vehicle_km_year: float
    cost_year: Range | None
    gaining: float
    losing: float
    """Commuters who gain, or lose, more than a minute; nan where nothing is known of anybody."""
    gaining_mean_min: float
    """Minutes saved by transit, the mean of commuters whose way gets more than a minute shorter."""
    newly_reached: float
    """Commuters whom no transit took to work before, and some does now."""
    hours_saved_day: float
    losing_communes: tuple[str, ...]
    """Where the mean commuter loses more than a minute, the worst first."""
    best_commune: str | None
    best_commune_min: float
    """Where the mean commuter gains most, if more than a minute."""
    fullest_line: str | None
    fullest_share: float
    first_year_full: int | None


def summary_of(simulation: Simulation) -> Summary:
    """What the parts of a simulation add up to."""
    lines, people = simulation.lines, simulation.people
    fares = people.by_country or people.by_commune
    communes = [each for each in people.by_commune if np.isfinite(each.mean_min)]
    best = max(communes, key=lambda each: each.mean_min, default=None)
    if best is not None and best.mean_min <= MINUTES_THAT_COUNT:
        best = None
    losing = sorted(communes, key=lambda each: each.mean_min)
    fullest = max(lines, key=_fullness, default=None)
    mean, newly = _gains(simulation)
    return Summary(
        riders_day=_added(line.boardings_day for line in lines),
        vehicles=sum(line.vehicles_by_blocks for line in lines),
        vehicle_km_year=float(sum(line.vehicle_km_year for line in lines)),
        cost_year=simulation.money.cost_year,
        gaining=_total([each.gaining for each in fares]),
        losing=_total([each.losing for each in fares]),
        gaining_mean_min=mean,
        newly_reached=newly,
        hours_saved_day=people.hours_saved_day,
        losing_communes=tuple(
            each.name for each in losing if each.mean_min < -MINUTES_THAT_COUNT
        ),
        best_commune=best.name if best else None,
        best_commune_min=best.mean_min if best else 0.0,
        fullest_line=fullest.name if fullest else None,
        fullest_share=_fullness(fullest) if fullest else 0.0,
        first_year_full=min(
            (line.first_year_full for line in lines if line.first_year_full is not None),
            default=None,
        ),
    )  # fmt: skip


def commune_of_each_zone(simulation: Simulation) -> list[Winner | None]:
    """How the commuters of every zone fare; None where nobody is known to commute from there.

    Two zones, or two communes, of one name and country are not told apart: they have None.
    """
    by_name = {(each.name, each.country): each for each in simulation.people.by_commune}
    known = Counter((each.name, each.country) for each in simulation.people.by_commune)
    zones = list(zip(simulation.zones.name, simulation.zones.country, strict=True))
    there = Counter(zones)
    return [by_name.get(zone) if known[zone] == 1 and there[zone] == 1 else None for zone in zones]


def verdict(winner: Winner | None) -> str:
    """Whether the mean commuter gains or loses more than a minute: winner, loser, same, unknown."""
    if winner is None or not np.isfinite(winner.mean_min):
        return "unknown"
    if winner.mean_min > MINUTES_THAT_COUNT:
        return "winner"
    return "loser" if winner.mean_min < -MINUTES_THAT_COUNT else "same"


def fullest_quarter(line: LineFigures) -> list[Segment]:
    """The segments of the quarter of an hour and the direction in which a line is fullest."""
    at = line.fullest
    if at is None:
        return []
    return [
        each
        for each in line.segments
        if each.direction == at.direction and each.from_s == at.from_s
    ]


def day_of_fullest(line: LineFigures) -> list[Segment]:
    """The fullest segment through the day, by quarters of an hour."""
    at = line.fullest
    if at is None:
        return []
    same = (
        each
        for each in line.segments
        if (each.direction, each.from_stop, each.to_stop)
        == (at.direction, at.from_stop, at.to_stop)
    )
    return sorted(same, key=lambda each: each.from_s)


def _fullness(line: LineFigures) -> float:
    return line.fullest_share if np.isfinite(line.fullest_share) else 0.0


def _total(values: list[float]) -> float:
    known = [each for each in values if np.isfinite(each)]
    return float(sum(known)) if known else math.nan


def _added(ranges: Iterable[Range]) -> Range:
    low, central, high = 0.0, 0.0, 0.0
    for each in ranges:
        low, central, high = low + each.low, central + each.central, high + each.high
    return Range(low, central, high)


def _gains(simulation: Simulation) -> tuple[float, float]:
    """The mean gain of those who gain, and how many are reached for the first time."""
    before, after = simulation.minutes_before, simulation.minutes_after
    both = np.isfinite(before) & np.isfinite(after)
    saved = np.where(both, before, 0.0) - np.where(both, after, 0.0)
    commuters = np.nan_to_num(simulation.commuters)
    weight = np.where(saved > MINUTES_THAT_COUNT, commuters, 0.0)
    mean = float((saved * weight).sum() / weight.sum()) if weight.sum() > 0 else 0.0
    newly = ~np.isfinite(before) & np.isfinite(after)
    return mean, float(commuters[newly].sum())
