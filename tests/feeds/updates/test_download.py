"""Downloads: a good zip arrives whole, everything else is refused in one line that says why."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, FeedError
from feeds import connection
from feeds.download import Allowed, Validators, fetch_json, fetch_zip
from tests.feeds.updates.publisher import Publisher, endless, raw, redirect, send, unused_port

NEW = Validators()
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "lu.zip"


def refusal(address: str, allowed: Allowed, into: Path) -> str:
    """The line in which a download is refused."""
    with pytest.raises(FeedError) as caught:
        fetch_zip(address, allowed, into, NEW)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_zip_arrives_whole_with_what_the_server_calls_it(
    publisher: Publisher, feed_zip: bytes, into: Path
) -> None:
    address = publisher.offers(feed_zip, ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 04:00:00 GMT")
    shares: list[float | None] = []
    said = fetch_zip(
        address, publisher.allowed(), into, NEW, lambda _, share=None: shares.append(share)
    )
    assert said == Validators('"v1"', "Mon, 02 Nov 2026 04:00:00 GMT")
    assert into.read_bytes() == feed_zip
    assert shares[-1] == 1.0


def test_version_that_still_stands_is_not_sent_again(publisher: Publisher, into: Path) -> None:
    address = publisher.does(lambda asked: send(asked, 304, b"", {}))
    known = Validators('"v1"', "Mon, 02 Nov 2026 04:00:00 GMT")
    assert fetch_zip(address, publisher.allowed(), into, known) is None
    headers = publisher.asked[0][1]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Mon, 02 Nov 2026 04:00:00 GMT"
    assert not into.exists()
    assert "answers 304 Not Modified" in refusal(address, publisher.allowed(), into)


def test_version_name_that_no_header_can_hold_is_not_sent(
    publisher: Publisher, feed_zip: bytes, into: Path
) -> None:
    address = publisher.offers(feed_zip)
    assert fetch_zip(address, publisher.allowed(), into, Validators("v\r\nCookie: x", "über"))
    assert not {"If-None-Match", "If-Modified-Since", "Cookie"} & set(publisher.asked[0][1])


def test_gzipped_zip_is_unpacked(publisher: Publisher, feed_zip: bytes, into: Path) -> None:
    address = publisher.offers(gzip.compress(feed_zip), Content_Encoding="gzip")
    fetch_zip(address, publisher.allowed(), into, NEW)
    assert into.read_bytes() == feed_zip


def test_redirect_within_the_allowed_hosts_is_followed(
    publisher: Publisher, feed_zip: bytes, into: Path
) -> None:
    publisher.offers(feed_zip, "/there.zip")
    address = publisher.does(redirect("/there.zip"))
    fetch_zip(address, publisher.allowed(), into, NEW)
    assert into.read_bytes() == feed_zip


BOMB = gzip.compress(b"PK\x03\x04" + bytes(3 << 20))
PAGE = b"<!doctype html><title>Sign in</title>"
BODIES = {
    "a page that says so": (
        OK + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + PAGE,
        "answers with a web page instead of a zip (open the address in a browser",
    ),
    "a page that says it is a zip": (
        OK + b"Content-Type: application/zip\r\n\r\n\n " + PAGE,
        "answers with a web page instead of a zip",
    ),
    "something else": (OK + b"\r\n%PDF-1.7", "answers with what is no zip"),
    "nothing": (OK + b"Content-Length: 0\r\n\r\n", "answers with nothing"),
    "three bytes": (OK + b"\r\nPK\x03", "answers with what is no zip"),
    "cut short": (
        OK + b"Content-Length: 1000\r\n\r\nPK\x03\x04half",
        "the download broke off: 8 of 1000 bytes came",
    ),
    "a chunk cut short": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n400\r\nPK\x03\x04half",
        "the download broke off",
    ),
    "announced too large": (
        OK + b"Content-Length: 9999999999\r\n\r\nPK\x03\x04",
        "announces 9,537 MiB; the limit is 1 MiB",
    ),
    "a gzip bomb": (
        OK + b"Content-Encoding: gzip\r\n\r\n" + BOMB,
        "does not end; the limit is 1 MiB",
    ),
    "a gzip cut short": (
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"PK\x03\x04" * 99)[:-9],
        "the download broke off inside its gzip stream",
    ),
    "a gzip that is none": (
        OK + b"Content-Encoding: gzip\r\n\r\nPK\x03\x04",
        "says it is gzip and is not",
    ),
    "another packing": (
        OK + b"Content-Encoding: br\r\n\r\nPK\x03\x04",
        "answers packed as br, which was not asked for",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "answers with what is no HTTP (BadStatusLine)"),
    "headers without end": (
        OK + b"X: y\r\n" * 300 + b"\r\n",
        "answers with what is no HTTP (HTTPException)",
    ),
    "a header line without end": (
        OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        "answers with what is no HTTP (LineTooLong)",
    ),
    "an error": (b"HTTP/1.1 500 Oh no\r\n\r\n", "answers 500 Oh no"),
    "not there": (b"HTTP/1.1 404 Not Found\r\n\r\nPK\x03\x04", "answers 404 Not Found"),
    "too busy": (
        b"HTTP/1.1 503 Service Unavailable\r\n\r\n",
        "answers 503 Service Unavailable (ask again later)",
    ),
    "a redirect to nowhere": (b"HTTP/1.1 302 Found\r\n\r\n", "answers 302 Found"),
}


@pytest.mark.parametrize("answer, reason", BODIES.values(), ids=BODIES)
def test_answer_that_is_no_feed_is_refused(
    publisher: Publisher, into: Path, answer: bytes, reason: str
) -> None:
    address = publisher.does(raw(answer))
    line = refusal(address, publisher.allowed(max_bytes=1 << 20), into)
    assert line.startswith(f"{address}: {reason}")


def test_body_without_end_is_given_up_at_the_limit(publisher: Publisher, into: Path) -> None:
    address = publisher.does(endless(bytes(1 << 16)))
    line = refusal(address, publisher.allowed(max_bytes=2 << 20), into)
    assert line.endswith("does not end; the limit is 2 MiB")
    assert into.stat().st_size <= 2 << 20


@pytest.mark.parametrize(
    "parts",
    [
        (OK + b"Content-Length: 100000\r\n\r\nPK\x03\x04", b"x"),
        (OK, b"X"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n4\r\nPK\x03\x04\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "headers", "chunks"],
)
def test_drip_by_drip_ends_with_the_time(
    publisher: Publisher, into: Path, parts: tuple[bytes, ...]
) -> None:
    address = publisher.does(raw(*parts, every_s=0.02))
    line = refusal(address, publisher.allowed(total_s=0.4), into)
    assert line == f"{address}: took too long to answer"


def test_silence_is_not_waited_out(publisher: Publisher, into: Path) -> None:
    address = publisher.does(lambda asked: asked.server.publisher.over.wait(20))
    line = refusal(address, publisher.allowed(idle_s=0.2), into)
    assert line == f"{address}: took too long to answer"


@pytest.mark.parametrize(
    "target, reason",
    [
        ("https://10.0.0.1/feed.zip", "10.0.0.1 is not one of the hosts that may answer"),
        ("https://169.254.169.254/latest", "leads to 169.254.169.254, which is no address of"),
        ("https://[::ffff:127.0.0.1]/", "leads to ::ffff:127.0.0.1, which is no address of"),
        ("https://elsewhere.example/feed.zip", "elsewhere.example is not one of the hosts"),
        ("https://portal.example:8443/feed.zip", "asks for port 8443 (only 443 is asked)"),
        ("https://me:secret@portal.example/feed.zip", "holds a user name"),
        ("http://portal.example/feed.zip", "is not encrypted (only https is taken)"),
        ("file:///etc/passwd", "is no address such as https://"),
        ("ftp://portal.example/feed.zip", "is no address such as https://"),
        ("https://[portal/feed.zip", "redirects to what is no address"),
        ("https://portal.example:port/feed.zip", "is no address"),
        ("/feed.zip", "redirects in a circle"),
    ],
)
def test_redirect_is_judged_like_a_first_address(
    publisher: Publisher, into: Path, target: str, reason: str
) -> None:
    address = publisher.does(redirect(target))
    hosts = ("portal.example", "169.254.169.254", "::ffff:127.0.0.1")
    line = refusal(address, publisher.allowed(*hosts), into)
    assert reason in line
    assert "secret" not in line


def test_redirects_without_end_are_given_up(publisher: Publisher, into: Path) -> None:
    for hop in range(10):
        publisher.does(redirect(f"/{hop + 1}"), f"/{hop}")
    assert "redirects more than 5 times" in refusal(publisher.at("/0"), publisher.allowed(), into)
    assert len(publisher.asked) == 6


def test_name_that_leads_to_this_machine_is_not_asked(
    publisher: Publisher, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [here])
    allowed = publisher.allowed("portal.example")
    line = refusal("https://portal.example/feed.zip", allowed, into)
    assert "portal.example leads to 127.0.0.1, which is no address of the open internet" in line
    assert not publisher.asked


def test_name_that_changes_its_mind_is_caught_at_the_connected_socket(
    publisher: Publisher, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = publisher.server.server_port
    changed = [(socket.AF_INET, ("127.0.0.1", port))]
    monkeypatch.setattr(connection, "_allowed", lambda *_, **__: changed)
    line = refusal("https://portal.example/feed.zip", Allowed(frozenset({"portal.example"})), into)
    assert "portal.example leads to 127.0.0.1" in line
    assert not publisher.asked


def test_another_port_of_this_machine_stays_closed(publisher: Publisher, into: Path) -> None:
    address = f"http://127.0.0.1:{unused_port()}/feed.zip"
    assert "is not encrypted" in refusal(address, publisher.allowed("127.0.0.1"), into)


def test_publisher_that_is_away_is_named(into: Path) -> None:
    place = f"127.0.0.1:{unused_port()}"
    allowed = Allowed(frozenset(), frozenset({place}))
    line = refusal(f"http://{place}/feed.zip?key=secret", allowed, into)
    assert line == f"http://{place}/feed.zip: cannot be reached: Connection refused"


def test_name_that_nobody_knows_is_said(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    line = refusal("https://portal.example/a", Allowed(frozenset({"portal.example"})), into)
    assert line == "https://portal.example/a: its name is not known to this network"


@pytest.mark.parametrize(
    "pattern, host, covered",
    [
        ("*.portal.example", "files.portal.example", True),
        ("*.portal.example", "portal.example", False),
        ("*.portal.example", "evilportal.example", False),
        ("portal.example", "portal.example", True),
        ("portal.example", "portal.example.evil", False),
    ],
)
def test_host_is_allowed_by_its_whole_name(
    into: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, host: str, covered: bool
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    line = refusal(f"https://{host}/feed.zip", Allowed(frozenset({pattern})), into)
    assert ("is not one of the hosts" not in line) is covered


@pytest.mark.parametrize(
    "address, public",
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07::1", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_the_open_internet_is_public(address: str, public: bool) -> None:
    assert connection.is_public(address) is public


def test_file_that_cannot_be_written_is_the_machines_fault(
    publisher: Publisher, feed_zip: bytes, tmp_path: Path
) -> None:
    address = publisher.offers(feed_zip)
    with pytest.raises(EnvironmentFault, match="cannot write"):
        fetch_zip(address, publisher.allowed(), tmp_path / "gone" / "lu.zip", NEW)


@pytest.mark.parametrize(
    "content, reason",
    [(b"{", "what is no JSON"), (b"[" * 100_000, "what is no JSON"), (bytes(9), "what is no JSON")],
)
def test_answer_that_is_no_json_is_refused(
    publisher: Publisher, content: bytes, reason: str
) -> None:
    with pytest.raises(FeedError, match=reason):
        fetch_json(publisher.offers(content), publisher.allowed())
