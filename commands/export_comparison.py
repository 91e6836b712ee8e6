"""Whether a published zip answers as the feeds it was made from: both in, a count of trips out.

The zip is read back through the strict door as if it were anybody's feed. Trips are drawn by a
fixed seed between stops that are called at, on days of the timetable, from a stop to a stop and
from a point to a point; the options are compared by departure, arrival, changes and rides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.clock import from_day_number, iso_utc, service_day_start_s
from core.progress import Progress, silent
from feeds.load import load_feed
from feeds.merge import merge
from feeds.tables import MergedFeed, Source
from feeds.territory import Territory
from routing.build import build_network
from routing.itineraries import PlanResult
from routing.network import Network
from routing.plan import plan
from routing.requests import Endpoint, JourneyRequest

SEED = 1
SHOWN = 5
"""Differing trips that are named."""
_TAG = "merged"
_FIRST_H, _LAST_H = 5, 22
_WINDOW_S = 7200
_NEAR_M = 40_000.0
_BUSIEST_DAYS = 60
_METRES_PER_DEGREE = 111_195.0

Answer = list[tuple[int, int, int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many trips were asked, answered alike, and had any option at all."""

    asked: int
    alike: int
    with_options: int
    differing: tuple[str, ...]


def compare(
    merged: MergedFeed,
    path: Path,
    territory: Territory,
    count: int,
    progress: Progress = silent,
) -> Comparison:
    """Asks the same seeded trips of the feeds and of the zip."""
    progress("reading the zip back")
    back = merge([load_feed(path, Source(_TAG, ""), progress=progress)], territory)
    progress("building both networks")
    networks = build_network(merged, territory), build_network(back, territory)
    known = frozenset(networks[1].stops.id)
    alike = with_options = 0
    differing = []
    for number, (origin, destination, asked) in enumerate(_questions(networks[0], count)):
        progress("asking both networks", number / count)
        answers = []
        for network, prefix in zip(networks, ("", f"{_TAG}_"), strict=True):
            request = JourneyRequest(
                _renamed(origin, prefix, known),
                _renamed(destination, prefix, known),
                asked,
                window_s=_WINDOW_S,
                direct_modes=("WALK",),
            )
            answers.append(_answer(plan(network, request), prefix))
        alike += answers[0] == answers[1]
        with_options += bool(answers[0])
        if answers[0] != answers[1]:
            differing.append(f"{_shown(origin)} to {_shown(destination)} at {iso_utc(asked)}")
    return Comparison(count, alike, with_options, tuple(differing[:SHOWN]))


def _questions(network: Network, count: int) -> Iterator[tuple[Endpoint, Endpoint, int]]:
    """Ends are drawn by how often something calls there, so that most questions have answers."""
    rng = np.random.default_rng(SEED)
    stops, table = network.stops, network.timetable
    calls = _calls_of_stops(network)
    runs = table.service_runs[table.trip_service].sum(axis=0, dtype=np.int64)
    days = np.argsort(-runs, kind="stable")[:_BUSIEST_DAYS] + table.first_day
    for number in range(count):
        a = int(rng.choice(len(calls), p=calls / calls.sum()))
        away_m = np.hypot(
            (stops.lat - stops.lat[a]) * _METRES_PER_DEGREE,
            (stops.lon - stops.lon[a]) * _METRES_PER_DEGREE * np.cos(np.radians(stops.lat[a])),
        )
        near = np.where(away_m <= _NEAR_M, calls, 0)
        b = int(rng.choice(len(near), p=near / near.sum()))
        day = from_day_number(int(rng.choice(days)))
        second = int(rng.integers(_FIRST_H * 3600, _LAST_H * 3600))
        named = number % 2 == 0
        ends = [
            Endpoint(
                float(stops.lat[s]),
                float(stops.lon[s]),
                stop_id=network.stops.id[s] if named else None,
            )
            for s in (a, b)
        ]
        yield ends[0], ends[1], service_day_start_s(day, network.zone) + second


def _calls_of_stops(network: Network) -> NDArray[np.float64]:
    """How many trips call at every stop."""
    table = network.timetable
    trips = np.bincount(table.trip_pattern, minlength=table.n_patterns)
    of_call = np.repeat(trips, np.diff(table.pattern_start))
    calls = np.bincount(table.pattern_stop, weights=of_call, minlength=len(network.stops.id))
    return calls.astype(np.float64)


def _renamed(end: Endpoint, prefix: str, known: frozenset[str]) -> Endpoint:
    if end.stop_id is None or not prefix:
        return end
    called_at = f"{prefix}{end.stop_id}"
    if called_at not in known:
        called_at += "~halt"
    return Endpoint(end.lat, end.lon, stop_id=called_at)


def _answer(found: PlanResult, prefix: str) -> Answer:
    return [
        (
            option.start_s,
            option.end_s,
            option.transfers,
            tuple(
                leg.transit.trip_id.removeprefix(prefix)
                for leg in option.legs
                if leg.transit is not None
            ),
        )
        for option in (*found.itineraries, *found.direct)
    ]


def _shown(end: Endpoint) -> str:
    return end.stop_id or f"{end.lat:.5f},{end.lon:.5f}"
