"""What the result hinges on: a settled run and its figures in, the swing by each parameter out.

One parameter at a time takes its low and its high, while all others stay as they are. Here are
those for which no journey is chosen anew: coefficients of the choice between transit and the car
(shares and queues agree anew, journeys and loads stay), and what enters closed formulas alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planning.equilibrium import AtLevel
from planning.figures.money import deadheads_at, money_figures
from planning.figures.people import hours_saved_day
from planning.figures.riders import boardings_by_share, new_riders
from planning.figures.roads import car_km_avoided
from planning.levels import Settled, at_sheet
from planning.parameters import Parameters
from planning.results import LineFigures, Money, Range, Sensitivity, Simulation, Swing
from planning.split import COEFFICIENTS

CLOSED = (
    "car_occupancy", "working_days", "value_of_time", "value_of_time_growth", "bus_co2",
    "electric_bus_co2", "car_co2", "carbon_2030", "discount", "horizon", "deadhead_km",
)  # fmt: skip
"""What enters formulas of cost, carbon and their worth, and no choice."""
QUICK = (*COEFFICIENTS, *CLOSED)
LEAST = 1e-9
"""Of a figure: what moves it less does not move it."""

Figures = dict[str, float]


def quick_sensitivity(settled: Settled, found: Simulation) -> Sensitivity:
    """The swings by all parameters that need no simulation of their own."""
    central = central_figures(found)
    sheet = settled.base.parameters
    chosen = AtLevel(settled.state.share, settled.state.car)
    as_found = _figures(settled, found.lines, chosen, sheet)
    again = _figures(settled, found.lines, at_sheet(settled, sheet), sheet)

    def at(name: str, level: str) -> Figures:
        varied = sheet.varied(name, "low" if level == "low" else "high")
        if name in COEFFICIENTS:
            there, here = at_sheet(settled, varied), again
        else:
            there, here = chosen, as_found
        return moved(central, here, _figures(settled, found.lines, there, varied))

    ends = {name: (at(name, "low"), at(name, "high")) for name in QUICK}
    return Sensitivity(tuple(swings_of(central, ends)), QUICK)


def central_figures(found: Simulation) -> Figures:
    """The figures that are told apart, as the result has them; costs where they are known."""
    if found.lines:
        riders = {"riders_day": sum(each.boardings_day.central for each in found.lines)}
    else:
        riders = {"new_riders_day": found.people.new_riders_day.central}
    return {**riders, **_money(found.money)}


def swings_of(central: Figures, ends: Mapping[str, tuple[Figures, Figures]]) -> Iterable[Swing]:
    """By figure, and in it by how far each parameter moves it; those that do not are left out."""
    for figure, value in central.items():
        swings = [
            Swing(figure, name, low[figure], value, high[figure])
            for name, (low, high) in ends.items()
            if figure in low and figure in high
        ]
        least = LEAST * max(abs(value), 1.0)
        moving = (each for each in swings if each.span > least)
        yield from sorted(moving, key=lambda each: (-each.span, each.parameter))


def moved(central: Figures, here: Figures, there: Figures) -> Figures:
    """The result moved by what lies between two evaluations; itself where they are alike."""
    return {name: value + (there[name] - here[name]) for name, value in central.items()}


def _figures(
    settled: Settled, lines: tuple[LineFigures, ...], at: AtLevel, parameters: Parameters
) -> Figures:
    """The figures with these shares and this sheet, journeys and loads as they are."""
    parking, state = settled.parking, settled.state
    setting = replace(parking.setting, parameters=parameters)
    told = replace(state, share=at.share, car=at.car)
    km = car_km_avoided(setting, parking.before, at)
    boardings = [boardings_by_share(setting, state, line)(at.share) for line in settled.lines]
    ran = [
        (line.said, deadheads_at(figures, parameters, settled.base.parameters))
        for line, figures in zip(settled.lines, lines, strict=True)
    ]
    hours = hours_saved_day(setting, parking.before, told)
    money = money_figures(ran, Range(km, km, km), hours, parameters)
    return {
        "riders_day": sum(boardings),
        "new_riders_day": new_riders(parking, at.share),
        **_money(money),
    }


def _money(money: Money) -> Figures:
    told: Figures = {}
    if money.cost_year is not None:
        told["cost_year"] = money.cost_year.central
    told["co2_saved_t_year"] = money.co2_avoided_t_year.central - money.co2_service_t_year.central
    if money.npv_with_time is not None:
        told["npv_with_time"] = money.npv_with_time.central
    return told
