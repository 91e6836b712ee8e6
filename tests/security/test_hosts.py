"""What a client says of itself: names of hosts, forwarded addresses, methods; none is believed."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.commands.test_serve import serving
from tests.security.routes import routes

EVIL = "evil.example"


def test_no_answer_repeats_the_host_it_was_asked_at(site):
    forwarded = {"X-Forwarded-Host": EVIL, "X-Forwarded-Prefix": f"//{EVIL}", "Forwarded": EVIL}
    for _, method, path in routes(site.app):
        for headers in ({"Host": EVIL}, forwarded, {"Host": f"{EVIL}:80@x"}):
            answer = site.client.open(path, method=method, headers=headers, buffered=True)
            assert EVIL not in str(answer.headers)
            assert EVIL.encode() not in answer.data
            assert answer.status_code < 500 or path == "/readyz"


@pytest.mark.parametrize("host", ["", "a b", "[::1", "x" * 5000, "é", "\x00", "a/../b", "a:b:c"])
def test_a_host_that_is_none_harms_nothing(site, host):
    for path in ("/", "/api/feeds", "/api/map", "/api/scenarios"):
        answer = site.client.get(path, headers={"Host": host})
        assert answer.status_code in (200, 400)
    assert site.client.post("/api/scenarios", json={}, headers={"Host": host}).status_code >= 400


@pytest.mark.parametrize("word", ["\x1b[31mGET", "BREW", "X" * 300, "get", "GET\u202e"])
def test_a_word_that_is_no_method_is_called_unknown_in_log_and_figures(site, word, caplog):
    with caplog.at_level("INFO"):
        answer = site.client.open("/api/feeds", method=word)
    assert answer.status_code == 405
    lines = [each.getMessage() for each in caplog.records if each.name == "navette.request"]
    assert lines
    assert all(line.startswith("UNKNOWN (unknown path) 405") for line in lines)
    told = site.client.get("/metrics").text
    assert word not in told
    assert 'method="UNKNOWN"' in told


@pytest.fixture(scope="module")
def address(embedded):
    """The site as people start it."""
    with serving(embedded) as (found, _):
        parts = urlsplit(found)
        yield parts.hostname, parts.port


def said(address, content):
    """All that the server says to these bytes, until it closes."""
    with socket.create_connection(address, timeout=5) as wire:
        wire.sendall(content)
        wire.shutdown(socket.SHUT_WR)
        parts = []
        while part := wire.recv(65_536):
            parts.append(part)
    return b"".join(parts)


HIDDEN = b"DELETE /api/scenarios/0 HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 0\r\nContent-Length: 60\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5 \r\nTransfer-Encoding : chunked\r\n",
        b"Transfer-Encoding: \x0bchunked\r\n",
        b"Transfer-Encoding: identity, chunked\r\n",
        b"Content-Length: 999999999999999999999\r\n",
    ],
    ids=repr,
)
def test_two_lengths_of_one_body_never_make_two_requests(address, head):
    start = b"POST /api/v1/geocode?text=x HTTP/1.1\r\nHost: localhost\r\n"
    answer = said(address, start + head + b"\r\n0\r\n\r\n" + HIDDEN)
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b"500" not in answer.split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET " + b"/x" * 50_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET //evil.example/%2e%2e HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\r\n" * 1000,
    ],
    ids=lambda each: repr(each[:24]),
)
def test_bytes_that_are_no_request_end_in_a_refusal_or_silence(address, content):
    answer = said(address, content)
    assert b"Traceback" not in answer
    assert b"Location" not in answer
    assert (
        not answer.startswith(b"HTTP/1.1 5") or b" 505 " in answer[:20] or b" 501 " in answer[:20]
    )
    assert said(address, b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")
