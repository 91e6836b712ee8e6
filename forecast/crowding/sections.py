"""Loads stop by stop: counts of stops in, the greatest load of every quarter of a run's way out.

A count is a moment (the run's departure), a line, a direction, the place of a stop in the run (a
whole number that grows along it) and how many are on board when it leaves that stop. The last stop
of a run is its end: nobody rides on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from core.errors import DataError
from forecast.observation_csv import SITE_SEPARATOR, Observation
from routing.crowding import SECTION_SEPARATOR, SECTIONS, sections_of


def by_sections(observations: Iterable[Observation]) -> Iterator[Observation]:
    """The greatest load of every section of every run, as counts of lines with the section.

    Of two counts of one run at one stop the first counts; a run of one stop leads nowhere.
    Errors: DataError where the place of a stop is no whole number.
    """
    runs: dict[tuple[str, str, int], dict[int, float]] = {}
    for quantity, site, moment_s, value in observations:
        line, _, place = site.rpartition(SITE_SEPARATOR)
        runs.setdefault((quantity, line, moment_s), {}).setdefault(_place_of(place), value)
    for (quantity, line, moment_s), loads in runs.items():
        for section, load in enumerate(_greatest(loads)):
            yield quantity, f"{line}{SECTION_SEPARATOR}{section}", moment_s, load


def _greatest(loads: dict[int, float]) -> list[float]:
    """The greatest load of each section, of the loads by the places of stops."""
    if len(loads) < 2:
        return []
    places = sorted(loads)
    first, length = places[0], places[-1] - places[0]
    greatest = [0.0] * SECTIONS
    for place, following in pairwise(places):
        for section in sections_of(place - first, following - first, length):
            greatest[section] = max(greatest[section], loads[place])
    return greatest


def _place_of(text: str) -> int:
    try:
        place = float(text)
        if place.is_integer() and place >= 0:
            return int(place)
    except ValueError:
        pass
    raise DataError(
        f"{text[:40]!r} is no place of a stop in its run",
        field_name="sequence",
        mend="name the column of whole numbers that grow along a run with --sequence-column",
    )
