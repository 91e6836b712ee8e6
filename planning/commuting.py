"""Who goes to work where: zones, car times and counted relations in, commuters by relation out.

Two segments, each with its own rows and columns: workers who cross the border (known by home), and
those who live in the work country (known from people and jobs). Seeds decay with the time by car;
relations that were counted stay as they are; what is known of where some zones work is kept. Homes
that a census tells of (planning/demand.py) take all of it from there, and nothing is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feeds.territory import Territory
from planning.demand import Demand
from planning.furness import furness, furness_with_known
from planning.parameters import Parameters
from planning.zones import Floats, Zones, zones_of


@dataclass(frozen=True, slots=True)
class Commuting:
    """Workers by relation. Shapes: (zones, zones) each; `crosses` tells the segments apart.

    `transit` is the share of transit that a census tells, nan where none does.
    """

    workers: Floats
    crosses: NDArray[np.bool_]
    transit: Floats


def commuting_of(
    territory: Territory,
    zones: Zones,
    car_min: Floats,
    parameters: Parameters,
    demand: Demand | None = None,
) -> Commuting:
    """The commuting matrix of a territory; zones of which nothing is known have no commuters.

    `demand` are the commuters that were counted between the territory's zones as they are today.
    Shapes: car_min (zones, zones), inf where no road leads.
    """
    country = np.array(zones.country)
    crosses = country[:, None] != country[None, :]
    seed = np.exp(-parameters["gravity"] * np.where(np.isfinite(car_min), car_min, np.inf))
    jobs = np.nan_to_num(zones.jobs)
    over_border = _over_border(territory, zones, seed * crosses * jobs[None, :], jobs, parameters)
    working_here = parameters["employed"] * zones.population * np.isfinite(zones.jobs)
    counted = np.zeros_like(seed)
    if demand is not None:
        grown = demand.grown(zones_of(territory), zones)
        over_border[demand.homes] = np.where(crosses, grown, 0.0)[demand.homes]
        counted = np.where(crosses, 0.0, grown)
        working_here[demand.homes] = 0.0
    left = np.maximum(jobs - over_border.sum(axis=0) - counted.sum(axis=0), 0.0)
    inside = furness(seed * ~crosses * left[None, :], working_here, left)
    transit = np.full_like(seed, np.nan) if demand is None else demand.transit
    return Commuting(over_border + inside + counted, crosses, transit)


def _over_border(
    territory: Territory, zones: Zones, seed: Floats, jobs: Floats, parameters: Parameters
) -> Floats:
    leaving = np.nan_to_num(zones.leaving)
    known = _anchored(territory, zones, seed, parameters)
    whole = np.zeros_like(seed)
    told = np.zeros(len(zones), dtype=np.bool_)
    for homes, table in territory.commute_shares.groupby("from_zones", sort=False):
        rows = zones.rows_of(str(homes))
        columns = _columns(zones, table, jobs) * leaving[rows].sum()
        whole[rows] = furness_with_known(seed[rows], leaving[rows], columns, known[rows])
        told[rows] = True
    others = np.flatnonzero(~told)
    if len(others):
        columns = jobs * (leaving[others].sum() / max(jobs.sum(), 1))
        whole[others] = furness_with_known(seed[others], leaving[others], columns, known[others])
    return whole


def _columns(zones: Zones, table: object, jobs: Floats) -> Floats:
    """What share of some homes' workers goes to each zone: within a group by its jobs."""
    columns = np.zeros(len(zones))
    for row in table.itertuples():  # type: ignore[attr-defined]
        group = zones.rows_of(row.to_zones)
        weights = jobs[group]
        if len(group) and weights.sum() > 0:
            columns[group] += row.share * weights / weights.sum()
    return np.asarray(columns / max(columns.sum(), 1e-9))


def _anchored(territory: Territory, zones: Zones, seed: Floats, parameters: Parameters) -> Floats:
    """Counted relations, brought to today and spread over the zones they name; else nan.

    Nobody is counted away: of a home no more than its commuters.
    """
    known = np.full_like(seed, np.nan)
    for row in territory.commute_anchors.itertuples():
        homes, works = zones.rows_of(row.from_zones), zones.rows_of(row.to_zones)
        part = seed[np.ix_(homes, works)]
        if part.sum() > 0:
            counted = row.workers * parameters["anchor_growth"]
            known[np.ix_(homes, works)] = counted * part / part.sum()
    totals = np.nansum(known, axis=1)
    leaving = np.nan_to_num(zones.leaving)
    fits = np.divide(leaving, totals, out=np.ones_like(totals), where=totals > leaving)
    return np.asarray(known * fits[:, None])


def arrival_shares(territory: Territory, slots_s: NDArray[np.int64], slot_s: int) -> Floats:
    """The share of commuters who want to be at work by the end of each slot. Shapes: (slots,).

    Slots are seconds after midnight; spans of the table are spread evenly. Without a table all
    slots are alike.
    """
    table = territory.arrival_times
    if table.empty:
        return np.full(len(slots_s), 1 / max(len(slots_s), 1))
    shares = np.zeros(len(slots_s))
    for row in table.to_dict("records"):
        start, end = (_seconds(str(row[name])) for name in ("from", "to"))
        overlap = np.minimum(slots_s + slot_s, end) - np.maximum(slots_s, start)
        shares += float(row["share"]) * np.maximum(overlap, 0) / (end - start)
    return shares


def _seconds(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60
