"""Tokens: asked for beyond this machine, compared in constant time, never said again."""

from __future__ import annotations

import logging

import pytest

from tests.planning.runs.valley import shuttle
from tests.security.routes import routes
from web import scenario_rules

TOKEN = "correct-horse-battery-staple"  # noqa: S105 - of a test
GUESS = "wrong-horse-battery-staple-0"


def test_beyond_this_machine_every_change_is_closed(open_site):
    site = open_site()
    for endpoint, method, path in routes(site.app):
        if endpoint.startswith("scenarios.") and method != "GET" and "isochrones" not in path:
            assert site.client.open(path, method=method, json=shuttle()).status_code == 403, path
    assert site.client.get("/metrics").status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_who_calls_himself_this_machine_is_not_believed(open_site, host):
    answer = open_site().client.post("/api/scenarios", json=shuttle(), headers={"Host": host})
    assert answer.status_code == 403


def test_a_wrong_token_opens_nothing(open_site):
    site = open_site(changes_token=TOKEN, metrics_token=TOKEN + "-metrics")
    for sent in (GUESS, TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "", " ", TOKEN + "\x00"):
        headers = {"Authorization": f"Bearer {sent}"}
        assert site.client.post("/api/scenarios", json={}, headers=headers).status_code == 401
        assert site.client.get("/metrics", headers=headers).status_code == 403
    in_query = site.client.post(f"/api/scenarios?token={TOKEN}&access_token={TOKEN}", json={})
    assert in_query.status_code == 401


def test_a_token_is_compared_in_constant_time(open_site, monkeypatch):
    compared = []

    def compare(sent, known):
        compared.append((sent, known))
        return False

    monkeypatch.setattr(scenario_rules.hmac, "compare_digest", compare)
    site = open_site(changes_token=TOKEN, metrics_token=TOKEN)
    headers = {"Authorization": f"Bearer {GUESS}"}
    site.client.post("/api/scenarios", json={}, headers=headers)
    site.client.get("/metrics", headers=headers)
    assert compared == [(GUESS.encode(), TOKEN.encode())] * 2


def test_a_token_stands_in_no_answer_no_log_and_no_figure(open_site, caplog):
    site = open_site(changes_token=TOKEN, metrics_token=TOKEN)
    with caplog.at_level(logging.DEBUG):
        for sent in (TOKEN, GUESS):
            headers = {"Authorization": f"Bearer {sent}", "Cookie": f"t={sent}"}
            for _, method, path in routes(site.app):
                answer = site.client.open(
                    path, method=method, headers=headers, query_string={"token": sent},
                    json={}, buffered=True,
                )  # fmt: skip
                assert sent.encode() not in answer.data
                assert sent not in str(answer.headers)
    assert TOKEN not in caplog.text
    assert GUESS not in caplog.text
    assert TOKEN not in repr(site.state.settings)
    assert TOKEN not in str(site.state)
