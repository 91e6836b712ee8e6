"""How far one gets before and after: a simulation with isochrones in, a section of a report out."""

from __future__ import annotations

from planning.outputs.isochrone_drawing import isochrone_drawing, swatch
from planning.outputs.languages import Language
from planning.outputs.markup import Drawing, Html, Table, exact, figure, section, tag
from planning.results import AreaPart, Isochrone, Simulation

_CUTOFF = 45
"""Minutes of the drawing and its table."""


def isochrones_section(simulation: Simulation, language: Language) -> Html:
    """The first place on a map, all of them in its table; nothing where there is none."""
    told = [each for each in simulation.isochrones if each.minutes == _CUTOFF]
    if not told:
        return Html("")
    first = told[0]

    def draw(width: int) -> Drawing:
        return isochrone_drawing(first, simulation, language, width)

    drawn = figure(
        "isochrone-figure",
        language.say("isochrone.figure", n=_CUTOFF, place=first.place),
        _says(first, language), draw, _table(told, language), language.say("twin.open"),
        language.say("twin.inFile", file="isochrones.geojson"), _key(first, language),
    )  # fmt: skip
    return section("isochrones", language.say("isochrone.title"), drawn)


def _says(found: Isochrone, language: Language) -> str:
    km2 = {each.part: each.km2 for each in found.parts}
    before, after = (km2["both"] + km2[only] for only in ("only_before", "only_after"))
    return language.say(
        "isochrone.says", before=language.number(before, 1), after=language.number(after, 1)
    )


def _key(found: Isochrone, language: Language) -> Html:
    entries = [
        tag("li", swatch(each.part), _name(each, language))
        for each in found.parts
        if each.km2 > 0
    ]  # fmt: skip
    return tag("ul", *entries, class_="key")


def _name(part: AreaPart, language: Language) -> str:
    named = {
        "only_before": language.say("isochrone.onlyBefore"),
        "only_after": language.say("isochrone.onlyAfter"),
        "both": language.say("isochrone.both"),
    }
    return named[part.part]


def _table(told: list[Isochrone], language: Language) -> Table:
    countries = sorted({each for found in told for part in found.parts for each in part.jobs})
    heads = [language.say("head.place"), language.say("head.reached"), language.say("head.km2")]
    for each in countries:
        country = language.name("countries", each)
        heads.append(language.say("head.inhabitantsIn", country=country))
        heads.append(language.say("head.jobsIn", country=country))
    rows = []
    for found in told:
        for part in found.parts:
            inside = [
                figures.get(each) for each in countries for figures in (part.inhabitants, part.jobs)
            ]
            rows.append([
                found.place, _name(part, language), exact(part.km2, language.number(part.km2, 1)),
                *(exact(each, language.number(each)) for each in inside),
            ])  # fmt: skip
    return Table(heads, rows, frozenset({0, 1}))
