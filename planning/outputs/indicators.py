"""Every single figure of a simulation as a row: a simulation in, group, name and value out.

A range has its low and high beside the central value; a change has two rows, before and after. In
the groups of the sensitivity, low and high are the figure at the low and the high of a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planning.outputs.summary import Summary, summary_of
from planning.results import (
    Access,
    Change,
    Horizon,
    Isochrone,
    LineFigures,
    Money,
    People,
    Queue,
    Range,
    Simulation,
)

_UNITS = {
    "riders_day": "boardings", "new_riders_day": "riders", "cost_year": "EUR",
    "co2_saved_t_year": "t", "npv_with_time": "EUR",
}  # fmt: skip
Figure = float | Range | None


class Indicator(NamedTuple):
    """One figure, its unit, and the country it belongs to where it belongs to one."""

    group: str
    name: str
    country: str
    value: float | None
    low: float | None
    high: float | None
    unit: str


def indicators_of(simulation: Simulation) -> Iterator[Indicator]:
    """All figures but those that have a table of their own."""
    yield from _summary(summary_of(simulation))
    for line in simulation.lines:
        yield from _line(line)
    yield from _counted(simulation)
    yield from _people(simulation.people)
    yield from _access(simulation.access)
    yield from _zones(simulation)
    for found in simulation.isochrones:
        yield from _isochrone(found)
    for queue in simulation.roads:
        yield from _queue(queue)
    yield from _money(simulation.money)
    for horizon in simulation.horizons:
        yield from _horizon(horizon)
    for swing in simulation.sensitivity.swings:
        ends = Range(swing.at_low, swing.central, swing.at_high)
        yield _one(f"sensitivity {swing.figure}", swing.parameter, ends, _UNITS[swing.figure])


def _one(group: str, name: str, figure: Figure, unit: str, country: str = "") -> Indicator:
    if isinstance(figure, Range):
        return Indicator(group, name, country, figure.central, figure.low, figure.high, unit)
    return Indicator(group, name, country, figure, None, None, unit)


def _both(group: str, name: str, change: Change, unit: str, country: str = "") -> list[Indicator]:
    return [
        _one(group, f"{name}_before", change.before, unit, country),
        _one(group, f"{name}_after", change.after, unit, country),
    ]


def _summary(summary: Summary) -> Iterator[Indicator]:
    for name, figure, unit in (
        ("riders_day", summary.riders_day, "boardings"),
        ("vehicles", summary.vehicles, "vehicles"),
        ("vehicle_km_year", summary.vehicle_km_year, "km"),
        ("cost_year", summary.cost_year, "EUR"),
        ("gaining", summary.gaining, "commuters"),
        ("losing", summary.losing, "commuters"),
        ("gaining_mean_min", summary.gaining_mean_min, "min"),
        ("newly_reached", summary.newly_reached, "commuters"),
        ("hours_saved_day", summary.hours_saved_day, "h"),
        ("fullest_share", summary.fullest_share, "share"),
        ("first_year_full", summary.first_year_full, "year"),
    ):
        yield _one("summary", name, figure, unit)


def _line(line: LineFigures) -> Iterator[Indicator]:
    group = f"line {line.name}"
    for name, figure, unit in (
        ("length", line.length_km, "km"),
        ("trips_a_day", line.trips_a_day, "trips"),
        ("run", line.run_min, "min"),
        ("speed", line.speed_kmh, "km/h"),
        ("layover", line.layover_min, "min"),
        ("cycle", line.cycle_min, "min"),
        ("headway", line.headway_min, "min"),
        ("vehicles_by_formula", line.vehicles_by_formula, "vehicles"),
        ("vehicles_by_blocks", line.vehicles_by_blocks, "vehicles"),
        ("vehicle_km_day", line.vehicle_km_day, "km"),
        ("vehicle_h_day", line.vehicle_h_day, "h"),
        ("days_a_year", line.days_a_year, "days"),
        ("vehicle_km_year", line.vehicle_km_year, "km"),
        ("vehicle_h_year", line.vehicle_h_year, "h"),
        ("deadhead_km_year", line.deadhead_km_year, "km"),
        ("boardings_day", line.boardings_day, "boardings"),
        ("seats", line.seats, "seats"),
        ("places", line.places, "places"),
        ("fullest_share", line.fullest_share, "share"),
        ("first_year_full", line.first_year_full, "year"),
    ):
        yield _one(group, name, figure, unit)
    for country, length in line.length_by_country_km.items():
        yield _one(group, "length", length, "km", country)


def _counted(simulation: Simulation) -> Iterator[Indicator]:
    for line, counted, before, after in simulation.counted:
        yield _one(f"counted {line}", "counted", counted, "riders")
        yield from _both(f"counted {line}", "simulated", Change(before, after), "riders")


def _people(people: People) -> Iterator[Indicator]:
    yield _one("people", "commuters", people.commuters, "commuters")
    yield from _both("people", "transit_share", people.transit_share, "share")
    yield from _both("people", "riders_day", people.riders_day, "riders")
    yield _one("people", "new_riders_day", people.new_riders_day, "riders")
    yield _one("people", "hours_saved_day", people.hours_saved_day, "h")
    yield from _both("people", "left_behind", people.left_behind, "riders")


def _access(access: Access) -> Iterator[Indicator]:
    yield _one("access", "wanted_jobs", access.wanted_jobs, "jobs")
    yield from _both("access", "gini", access.gini, "")
    yield from _both("access", "palma", access.palma, "")


def _zones(simulation: Simulation) -> Iterator[Indicator]:
    zones = simulation.zones
    for row in simulation.access.rows:
        group = f"access {zones.id[row.zone]} {zones.name[row.zone]}"
        country = zones.country[row.zone]
        for cutoff, change in row.jobs.items():
            yield from _both(group, f"jobs_{cutoff}_min", change, "jobs", country)
        for cutoff, change in row.jobs_p90.items():
            yield from _both(group, f"jobs_{cutoff}_min_p90", change, "jobs", country)
        yield from _both(group, "jobs_logistic", row.jobs_logistic, "jobs", country)
        yield from _both(group, "jobs_exponential", row.jobs_exponential, "jobs", country)
        for cutoff, change in row.people.items():
            yield from _both(group, f"people_{cutoff}_min", change, "people", country)
        yield from _both(group, "minutes_to_jobs", row.minutes_to_jobs, "min", country)


def _isochrone(found: Isochrone) -> Iterator[Indicator]:
    group = f"isochrone {found.place} {found.minutes} min"
    for part in found.parts:
        yield _one(group, f"{part.part}_area", part.km2, "km2")
        for country, people in part.inhabitants.items():
            yield _one(group, f"{part.part}_inhabitants", people, "people", country)
        for country, jobs in part.jobs.items():
            yield _one(group, f"{part.part}_jobs", jobs, "jobs", country)


def _queue(queue: Queue) -> Iterator[Indicator]:
    group = f"road {queue.corridor_id} {queue.name}"
    yield from _both(group, "cars_day", queue.cars_day, "cars")
    yield from _both(group, "worst_wait", queue.worst_wait_min, "min")
    yield from _both(group, "vehicle_hours", queue.vehicle_hours, "h")


def _money(money: Money) -> Iterator[Indicator]:
    for name, figure, unit in (
        ("cost_year", money.cost_year, "EUR"),
        ("cost_per_boarding", money.cost_per_boarding, "EUR"),
        ("car_km_avoided_year", money.car_km_avoided_year, "km"),
        ("co2_service_year", money.co2_service_t_year, "t"),
        ("co2_avoided_year", money.co2_avoided_t_year, "t"),
        ("time_value_year", money.time_value_year, "EUR"),
        ("npv_with_time", money.npv_with_time, "EUR"),
        ("npv_without_time", money.npv_without_time, "EUR"),
    ):
        yield _one("money", name, figure, unit)
    for country, share in money.split.items():
        yield _one("money", "split", share, "share", country)


def _horizon(horizon: Horizon) -> Iterator[Indicator]:
    group = f"horizon {horizon.year}"
    yield _one(group, "commuters", horizon.commuters, "commuters")
    yield _one(group, "riders_day", horizon.riders_day, "riders")
    yield _one(group, "fullest_share", horizon.fullest_share, "share")
