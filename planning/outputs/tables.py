"""A simulation as tables for spreadsheets: a simulation in, four CSV files as bytes out."""

from __future__ import annotations

from collections.abc import Iterator

from planning.outputs.csv_cells import Cell, csv_bytes
from planning.outputs.indicators import Indicator, indicators_of
from planning.outputs.values import clock, share_of
from planning.results import Simulation, Winner


def indicators_csv(simulation: Simulation) -> bytes:
    """Every single figure, one a row."""
    return csv_bytes(Indicator._fields, indicators_of(simulation))


def loads_csv(simulation: Simulation) -> bytes:
    """Riders of every segment of the new lines by quarter of an hour, beside seats and places."""
    heads = ["line", "direction", "from", "to", "from_time", "riders", "seats", "places", "share"]
    return csv_bytes(heads, _loads(simulation))


def matrix_csv(simulation: Simulation) -> bytes:
    """Every relation by the ids of its zones; change is after less before, minutes."""
    heads = ["from_zone", "to_zone", "commuters", "minutes_before", "minutes_after", "change"]
    return csv_bytes(heads, _relations(simulation))


def winners_csv(simulation: Simulation) -> bytes:
    """How the commuters of every commune and of every country fare."""
    heads = ["level", "name", "country", "commuters", "mean_min", "tenth_min", "gaining", "losing"]
    people = simulation.people
    rows = [_winner("commune", each) for each in people.by_commune]
    rows += [_winner("country", each) for each in people.by_country]
    return csv_bytes(heads, rows)


def _winner(level: str, each: Winner) -> list[Cell]:
    return [
        level, each.name, each.country, each.commuters, each.mean_min, each.tenth_min,
        each.gaining, each.losing,
    ]  # fmt: skip


def _loads(simulation: Simulation) -> Iterator[list[Cell]]:
    for line in simulation.lines:
        for each in line.segments:
            yield [
                line.name, each.direction, each.from_stop, each.to_stop, clock(each.from_s),
                each.riders, each.seats, each.places, share_of(each.riders, each.places),
            ]  # fmt: skip


def _relations(simulation: Simulation) -> Iterator[list[Cell]]:
    ids = simulation.zones.id
    tables = (simulation.commuters, simulation.minutes_before, simulation.minutes_after)
    commuters, before, after = (table.tolist() for table in tables)
    for row, home in enumerate(ids):
        for column, work in enumerate(ids):
            was, is_now = before[row][column], after[row][column]
            yield [home, work, commuters[row][column], was, is_now, is_now - was]
