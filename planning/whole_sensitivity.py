"""What the result hinges on, choices among journeys included: a run in, more swings out.

Each of these parameters has a simulation of its own at its low and at its high: today is calibrated
anew, and the scenario settles anew. Journeys are searched anew only where other relations count.
"""

from __future__ import annotations

from core.progress import Progress, silent
from planning.baseline import Baseline, baseline_of
from planning.levels import at_levels
from planning.parameters import Level, Parameters
from planning.results import Sensitivity, Simulation
from planning.scenario.modifications import Scenario
from planning.sensitivity import QUICK, Figures, central_figures, swings_of
from planning.service import serve
from planning.simulate import Run, figures_of, settle_in

UNUSED = ("carbon_2025", "carbon_2050", "elasticity")
"""Rows of the sheet that no figure told here depends on."""


def whole_sensitivity(
    base: Baseline, scenario: Scenario, run: Run, progress: Progress = silent
) -> Sensitivity:
    """The swings by all parameters; those already found in the run are taken from it."""
    central, quick = central_figures(run.simulation), run.simulation.sensitivity
    names = settling(base.parameters)
    ends: dict[str, tuple[Figures, Figures]] = {}
    for at, name in enumerate(names):
        progress("simulating each parameter", at / len(names))
        low, high = (_figures(base, scenario, run, name, level) for level in ("low", "high"))
        ends[name] = (low, high)
    more = swings_of(central, ends)
    order = list(central)
    swings = sorted((*quick.swings, *more), key=lambda each: (order.index(each.figure), -each.span))
    return Sensitivity(tuple(swings), (*quick.varied, *names), whole=True)


def settling(sheet: Parameters) -> list[str]:
    """The parameters that need a simulation of their own, in the order of the sheet."""
    return [each.name for each in sheet if each.name not in (*QUICK, *UNUSED)]


def _figures(base: Baseline, scenario: Scenario, run: Run, name: str, level: Level) -> Figures:
    """The figures with one parameter at another level; those found where that is the same."""
    sheet = base.parameters.varied(name, level)
    if sheet[name] == base.parameters[name]:
        return central_figures(run.simulation)
    return central_figures(_simulated(base, scenario, run, sheet))


def _simulated(base: Baseline, scenario: Scenario, run: Run, sheet: Parameters) -> Simulation:
    today = baseline_of(
        base.network, base.territory, sheet, base.period, silent, base.extract, base.demand, base
    )
    service = run.service
    if run.network.version == base.network.version:
        service = today.service
    elif today.relations != base.relations:
        service = serve(run.network, today.zones, today.relations, base.period, silent)
    settled = settle_in(today, scenario, run.applied, service, silent)
    return figures_of(scenario, run.applied, settled, at_levels(settled))
