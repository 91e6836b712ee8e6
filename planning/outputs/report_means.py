"""Roads, money, carbon, years to come and counts in a report: a simulation in, HTML out."""

from __future__ import annotations

import math
from collections.abc import Callable

from planning.outputs.drawing import (
    Bar,
    Column,
    Limit,
    Row,
    bars,
    columns,
    drawable,
    legend,
    stack,
    ticks_to,
)
from planning.outputs.languages import Language
from planning.outputs.markup import Cell, Drawing, Html, Table, exact, figure, section, table, tag
from planning.outputs.values import clean
from planning.results import Horizon, Money, Range, Simulation

_MOST_BARS = 12
_ON_PAPER = "indicators.csv"


def roads_section(simulation: Simulation, language: Language) -> Html:
    """Queues before and after."""
    title = language.say("roads.title")
    drawn = sorted(simulation.roads, key=lambda each: -_by_wait(each.worst_wait_min.before))
    if not drawn:
        return section("roads", title, tag("p", language.say("roads.nothing")))
    rows = [
        Row(
            clean(each.name),
            tuple(
                Bar(wait, language.minutes(wait), kind)
                for wait, kind in zip(each.worst_wait_min, ("was", "now"), strict=True)
            ),
        )
        for each in drawn[:_MOST_BARS]
    ]
    heads = [
        language.say("head.road"),
        language.say("head.waitBefore"), language.say("head.waitAfter"),
        language.say("head.carsBefore"), language.say("head.carsAfter"),
        language.say("head.queuedBefore"), language.say("head.queuedAfter"),
    ]  # fmt: skip
    told: list[list[Cell]] = [
        [
            each.name,
            *(exact(n, language.minutes(n)) for n in each.worst_wait_min),
            *(exact(n, language.number(n)) for n in each.cars_day),
            *(exact(n, language.number(n)) for n in each.vehicle_hours),
        ]
        for each in drawn
    ]
    return section(
        "roads", title,
        figure(
            "roads-waits", language.say("roads.figure"), language.say("roads.says"),
            lambda width: bars(rows, width), Table(heads, told), language.say("twin.open"),
            language.say("twin.inFile", file=_ON_PAPER),
            legend([("was", language.say("head.before")), ("now", language.say("head.after"))]),
        ),
    )  # fmt: skip


def car_parks_section(simulation: Simulation, language: Language) -> Html:
    """Who uses the new car parks; nothing where there is none."""
    if not simulation.car_parks:
        return Html("")
    heads = [
        language.say("head.carPark"), language.say("head.spaces"),
        language.say("head.carsParked"), language.say("head.carsWanted"),
        language.say("head.users"), language.say("head.rodeBefore"),
    ]  # fmt: skip
    told: list[list[Cell]] = [
        [
            each.name,
            *(
                exact(n, language.number(n))
                for n in (
                    each.spaces, each.cars_day, each.wanted_day, each.users_day, each.rode_before
                )
            ),
        ]
        for each in simulation.car_parks
    ]  # fmt: skip
    title = language.say("carParks.title")
    return section("car-parks", title, table(Table(heads, told), language.say("carParks.says")))


def _by_wait(minutes: float) -> float:
    return minutes if math.isfinite(minutes) else 0.0


def money_section(simulation: Simulation, language: Language) -> Html:
    """What it costs and what that buys."""
    money = simulation.money
    return section(
        "money",
        language.say("money.title"),
        _sums(money, language),
        tag("ul", *(tag("li", language.note(each)) for each in money.says)) if money.says else "",
        _split(money, language) if any(drawable(n) > 0 for n in money.split.values()) else "",
        _carbon(money, language) if simulation.lines else "",
    )


def _sums(money: Money, language: Language) -> Html:
    say, number, euros = language.say, language.number, language.short_money
    told: list[tuple[str, Range | None, Callable[[float], str]]] = [
        (say("money.cost"), money.cost_year, euros),
        (say("money.each"), money.cost_per_boarding, euros),
        (say("money.time"), money.time_value_year, euros),
        (say("money.npvWith"), money.npv_with_time, euros),
        (say("money.npvWithout"), money.npv_without_time, euros),
        (say("money.carKm"), money.car_km_avoided_year, number),
        (say("money.co2Service"), money.co2_service_t_year, number),
        (say("money.co2Avoided"), money.co2_avoided_t_year, number),
    ]
    rows: list[list[Cell]] = []
    for name, figures, shown in told:
        if figures is None:
            rows.append([name, say("figure.unknown"), language.number(None), language.number(None)])
        else:
            ordered = (figures.central, figures.low, figures.high)
            rows.append([name, *(exact(each, shown(each)) for each in ordered)])
    heads = [say("head.measure"), say("head.central"), say("head.low"), say("head.high")]
    return table(Table(heads, rows), say("money.caption"))


def _split(money: Money, language: Language) -> Html:
    shares = list(money.split.items())
    parts = [
        (f"{language.name('countries', each)} {language.percent(share)}", share, f"part-{at % 4}")
        for at, (each, share) in enumerate(shares)
    ]
    rows: list[list[Cell]] = []
    for each, share in shares:
        cost = money.cost_year.central * share if money.cost_year else None
        rows.append([
            language.name("countries", each), exact(share, language.percent(share)),
            language.money(cost),
        ])  # fmt: skip
    heads = [language.say("head.country"), language.say("head.part"), language.say("money.cost")]
    return figure(
        "money-split", language.say("money.split"),
        language.note(money.split_says) if money.split_says else language.say("money.splitSays"),
        lambda width: stack(parts, width), Table(heads, rows), language.say("twin.open"),
        language.say("twin.inFile", file=_ON_PAPER),
    )  # fmt: skip


def _carbon(money: Money, language: Language) -> Html:
    told = (
        (language.say("money.co2Service"), money.co2_service_t_year, "loss"),
        (language.say("money.co2Avoided"), money.co2_avoided_t_year, "gain"),
    )
    rows = [
        Row(name, (Bar(f.central, language.number(f.central), kind, (f.low, f.high)),))
        for name, f, kind in told
    ]
    cells: list[list[Cell]] = [
        [name, *(exact(each, language.number(each)) for each in (f.central, f.low, f.high))]
        for name, f, _ in told
    ]
    heads = [
        language.say("head.measure"), language.say("head.central"), language.say("head.low"),
        language.say("head.high"),
    ]  # fmt: skip
    return figure(
        "money-carbon", language.say("money.carbon"), language.say("money.carbonSays"),
        lambda width: bars(rows, width), Table(heads, cells), language.say("twin.open"),
        language.say("twin.inFile", file=_ON_PAPER),
    )  # fmt: skip


def horizons_section(simulation: Simulation, language: Language) -> Html:
    """The years to come, and the first that is too full."""
    years = sorted(simulation.horizons, key=lambda each: each.year)
    if not years:
        return Html("")
    heads = [
        language.say("head.year"), language.say("head.commuters"), language.say("head.ridersDay"),
        language.say("head.fullest"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            str(each.year),
            exact(each.commuters, language.number(each.commuters)),
            exact(each.riders_day, language.number(each.riders_day)),
            exact(each.fullest_share, language.percent(each.fullest_share)),
        ]
        for each in years
    ]
    return section(
        "horizons", language.say("horizons.title"), tag("p", _too_full(simulation, language)),
        figure(
            "horizons-years", language.say("horizons.figure"), language.say("horizons.says"),
            lambda width: _years(years, language, width), Table(heads, rows),
            language.say("twin.open"), language.say("twin.inFile", file=_ON_PAPER),
            legend([("limit places", language.say("horizons.limit"))]),
        ),
    )  # fmt: skip


def _too_full(simulation: Simulation, language: Language) -> str:
    full = [each for each in simulation.lines if each.first_year_full is not None]
    if not full:
        last = max(each.year for each in simulation.horizons)
        return language.say("horizons.never", year=last)
    first = min(full, key=lambda each: each.first_year_full or math.inf)
    return language.say("horizons.full", line=first.name, year=first.first_year_full)


def _years(years: list[Horizon], language: Language, width: int) -> Drawing:
    across = [
        Column(
            drawable(each.fullest_share), "over" if each.fullest_share > 1 else "riders",
            str(each.year), language.percent(each.fullest_share),
        )
        for each in years
    ]  # fmt: skip
    most = max([1.0, *(drawable(each.fullest_share) for each in years)])
    ticks = [(each, language.percent(each)) for each in ticks_to(most)]
    limit = Limit([1.0] * len(years), "", "places")
    return columns(across, [limit], width, ticks)


def counted_section(simulation: Simulation, language: Language) -> Html:
    """Whether the simulation finds the riders that were counted."""
    if not simulation.counted:
        return Html("")
    heads = [
        language.say("head.line"), language.say("head.counted"), language.say("head.foundBefore"),
        language.say("head.off"), language.say("head.foundAfter"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for name, counted, before, after in simulation.counted:
        off = (before - counted) / counted if counted > 0 else None
        rows.append([
            name, exact(counted, language.number(counted)), exact(before, language.number(before)),
            language.percent(off), exact(after, language.number(after)),
        ])  # fmt: skip
    return section(
        "counted", language.say("counted.title"), tag("p", language.say("counted.says")),
        table(Table(heads, rows), language.say("counted.caption")),
    )  # fmt: skip
