"""Who gains, who loses and what they reach, in a report: a simulation in, sections out."""

from __future__ import annotations

import math
from collections.abc import Iterable

from planning.outputs.drawing import Bar, Row, bars, drawable, legend
from planning.outputs.languages import Language
from planning.outputs.markup import Cell, Html, Table, exact, figure, section, table, tag
from planning.outputs.summary import verdict
from planning.outputs.values import clean
from planning.results import AccessRow, Change, Simulation, Winner

_MOST_BARS = 12
_CUTOFFS = (30, 45, 60)
_DRAWN = 45


def winners_section(simulation: Simulation, language: Language) -> Html:
    """How commuters fare, by country and by commune."""
    people = simulation.people
    return section(
        "winners",
        language.say("winners.title"),
        _shares(simulation, language),
        _countries(people.by_country, language) if people.by_country else "",
        _communes(people.by_commune, language) if people.by_commune else "",
    )


def _shares(simulation: Simulation, language: Language) -> Html:
    """What commuters make of it, in one table."""
    people = simulation.people
    changes = (
        (language.say("people.share"), people.transit_share, True),
        (language.say("people.riders"), people.riders_day, False),
        (language.say("people.left"), people.left_behind, False),
    )
    heads = [
        language.say("head.measure"), language.say("head.before"), language.say("head.after"),
        language.say("head.change"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for name, change, is_share in changes:
        if is_share:
            shown = [exact(each, language.percent(each, 1)) for each in change]
            points = Change(change.before * 100, change.after * 100)
            by = language.say("figure.points", n=language.signed(points, 1))
        else:
            shown = [exact(each, language.number(each)) for each in change]
            by = language.signed(change)
        rows.append([name, *shown, by])
    return table(Table(heads, rows), language.say("people.caption"))


def _countries(countries: Iterable[Winner], language: Language) -> Html:
    countries = list(countries)

    def row(each: Winner) -> Row:
        counts = ((each.gaining, "gain"), (each.losing, "loss"))
        return Row(
            language.name("countries", each.country),
            tuple(Bar(n, language.number(n), kind) for n, kind in counts),
        )

    told = _table(countries, language, with_country=False)
    title = language.say("winners.countries")
    if not any(drawable(n) >= 0.5 for each in countries for n in (each.gaining, each.losing)):
        return _folded(language.say("winners.nobody"), told, title, language)
    return figure(
        "winners-countries", title,
        language.say("winners.countriesSays"),
        lambda width: bars([row(each) for each in countries], width),
        told, language.say("twin.open"),
        language.say("twin.inFile", file="winners.csv"),
        legend([("gain", language.say("winners.gaining")),
                ("loss", language.say("winners.losing"))]),
    )  # fmt: skip


def _communes(communes: tuple[Winner, ...], language: Language) -> Html:
    drawn = _foremost(communes)

    def row(each: Winner) -> Row:
        kind = "gain" if each.mean_min >= 0 else "loss"
        return Row(clean(each.name), (Bar(each.mean_min, language.minutes(each.mean_min), kind),))

    says = language.say("winners.communesSays")
    if not drawn:
        says = language.say("winners.noCommune")
    elif len(drawn) < sum(verdict(each) in ("winner", "loser") for each in communes):
        says = f"{says} {language.count('winners.drawn', len(drawn))}"
    ordered = sorted(communes, key=_by_gain)
    if not drawn:
        title = language.say("winners.communes")
        return _folded(says, _table(ordered, language), title, language)
    return figure(
        "winners-communes", language.say("winners.communes"), says,
        lambda width: bars([row(each) for each in drawn], width),
        _table(ordered, language), language.say("twin.open"),
        language.say("twin.inFile", file="winners.csv"),
    )  # fmt: skip


def _folded(says: str, content: Table, title: str, language: Language) -> Html:
    """A sentence where there is nothing to draw, and the table behind it."""
    summary = tag("summary", language.say("twin.open"))
    return tag("div", tag("p", says), tag("details", summary, table(content, title), class_="twin"))


def _foremost(communes: tuple[Winner, ...]) -> list[Winner]:
    """Communes to draw: those that gain or lose most on average, if more than a minute."""
    known = [each for each in communes if math.isfinite(each.mean_min)]
    ordered = sorted(known, key=_by_gain)
    gain = [each for each in ordered if verdict(each) == "winner"]
    lose = [each for each in ordered if verdict(each) == "loser"]
    return [*gain[:_MOST_BARS], *lose[-_MOST_BARS:]]


def _by_gain(each: Winner) -> tuple[float, str]:
    return (-each.mean_min if math.isfinite(each.mean_min) else math.inf, each.name)


def _table(winners: list[Winner], language: Language, *, with_country: bool = True) -> Table:
    heads = [
        language.say("head.commune" if with_country else "head.country"),
        *([language.say("head.country")] if with_country else []),
        language.say("head.commuters"), language.say("head.meanGain"),
        language.say("head.tenth"), language.say("winners.gaining"),
        language.say("winners.losing"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for each in winners:
        country = language.name("countries", each.country)
        rows.append([
            *([each.name, country] if with_country else [country]),
            exact(each.commuters, language.number(each.commuters)),
            exact(each.mean_min, language.minutes(each.mean_min)),
            exact(each.tenth_min, language.minutes(each.tenth_min)),
            exact(each.gaining, language.number(each.gaining)),
            exact(each.losing, language.number(each.losing)),
        ])  # fmt: skip
    return Table(heads, rows, frozenset({0, 1}) if with_country else frozenset({0}))


def access_section(simulation: Simulation, language: Language) -> Html:
    """What can be reached before and after."""
    access, names = simulation.access, simulation.zones.name
    rows = [row for row in access.rows if _change_of(row)]
    rows.sort(key=lambda row: -abs(_change_of(row)))
    drawn = rows[:_MOST_BARS]
    title = language.say("access.title")
    spread = tag(
        "p",
        language.say(
            "access.spread",
            gini_before=language.number(access.gini.before, 3),
            gini_after=language.number(access.gini.after, 3),
            palma_before=language.number(access.palma.before, 2),
            palma_after=language.number(access.palma.after, 2),
        ),
    )
    says = language.say("access.says", n=_DRAWN)
    ordered = [*rows, *(row for row in access.rows if not _change_of(row))]
    whole = _access_table(ordered, simulation, language)
    if not drawn:
        says = language.say("access.same", n=_DRAWN)
        return section("access", title, _folded(says, whole, title, language))
    return section(
        "access", title,
        figure(
            "access-jobs", language.say("access.figure", n=_DRAWN), says,
            lambda width: bars([_access_row(r, names, language) for r in drawn], width),
            whole, language.say("twin.open"),
            language.say("twin.inFile", file="indicators.csv"),
            legend([("was", language.say("head.before")), ("now", language.say("head.after"))]),
        ),
        spread,
    )  # fmt: skip


def _change_of(row: AccessRow) -> float:
    """How many jobs more; nothing where it is not known."""
    change = row.jobs.get(_DRAWN)
    return change.gain if change and math.isfinite(change.gain) else 0.0


def _access_row(row: AccessRow, names: tuple[str, ...], language: Language) -> Row:
    change = row.jobs[_DRAWN]
    return Row(
        clean(names[row.zone]),
        tuple(
            Bar(n, language.number(n), kind) for n, kind in zip(change, ("was", "now"), strict=True)
        ),
    )


def _access_table(rows: list[AccessRow], simulation: Simulation, language: Language) -> Table:
    wanted = language.number(simulation.access.wanted_jobs)
    heads = [language.say("head.zone")]
    for cutoff in _CUTOFFS:
        heads += [
            language.say("head.jobsBefore", n=cutoff), language.say("head.jobsAfter", n=cutoff)
        ]  # fmt: skip
    heads += [
        language.say("head.toJobsBefore", n=wanted), language.say("head.toJobsAfter", n=wanted)
    ]  # fmt: skip
    told: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = [simulation.zones.name[row.zone]]
        for cutoff in _CUTOFFS:
            change = row.jobs.get(cutoff, Change(math.nan, math.nan))
            cells += [exact(each, language.number(each)) for each in change]
        cells += [exact(each, language.reach(each)) for each in row.minutes_to_jobs]
        told.append(cells)
    return Table(heads, told)
