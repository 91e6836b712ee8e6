"""Strict headers on every kind of answer, and nothing a caller sends becomes a header."""

from __future__ import annotations

import re

import pytest

from tests.planning.runs.valley import SIMULATED, shuttle
from tests.security.routes import routes

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LONG_AGO = "fromPlace=49.45,5.9&toPlace=49.54,5.9&time=1999-01-01T00:00:00Z"
KINDS = {
    200: ("GET", "/api/feeds", {}),
    304: ("GET", "/static/css/base.css", {}),
    400: ("GET", "/api/v6/plan", {}),
    403: ("POST", "/api/scenarios", {"headers": {"Origin": "https://evil.example"}}),
    404: ("GET", "/nothing", {}),
    405: ("DELETE", "/api/feeds", {}),
    413: ("POST", "/api/v6/plan", {"data": b"x" * 70_000}),
    414: ("GET", "/api/feeds?q=" + "x" * 9_000, {}),
    415: ("POST", "/api/scenarios", {"data": b"{}", "content_type": "text/plain"}),
    422: ("GET", f"/api/v6/plan?{LONG_AGO}", {}),
    500: ("GET", "/api/commuting", {}),
    503: ("GET", "/api/lines", {}),
}  # fmt: skip
CRLF = "x\r\nSet-Cookie: a=b\r\n\r\n<script>"


def is_strict(answer):
    headers = answer.headers
    assert {name: headers.get(name) for name in STRICT} == STRICT
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "Cross-Origin-Resource-Policy" in headers
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize("status", KINDS)
def test_every_kind_of_answer_is_strict(site, status, monkeypatch):
    from core.errors import Busy

    def raising(fault):
        def raised(*_args, **_more):
            raise fault

        return raised

    monkeypatch.setattr("web.own_api.commuting", raising(KeyError("secret")))
    monkeypatch.setattr("web.operations.turns.Turns.take", _only_for_503(status, Busy))
    method, path, more = KINDS[status]
    if status == 304:
        known = site.client.get(path, buffered=True).headers["ETag"]
        more = {"headers": {"If-None-Match": known}}
    answer = site.client.open(path, method=method, buffered=True, **more)
    assert answer.status_code == status
    is_strict(answer)
    assert b"secret" not in answer.data


def _only_for_503(status, busy):
    def take(self, *, hard=False, waited_s=0.0):
        if status == 503:
            raise busy("busy", 1)
        self.running += 0

    return take


def test_answers_to_every_route_and_method_are_strict(site):
    for _, _, path in routes(site.app):
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "BREW"):
            answer = site.client.open(path, method=method, buffered=True)
            is_strict(answer)
            assert answer.status_code < 500 or path == "/readyz", (method, path)


def test_files_and_streams_of_a_run_are_strict_and_the_report_runs_nothing(site):
    with site.desk:
        _files_are_strict(site)


def _files_are_strict(site):
    path = site.run(site.add())
    stream = site.client.get(f"{path}/events")
    is_strict(stream)
    stream.close()
    site.until(path, "done")
    for name in ("report.html", "matrix.csv", "result.json", "gtfs.zip", "events"):
        answer = site.client.get(f"{path}/{name}", buffered=True)
        assert answer.status_code == 200, name
        headers = answer.headers
        assert {each: headers.get(each) for each in STRICT} == STRICT
        assert "script-src" not in headers["Content-Security-Policy"]
        if name.endswith((".csv", ".zip", ".json")):
            assert headers["Content-Disposition"].startswith("attachment; ")
    report = site.client.get(f"{path}/report.html", buffered=True)
    assert "sandbox" in report.headers["Content-Security-Policy"]
    assert "<script" not in report.text


def test_a_hostile_scenario_cannot_write_markup_into_its_report(site):
    name = "<img src=x onerror=alert(1)></title><script>alert(2)</script>"
    with site.desk:
        path = site.run(site.add(name=name, description=name))
        site.until(path, "done")
        text = site.client.get(f"{path}/report.html", buffered=True).text
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;img" in text


@pytest.mark.parametrize("text", [CRLF, "\x00", "\u2028", "\x1b[31m", "é" * 20, '"; filename="x'])
def test_no_text_of_a_caller_becomes_a_header(site, text):
    scenario = site.add(name="x")
    for _, method, path in routes(site.app):
        if method == "DELETE":
            continue
        given = dict.fromkeys(("pageCursor", "language", "limit", "text", "v", "fromPlace"), text)
        answer = site.client.open(
            path, method=method, query_string=given, buffered=True,
            headers={"Accept-Language": "x", "If-None-Match": '"x"', "Range": "bytes=9-1"},
        )  # fmt: skip
        assert answer.status_code < 500 or path == "/readyz"
        for name, value in answer.headers:
            assert name != "Set-Cookie"
            assert re.fullmatch(r"[\x20-\x7e]*", value), (path, name)
            assert text not in value
    assert site.client.get(scenario).status_code == 200


def test_what_is_kept_is_named_by_its_hash_so_that_no_name_reaches_a_header(site):
    answer = site.client.post("/api/scenarios", json=shuttle(name='a"; b\u202e'))
    assert re.fullmatch(r"/api/scenarios/[0-9a-f]{16}", answer.headers["Location"])
    run = site.client.post(f"{answer.headers['Location']}/runs", json={"day": SIMULATED})
    assert re.fullmatch(r"/api/scenarios/\w{16}/runs/[0-9a-f-]{16,36}", run.headers["Location"])
