"""A new line's figures: its modification, trips and loads in, what it takes and carries out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.clock import day_number
from core.geo import distance_m
from planning.assignment import Assigned, Places
from planning.blocking import Run, blocks_of
from planning.notes import UNNAMED_LINE, Note
from planning.operation import fleet_size, layover_s
from planning.parameters import Parameters
from planning.period import SLOT_S, Period
from planning.results import LineFigures, Range, Segment
from planning.scenario.add_trips import AddTrips, Layover
from routing.network import Network

Ints = NDArray[np.int64]
ROAD_DETOUR = 1.3
"""A line's way over the straight lines between its stops, where its length is not said."""
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class LineTrips:
    """A new line in the network: its trips of the day, in the order of the timetable."""

    said: AddTrips
    route: int
    trips: Ints
    all_trips: Ints


def line_trips(network: Network, said: AddTrips, route_id: str, period: Period) -> LineTrips:
    """The trips of a new line, and those that run on the period's day."""
    route = next(
        row for row in range(len(network.routes.type)) if network.routes.id[row] == route_id
    )
    every = np.flatnonzero(network.trips.route == route)
    day = day_number(period.day)
    running = np.array([t for t in every if network.timetable.runs_on(int(t), day)], dtype=np.int64)
    return LineTrips(said, route, running, every)


def line_figures(
    network: Network,
    line: LineTrips,
    assigned: Assigned,
    places: Places,
    period: Period,
    parameters: Parameters,
    boardings: Range,
) -> LineFigures:
    """All figures of one line; those of a year count the days on which it runs."""
    said, hop_km = line.said, hop_lengths_km(network, line)
    layover = said.layover or Layover()
    runs = list(_runs(network, line.trips))
    directions = network.trips.direction[line.trips].astype(np.int64)
    out, back = (_mean_run_s(runs, directions, each) for each in (0, 1))
    headway_s = _shortest_headway_s(runs, directions)
    rest_s = max(layover_s(each, layover.min_s, layover.ratio) for each in (out, back))
    blocks = blocks_of(runs, round(rest_s))
    by_formula = _by_formula(out, back, headway_s, layover) if headway_s else blocks.vehicles
    days = _days_a_year(network, line)
    segments = tuple(_segments(network, line, assigned, places, period))
    fullest = max(segments, key=_share, default=None)
    km_day = sum(hop_km) * len(runs)
    hours_day = sum(run.arrives_s - run.leaves_s for run in runs) / 3600
    stops = _stops(network, line)
    return LineFigures(
        name=said.name or UNNAMED_LINE,
        route_id=network.routes.id[line.route],
        color=network.routes.color[line.route],
        stops=stops,
        length_km=sum(hop_km),
        length_by_country_km=_by_country(stops, hop_km),
        trips_a_day=len(runs),
        run_min=out / 60,
        speed_kmh=sum(hop_km) / (out / 3600) if out else 0.0,
        layover_min=rest_s / 60,
        cycle_min=(out + back + 2 * rest_s) / 60,
        headway_min=headway_s / 60,
        vehicles_by_formula=by_formula,
        vehicles_by_blocks=blocks.vehicles,
        vehicle_km_day=km_day,
        vehicle_h_day=hours_day,
        days_a_year=days,
        vehicle_km_year=km_day * days,
        vehicle_h_year=hours_day * days,
        deadhead_km_year=blocks.vehicles * parameters["deadhead_km"] * days,
        boardings_day=boardings,
        seats=float(places.seats[line.all_trips[0]]),
        places=float(places.places[line.all_trips[0]]),
        fullest=fullest,
        fullest_share=_share(fullest) if fullest else 0.0,
        first_year_full=None,
        first_year_full_says=None,
        segments=segments,
        operator_side=said.operator_side or "",
        notes=(*_notes(stops, said), *_fleet_note(by_formula, blocks.vehicles)),
    )  # fmt: skip


def fullest_share(
    network: Network, line: LineTrips, assigned: Assigned, places: Places, period: Period
) -> float:
    """Riders over places on the fullest segment of the fullest quarter of an hour."""
    return max(map(_share, _segments(network, line, assigned, places, period)), default=0.0)


def _share(segment: Segment) -> float:
    return segment.riders / max(segment.places, 1.0)


def hop_lengths_km(network: Network, line: LineTrips) -> list[float]:
    """Kilometres from stop to stop: as the scenario says, else straight lines with a detour."""
    if line.said.hop_lengths:
        return [each / 1000 for each in line.said.hop_lengths]
    stops = network.timetable.stops_of(int(network.timetable.trip_pattern[line.all_trips[0]]))
    points = [(float(network.stops.lat[stop]), float(network.stops.lon[stop])) for stop in stops]
    return [ROAD_DETOUR * distance_m(*here, *there) / 1000 for here, there in pairwise(points)]


def _runs(network: Network, trips: Ints) -> Iterator[Run]:
    timetable = network.timetable
    for trip in trips.tolist():
        calls = timetable.calls_of(trip)
        stops = timetable.stops_of(int(timetable.trip_pattern[trip]))
        yield Run(
            int(timetable.departure_s[calls.start]), int(timetable.arrival_s[calls.stop - 1]),
            int(stops[0]), int(stops[-1]),
        )  # fmt: skip


def _mean_run_s(runs: list[Run], directions: Ints, direction: int) -> float:
    """Mean seconds from end to end in a direction; of the other where there is but one."""
    times = [
        r.arrives_s - r.leaves_s for r, d in zip(runs, directions, strict=True) if d == direction
    ]
    times = times or [run.arrives_s - run.leaves_s for run in runs]
    return float(np.mean(times)) if times else 0.0


def _shortest_headway_s(runs: list[Run], directions: Ints) -> float:
    """The headway that most peak runs keep: the mode of the shortest quarter of all gaps."""
    gaps: list[int] = []
    for direction in np.unique(directions):
        ours = [run for run, each in zip(runs, directions, strict=True) if each == direction]
        leaves = sorted(run.leaves_s for run in ours)
        gaps += [b - a for a, b in pairwise(leaves) if b > a]
    return float(min(gaps)) if gaps else 0.0


def _days_a_year(network: Network, line: LineTrips) -> int:
    """As the scenario says; else days of the timetable's span, brought to a year."""
    if line.said.calendar is not None and line.said.calendar.days is not None:
        return line.said.calendar.days
    services = np.unique(network.timetable.trip_service[line.all_trips])
    runs = network.timetable.service_runs[services]
    return round(float(runs.max(axis=0).mean()) * YEAR_DAYS)


def _stops(network: Network, line: LineTrips) -> tuple[tuple[str, float, float, str], ...]:
    forth = line.all_trips[network.trips.direction[line.all_trips] == line.said.direction_id]
    rows = network.timetable.stops_of(int(network.timetable.trip_pattern[forth[0]]))
    stops = network.stops
    return tuple(
        (stops.name[row], float(stops.lat[row]), float(stops.lon[row]), stops.country[row])
        for row in rows.tolist()
    )


def _by_country(
    stops: tuple[tuple[str, float, float, str], ...], hop_km: list[float]
) -> dict[str, float]:
    """Kilometres on each side; a hop over the border counts half on either."""
    lengths: dict[str, float] = {}
    for here, there, km in zip(stops, stops[1:], hop_km, strict=False):
        for country in (here[3], there[3]):
            lengths[country] = lengths.get(country, 0.0) + km / 2
    return lengths


def _segments(
    network: Network, line: LineTrips, assigned: Assigned, places: Places, period: Period
) -> Iterator[Segment]:
    """Riders of every hop of the line by quarter of an hour, within the period."""
    timetable = network.timetable
    load = np.zeros(len(timetable.arrival_s))
    load[assigned.call] = assigned.load
    begin, end = period.leaving
    for direction in (0, 1):
        trips = line.trips[network.trips.direction[line.trips] == direction]
        if not len(trips):
            continue
        stops = timetable.stops_of(int(timetable.trip_pattern[trips[0]]))
        calls = np.array([timetable.calls_of(int(trip)).start for trip in trips])
        for hop in range(len(stops) - 1):
            quarter = timetable.departure_s[calls + hop] // SLOT_S * SLOT_S
            for from_s in range(begin, end, SLOT_S):
                rows = np.flatnonzero(quarter == from_s)
                if len(rows):
                    yield Segment(
                        network.stops.name[int(stops[hop])],
                        network.stops.name[int(stops[hop + 1])],
                        direction,
                        from_s,
                        float(load[calls[rows] + hop].sum()),
                        float(places.seats[trips[rows]].sum()),
                        float(places.places[trips[rows]].sum()),
                    )


def _notes(stops: tuple[tuple[str, float, float, str], ...], said: AddTrips) -> Iterator[Note]:
    countries = {stop[3] for stop in stops}
    if len(countries) > 1 and said.operator_side == "FR":
        yield Note("note.operatorFrance")
    if len(countries) > 1 and not said.operator_side:
        yield Note("note.operatorUnknown")
    if said.vehicle is None:
        yield Note("note.noVehicle")


def _by_formula(out_s: float, back_s: float, headway_s: float, layover: Layover) -> int:
    return fleet_size(out_s, back_s, headway_s, least_layover_s=layover.min_s, ratio=layover.ratio)


def _fleet_note(by_formula: int, by_blocks: int) -> Iterator[Note]:
    counted = {"blocks": by_blocks, "formula": by_formula}
    if by_blocks > by_formula:
        yield Note("note.moreVehicles", counted)
    if by_blocks < by_formula:
        yield Note("note.fewerVehicles", counted)


def line_places(base: Places, lines: list[LineTrips]) -> Places:
    """The places of all trips, with those of new lines as the scenario gives them."""
    seats, places = base.seats.copy(), base.places.copy()
    for line in lines:
        vehicle = line.said.vehicle
        if vehicle is not None:
            seats[line.all_trips] = vehicle.seats
            places[line.all_trips] = vehicle.seats + vehicle.standing
    return Places(seats, places)


def calls_of_lines(
    network: Network, lines: list[LineTrips]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which calls are those of new lines, and after which they have a lane of their own."""
    new = np.zeros(len(network.timetable.arrival_s), dtype=np.bool_)
    own = np.zeros_like(new)
    for line in lines:
        ways = line.said.right_of_way
        lanes = np.array([way == "own-lane" for way in ways], dtype=np.bool_) if ways else None
        for trip in line.all_trips.tolist():
            calls = network.timetable.calls_of(trip)
            new[calls] = True
            if lanes is not None:
                forth = int(network.trips.direction[trip]) == line.said.direction_id
                own[calls.start : calls.stop - 1] = lanes if forth else lanes[::-1]
    return new, own
