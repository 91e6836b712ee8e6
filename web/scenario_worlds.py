"""Worlds of scenarios: an id in a request in, the World in which its trips are searched out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from core.errors import Fault, RequestError
from planning.runs.desk import Desk
from planning.runs.ground import Built
from planning.runs.networks import MOST_KEPT
from planning.runs.records import ScenarioRecord
from web.params import Params
from web.state import AppState, PlannedScenario, World

PARAMETER = "scenario"


class ScenarioWorlds:
    """The worlds of the scenarios asked for last, each with its index of places."""

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, World] = OrderedDict()

    def world_for(self, params: Params) -> World:
        """The world that a request means: that of a scenario where it names one.

        What is wrong with the id is noted with the other faults. Errors: Busy while its network is
        being built, RequestError where it cannot be applied to the network in service.
        """
        world = self._state.world
        name = params.text(PARAMETER)
        if not name:
            return world
        desk = self._state.scenarios
        if desk is None:
            params.fault(PARAMETER, "no scenarios are kept here", "unknown_scenario")
            return world
        try:
            scenario = desk.scenario(name)
        except RequestError as exc:
            params.faults += exc.faults
            return world
        return self._world_of(scenario, desk, world)

    def _world_of(self, scenario: ScenarioRecord, desk: Desk, base: World) -> World:
        wait_s = self._state.settings.max_scenario_wait_s
        built = network_of(desk, scenario, base.network.version, wait_s)
        with self._lock:
            known = self._kept.get(scenario.id)
            if known is None or known.network is not built.network:
                known = planned_world(built, scenario.id, scenario.name, base)
            self._kept[scenario.id] = known
            self._kept.move_to_end(scenario.id)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return replace(known, reliability=base.reliability, foreseen=base.foreseen)


def network_of(desk: Desk, scenario: ScenarioRecord, version: str, wait_s: float) -> Built:
    """The network that a scenario makes of that version.

    Errors: Busy while it is being built, RequestError where the scenario cannot be applied.
    """
    try:
        return desk.network_of(scenario, version, wait_s)
    except RequestError as exc:
        raise RequestError([_in_scenario(fault) for fault in exc.faults]) from exc


def planned_world(built: Built, scenario_id: str, name: str, base: World) -> World:
    """The world of a scenario's network, with what is foreseen of the one in service."""
    made = World.of(built.network, built.territory, base.reliability, base.foreseen)
    told = PlannedScenario(scenario_id, name, built.tag, built.own_lanes)
    return replace(made, scenario=told)


def _in_scenario(fault: Fault) -> Fault:
    """A fault of the scenario as one of the request that names it."""
    return Fault(PARAMETER, f"{fault.field}: {fault.message}", "not_applicable")
