"""What people can reach: travel times before and after, jobs and people by zone in, access out."""

from __future__ import annotations

import numpy as np

from planning.results import Access, AccessByCountry, AccessRow, Change
from planning.service import Minutes
from planning.welfare import gini, minutes_to_reach, opportunities, palma
from planning.zones import Floats, Zones

CUTOFFS_MIN = (30, 45, 60)
MIDDLE_MIN = 45
WANTED_SHARE = 0.1
"""`minutes_to_jobs` looks for a tenth of all jobs."""


def access_figures(before: Minutes, after: Minutes, zones: Zones) -> Access:
    """The access of every zone."""
    jobs, people = np.nan_to_num(zones.jobs), zones.population
    wanted = round(WANTED_SHARE * float(jobs.sum()))
    both, late = (before.p50, after.p50), (before.p90, after.p90)
    step = {cut: [opportunities(each, jobs, cut) for each in both] for cut in CUTOFFS_MIN}
    sure = {cut: [opportunities(each, jobs, cut) for each in late] for cut in CUTOFFS_MIN}
    heads = {cut: [opportunities(each, people, cut) for each in both] for cut in CUTOFFS_MIN}
    soft = [opportunities(each, jobs, MIDDLE_MIN, "logistic") for each in both]
    slow = [opportunities(each, jobs, MIDDLE_MIN, "exponential") for each in both]
    first = [minutes_to_reach(each, jobs, wanted) for each in both]

    def change(pair: list[Floats], zone: int) -> Change:
        return Change(float(pair[0][zone]), float(pair[1][zone]))

    rows = tuple(
        AccessRow(
            zone=zone,
            jobs={cut: change(step[cut], zone) for cut in CUTOFFS_MIN},
            jobs_p90={cut: change(sure[cut], zone) for cut in CUTOFFS_MIN},
            jobs_logistic=change(soft, zone),
            jobs_exponential=change(slow, zone),
            people={cut: change(heads[cut], zone) for cut in CUTOFFS_MIN},
            minutes_to_jobs=change(first, zone),
        )
        for zone in range(len(zones))
    )
    near = step[MIDDLE_MIN]
    return Access(
        rows=rows,
        wanted_jobs=float(wanted),
        gini=Change(*(gini(each, people) for each in near)),
        palma=Change(*(palma(each, people) for each in near)),
    )


def access_by_country(access: Access, zones: Zones) -> tuple[AccessByCountry, ...]:
    """What the mean inhabitant of every country reaches within MIDDLE_MIN."""
    found = []
    for country in sorted(set(zones.country)):
        rows = [row for row in access.rows if zones.country[row.zone] == country]
        people = np.array([zones.population[row.zone] for row in rows])

        def mean(changes: list[Change], people: Floats = people) -> Change:
            weight = people / max(float(people.sum()), 1e-9)
            both = np.array([(each.before, each.after) for each in changes])
            return Change(*(weight @ both).tolist())

        found.append(
            AccessByCountry(
                country,
                mean([row.jobs[MIDDLE_MIN] for row in rows]),
                mean([row.jobs_p90[MIDDLE_MIN] for row in rows]),
            )
        )
    return tuple(found)
