"""What is fetched: what a person named, through one bounded door, never from the own network."""

from __future__ import annotations

import ast
import json
import socket

import pytest

from core.errors import FeedError
from feeds.download import MAX_REDIRECTS, Allowed, fetch_bytes, fetch_json, shown
from feeds.gbfs.fetch import fetch_system
from feeds.gbfs.sources import RentalSource
from feeds.realtime.fetch import fetch, fetch_boards
from feeds.realtime.sources import Boards
from tests.house.repository import ROOMS, files_with, name_of

DOORS = {
    "feeds/connection.py", "commands/http_server.py", "commands/serving/master.py",
    "commands/serving/opening.py", "commands/serving/shedding.py", "commands/serving/worker.py",
    "planning/runs/worker.py",
}  # fmt: skip
"""One connects to publishers; the others listen, or ask what this machine is called."""
INSIDE = [
    "10.0.0.1", "172.16.3.4", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip
HOST = "velo.example"


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_one_module_alone_opens_connections_to_elsewhere():
    ways_out = {"socket", "ssl", "urllib.request", "requests", "httpx", "urllib3", "ftplib",
                "smtplib", "asyncio", "aiohttp"}  # fmt: skip
    ours = [path for path in files_with(".py") if name_of(path).split("/")[0] in ROOMS]
    found = {name_of(path) for path in ours if ways_out & set(imported(path))}
    assert found == DOORS


@pytest.fixture
def leads_to(monkeypatch):
    """A name that stands for an address; connecting there is noted, and fails."""
    tried = []

    def named(address):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        told = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
        monkeypatch.setattr(socket.socket, "connect", lambda _, where: tried.append(where))
        return tried

    return named


@pytest.mark.parametrize("address", INSIDE)
def test_a_named_host_that_leads_inside_is_never_connected_to(leads_to, address, tmp_path):
    tried = leads_to(address)
    for ask in (
        lambda: fetch(f"https://{HOST}/realtime.pb", tmp_path),
        lambda: fetch_json(f"https://{HOST}/x", Allowed(frozenset({HOST}))),
        lambda: fetch_system(RentalSource("v", f"https://{HOST}/gbfs.json", "v"), tmp_path, 0),
    ):
        with pytest.raises(FeedError, match="no address of the open internet"):
            ask()
    assert tried == []


@pytest.mark.parametrize("address", INSIDE)
def test_documents_that_a_system_lists_are_judged_like_the_first(monkeypatch, tmp_path, address):
    """The discovery document is a stranger's; a host that a person named may change its mind."""
    listed = {
        "station_information": f"https://[{address}]/x" if ":" in address else f"https://{address}/x",
        "station_status": "file:///etc/passwd",
        "vehicle_status": "http://localhost:5000/api/scenarios",
        "free_bike_status": "https://velo.example:8443/x",
        "vehicle_types": "https://velo.example@evil.example/x",
        "system_information": "gopher://velo.example/x",
    }  # fmt: skip
    feeds = [{"name": name, "url": url} for name, url in listed.items()]
    asked = []

    def bytes_of(url, allowed, most):
        if url.endswith("gbfs.json"):
            return json.dumps({"version": "2.3", "data": {"en": {"feeds": feeds}}}).encode()
        return fetch_bytes(url, allowed, most)

    monkeypatch.setattr("feeds.gbfs.fetch.fetch_bytes", bytes_of)
    monkeypatch.setattr("feeds.download.connect", lambda *where, **_: asked.append(where))
    with pytest.raises(FeedError):
        fetch_system(RentalSource("v", f"https://{HOST}/gbfs.json", "v"), tmp_path, 0)
    assert asked == []


def test_a_system_that_lists_ten_thousand_documents_is_asked_for_those_it_may_have(
    monkeypatch, tmp_path
):
    feeds = [{"name": f"n{n}", "url": f"https://{HOST}/{n}"} for n in range(10_000)]
    asked = []

    def bytes_of(url, *_):
        asked.append(url)
        if url.endswith("gbfs.json"):
            return json.dumps({"version": "2.3", "data": {"en": {"feeds": feeds}}}).encode()
        return b"{}"

    monkeypatch.setattr("feeds.gbfs.fetch.fetch_bytes", bytes_of)
    with pytest.raises(FeedError):
        fetch_system(RentalSource("v", f"https://{HOST}/gbfs.json", "v"), tmp_path, 0)
    assert len(asked) < 20


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://h.example/x", "gopher://h.example/", "data:text/plain,x",
        "http://h.example/", "https://u:p@h.example/", "https://h.example:22/", "https://",
        "https://other.example/", "https://h.example.evil.example/", "https://evil.example#h.example",
        "https://h.example\\@evil.example/", "//h.example/x", "https://ｈ.example/", "jar:https://h",
        "https://2130706433/", "https://0x7f.1/", "https://h.example\r\nHost: evil/",
    ],
)  # fmt: skip
def test_addresses_that_are_tricks_are_refused_in_one_line(address, monkeypatch):
    tried = []
    monkeypatch.setattr("feeds.download.connect", lambda *where, **_: tried.append(where))
    with pytest.raises(FeedError) as caught:
        fetch_bytes(address, Allowed(frozenset({"h.example"})), 1000)
    assert tried == []
    assert len(str(caught.value).splitlines()) == 1


def test_redirects_are_few():
    assert MAX_REDIRECTS <= 5


def test_a_key_stands_in_no_message(monkeypatch):
    key = "s3cr3t-k3y-of-the-boards"
    monkeypatch.setenv("BOARDS_KEY", key)

    def refused(address, _):
        assert key in address
        raise FeedError(f"answers 403 for {key}", file=shown(address))

    monkeypatch.setattr("feeds.realtime.fetch.fetch_json", refused)
    boards = Boards("https://hafas.example/board", "BOARDS_KEY", ("1", "2"), "Europe/Luxembourg")
    with pytest.raises(FeedError) as caught:
        fetch_boards(boards)
    assert key not in str(caught.value)
    assert key not in shown(f"https://user:{key}@h.example/x?accessId={key}#{key}")
