"""A new line in a report: its figures in, what it is and how full it gets out."""

from __future__ import annotations

from planning.outputs.drawing import legend
from planning.outputs.languages import Language
from planning.outputs.line_drawing import along_the_line, through_the_day
from planning.outputs.markup import Html, Table, exact, figure, joined, section, tag
from planning.outputs.summary import day_of_fullest, fullest_quarter
from planning.outputs.values import clock_span, share_of
from planning.results import LineFigures, Segment, Simulation

Fact = tuple[str, float | None, str]


def line_sections(simulation: Simulation, language: Language) -> Html:
    """Every new line; nothing where there is none."""
    return joined(
        _line(f"line-{at}", each, language) for at, each in enumerate(simulation.lines, start=1)
    )


def _line(name: str, line: LineFigures, language: Language) -> Html:
    facts = [
        tag("div", tag("dt", title), tag("dd", exact(value, shown)))
        for title, value, shown in (*_what(line, language), *_takes(line, language))
    ]
    told = [_operator(line, language), _full(line, language)]
    return section(
        name,
        language.say("line.title", line=line.name),
        tag("dl", *facts, class_="facts"),
        *(tag("p", each) for each in told if each),
        *_loads(name, line, language),
        tag("ul", *(tag("li", language.note(note)) for note in line.notes)) if line.notes else "",
    )


def _what(line: LineFigures, language: Language) -> list[Fact]:
    number, minutes, say = language.number, language.minutes, language.say
    by_country = [
        (
            say("line.lengthIn", country=language.name("countries", country)),
            km,
            language.km(km),
        )
        for country, km in line.length_by_country_km.items()
    ]
    return [
        (say("line.length"), line.length_km, language.km(line.length_km)),
        *(by_country if len(by_country) > 1 else []),
        (say("line.stops"), len(line.stops), number(len(line.stops))),
        (say("line.run"), line.run_min, minutes(line.run_min, 0)),
        (say("line.speed"), line.speed_kmh, language.kmh(line.speed_kmh)),
        (say("line.headway"), line.headway_min, minutes(line.headway_min, 0)),
        (say("line.trips"), line.trips_a_day, number(line.trips_a_day)),
        (say("line.seats"), line.seats, number(line.seats)),
        (say("line.places"), line.places, number(line.places)),
    ]


def _takes(line: LineFigures, language: Language) -> list[Fact]:
    number, minutes, say = language.number, language.minutes, language.say
    return [
        (say("line.layover"), line.layover_min, minutes(line.layover_min, 0)),
        (say("line.cycle"), line.cycle_min, minutes(line.cycle_min, 0)),
        (say("line.vehicles"), line.vehicles_by_blocks, number(line.vehicles_by_blocks)),
        (say("line.byFormula"), line.vehicles_by_formula, number(line.vehicles_by_formula)),
        (say("line.days"), line.days_a_year, number(line.days_a_year)),
        (say("line.kmDay"), line.vehicle_km_day, number(line.vehicle_km_day)),
        (say("line.hoursDay"), line.vehicle_h_day, number(line.vehicle_h_day, 1)),
        (say("line.kmYear"), line.vehicle_km_year, number(line.vehicle_km_year)),
        (say("line.hoursYear"), line.vehicle_h_year, number(line.vehicle_h_year)),
        (say("line.deadhead"), line.deadhead_km_year, number(line.deadhead_km_year)),
    ]


def _operator(line: LineFigures, language: Language) -> str:
    if not line.operator_side:
        return ""
    side = language.name("countries", line.operator_side)
    return language.say("line.operator", side=side)


def _full(line: LineFigures, language: Language) -> str:
    says = language.note(line.first_year_full_says) if line.first_year_full_says else ""
    if line.first_year_full is None:
        return says
    told = language.say("line.fullIn", year=line.first_year_full)
    return f"{told} {says}" if says else told


def _loads(name: str, line: LineFigures, language: Language) -> list[Html]:
    at, quarter, day = line.fullest, fullest_quarter(line), day_of_fullest(line)
    if at is None or not quarter:
        return [tag("p", language.say("load.nothing"))]
    share = language.percent(line.fullest_share)
    span = clock_span(at.from_s)
    along = figure(
        f"{name}-along", language.say("load.along"),
        language.say("load.alongSays", span=span, start=at.from_stop, end=at.to_stop, share=share),
        lambda width: along_the_line(line, quarter, language, width),
        _table(quarter, language, by_time=False),
        language.say("twin.open"), language.say("twin.inFile", file="loads.csv"), _key(language),
    )  # fmt: skip
    through = figure(
        f"{name}-day", language.say("load.day"),
        language.say("load.daySays", start=at.from_stop, end=at.to_stop),
        lambda width: through_the_day(day, language, width),
        _table(day, language, by_time=True),
        language.say("twin.open"), language.say("twin.inFile", file="loads.csv"),
    )  # fmt: skip
    return [along, through] if len(day) > 1 else [along]


def _key(language: Language) -> Html:
    return legend([
        ("riders", language.say("load.riders")),
        ("over", language.say("load.over")),
        ("room", language.say("load.room")),
    ])  # fmt: skip


def _table(segments: list[Segment], language: Language, *, by_time: bool) -> Table:
    first = language.say("head.time" if by_time else "head.segment")
    heads = [
        first, language.say("head.riders"), language.say("load.seats"),
        language.say("load.places"), language.say("head.share"),
    ]  # fmt: skip
    rows = []
    for each in segments:
        share = share_of(each.riders, each.places)
        named = clock_span(each.from_s) if by_time else f"{each.from_stop} → {each.to_stop}"
        rows.append([
            named,
            *(exact(n, language.number(n)) for n in (each.riders, each.seats, each.places)),
            language.percent(share),
        ])  # fmt: skip
    return Table(heads, rows)
