"""Who may change what is kept: this site's own pages, this machine, and who has the token."""

from __future__ import annotations

import json

import pytest

from tests.planning.runs.valley import ground, shuttle
from tests.web.planned import Site, misfits
from web.scenario_rules import is_this_machine

PATH = "/api/scenarios"
TOKEN = "correct-horse-battery-staple"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture
def site(tmp_path, made):
    return Site(tmp_path, made)


def post(site, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.client.post(PATH, json=shuttle(), headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:80", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Host": "127.0.0.1:5000", "Origin": "http://127.0.0.1:5000"},
        {"Host": "[::1]:5000", "Origin": "http://[::1]:5000"},
    ],
)
def test_this_machine_and_pages_of_this_site_may_change(site, headers):
    assert post(site, **headers).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost:8080"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "http://[broken"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://localhost", "Sec_Fetch_Site": "cross-site"},
        {"Host": "rebound.example", "Origin": "http://rebound.example"},
        {"Host": "rebound.example"},
        {"Host": "127.0.0.1.rebound.example"},
    ],
)
def test_other_pages_change_nothing(site, headers):
    answer = post(site, **headers)
    assert (answer.status_code, misfits(answer, PATH, "post")) == (403, [])
    assert site.client.get(PATH).json["scenarios"] == []


def test_every_call_that_changes_something_is_guarded(site):
    path = site.add()
    calls = (("DELETE", path), ("POST", f"{path}/runs"), ("DELETE", f"{path}/runs/x"))
    for method, target in calls:
        origin = {"Origin": "https://e.example"}
        assert site.client.open(target, method=method, headers=origin).status_code == 403
    assert site.client.get(path).status_code == 200


def test_a_form_of_another_page_cannot_pass_for_json(site):
    answer = site.client.post(PATH, data=json.dumps(shuttle()), content_type="text/plain")
    assert (answer.status_code, misfits(answer, PATH, "post")) == (415, [])


def test_other_pages_do_not_read_scenarios(site):
    for path in (PATH, site.add(), f"{PATH}/examples", f"{PATH}x"):
        headers = site.client.get(path).headers
        allowed = "Access-Control-Allow-Origin" in headers
        assert allowed == (path == f"{PATH}x")
    asked = site.client.options(PATH, headers={"Origin": "https://e.example"})
    assert "Access-Control-Allow-Origin" not in asked.headers


def test_beyond_this_machine_changes_are_off_until_a_token_is_set(site):
    site.state.is_local = False
    answer = post(site)
    assert (answer.status_code, misfits(answer, PATH, "post")) == (403, [])
    assert "NAVETTE_CHANGES_TOKEN" in answer.json["detail"]
    assert site.client.get(PATH).status_code == 200


@pytest.mark.parametrize("is_local", [True, False])
def test_where_a_token_is_set_it_has_to_be_sent(tmp_path, made, is_local):
    site = Site(tmp_path, made, changes_token=TOKEN)
    site.state.is_local = is_local
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN},
                  {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer é"}):  # fmt: skip
        answer = post(site, **wrong)
        assert (answer.status_code, misfits(answer, PATH, "post")) == (401, [])
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    right = {"Authorization": f"Bearer {TOKEN}", "Host": "plans.example"}
    assert post(site, **right, Origin="https://elsewhere.example").status_code == 403
    assert post(site, **right, Origin="https://plans.example").status_code == 201
    assert TOKEN not in repr(site.state.settings)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("[::1]", True),
        ("localhost", True), ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("", False),
    ],
)  # fmt: skip
def test_only_loopback_is_this_machine(host, local):
    assert is_this_machine(host) == local
