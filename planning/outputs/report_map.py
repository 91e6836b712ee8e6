"""The map of a report with its key and its table: a simulation in, a section out."""

from __future__ import annotations

from planning.outputs.drawing import legend
from planning.outputs.languages import Language
from planning.outputs.map_drawing import LINE_COLOR, map_drawing, zones_outside
from planning.outputs.markup import WIDE, Drawing, Html, Table, exact, figure, section, tag
from planning.outputs.summary import commune_of_each_zone, verdict
from planning.outputs.values import color_of
from planning.results import AccessRow, Simulation, Winner

_CUTOFF = 45
"""Minutes within which jobs are told beside the map."""


def map_section(simulation: Simulation, language: Language) -> Html:
    """Who gains where, on a map."""
    title = language.say("map.title")
    if map_drawing(simulation, language, WIDE) is None:
        return section("map", title, tag("p", language.say("map.nothing")))
    says = language.say("map.says")
    outside = zones_outside(simulation, WIDE)
    if outside:
        says = f"{says} {language.count('map.outside', outside)}"

    def draw(width: int) -> Drawing:
        return map_drawing(simulation, language, width) or Drawing(width, 1, Html(""))

    whole = figure(
        "map-figure", language.say("map.figure"), says, draw, _table(simulation, language),
        language.say("twin.open"), language.say("twin.inFile", file="lines.geojson"),
        _key(simulation, language),
    )  # fmt: skip
    return section("map", title, whole)


def _key(simulation: Simulation, language: Language) -> Html:
    return legend([
        *((color_of(each.color, LINE_COLOR), each.name) for each in simulation.lines),
        ("gain-3", language.say("map.gain3")),
        ("gain-2", language.say("map.gain2")),
        ("gain-1", language.say("map.gain1")),
        ("same", language.say("map.same")),
        ("loss-1", language.say("map.loss1")),
        ("loss-2", language.say("map.loss2")),
        ("unknown", language.say("map.unknown")),
    ])  # fmt: skip


def _table(simulation: Simulation, language: Language) -> Table:
    heads = [
        language.say("head.zone"), language.say("head.country"), language.say("head.meanGain"),
        language.say("head.verdict"), language.say("head.jobsBefore", n=_CUTOFF),
        language.say("head.jobsAfter", n=_CUTOFF),
    ]  # fmt: skip
    zones = simulation.zones
    access = {row.zone: row for row in simulation.access.rows}
    rows = []
    for at, winner in enumerate(commune_of_each_zone(simulation)):
        row = [zones.name[at], language.name("countries", zones.country[at])]
        rows.append([*row, *_fares(winner, language), *_jobs(access.get(at), language)])
    return Table(heads, rows, frozenset({0, 1, 3}))


def _fares(winner: Winner | None, language: Language) -> list[str | Html]:
    said = {
        "winner": language.say("verdict.winner"),
        "loser": language.say("verdict.loser"),
        "same": language.say("verdict.same"),
        "unknown": language.say("verdict.unknown"),
    }
    mean = winner.mean_min if winner else None
    return [exact(mean, language.minutes(mean)), said[verdict(winner)]]


def _jobs(row: AccessRow | None, language: Language) -> list[Html]:
    change = row.jobs.get(_CUTOFF) if row else None
    if change is None:
        return [exact(None, language.number(None))] * 2
    return [exact(each, language.number(each)) for each in change]
