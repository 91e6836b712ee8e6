"""How a report was made: a simulation and the parameter sheet in, method, sheet and notes out."""

from __future__ import annotations

from planning.outputs.languages import Language
from planning.outputs.markup import Cell, Html, Table, exact, section, table, tag
from planning.parameters import Parameters
from planning.results import Simulation


def method_section(simulation: Simulation, parameters: Parameters, language: Language) -> Html:
    """The method, and every parameter with what it stands on."""
    say = language.say
    told = [
        (say("method.method"), language.note(simulation.people.method)),
        (say("method.day"), language.day(simulation.day)),
        (say("method.window"), simulation.window),
        (say("method.zones"), language.number(len(simulation.zones))),
        (say("method.scenario"), simulation.scenario_id),
        (say("method.base"), simulation.base_version),
        (say("method.version"), simulation.version),
        (say("method.seconds"), _seconds(simulation, language)),
    ]
    facts = [tag("div", tag("dt", name), tag("dd", text)) for name, text in told if text]
    return section(
        "method",
        say("method.title"),
        tag("p", say("method.says")),
        tag("dl", *facts, class_="facts words"),
        tag("h3", say("method.sheet")),
        tag("p", say("method.sheetSays")),
        table(_sheet(parameters, language), say("method.sheet")),
    )


def notes_section(simulation: Simulation, language: Language) -> Html:
    """What the simulation has to say about itself; nothing where it says nothing."""
    if not simulation.notes:
        return Html("")
    items = [tag("li", language.note(note)) for note in simulation.notes]
    return section("notes", language.say("notes.title"), tag("ul", *items))


def _seconds(simulation: Simulation, language: Language) -> str:
    if not simulation.seconds:
        return ""
    shown = language.number(sum(simulation.seconds.values()), 1)
    return language.say("figure.seconds", n=shown)


def _sheet(parameters: Parameters, language: Language) -> Table:
    heads = [
        language.say("head.parameter"), language.say("head.value"), language.say("head.low"),
        language.say("head.high"), language.say("head.unit"), language.say("head.priceYear"),
        language.say("head.country"), language.say("head.source"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for each in parameters:
        named = tag("span", language.name("parameters", each.name))
        rows.append([
            tag("span", named, " ", tag("code", each.name)),
            *(exact(n, language.plain(n)) for n in (each.value, each.low, each.high)),
            language.name("units", each.unit),
            each.price_year or language.number(None),
            language.name("countries", each.country) if each.country else language.number(None),
            language.name("sources", each.source),
        ])  # fmt: skip
    return Table(heads, rows, frozenset({0, 4, 5, 6, 7}))
