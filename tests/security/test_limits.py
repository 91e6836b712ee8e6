"""A site open to everyone answers nothing without a limit: every route there is, one by one."""

from __future__ import annotations

import io
import time

import pytest

from tests.security.routes import routes

CHEAP = {
    "pages.index": 40_000,
    "pages.departures": 40_000,
    "pages.planner": 80_000,
    "pages.own_file": 8 << 20,
    "pages.style_sheet": 120_000,
    "pages.package_file": 8 << 20,
    "pages.privacy": 40_000,
    "pages.worker": 40_000,
    "maps.tiles": 0,
    "openapi.page": 4_000,
    "openapi.document": 600_000,
    "openapi.start": 4_000,
    "openapi.style": 4_000,
    "openapi.asset": 8 << 20,
    "operations.live": 100,
    "operations.ready": 1_000,
    "operations.metrics": 1_000,
}
"""What is not counted against a rate, and the most bytes each may answer: nothing is computed.
Files are compressed once and kept; of the map (0: there is none here) a range is read from disk;
figures are for who has the token."""
MOST_CPU_S = 0.25


def all_routes(site):
    return [(name, method, path) for name, method, path in routes(site.app)]


def test_every_answer_is_counted_against_the_rate_or_named_as_cheap(open_site):
    site = open_site(client_per_minute=1, client_burst=1)
    assert site.client.get("/api/feeds").status_code == 200
    free = set()
    for endpoint, method, path in all_routes(site):
        answer = site.client.open(path, method=method, buffered=True)
        if answer.status_code != 429:
            free.add(endpoint)
        else:
            assert int(answer.headers["Retry-After"]) >= 1, path
    assert free == set(CHEAP)


def test_a_head_a_preflight_and_a_path_that_is_not_there_count_as_well(open_site):
    site = open_site(client_per_minute=1, client_burst=1)
    site.client.get("/api/feeds")
    for method in ("HEAD", "OPTIONS", "BREW"):
        assert site.client.open("/api/v6/plan", method=method).status_code == 429
    assert site.client.get("/api/nothing").status_code == 429


def test_what_is_cheap_is_small_and_quick(open_site):
    site = open_site()
    for endpoint, method, path in all_routes(site):
        if endpoint in CHEAP:
            site.client.open(path, method=method, buffered=True)
            begun_s = time.thread_time()
            answer = site.client.open(path, method=method, buffered=True)
            assert time.thread_time() - begun_s < MOST_CPU_S, path
            if answer.status_code == 200:
                assert len(answer.data) <= CHEAP[endpoint], path


def test_no_route_takes_an_endless_query(open_site):
    site = open_site()
    endless = "x" * (site.state.settings.max_query_bytes + 1)
    statuses = {
        path: site.client.open(f"{path}?q={endless}", method=method).status_code
        for _, method, path in all_routes(site)
    }
    assert set(statuses.values()) == {414}, statuses


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_route_reads_an_endless_body(site, method):
    """2 MB are above every limit; a route that takes no body must not read it either."""
    for _, asked, path in all_routes(site):
        if asked not in (method, "GET"):
            continue
        body = io.BytesIO(b"x" * (2 << 20))
        answer = site.client.open(
            path, method=method, input_stream=body, content_type="application/json"
        )
        assert answer.status_code in (400, 404, 405, 413), (path, answer.status_code)
        assert body.tell() == 0, path


def test_turns_are_given_back_whatever_becomes_of_a_request(open_site):
    site = open_site(max_at_once=1, max_waiting=1, max_wait_ms=10)
    for _ in range(3):
        for bad in ("/api/v6/plan?fromPlace=x", "/api/v6/trip?tripId=x", "/api/v1/geocode"):
            assert site.client.get(bad).status_code in (400, 404, 422)
    assert site.client.get("/api/feeds").status_code == 200


def test_streams_that_are_left_at_once_do_not_use_up_the_streams_there_are(site):
    path = site.run(site.add())
    for _ in range(2 * site.state.settings.max_event_streams):
        answer = site.client.head(f"{path}/events")
        assert answer.status_code == 200
        answer.close()
        opened = site.client.get(f"{path}/events")
        assert opened.status_code == 200
        opened.close()
