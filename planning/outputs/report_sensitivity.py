"""What the result hinges on, in a report: a simulation in, a section with tornado drawings out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from planning.outputs.drawing import legend
from planning.outputs.languages import Language
from planning.outputs.markup import Cell, Drawing, Html, Table, exact, figure, section, tag
from planning.outputs.tornado_drawing import HIGH, LOW, tornado
from planning.outputs.values import clean
from planning.results import Simulation, Swing

_MOST_BARS = 10
"""Parameters drawn for a figure; its table has all."""
_MILLION, _MOST_DIGITS = 1e6, 3


def sensitivity_section(simulation: Simulation, language: Language) -> Html:
    """Which assumptions decide; nothing where none was varied."""
    found = simulation.sensitivity
    if not found.varied:
        return Html("")
    say = language.say
    drawn = [_figure(each, language) for each in figures_told(simulation, language)]
    return section(
        "sensitivity",
        say("sensitivity.title"),
        tag("p", say("sensitivity.says")) if drawn else tag("p", say("sensitivity.nothing")),
        *drawn,
        tag("p", say("sensitivity.whole")) if found.whole else _how_to_vary_more(language),
    )


def _how_to_vary_more(language: Language) -> Html:
    command = tag("code", "simulate --sensitivity", class_="command")
    return tag("p", language.say("sensitivity.quick"), " ", command)


@dataclass(frozen=True, slots=True)
class Told:
    """One figure that was varied: its key, its name, how it is written, and what moves it."""

    key: str
    name: str
    shown: Callable[[float], str]
    swings: list[Swing]


def figures_told(simulation: Simulation, language: Language) -> list[Told]:
    """The figures that some parameter moves, with as many decimals as their widest swing needs."""
    say, number, money = language.say, language.number, language.short_money
    named = (
        ("riders_day", say("sensitivity.riders"), number, 1.0),
        ("new_riders_day", say("sensitivity.newRiders"), number, 1.0),
        ("cost_year", say("sensitivity.cost"), money, _MILLION),
        ("co2_saved_t_year", say("sensitivity.co2"), number, 1.0),
        ("npv_with_time", say("sensitivity.npv"), money, _MILLION),
    )
    told = []
    for key, name, shown, unit in named:
        swings = [each for each in simulation.sensitivity.swings if each.figure == key]
        if swings:
            digits = _digits(swings[0].span / unit)
            told.append(Told(key, name, partial(shown, digits=digits), swings))
    return told


def _digits(span: float) -> int:
    """Decimals that show a span in three figures."""
    if not math.isfinite(span) or span <= 0:
        return 0
    return min(max(2 - math.floor(math.log10(span)), 0), _MOST_DIGITS)


def _figure(told: Told, language: Language) -> Html:
    swings, shown = told.swings, told.shown

    def name(parameter: str) -> str:
        return clean(language.name("parameters", parameter))

    def draw(width: int) -> Drawing:
        return tornado(swings[:_MOST_BARS], name, shown, width)

    heads = [
        language.say("head.parameter"), language.say("sensitivity.atLow"),
        language.say("head.central"), language.say("sensitivity.atHigh"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            name(each.parameter),
            *(exact(end, shown(end)) for end in (each.at_low, each.central, each.at_high)),
        ]
        for each in swings
    ]
    return figure(
        f"sensitivity-{told.key.replace('_', '-')}", told.name,
        language.say("sensitivity.figureSays", central=shown(swings[0].central)),
        draw, Table(heads, rows), language.say("twin.open"),
        language.say("twin.inFile", file="indicators.csv"),
        legend([
            (LOW, language.say("sensitivity.atLow")), (HIGH, language.say("sensitivity.atHigh")),
        ]),
    )  # fmt: skip
