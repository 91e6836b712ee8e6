"""Simulations on the embedded data set: today reproduced, nothing changed by nothing, the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import RequestError
from core.progress import Cancelled, silent
from feeds.tables import MergedFeed
from feeds.territory import HOME
from planning.baseline import Baseline
from planning.figures.access import access_by_country
from planning.notes import Note
from planning.operation import yearly_vehicle_km
from planning.results import Access
from planning.scenario.modifications import Scenario
from planning.scenario.reading import read_scenario
from planning.simulate import Run, simulate

SCENARIOS = HOME / "scenarios"


@pytest.fixture(scope="module")
def today(embedded: Path) -> tuple[Baseline, MergedFeed]:
    from commands.planning import open_baseline

    return open_baseline(embedded, None, silent)


def _example(name: str) -> Scenario:
    return read_scenario((SCENARIOS / name).read_bytes(), name)


def _scenario(*modifications: dict[str, Any]) -> Scenario:
    content = {"name": "S", "modifications": modifications}
    return read_scenario(json.dumps(content).encode())


@pytest.fixture(scope="module")
def bhns(today: tuple[Baseline, MergedFeed]) -> Run:
    return simulate(*today, _example("bhns.json"))


def test_today_carries_the_riders_that_were_counted(today: tuple[Baseline, MergedFeed]) -> None:
    base, _ = today
    [line] = base.counted
    assert line.name == "CFL 60c"
    assert line.riders_day == 700
    assert line.simulated_day == pytest.approx(700, rel=0.01)


def test_an_empty_scenario_is_today_exactly(today: tuple[Baseline, MergedFeed]) -> None:
    base, feed = today
    run = simulate(base, feed, _scenario())
    found = run.simulation
    assert run.network is base.network
    assert found.version == found.base_version
    assert found.people.riders_day.before == found.people.riders_day.after
    assert found.people.hours_saved_day == 0
    assert all(winner.mean_min == 0 for winner in found.people.by_commune)
    assert all(queue.vehicle_hours.gain == 0 for queue in found.roads)
    assert np.array_equal(found.minutes_before, found.minutes_after)
    assert found.sensitivity.swings == ()


def test_the_reference_line_is_what_its_planners_say(bhns: Run) -> None:
    [line] = bhns.simulation.lines
    assert line.trips_a_day == 2 * 138
    assert line.run_min == pytest.approx(18)
    assert line.days_a_year == 252
    assert line.vehicles_by_formula == 9
    assert line.vehicles_by_blocks == 10  # both ends leave on the same minutes: 7 minutes of rest
    assert line.length_by_country_km["LU"] > line.length_by_country_km["FR"] > 0
    assert line.length_km == pytest.approx(9)
    assert line.vehicle_km_year == pytest.approx(yearly_vehicle_km(138, 9, 252))
    assert line.vehicle_km_year == pytest.approx(625_968)
    assert Note("note.moreVehicles", {"blocks": 10, "formula": 9}) in line.notes


def test_access_is_told_before_journeys_are_searched(today: tuple[Baseline, MergedFeed]) -> None:
    told: list[Access | str] = []
    found = simulate(
        *today, _example("bhns.json"), lambda said, _=None: told.append(said), told.append
    )
    [(at, first)] = [(at, each) for at, each in enumerate(told) if isinstance(each, Access)]
    assert first == found.simulation.access
    assert "journeys" not in told[:at]
    assert "journeys" in told[at:]
    for row in first.rows:
        assert all(row.jobs_p90[cut].after <= row.jobs[cut].after for cut in row.jobs)
    french = next(each for each in access_by_country(first, today[0].zones) if each.country == "FR")
    assert french.jobs.after > french.jobs.before


def test_the_reference_line_carries_more_than_the_train_it_replaces(bhns: Run) -> None:
    found = bhns.simulation
    [line] = found.lines
    [(_, _, before, after)] = found.counted
    assert after == 0
    assert line.boardings_day.central > before
    assert line.boardings_day.low <= line.boardings_day.central <= line.boardings_day.high
    assert found.people.riders_day.gain > 0
    assert found.people.new_riders_day.low <= found.people.new_riders_day.high


def test_loads_add_up_on_every_run(today: tuple[Baseline, MergedFeed]) -> None:
    base, _ = today
    assigned = base.state.assigned
    assert assigned.boarding.sum() == pytest.approx(assigned.alighting.sum())
    for trip in np.unique(assigned.trip)[:200]:
        mine = np.flatnonzero(assigned.trip == trip)
        on = np.cumsum(assigned.boarding[mine]) - np.r_[0, np.cumsum(assigned.alighting[mine])[:-1]]
        assert assigned.load[mine] == pytest.approx(on, abs=1e-6)


def test_a_closed_crossing_sends_its_drivers_elsewhere(today: tuple[Baseline, MergedFeed]) -> None:
    found = simulate(*today, _example("cr178-closed.json")).simulation
    queues = {queue.corridor_id: queue for queue in found.roads}
    assert queues["X09-LU"].cars_day.before > 100
    assert queues["X09-LU"].cars_day.after == 0
    others = sum(queue.cars_day.gain for name, queue in queues.items() if name != "X09-LU")
    assert others > 0
    assert any(winner.losing > 0 for winner in found.people.by_commune)


def test_half_of_the_trains_loses_riders(today: tuple[Baseline, MergedFeed]) -> None:
    found = simulate(*today, _example("half-of-60c.json")).simulation
    [(_, _, before, after)] = found.counted
    assert 0 < after < before
    assert found.people.riders_day.gain < 0


def test_more_people_fill_the_line_and_the_years_to_come_are_named(
    today: tuple[Baseline, MergedFeed],
) -> None:
    found = simulate(*today, _example("bhns-20000.json")).simulation
    shares = [horizon.fullest_share for horizon in found.horizons]
    assert [horizon.year for horizon in found.horizons][-1] == 2046
    assert shares == sorted(shares)
    assert shares[-1] > shares[0]
    [line] = found.lines
    assert line.first_year_full_says in (
        Note("note.fullBetween"),
        Note("note.notBefore", {"year": 2046}),
    )


def test_telework_empties_roads_and_lines(today: tuple[Baseline, MergedFeed]) -> None:
    found = simulate(*today, _scenario({"type": "telework", "tuesday": 0.3})).simulation
    assert found.people.riders_day.after < found.people.riders_day.before
    queue = next(each for each in found.roads if each.corridor_id == "X02-LU")
    assert queue.worst_wait_min.after < queue.worst_wait_min.before


def test_what_cannot_be_applied_is_named_all_at_once(today: tuple[Baseline, MergedFeed]) -> None:
    scenario = _scenario(
        {"type": "remove-trips", "routes": ["lu_CFL60c", "lu_CFL60d"]},
        {"type": "close-crossing", "crossing": "X99", "modes": ["CAR"]},
    )
    with pytest.raises(RequestError) as refused:
        simulate(*today, scenario)
    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["modifications[0].routes[1]", "modifications[1].crossing"]
    assert "lu_CFL60c" in str(refused.value)


def test_who_no_longer_waits_for_a_simulation_ends_it(today: tuple[Baseline, MergedFeed]) -> None:
    def impatient(doing: str, share: float | None = None) -> None:
        raise Cancelled(doing)

    with pytest.raises(Cancelled):
        simulate(*today, _example("bhns.json"), impatient)


def test_a_new_car_park_is_filled_no_further_than_its_spaces(
    today: tuple[Baseline, MergedFeed],
) -> None:
    found = simulate(*today, _example("park-and-ride-audun.json")).simulation
    [park] = found.car_parks
    assert 0 < park.cars_day <= park.spaces == 500
    assert park.users_day == pytest.approx(park.cars_day * 1.2)
    assert found.people.riders_day.gain > 0
    queue = next(each for each in found.roads if each.corridor_id == "X07-LU")
    assert queue.cars_day.gain < 0
    assert queue.vehicle_hours.gain < 0
