"""The first page of a report: a simulation in, five sentences and five large figures out."""

from __future__ import annotations

import math
from collections.abc import Callable

from planning.outputs.languages import Language
from planning.outputs.markup import Cell, Html, exact, tag
from planning.outputs.summary import Summary, summary_of
from planning.outputs.values import clock_span
from planning.results import Range, Simulation

_MOST_NAMES = 4
"""Communes named in a sentence; the table has all."""


def answer(simulation: Simulation, language: Language) -> Html:
    """The answer, for someone who reads one page."""
    summary = summary_of(simulation)
    told = [
        _riders(simulation, summary, language),
        _effort(simulation, summary, language),
        _cost(simulation, language),
        _people(summary, language),
        _room(simulation, summary, language),
    ]
    figures = [
        _riders_figure(simulation, summary, language),
        _vehicles_figure(simulation, summary, language),
        _cost_figure(simulation, language),
        _minutes_figure(summary, language),
        _losers_figure(summary, language),
    ]
    return tag(
        "section",
        tag("h2", language.say("answer.title"), id="answer-title"),
        tag("ol", *(tag("li", each) for each in told), class_="sentences"),
        tag("dl", *figures, class_="figures"),
        id="answer",
        aria_labelledby="answer-title",
    )


def _lines(simulation: Simulation, language: Language) -> str:
    """The line by its name, or how many they are."""
    lines = simulation.lines
    if len(lines) == 1:
        return lines[0].name
    return language.count("answer.lines", len(lines))


def _riders(simulation: Simulation, summary: Summary, language: Language) -> str:
    people = simulation.people
    if not simulation.lines:
        before, after = people.riders_day
        told = {"before": language.number(before), "after": language.number(after)}
        same = told["before"] == told["after"]
        return language.say("answer.noLineSame" if same else "answer.noLine", **told)
    if not math.isfinite(summary.riders_day.central):
        return language.say("answer.noRiders", lines=_lines(simulation, language))
    return language.say(
        "answer.riders" if len(simulation.lines) == 1 else "answer.ridersOfAll",
        lines=_lines(simulation, language),
        riders=language.number(summary.riders_day.central),
        range=language.aside(language.spread(summary.riders_day)),
        new=language.number(people.new_riders_day.central),
        spread=language.aside(language.spread(people.new_riders_day)),
    )


def _effort(simulation: Simulation, summary: Summary, language: Language) -> str:
    lines = simulation.lines
    if not lines:
        return language.say("answer.noVehicles")
    vehicles = language.count("answer.vehicles", summary.vehicles)
    first = lines[0]
    whole = all(map(math.isfinite, (first.length_km, first.run_min, first.headway_min)))
    if len(lines) > 1 or not whole:
        km = language.number(summary.vehicle_km_year)
        named = _lines(simulation, language)
        return language.say("answer.effortOfAll", lines=named, vehicles=vehicles, km=km)
    return language.say(
        "answer.effort",
        line=first.name,
        km=language.number(first.length_km, 1),
        run=language.minutes(first.run_min, 0),
        headway=language.minutes(first.headway_min, 0),
        vehicles=vehicles,
    )


def _cost(simulation: Simulation, language: Language) -> str:
    money = simulation.money
    if money.cost_year is None or not math.isfinite(money.cost_year.central):
        return language.say("answer.noCost" if simulation.lines else "answer.noCostNoLine")
    split = language.listed([
        f"{language.name('countries', country)} {language.percent(share)}"
        for country, share in money.split.items()
    ])  # fmt: skip
    told = language.say(
        "answer.cost",
        cost=language.money(money.cost_year.central),
        range=language.aside(_money_range(money.cost_year, language)),
    )
    if money.cost_per_boarding is not None and math.isfinite(money.cost_per_boarding.central):
        each = language.money(money.cost_per_boarding.central)
        told = language.say("answer.costEach", told=told, each=each)
    return language.say("answer.split", told=told, split=split) if split else f"{told}."


def _people(summary: Summary, language: Language) -> str:
    if not (math.isfinite(summary.gaining) and math.isfinite(summary.losing)):
        return language.say("answer.noFares")
    gain = language.say("answer.nobodyGains")
    if round(summary.gaining):
        gain = language.count("answer.gain", summary.gaining)
        if summary.gaining_mean_min > 0:
            mean = language.minutes(summary.gaining_mean_min)
            gain = language.say("answer.gainMean", told=gain, mean=mean)
        if summary.best_commune is not None:
            gain = language.say("answer.gainMost", told=gain, commune=summary.best_commune)
    loss = language.say("answer.nobodyLoses")
    if round(summary.losing):
        loss = language.count("answer.loss", summary.losing)
        if summary.losing_communes:
            where = _names(summary.losing_communes, language)
            loss = language.say("answer.lossWhere", told=loss, communes=where)
    return language.say("answer.people", gain=gain, loss=loss)


def _room(simulation: Simulation, summary: Summary, language: Language) -> str:
    if not simulation.lines:
        return _queue(simulation, language)
    line = max(simulation.lines, key=lambda each: each.fullest_share)
    if line.fullest is None or not math.isfinite(line.fullest_share):
        return language.say("answer.noLoad")
    full = language.say(
        "answer.fullest",
        line=line.name,
        start=line.fullest.from_stop,
        end=line.fullest.to_stop,
        share=language.percent(line.fullest_share),
        span=clock_span(line.fullest.from_s),
    )
    if summary.first_year_full is not None:
        return language.say("answer.fullIn", told=full, year=summary.first_year_full)
    if len(simulation.horizons) > 1:
        last = max(each.year for each in simulation.horizons)
        return language.say("answer.neverFull", told=full, year=last)
    return f"{full}."


def _queue(simulation: Simulation, language: Language) -> str:
    if not simulation.roads:
        return language.say("answer.noRoads")
    worst = max(simulation.roads, key=lambda each: each.worst_wait_min.before)
    before, after = (language.minutes(each) for each in worst.worst_wait_min)
    key = "answer.queueSame" if before == after else "answer.queue"
    return language.say(key, name=worst.name, before=before, after=after)


def _names(names: tuple[str, ...], language: Language) -> str:
    if len(names) <= _MOST_NAMES:
        return language.listed(list(names))
    more = language.count("answer.others", len(names) - _MOST_NAMES)
    return language.listed([*names[:_MOST_NAMES], more])


def _figure(name: str, value: Cell, *says: str, kind: str = "") -> Html:
    """A large figure; one that is not known stands back."""
    if not isinstance(value, Html):
        kind = "unknown"
    return tag(
        "div",
        tag("dt", name),
        tag("dd", value, class_="large"),
        tag("dd", *(tag("span", each) for each in says if each)),
        class_=kind or None,
    )


def _riders_figure(simulation: Simulation, summary: Summary, language: Language) -> Html:
    if not simulation.lines:
        value = exact(0.0, language.number(0))
        return _figure(language.say("large.riders"), value, language.say("large.noLine"))
    return _figure(
        language.say("large.riders"),
        _large(summary.riders_day.central, language.number, language),
        language.spread(summary.riders_day),
    )


def _vehicles_figure(simulation: Simulation, summary: Summary, language: Language) -> Html:
    says = ""
    if simulation.lines:
        says = language.say("large.vehicleKm", km=language.number(summary.vehicle_km_year))
    value = _large(summary.vehicles, language.number, language)
    return _figure(language.say("large.vehicles"), value, says)


def _cost_figure(simulation: Simulation, language: Language) -> Html:
    money = simulation.money
    name = language.say("large.cost")
    if money.cost_year is None:
        if not simulation.lines:
            return _figure(name, language.number(None), language.say("large.noLine"))
        return _figure(name, language.say("figure.unknown"), language.say("large.noCost"))
    value = _large(money.cost_year.central, language.short_money, language)
    each = ""
    if money.cost_per_boarding is not None and math.isfinite(money.cost_per_boarding.central):
        central = language.money(money.cost_per_boarding.central)
        each = language.say("large.costEach", each=central)
    low, high = (language.short_money(end) for end in (money.cost_year.low, money.cost_year.high))
    return _figure(name, value, language.between(low, high), each)


def _minutes_figure(summary: Summary, language: Language) -> Html:
    name, hours = language.say("large.minutes"), summary.hours_saved_day
    if not math.isfinite(summary.gaining):
        return _figure(name, language.say("figure.unknown"))
    in_all = language.count("large.hours", hours) if math.isfinite(hours) and round(hours) else ""
    if not round(summary.gaining):
        nobody = language.say("large.nobodyGains")
        return _figure(name, exact(0.0, language.minutes(0.0, 0)), nobody, in_all)
    value = _large(summary.gaining_mean_min, language.minutes, language)
    return _figure(name, value, language.count("large.gaining", summary.gaining), in_all)


def _losers_figure(summary: Summary, language: Language) -> Html:
    name = language.say("large.losers")
    value = _large(summary.losing, language.number, language)
    if not math.isfinite(summary.losing):
        return _figure(name, value)
    if not round(summary.losing):
        return _figure(name, value, language.say("large.losersNowhere"))
    where = language.say("large.losersSpread")
    if summary.losing_communes:
        names = _names(summary.losing_communes, language)
        where = language.say("large.losersWhere", communes=names)
    return _figure(name, value, where, kind="loses")


def _large(value: float, shown: Callable[[float], str], language: Language) -> Cell:
    """A figure with its exact value, or that it is not known."""
    if not math.isfinite(value):
        return language.say("figure.unknown")
    return exact(float(value), shown(value))


def _money_range(figure: Range, language: Language) -> str:
    return language.between(language.money(figure.low), language.money(figure.high))
