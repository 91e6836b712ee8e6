"""A page of another site changes nothing here, whatever a browser lets it send."""

from __future__ import annotations

import json

import pytest

from tests.planning.runs.valley import shuttle
from tests.security.routes import routes

READS = {"scenarios.isochrones"}
"""Sent as POST so that places stay out of addresses; changes nothing."""
QUESTIONS = ["own", "motis", "reach", "ojp"]
"""Blueprints whose POST asks as their GET does."""


def changing(site):
    found = [(e, m, p) for e, m, p in routes(site.app) if m != "GET"]
    return [each for each in found if each[0].split(".")[0] not in QUESTIONS]


def test_the_calls_that_change_something_are_those_of_scenarios(site):
    assert {endpoint for endpoint, _, _ in changing(site)} == {
        "scenarios.add", "scenarios.delete", "scenarios.start", "scenarios.cancel",
        "scenarios.isochrones",
    }  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "SAME-ORIGIN"},
    ],
    ids=str,
)
def test_every_change_from_another_site_is_refused_before_it_is_read(site, headers):
    for _, method, path in changing(site):
        answer = site.client.open(path, method=method, json=shuttle(), headers=headers)
        assert answer.status_code == 403, path
    assert site.client.get("/api/scenarios").json["scenarios"] == []


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_a_body_that_a_form_can_send_is_no_change(site, kind):
    for path in ("/api/scenarios", f"{site.add()}/runs"):
        answer = site.client.post(path, data=json.dumps({"name": "x"}), content_type=kind)
        assert answer.status_code == 415, path
    assert len(site.client.get("/api/scenarios").json["scenarios"]) == 1


@pytest.mark.parametrize("how", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_method_is_what_the_request_line_says(site, how):
    path = site.add()
    for method in ("GET", "POST"):
        site.client.open(path, method=method, headers={how: "DELETE"})
        site.client.open(f"{path}?_method=DELETE", method=method, data={"_method": "DELETE"})
    assert site.client.get(path).status_code == 200


def test_a_get_changes_nothing(site):
    path = site.add()
    before = site.client.get("/api/scenarios").data
    for _, method, each in routes(site.app):
        if method == "GET":
            site.client.get(each, buffered=True)
    assert site.client.get("/api/scenarios").data == before
    assert site.client.get(path).status_code == 200


def test_no_answer_lets_another_site_send_cookies_or_a_token(site):
    for _, _, path in routes(site.app):
        headers = site.client.options(path, headers={"Origin": "https://evil.example"}).headers
        assert "Access-Control-Allow-Credentials" not in headers
        assert "Authorization" not in headers.get("Access-Control-Allow-Headers", "")
        assert headers.get("Access-Control-Allow-Origin") in (None, "*")
