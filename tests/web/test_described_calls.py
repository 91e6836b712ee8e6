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


OWN_FAULTS = {
    "a fault of the server": ({"error": "x"}, 500, "status 500"),
    "a status that is not described": ({"error": "x"}, 418, "Undocumented status code"),
    "a shape that is not described": ({"lat": "north"}, 200, "schema"),
}


@pytest.mark.parametrize("answer, status, says", OWN_FAULTS.values(), ids=OWN_FAULTS)
def test_a_server_that_misbehaves_is_found_out(site, monkeypatch, answer, status, says):
    """The same calls over a site of which one path answers what it must not."""
    views = site.app.view_functions
    rule = next(
        each for each in site.app.url_map.iter_rules() if each.rule == "/api/v1/map/initial"
    )
    monkeypatch.setitem(views, rule.endpoint, lambda **_: (answer, status))
    found = fuzz(site.app, 100, 3, known_of(site.state))
    caught = [what for what in found.failures if what.startswith("GET /api/v1/map/initial")]
    assert any(says in what for what in caught), found.failures
    assert len(caught) == len(found.failures)
