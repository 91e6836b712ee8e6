"""Who rides what: journeys, trips by relation and wished arrivals in, loads of every run out.

Schedule-based assignment: of the journeys of a relation each rider takes one, with chances by a
logit over perceived minutes (time in the vehicle by how crowded it is, waiting, walking, transfers,
too early, too late). Loads change the crowding, crowding the choice; successive averages until it
settles. All riders ride: where a run is fuller than its places, those beyond are counted as left
behind, and the next rounds find it crowded.

Source: method of successive averages, Sheffi, Urban Transportation Networks (1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from planning.journeys import Ints, Journeys
from planning.parameters import Parameters
from planning.period import SLOT_S, Period
from planning.zones import Floats
from routing.network import Network

ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Places:
    """Seats and places of every trip. Shapes: (trips,) each."""

    seats: Floats
    places: Floats


@dataclass(frozen=True, slots=True)
class Assigned:
    """Riders by journey, and what follows from them.

    Shapes: flow, ride_min (minutes in vehicles with their delays), felt_min (the same with their
    crowding) (journeys,); call (hops,) the
    timetable's calls that some journey leaves, load and crowding (hops,), boarding and alighting
    (hops,) at the call and at the one after it.
    """

    flow: Floats
    call: Ints
    trip: Ints
    load: Floats
    crowding: Floats
    boarding: Floats
    alighting: Floats
    ride_min: Floats
    felt_min: Floats
    left_behind: float
    change: float
    """The largest change of a load in the last round, riders."""


def assign(
    network: Network,
    journeys: Journeys,
    riders: Floats,
    period: Period,
    shares: Floats,
    places: Places,
    parameters: Parameters,
    delay_min: Floats | None = None,
) -> Assigned:
    """The loads of these riders.

    Shapes: riders (relations,), those who ride at all in the period; shares (slots,), when they
    wish to arrive, adding up to 1; delay_min (calls,), what runs lose on the way to the next call
    beyond their timetable. A relation without journeys carries nobody.
    """
    hops, call, trip = _hops(journeys)
    first, last = _ends(journeys, call)
    spent = _minutes_ridden(network, journeys, hops, call, last, delay_min)
    fixed = _fixed_minutes(journeys, parameters)
    late = _lateness_minutes(journeys, period, parameters)
    seats, room = places.seats[trip], places.places[trip]
    flow = np.zeros(len(journeys.depart_s))
    load, crowding, change = np.zeros(len(call)), np.ones(len(call)), 0.0
    for turn in range(1, ROUNDS + 1):
        chosen = _choice(
            journeys, (fixed + spent @ crowding)[:, None] + late, riders, shares, parameters
        )
        flow = flow + (chosen - flow) / turn
        before, load = load, np.asarray(hops.T @ flow)
        change = float(np.abs(load - before).max(initial=0.0))
        crowding = crowding_factor(load, seats, room, parameters["crowding_most"])
    by_ride = np.repeat(flow, np.diff(journeys.ride_start))
    boarding = _summed(first, by_ride, len(call))
    alighting = _summed(last, by_ride, len(call))
    return Assigned(
        flow=flow, call=call, trip=trip, load=load, crowding=crowding, boarding=boarding,
        alighting=alighting, ride_min=np.asarray(spent.sum(axis=1)).ravel(),
        felt_min=np.asarray(spent @ crowding),
        left_behind=left_behind(call, trip, load, boarding, room), change=change,
    )  # fmt: skip


def left_behind(call: Ints, trip: Ints, load: Floats, boarding: Floats, room: Floats) -> float:
    """Riders for whom there was no place, each counted once, where they wished to board.

    Who is left behind is not there further on, so those who alight are as many of the riders
    aboard as of all who wished to be. Shapes: (hops,) each, in the order of the timetable.
    """
    left = aboard = 0.0
    full = np.isin(trip, trip[load > room])
    before, wished = -2, 0.0
    for row in np.flatnonzero(full).tolist():
        follows = before == row - 1 and trip[row] == trip[before] and call[row] == call[before] + 1
        staying = load[row] - boarding[row]
        aboard = staying * min(aboard / wished, 1.0) if follows and wished > 0 else 0.0
        left += max(aboard + boarding[row] - room[row], 0.0)
        aboard = min(aboard + boarding[row], room[row])
        before, wished = row, load[row]
    return float(left)


def crowding_factor(load: Floats, seats: Floats, places: Floats, most: float) -> Floats:
    """What a minute in the vehicle feels like: 1 while there are seats, `most` when it is full.

    Source: Kroes, Kouwenhoven, Debrincat and Pauget (2014), straight in between.
    """
    standing = np.maximum(places - seats, 1.0)
    return np.asarray(1 + (most - 1) * np.clip((load - seats) / standing, 0.0, 1.0))


def mean_by_relation(journeys: Journeys, flow: Floats, values: Floats) -> Floats:
    """The riders' mean of something of journeys; where nobody rides, of the quickest journey.

    nan for a relation without journeys. Shapes: (journeys,) to (relations,).
    """
    relation, n = journeys.relation, len(journeys.start) - 1
    quickest = _quickest(journeys)
    weight = np.where(_summed(relation, flow, n)[relation] > 0, flow, quickest)
    total, summed = _summed(relation, weight, n), _summed(relation, weight * values, n)
    return np.where(total > 0, summed / np.maximum(total, 1e-300), np.nan)


def _summed(at: Ints, values: Floats, n: int) -> Floats:
    return np.bincount(at, weights=values, minlength=n).astype(np.float64)


def _quickest(journeys: Journeys) -> Floats:
    """1 for the journey of each relation that takes least, else 0."""
    length = journeys.arrive_s - journeys.depart_s
    order = np.lexsort((np.arange(len(length)), length, journeys.relation))
    first = np.zeros(len(length))
    starts = journeys.start[:-1][np.diff(journeys.start) > 0]
    first[order[starts]] = 1.0
    return first


def _hops(journeys: Journeys) -> tuple[csr_matrix, Ints, Ints]:
    """Which hops each journey rides: a matrix, the call each hop leaves, and its trip."""
    lengths = journeys.last_call - journeys.first_call
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    ridden = np.repeat(journeys.first_call, lengths) + within
    is_ridden = np.zeros(int(ridden.max(initial=-1)) + 1, dtype=bool)
    is_ridden[ridden] = True
    call = np.flatnonzero(is_ridden)
    column = (np.cumsum(is_ridden) - 1)[ridden]
    journey = np.repeat(np.arange(len(journeys.depart_s)), np.diff(journeys.ride_start))
    row = np.repeat(journey, lengths)
    shape = (len(journeys.depart_s), len(call))
    matrix = csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    trip = np.zeros(len(call), dtype=np.int64)
    trip[column] = np.repeat(journeys.trip, lengths)
    return matrix, call, trip


def _minutes_ridden(
    network: Network,
    journeys: Journeys,
    hops: csr_matrix,
    call: Ints,
    last: Ints,
    delay_min: Floats | None,
) -> csr_matrix:
    """Minutes of each journey on each hop, stays at the stops that it rides through with them.

    A hop lasts from leaving its call to leaving the next; who alights there leaves at its arrival.
    """
    leave, arrive = network.timetable.departure_s, network.timetable.arrival_s
    minutes = (leave[call + 1] - leave[call]) / 60.0
    if delay_min is not None:
        minutes = minutes + delay_min[call]
    stay = (leave[journeys.last_call] - arrive[journeys.last_call]) / 60.0
    journey = np.repeat(np.arange(len(journeys.depart_s)), np.diff(journeys.ride_start))
    after = csr_matrix((stay, (journey, last)), shape=hops.shape)
    return csr_matrix(hops.multiply(minutes[None, :])) - after


def _fixed_minutes(journeys: Journeys, parameters: Parameters) -> Floats:
    """Perceived minutes beside those in vehicles. Shapes: (journeys,)."""
    return np.asarray(
        parameters["walk_weight"] * journeys.access_s / 60
        + parameters["wait_weight"] * journeys.change_s / 60
        + parameters["transfer_penalty"] * journeys.transfers
    )


def _lateness_minutes(journeys: Journeys, period: Period, parameters: Parameters) -> Floats:
    """What it costs to come too early or too late. Shapes: (journeys, slots)."""
    wished = period.moment_s(0) + period.slots_s + SLOT_S
    early = (wished[None, :] - journeys.arrive_s[:, None]) / 60
    costs = np.where(early >= 0, parameters["early_weight"], -parameters["late_weight"])
    return np.asarray(costs * early)


def _choice(
    journeys: Journeys, cost: Floats, riders: Floats, shares: Floats, parameters: Parameters
) -> Floats:
    """Riders by journey. Shapes: cost (journeys, slots) to (journeys,)."""
    there = np.diff(journeys.start) > 0
    starts = journeys.start[:-1][there]
    if not len(starts):
        return np.zeros(len(cost))
    relation = journeys.relation
    least = np.minimum.reduceat(cost, starts, axis=0)
    at = np.cumsum(there)[relation] - 1
    worth = np.exp(-(cost - least[at]) / parameters["choice_spread"])
    total = np.add.reduceat(worth, starts, axis=0)
    return np.asarray((worth / total[at]) @ shares * riders[relation])


def _ends(journeys: Journeys, call: Ints) -> tuple[Ints, Ints]:
    """The hops that rides begin and end with. Shapes: (rides,) each."""
    return np.searchsorted(call, journeys.first_call), np.searchsorted(call, journeys.last_call - 1)
