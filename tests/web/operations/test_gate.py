"""The gate over the real application: refusals, figures and probes as machines ask for them."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests.web.conftest import MORNING, OBER, UNI
from web.create import create_web
from web.operations.rates import make_table
from web.settings import Settings

TOKEN = "0123456789abcdef-metrics"  # noqa: S105 - of a test
PLAN = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}


@pytest.fixture
def site(valley_state, tmp_path):
    """The application of a state with other settings, reached from beyond this machine."""

    def made(*, is_local=False, **settings):
        return create_web(
            replace(
                valley_state, settings=Settings(**settings), is_local=is_local,
                rates_table=make_table(tmp_path),
            )
        ).test_client()  # fmt: skip

    return made


def test_a_client_that_asks_too_often_is_told_when_to_come_again(site):
    client = site(client_per_minute=6, client_burst=2)
    answers = [client.get("/api/v6/plan", query_string=PLAN) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 10
    assert "too often" in answers[2].get_json()["error"]
    assert client.get("/").status_code == 200
    assert client.get("/api/feeds").mimetype == "application/problem+json"


def test_this_machine_may_ask_as_often_as_it_likes(site):
    client = site(is_local=True, client_per_minute=6, client_burst=1)
    assert {client.get("/api/feeds").status_code for _ in range(5)} == {200}


def test_behind_a_proxy_the_client_counts_and_not_the_proxy(site):
    client = site(client_per_minute=6, client_burst=1, proxies=1)

    def asked(*forwarded):
        return client.get("/api/feeds", headers={"X-Forwarded-For": ", ".join(forwarded)})

    assert asked("198.51.100.1").status_code == 200
    assert asked("198.51.100.1").status_code == 429
    assert asked("198.51.100.2").status_code == 200
    assert asked("203.0.113.9", "198.51.100.2").status_code == 429  # what a client makes up


def test_without_a_proxy_nobody_chooses_the_address_that_counts(site):
    client = site(client_per_minute=6, client_burst=1)
    for name in ("198.51.100.1", "198.51.100.2"):
        answer = client.get("/api/feeds", headers={"X-Forwarded-For": name})
    assert answer.status_code == 429


def test_when_all_turns_are_taken_the_next_is_refused_and_health_still_answers(site, monkeypatch):
    client = site(is_local=True, max_at_once=1, max_waiting=1, max_wait_ms=50)
    inside, go_on = threading.Event(), threading.Event()

    def slow(*_, **__):
        inside.set()
        go_on.wait(10)
        return {}

    monkeypatch.setattr("web.motis.geocode", slow)
    first = threading.Thread(
        target=lambda: client.application.test_client().get("/api/v1/geocode?text=ober")
    )
    first.start()
    assert inside.wait(10)
    refused = client.get("/api/v6/plan", query_string=PLAN)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "1"
    assert client.get("/api/v1/health").status_code == 200
    assert client.get("/livez").status_code == 200
    go_on.set()
    first.join()
    assert client.get("/api/v6/plan", query_string=PLAN).status_code == 200


def test_figures_are_for_this_machine_or_for_who_has_the_token(site):
    assert site(is_local=True).get("/metrics").status_code == 200
    assert site().get("/metrics").status_code == 403
    beyond = site(metrics_token=TOKEN)
    assert beyond.get("/metrics").status_code == 403
    sent = beyond.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert sent.status_code == 200


def test_figures_count_paths_by_their_pattern_and_hold_no_place(site):
    client = site(is_local=True)
    client.get("/api/v6/plan", query_string=PLAN)
    client.get("/api/lines/some-line-of-somebody")
    told = client.get("/metrics").get_data(as_text=True)
    assert 'navette_request_seconds_count{method="GET",path="/api/v6/plan",status="200"}' in told
    assert "navette_timetable_days_left" in told
    assert "navette_swaps" in told
    assert "49.4" not in told
    assert "somebody" not in told


def test_a_site_is_ready_while_its_timetable_holds_today(site, valley_state, monkeypatch):
    last = valley_state.world.network.timetable.last_day
    client = site(is_local=True)
    monkeypatch.setattr("web.operations.condition.clock.day_number", lambda _: last)
    assert client.get("/readyz").get_json() == {"ready": True, "missing": [], "degraded": []}
    monkeypatch.setattr("web.operations.condition.clock.day_number", lambda _: last + 1)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["missing"] == ["the timetable does not hold today"]


def test_a_full_disk_is_told_while_trips_are_answered(valley_state, tmp_path, monkeypatch):
    state = replace(valley_state, folder=tmp_path)
    monkeypatch.setattr("web.operations.condition.LEAST_FREE_BYTES", 1 << 62)
    answer = create_web(state).test_client().get("/readyz")
    assert "the disk is full" not in answer.get_json()["missing"]
    assert "the disk is full" in answer.get_json()["degraded"]
