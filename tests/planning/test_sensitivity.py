"""What the result hinges on: one parameter at a time, about the result that was found."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.progress import silent
from feeds.tables import MergedFeed
from feeds.territory import HOME
from planning import whole_sensitivity as whole
from planning.baseline import Baseline
from planning.parameters import Parameters, read_parameters
from planning.results import Sensitivity, Swing
from planning.scenario.modifications import Scenario
from planning.scenario.reading import read_scenario
from planning.sensitivity import QUICK, central_figures, moved, quick_sensitivity, swings_of
from planning.simulate import Run, settle_in, simulate
from planning.split import COEFFICIENTS

Today = tuple[Baseline, MergedFeed]
INTERACTIVE_S = 3.0


@pytest.fixture(scope="module")
def today(embedded: Path) -> Today:
    from commands.planning import open_baseline

    return open_baseline(embedded, None, silent)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario((HOME / "scenarios" / "bhns.json").read_bytes(), "bhns.json")


@pytest.fixture(scope="module")
def bhns(today: Today, scenario: Scenario) -> Run:
    return simulate(*today, scenario)


def _by_name(found: Sensitivity, figure: str) -> dict[str, Swing]:
    return {each.parameter: each for each in found.swings if each.figure == figure}


def test_every_swing_is_about_the_figure_of_the_result_exactly(bhns: Run) -> None:
    found = bhns.simulation
    central = central_figures(found)
    assert set(central) == {"riders_day", "cost_year", "co2_saved_t_year", "npv_with_time"}
    assert central["riders_day"] == found.lines[0].boardings_day.central
    assert found.sensitivity.swings
    assert all(each.central == central[each.figure] for each in found.sensitivity.swings)


def test_a_sheet_without_ranges_moves_nothing(today: Today, scenario: Scenario, bhns: Run) -> None:
    base, _ = today
    flat = {each.name: replace(each, low=each.value, high=each.value) for each in base.parameters}
    settled = settle_in(base, scenario, bhns.applied, bhns.service, silent)
    certain = replace(settled, base=replace(base, parameters=Parameters(flat)))
    assert quick_sensitivity(certain, bhns.simulation).swings == ()


def test_what_enters_formulas_alone_moves_as_the_formula_says(today: Today, bhns: Run) -> None:
    found, sheet = bhns.simulation, today[0].parameters.sheet
    cost = _by_name(found.sensitivity, "cost_year")
    [deadheads] = cost.values()
    [line] = found.lines
    assert deadheads.parameter == "deadhead_km"
    for end, level in ((deadheads.at_low, "low"), (deadheads.at_high, "high")):
        km = line.deadhead_km_year * getattr(sheet["deadhead_km"], level)
        km /= sheet["deadhead_km"].value
        per_km = 1.2  # of the vehicle in the scenario
        assert end - deadheads.central == pytest.approx(per_km * (km - line.deadhead_km_year))
    carbon = _by_name(found.sensitivity, "co2_saved_t_year")
    assert carbon["electric_bus_co2"].at_low > carbon["electric_bus_co2"].at_high
    assert carbon["car_co2"].at_low < carbon["car_co2"].central == carbon["car_co2"].at_high
    assert carbon["car_occupancy"].at_low > carbon["car_occupancy"].at_high
    worth = _by_name(found.sensitivity, "npv_with_time")
    assert worth["value_of_time"].at_low < worth["value_of_time"].at_high
    assert worth["carbon_2030"].at_low > worth["carbon_2030"].at_high  # it emits more than it saves
    assert "bus_co2" not in carbon  # the buses are electric


def test_riders_answer_to_coefficients_alone_and_those_answer_one_by_one(bhns: Run) -> None:
    riders = _by_name(bhns.simulation.sensitivity, "riders_day")
    assert set(riders) <= set(COEFFICIENTS)
    assert riders["transfer"].at_low < riders["transfer"].central < riders["transfer"].at_high
    spans = [each.span for each in riders.values()]
    assert spans == sorted(spans, reverse=True)


def test_the_quick_part_stays_within_what_somebody_waits(
    today: Today, scenario: Scenario, bhns: Run
) -> None:
    settled = settle_in(today[0], scenario, bhns.applied, bhns.service, silent)
    began = time.process_time()
    quick_sensitivity(settled, bhns.simulation)
    assert time.process_time() - began < INTERACTIVE_S


def test_a_simulation_of_its_own_at_the_central_sheet_is_the_central_result(
    today: Today, scenario: Scenario, bhns: Run
) -> None:
    again = whole._simulated(today[0], scenario, bhns, today[0].parameters)
    assert central_figures(again) == central_figures(bhns.simulation)


def test_parameters_of_the_assignment_are_simulated_anew(
    today: Today, scenario: Scenario, bhns: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "settling", lambda _sheet: ["transfer_penalty"])
    found = whole.whole_sensitivity(today[0], scenario, bhns)
    assert found.whole
    assert found.varied == (*QUICK, "transfer_penalty")
    swing = _by_name(found, "riders_day")["transfer_penalty"]
    assert swing.at_low == swing.central  # the sheet's low is its central figure
    assert swing.at_high != swing.central
    assert {each.parameter for each in bhns.simulation.sensitivity.swings} <= {
        each.parameter for each in found.swings
    }


def test_every_row_of_the_sheet_is_quick_simulated_or_named_as_unused() -> None:
    sheet = read_parameters()
    names = [each.name for each in sheet]
    assert set(QUICK) | set(whole.UNUSED) <= set(names)
    assert sorted((*QUICK, *whole.UNUSED, *whole.settling(sheet))) == sorted(names)


def test_the_widest_swing_comes_first_and_what_does_not_move_is_left_out() -> None:
    central = {"cost_year": 100.0}
    ends = {
        "a": ({"cost_year": 99.0}, {"cost_year": 102.0}),
        "b": ({"cost_year": 90.0}, {"cost_year": 100.0}),
        "c": ({"cost_year": 100.0}, {"cost_year": 100.0}),
    }
    assert [each.parameter for each in swings_of(central, ends)] == ["b", "a"]
    assert moved(central, {"cost_year": 7.0}, {"cost_year": 7.0}) == central
