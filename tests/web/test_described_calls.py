"""Calls made up from our own description are answered as it says, and none breaks the server."""

from __future__ import annotations

import pytest

from benchmarks.fuzz_api import fuzz, known_of, run_a_scenario
from tests.planning.runs.valley import SIMULATED, ground, shuttle
from tests.web.planned import Site

CALLS = 500
"""As many as a test has time for; python -m benchmarks.fuzz_api makes ten thousand."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("site"), ground(tmp_path_factory.mktemp("valley")))
    with made.desk:
        yield made


def test_no_call_breaks_the_server_or_gets_what_is_not_described(site):
    found = fuzz(site.app, CALLS, 7, known_of(site.state))
    assert found.failures == {}
    assert found.calls == CALLS
    assert found.statuses[200] > 50, "hardly any call gets past the door: the test says little"
    assert {400, 404} <= set(found.statuses)


def test_a_scenario_is_kept_run_fetched_and_forgotten_as_described(site):
    found = run_a_scenario(site.app, shuttle(), {"day": SIMULATED})
    assert found.failures == {}
    assert found.steps[0] == "POST /api/scenarios 201"
    assert "GET /api/scenarios/{scenario_id}/runs/{run_id}/report.html 200" in found.steps
    assert "GET /api/scenarios/{scenario_id}/runs/{run_id}/gtfs.zip 200" in found.steps
    assert found.steps[-1] == "DELETE /api/scenarios/{scenario_id} 204"
    assert set(found.statuses) == {200, 201, 202, 204}
