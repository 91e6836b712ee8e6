"""Money and carbon: lines, riders and cars in, costs, their split at the border and benefits out.

Unit costs of running a line are inputs of the scenario; without them nothing is said of money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from planning.notes import Note
from planning.parameters import LEVELS, Parameters
from planning.results import LineFigures, Money, Range
from planning.scenario.add_trips import AddTrips, Vehicle

TONNE_G = 1e6
ELECTRIC = ("electric", "hydrogen")
PRICE_YEAR, NOW = 2010, 2026


def money_figures(
    lines: Sequence[tuple[AddTrips, LineFigures]],
    car_km_day: Range,
    hours_saved_day: float,
    parameters: Parameters,
) -> Money:
    """What the lines cost and bring in a year. `car_km_day` are those that are not driven."""
    costs = [_cost(said.vehicle, figures, parameters) for said, figures in lines]
    known = [each for each in costs if each is not None]
    cost = _added(known) if known and len(known) == len(costs) else None
    days = parameters["working_days"]
    boardings = _added([_times(each.boardings_day, each.days_a_year) for _, each in lines])
    avoided_km = Range(*(km * days for km in car_km_day))
    service = _added([_service_co2(said.vehicle, each, parameters) for said, each in lines])
    avoided = Range(
        *(
            km * parameters.at(level)["car_co2"] / TONNE_G
            for km, level in zip(avoided_km, LEVELS, strict=True)
        )
    )
    time = Range(*(hours_saved_day * days * _value_of_time(parameters.at(at)) for at in LEVELS))
    with_time = _npv(cost, time, service, avoided, parameters)
    nothing = Range(0.0, 0.0, 0.0)
    return Money(
        cost_year=cost,
        cost_per_boarding=_per(cost, boardings),
        split=_split(lines),
        split_says=_split_says(lines),
        car_km_avoided_year=avoided_km,
        co2_service_t_year=service,
        co2_avoided_t_year=avoided,
        time_value_year=time,
        npv_with_time=with_time,
        npv_without_time=_npv(cost, nothing, service, avoided, parameters),
        says=tuple(_says(lines)),
    )


def _cost(vehicle: Vehicle | None, line: LineFigures, parameters: Parameters) -> Range | None:
    """A year of a line; None where its vehicle has no unit cost at all."""
    if vehicle is None:
        return None
    hour, km, year = vehicle.cost_per_hour, vehicle.cost_per_km, vehicle.cost_per_year
    if hour is None and km is None and year is None:
        return None
    layover_h = 2 * line.layover_min / 60 * line.trips_a_day / 2 * line.days_a_year
    fixed = (hour or 0) * (line.vehicle_h_year + layover_h) + (year or 0) * line.vehicles_by_blocks
    return Range(
        *(
            fixed
            + (km or 0)
            * (line.vehicle_km_year + _deadhead_km(line, parameters.at(level), parameters))
            for level in LEVELS
        )
    )


def deadheads_at(line: LineFigures, at: Parameters, central: Parameters) -> LineFigures:
    """The line with the empty ways of another sheet."""
    return replace(line, deadhead_km_year=_deadhead_km(line, at, central))


def _deadhead_km(line: LineFigures, at: Parameters, central: Parameters) -> float:
    return line.deadhead_km_year * at["deadhead_km"] / central["deadhead_km"]


def _service_co2(vehicle: Vehicle | None, line: LineFigures, parameters: Parameters) -> Range:
    """Tonnes a year, empty ways included."""
    electric = vehicle is not None and vehicle.energy in ELECTRIC
    name = "electric_bus_co2" if electric else "bus_co2"
    return Range(
        *(
            parameters.at(level)[name]
            * (line.vehicle_km_year + _deadhead_km(line, parameters.at(level), parameters))
            / TONNE_G
            for level in LEVELS
        )
    )


def _value_of_time(parameters: Parameters) -> float:
    """EUR an hour today."""
    return parameters["value_of_time"] * parameters["value_of_time_growth"] ** (NOW - PRICE_YEAR)


def _npv(
    cost: Range | None, time: Range, service: Range, avoided: Range, parameters: Parameters
) -> Range | None:
    """Net present value over the horizon; None where costs are not known.

    Low takes the least of what it brings and the most of what it costs.
    """
    if cost is None:
        return None
    rate, years = parameters["discount"], int(parameters["horizon"])
    factor = sum((1 + rate) ** -year for year in range(1, years + 1))
    carbon = parameters["carbon_2030"]
    yearly = (
        time.low + carbon * (avoided.low - service.high) - cost.high,
        time.central + carbon * (avoided.central - service.central) - cost.central,
        time.high + carbon * (avoided.high - service.low) - cost.low,
    )
    return Range(*(factor * each for each in sorted(yearly)))


def _per(cost: Range | None, boardings: Range) -> Range | None:
    if cost is None or boardings.low <= 0:
        return None
    return Range(
        cost.low / boardings.high, cost.central / boardings.central, cost.high / boardings.low
    )


def _split(lines: Sequence[tuple[AddTrips, LineFigures]]) -> dict[str, float]:
    """Shares by country: as funding says, else by the kilometres on each side."""
    told: dict[str, float] = {}
    for said, line in lines:
        shares = dict(said.funding) if said.funding else line.length_by_country_km
        total = sum(shares.values()) or 1.0
        for country, share in shares.items():
            told[country] = told.get(country, 0.0) + share / total * line.vehicle_km_year
    total = sum(told.values())
    return {country: share / total for country, share in sorted(told.items())} if total else {}


def _split_says(lines: Sequence[tuple[AddTrips, LineFigures]]) -> Note | None:
    if not lines:
        return None
    if all(said.funding for said, _ in lines):
        return Note("note.splitByFunding")
    return Note("note.splitByKm")


def _says(lines: Sequence[tuple[AddTrips, LineFigures]]) -> Iterable[Note]:
    for said, line in lines:
        vehicle = said.vehicle
        told = {} if vehicle is None else vehicle.model_dump()
        missing = tuple(
            name
            for name in ("cost_per_hour", "cost_per_km", "cost_per_year")
            if told.get(name) is None
        )
        if missing:
            yield Note("note.costsMissing", {"line": line.name, "missing": missing})


def _added(ranges: Sequence[Range]) -> Range:
    return Range(*(sum(each[at] for each in ranges) for at in range(3)))


def _times(told: Range, factor: float) -> Range:
    return Range(*(each * factor for each in told))
