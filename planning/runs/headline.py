"""The figures that a run is told by at first sight: a simulation in, an object of JSON out."""

from __future__ import annotations

from typing import Any

from planning.figures.access import access_by_country
from planning.outputs.result_json import safe
from planning.outputs.summary import summary_of
from planning.results import Access, Simulation
from planning.zones import Zones

ACCESS = "access"
"""Known long before the rest: it is told while a run is under way."""


def first_of(access: Access, zones: Zones) -> dict[str, Any]:
    """What is known first: the jobs that people reach, by country."""
    return {ACCESS: safe(access_by_country(access, zones))}


def headline_of(simulation: Simulation) -> dict[str, Any]:
    """The summary of all lines, each line in short, and what the figures stand on."""
    people = simulation.people
    lines = [
        {
            "name": line.name,
            "routeId": line.route_id,
            "boardingsDay": safe(line.boardings_day),
            "vehicles": line.vehicles_by_blocks,
            "fullestShare": safe(line.fullest_share),
        }
        for line in simulation.lines
    ]
    return {
        **first_of(simulation.access, simulation.zones),
        **safe(summary_of(simulation)),
        "transitRidersDay": safe(people.riders_day),
        "newRidersDay": safe(people.new_riders_day),
        "lines": lines,
        "window": simulation.window,
        "version": simulation.version,
        "illustrative": simulation.illustrative,
        "notes": safe(simulation.notes),
        "seconds": safe(simulation.seconds),
    }
