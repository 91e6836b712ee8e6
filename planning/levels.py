"""Shares of transit at other parameters: a settled run and a sheet in, shares and ways by car out.

Journeys and loads stay as they are; so do the shares of today, which surveys tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planning.baseline import Baseline
from planning.equilibrium import AtLevel, State, at_level, worth_of
from planning.figures.lines import LineTrips
from planning.parameters import LEVELS, Level, Parameters
from planning.park_and_ride import Parking
from planning.split import COEFFICIENTS


@dataclass(frozen=True, slots=True)
class Settled:
    """A run before its figures: what it started from, its new lines, and what it came to."""

    base: Baseline
    parking: Parking
    lines: list[LineTrips]
    state: State


def at_levels(settled: Settled) -> dict[Level, AtLevel]:
    """Shares and ways with the coefficients of every level of the sheet."""
    found: dict[Level, AtLevel] = {}
    for level in LEVELS:
        if level == "central":
            found[level] = AtLevel(settled.state.share, settled.state.car)
        else:
            sheet = settled.base.parameters.at(level, COEFFICIENTS)
            found[level] = at_sheet(settled, sheet)
    return found


def at_sheet(settled: Settled, parameters: Parameters) -> AtLevel:
    """Shares and ways with the coefficients of a sheet."""
    base, state = settled.base, settled.state
    setting, pivot = settled.parking.setting, settled.parking.pivot
    today = replace(base.setting, parameters=parameters)
    then = replace(setting, parameters=parameters)
    were = pivot.transit.copy()
    were[: len(base.pivot.share)] = worth_of(today, base.state.assigned)
    return at_level(then, replace(pivot, transit=were), worth_of(then, state.assigned))
