"""INSEE's census of commuting in, workers by zone of home, zone of work and mode out.

The detail file "Mobilites professionnelles" has a row a person asked, with a weight (IPONDI). A
home is a commune of France: its zone is called FR and its code, or stands in zone_codes.csv. A
workplace is one, too; or a commune beyond the border, coded by two letters for the country and its
number there (LU320), which zone_codes.csv leads to a zone; or only a country. What is only known of
a commune or a country is spread over its zones by their jobs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.progress import Progress, silent
from feeds.territory import Territory
from planning.demand import MODES, Demand
from planning.mobpro_rows import Row, rows_of
from planning.zones import Floats, Zones

COUNTRY_OF = {"AL": "DE", "SU": "CH"}
"""INSEE's letters for a country beyond the border where they are not those of ISO 3166."""
NOT_ABROAD = {"", "99999", "ZZZZZ"}
MODE_CODES = dict(zip("123456", MODES, strict=True))
OLD_MODE_CODES = {"1": "none", "2": "walk", "3": "motorcycle", "4": "car", "5": "transit"}
"""Before the bicycle got a code of its own: two wheels with and without a motor are one."""
MOST_NAMED = 20
"""So many bad rows are named, and so many unknown communes."""
TELL_EVERY = 200_000
HOME_COUNTRY = "FR"


@dataclass(slots=True)
class Reading:
    """What was read: rows, workers by where they were put, and everything that was not."""

    rows: int = 0
    bad_rows: int = 0
    named: list[str] = field(default_factory=list)
    workers: float = 0.0
    by_country: float = 0.0
    """Of them those of whom only the country of work, or an unknown commune in it, is known."""
    elsewhere: float = 0.0
    """Living in a zone and working in none."""
    unknown_communes: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)

    def bad(self, row: Row, fault: str) -> None:
        """Counts a row that is left out, and names the first ones."""
        self.bad_rows += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(f"row {row.number}: {fault}")


class _Places:
    """Codes of communes and what they mean in a territory."""

    def __init__(self, territory: Territory, zones: Zones) -> None:
        row_of = {each: row for row, each in enumerate(zones.id)}
        self.parts: dict[int, list[int]] = {}
        for part, whole in territory.zone_parts.itertuples(index=False):
            if part in row_of and whole in row_of:
                self.parts.setdefault(row_of[whole], []).append(row_of[part])
        self.commune = {
            each.removeprefix(HOME_COUNTRY): row
            for each, row in row_of.items()
            if re.fullmatch(rf"{HOME_COUNTRY}\w{{5}}", each)
        }
        for code, zone in territory.zone_codes[["code", "zone_id"]].itertuples(index=False):
            if zone in row_of:
                self.commune[str(code)] = row_of[zone]
        coded = {row for whole in self.commune.values() for row in self.rows_of(whole)}
        self.countries = {each: np.array(zones.country) == each for each in set(zones.country)}
        self.uncoded = np.array([row not in coded for row in range(len(zones))])

    def rows_of(self, whole: int) -> list[int]:
        """A commune's zone and those of its districts."""
        return [whole, *self.parts.get(whole, [])]


def read_mobpro(
    path: Path,
    territory: Territory,
    zones: Zones,
    *,
    five_modes: bool = False,
    progress: Progress = silent,
) -> tuple[Demand, Reading]:
    """The commuters of a file between the zones of a territory. `five_modes`: the old mode codes.

    Errors: DataError for a file that is no such table, or of whose homes none is a zone.
    """
    places, reading = _Places(territory, zones), Reading()
    codes = OLD_MODE_CODES if five_modes else MODE_CODES
    sums: dict[tuple[int, str], list[float]] = {}
    for row in rows_of(path):
        reading.rows += 1
        if reading.rows % TELL_EVERY == 0:
            progress("reading commuters", row.done)
        weight = _weight(row, places, reading)
        if weight is None:
            continue
        work = _work(row, places, reading, weight)
        if work is None:
            reading.elsewhere += weight
            continue
        mode = codes.get(row.mode, "")
        reading.modes[mode or "unknown"] += 1
        cell = sums.setdefault((places.commune[row.home], work), [0.0] * (len(MODES) + 1))
        cell[MODES.index(mode) if mode else -1] += weight
    return _spread(sums, places, zones, reading, path.name), reading


def _weight(row: Row, places: _Places, reading: Reading) -> float | None:
    """The weight of a person who lives in one of the zones; None for a row to leave out."""
    if row.fault:
        reading.bad(row, row.fault)
        return None
    if row.home not in places.commune:
        return None
    try:
        weight = float(row.weight.replace(",", "."))
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight) or weight < 0:
        reading.bad(row, f"the weight {row.weight[:30]!r} is no number from 0 on")
        return None
    return weight


def _work(row: Row, places: _Places, reading: Reading, weight: float) -> str | None:
    """A commune's code that has a zone, a country, or "LU?" for a commune of it that has none."""
    code = re.sub(r"\W", "", row.abroad)
    code = re.sub(r"\W", "", row.work) if code in NOT_ABROAD else code
    if code in places.commune:
        return code
    country = COUNTRY_OF.get(code[:2], code[:2])
    if not code[:2].isalpha() or country not in places.countries or country == HOME_COUNTRY:
        return None
    reading.by_country += weight
    if not code[2:].strip("0X9"):
        return country
    if code[:8] in reading.unknown_communes or len(reading.unknown_communes) < MOST_NAMED:
        reading.unknown_communes[code[:8]] += 1
    return f"{country}?"


def _spread(
    sums: dict[tuple[int, str], list[float]],
    places: _Places,
    zones: Zones,
    reading: Reading,
    source: str,
) -> Demand:
    """Sums by code, spread over the zones that they mean: homes by people, workplaces by jobs."""
    size = len(zones)
    by_mode = np.zeros((len(MODES) + 1, size, size))
    jobs, people = np.nan_to_num(zones.jobs), zones.population
    for (home, work), told in sums.items():
        columns = _columns(work, places)
        if not len(columns):
            reading.elsewhere += sum(told)
            continue
        reading.workers += sum(told)
        rows = np.array(places.rows_of(home))
        part = np.outer(_shares(people[rows]), _shares(jobs[columns]))
        by_mode[:, rows[:, None], columns[None, :]] += np.array(told)[:, None, None] * part
    return Demand.of(zones, by_mode, source)


def _columns(work: str, places: _Places) -> np.ndarray:
    if work in places.commune:
        return np.array(places.rows_of(places.commune[work]))
    there = places.countries[work.removesuffix("?")]
    return np.flatnonzero(there & places.uncoded if work.endswith("?") else there)


def _shares(weights: Floats) -> Floats:
    """Weights as shares; alike where none is known."""
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))
