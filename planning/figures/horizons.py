"""Years to come: a scenario's growth in, riders and the fullest segment by year out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from planning.notes import Note
from planning.results import Horizon, LineFigures

YEARS_ON = (0, 10, 20)
LAST_YEAR = 2100


def horizon_figures(
    this_year: int, grown_year: int | None, at_growth: Callable[[float], Horizon]
) -> tuple[Horizon, ...]:
    """Today and the years to come; growth goes in a straight line to its year and on.

    `at_growth` simulates with a share of the growth (1 in its year). Without growth only today.
    """
    if grown_year is None or grown_year <= this_year:
        return (replace(at_growth(0.0), year=this_year),)
    years = sorted({*(this_year + on for on in YEARS_ON), grown_year})
    span = grown_year - this_year
    return tuple(replace(at_growth((year - this_year) / span), year=year) for year in years)


def first_year_full(horizons: Sequence[Horizon]) -> tuple[int | None, Note | None]:
    """The first year in which the fullest segment carries more than its places, and what to say.

    Between the years that were simulated it goes in a straight line.
    """
    if not horizons:
        return None, None
    if horizons[0].fullest_share > 1:
        return horizons[0].year, Note("note.fullToday")
    for before, after in pairwise(horizons):
        for year in range(before.year + 1, after.year + 1):
            along = (year - before.year) / (after.year - before.year)
            share = before.fullest_share + along * (after.fullest_share - before.fullest_share)
            if share > 1:
                return year, Note("note.fullBetween")
    if len(horizons) == 1:
        return None, Note("note.noGrowth")
    return None, Note("note.notBefore", {"year": horizons[-1].year})


def with_year_full(line: LineFigures, horizons: Sequence[Horizon]) -> LineFigures:
    """The line with the first year in which it is full."""
    year, says = first_year_full(horizons)
    return replace(line, first_year_full=year, first_year_full_says=says)
