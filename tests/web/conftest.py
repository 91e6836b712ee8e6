"""A small valley served by the real application, and the embedded data set with its forecasts."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.warming import warm
from core.progress import silent
from feeds.territory import load_territory
from tests.routing.town import valley
from web.create import create_web
from web.settings import Settings
from web.state import AppState, World

LINES = """
fr BUS 1: ober 07:00 unter 07:10 esch 07:20
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
fr BUS 1: ober 08:30 unter 08:40 esch 08:50
fr BUS 1: ober 09:00 unter 09:10 esch 09:20
fr BUS 1: esch 17:00 unter 17:10 ober 17:20
lu RAIL 60: esch 07:30 stad1 07:40/07:42 uni 07:50
lu RAIL 60: esch 08:30 stad1 08:40/08:42 uni 08:50
lu RAIL 60: esch 09:30 stad1 09:40/09:42 uni 09:50
lu RAIL 60: uni 16:30 stad1 16:38/16:40 esch 16:50
lu RAIL 60: esch 09:00 stad1 09:10/09:12 uni 09:20
lu TRAM T1: stad2 08:50 uni 08:58
"""
OBER, UNI = "49.4500,5.9000", "49.5400,5.9000"
MORNING = "2026-11-24T06:30:00Z"
PATIENT = Settings(deadline_ms=60_000)
"""No answer is cut short because the machine has much to do."""


@pytest.fixture(scope="session")
def valley_state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("valley")
    network = valley(folder, LINES)
    state = AppState(World.of(network, load_territory(folder / "territory")), settings=PATIENT)
    warm(state)
    return state


@pytest.fixture(scope="session")
def world(valley_state):
    return valley_state.world


@pytest.fixture
def client(valley_state):
    return create_web(valley_state).test_client()


@pytest.fixture(scope="session")
def embedded_state(embedded: Path):
    from commands.datadir import resolve_data
    from commands.house import open_house

    state = open_house(resolve_data(embedded, silent), PATIENT, silent)
    warm(state)
    return state


@pytest.fixture
def embedded_client(embedded_state):
    return create_web(embedded_state).test_client()


@pytest.fixture
def ask(client):
    """Asks `plan` of a version from Oberdorf to Uni on a weekday morning."""

    def asked(version=6, **parameters):
        query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING, **parameters}
        return client.get(f"/api/v{version}/plan", query_string=query)

    return asked
