"""The years to come: a settled run and a share of its scenario's growth in, one year out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planning.baseline import Baseline
from planning.equilibrium import Setting, State, ride
from planning.figures.lines import LineTrips, fullest_share
from planning.figures.riders import today_of
from planning.results import Horizon
from planning.scenario.modifications import Scenario
from planning.scenario.ours import Growth
from planning.scenario.ours import Horizon as Growing
from planning.zones import Floats, grown


def growth_of(scenario: Scenario) -> Growing | None:
    """The growth by which the years to come are told."""
    if scenario.growth is not None:
        return scenario.growth
    said = [each for each in scenario.modifications if isinstance(each, Growth)]
    return said[-1] if said else None


def at_growth(
    base: Baseline,
    setting: Setting,
    state: State,
    lines: list[LineTrips],
    growth: Growing | None,
    share: float,
) -> Horizon:
    """Riders and the fullest segment with a share of the growth, at the shares of transit found."""
    people = setting.people
    if growth is not None:
        zones = grown(base.zones, [_part_of(growth, share)])
        changed = base.commuters(zones)
        now = base.commuting.workers[people.origin, people.target]
        rise = rise_of(changed[people.origin, people.target], now)
        people = replace(people, workers=people.workers * rise, others=people.others * rise)
    there = replace(setting, people=people)
    assigned = ride(there, state.share, state.queues)
    return Horizon(
        year=0,
        commuters=float(people.workers.sum()),
        riders_day=float(people.riders_day(state.share, today_of(setting, state.share)).sum()),
        fullest_share=max(
            (
                fullest_share(setting.service.network, line, assigned, setting.places, base.period)
                for line in lines
            ),
            default=0.0,
        ),
    )


def rise_of(after: Floats, before: Floats) -> Floats:
    """By how much relations have grown; those who do not commute grow with those who do."""
    return np.divide(after, before, out=np.ones_like(after), where=before > 0)


def _part_of(growth: Growing, share: float) -> Growing:
    sites = tuple(
        site.model_copy(
            update={"population": round(site.population * share), "jobs": round(site.jobs * share)}
        )
        for site in growth.sites
    )
    return Growing.model_construct(
        year=growth.year,
        population=round(growth.population * share),
        jobs=round(growth.jobs * share),
        sites=sites,
    )
