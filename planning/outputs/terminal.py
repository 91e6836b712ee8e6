"""A simulation told in a terminal: a simulation in, lines of text in the reader's language out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from planning.outputs.languages import Language
from planning.outputs.report_sensitivity import figures_told
from planning.results import LineFigures, Simulation

_LOSES, _CHANGES_MIN = 1, 0.05
"""Commuters from whom on a commune, and minutes from which on a queue, is told."""

_AREAS_MIN = 45
"""Of isochrones, those of so many minutes are told."""


def terminal_lines(simulation: Simulation, language: Language, today: str) -> list[str]:
    """The figures that whoever tries out scenarios wants to see at once."""
    opening = language.say(
        "terminal.opening", name=simulation.scenario_name, id=simulation.scenario_id,
        day=simulation.day, window=simulation.window,
    )  # fmt: skip
    told = [
        *(each for line in simulation.lines for each in _line(line, language)),
        *_car_parks(simulation, language),
        *_counted(simulation, language),
        *_people(simulation, language),
        *_areas(simulation, language),
        *_roads(simulation, language),
        *_years(simulation, language),
        *_moves(simulation, language),
        *(language.note(note) for note in simulation.notes),
        _computed(simulation, language, today),
    ]
    return [opening, *(f"  {each}" for each in told)]


def written_lines(
    folder: Path, names: Sequence[str], missing: Mapping[str, object], language: Language
) -> list[str]:
    """Which files were written, and which were not, with the reason."""
    told = [language.say("terminal.written", folder=folder, files=", ".join(names))]
    told += [language.say("terminal.noFile", file=name, why=why) for name, why in missing.items()]
    return [f"  {each}" for each in told]


def _line(line: LineFigures, language: Language) -> Iterator[str]:
    number, riders = language.number, line.boardings_day
    yield language.say(
        "terminal.line", line=language.line(line.name), km=number(line.length_km, 1),
        trips=number(line.trips_a_day), vehicles=number(line.vehicles_by_blocks),
        formula=number(line.vehicles_by_formula),
    )  # fmt: skip
    boardings = language.say(
        "terminal.boardings", riders=number(riders.central), low=number(riders.low),
        high=number(riders.high), share=language.percent(line.fullest_share),
    )  # fmt: skip
    yield f"  {boardings}"
    yield f"  {language.say('terminal.vehicleKm', km=number(line.vehicle_km_year))}"


def _car_parks(simulation: Simulation, language: Language) -> Iterator[str]:
    for park in simulation.car_parks:
        yield language.say(
            "terminal.carPark", name=park.name, cars=language.number(park.cars_day),
            spaces=language.number(park.spaces), people=language.number(park.users_day),
        )  # fmt: skip


def _counted(simulation: Simulation, language: Language) -> Iterator[str]:
    for name, *figures in simulation.counted:
        counted, before, after = map(language.number, figures)
        yield language.say(
            "terminal.counted", name=name, counted=counted, before=before, after=after
        )


def _people(simulation: Simulation, language: Language) -> Iterator[str]:
    people = simulation.people
    before, after = map(language.number, people.riders_day)
    hours = language.number(people.hours_saved_day)
    yield language.say("terminal.riders", before=before, after=after, hours=hours)
    losers = [
        f"{each.name} ({language.number(each.losing)})"
        for each in people.by_commune
        if each.losing >= _LOSES
    ]
    if losers:
        yield language.say("terminal.losers", communes=", ".join(losers))
    else:
        yield language.say("terminal.nobodyLoses")


def _areas(simulation: Simulation, language: Language) -> Iterator[str]:
    for each in simulation.isochrones:
        if each.minutes == _AREAS_MIN:
            km2 = {part.part: part.km2 for part in each.parts}
            before, after = (km2["both"] + km2[only] for only in ("only_before", "only_after"))
            yield language.say(
                "terminal.areas", place=each.place, n=each.minutes,
                before=language.number(before, 1), after=language.number(after, 1),
            )  # fmt: skip


def _roads(simulation: Simulation, language: Language) -> Iterator[str]:
    for queue in simulation.roads:
        if abs(queue.worst_wait_min.gain) > _CHANGES_MIN:
            before, after = map(language.minutes, queue.worst_wait_min)
            yield language.say("terminal.queue", name=queue.name, before=before, after=after)


def _years(simulation: Simulation, language: Language) -> Iterator[str]:
    for each in simulation.horizons:
        yield language.say(
            "terminal.year", year=each.year, riders=language.number(each.riders_day),
            share=language.percent(each.fullest_share),
        )  # fmt: skip


def _moves(simulation: Simulation, language: Language) -> Iterator[str]:
    """Which parameter moves each figure most."""
    for told in figures_told(simulation, language):
        most, shown = told.swings[0], told.shown
        low, high = sorted((most.at_low, most.at_high))
        yield language.say(
            "terminal.moves", figure=told.name, central=shown(most.central), low=shown(low),
            high=shown(high), parameter=language.name("parameters", most.parameter),
        )  # fmt: skip


def _computed(simulation: Simulation, language: Language, today: str) -> str:
    steps = ", ".join(
        f"{language.name('steps', name)} {language.say('figure.seconds', n=language.number(s, 1))}"
        for name, s in simulation.seconds.items()
    )
    return language.say("terminal.computed", steps=steps, day=today)
