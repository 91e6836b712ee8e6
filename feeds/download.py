"""Downloads: an address and what is allowed in, the bytes of one GTFS zip in a file out.

Only https, only hosts that the catalogue or a person named, only the open internet; every redirect
is looked at like a first address. Size, time and unpacking are bounded, and what is no zip (a
sign-in page, a download that broke off) is refused in one line. A version that has not changed is
not sent again.
"""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from core.errors import FeedError
from core.files import machine_faults
from core.progress import Progress, silent
from feeds import archive
from feeds.bodies import parts_of, refuse_page, zip_parts
from feeds.connection import IDLE_S, Deadline, Wire, connect, network_faults

MAX_SECONDS = 900
"""Longest download, redirects included."""
MAX_REDIRECTS = 5
"""Most redirects of one download."""
MAX_ANSWER_BYTES = 16 << 20
"""Largest answer to a question, such as where the newest zip lies."""
USER_AGENT = "Navette (timetable update)"

_HTTPS_PORT, _HTTP_PORT = 443, 80
_SAFE = "/%:=&?~+!$,;'@()*[]"
_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where downloads may go, and how long and large they may be.

    `hosts` are names; `*.name` stands for all below it. `loopback` are host:port pairs of this
    machine, named by a setting for tests; they may be spoken to without encryption.
    """

    hosts: frozenset[str]
    loopback: frozenset[str] = frozenset()
    total_s: float = MAX_SECONDS
    idle_s: float = IDLE_S
    max_bytes: int = archive.MAX_ZIP_BYTES


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls a version, for asking later whether it has changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class _Target:
    """An address taken apart; `loopback` where it is one that the setting allows."""

    host: str
    port: int
    netloc: str
    path: str
    tls: bool
    loopback: bool


def fetch_zip(
    address: str,
    allowed: Allowed,
    into: Path,
    known: Validators,
    progress: Progress = silent,
) -> Validators | None:
    """Downloads a zip; None, and no file, where the known version still stands.

    Errors: FeedError saying why nothing was taken, EnvironmentFault where the file cannot be
    written.
    """
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    conditions = {name: value for name, value in asked.items() if value and _is_plain(value)}
    headers = {"Accept": "application/zip, */*"} | conditions
    with _opened(address, allowed, headers) as response:
        if response.status == HTTPStatus.NOT_MODIFIED and conditions:
            return None
        _refuse_status(response)
        refuse_page(response)
        with machine_faults(f"cannot write {into}"), into.open("wb") as out:
            for part, share in zip_parts(parts_of(response, allowed.max_bytes)):
                out.write(part)
                progress(f"fetching {into.stem}", share)
        return Validators(response.getheader("ETag", ""), response.getheader("Last-Modified", ""))


def fetch_json(address: str, allowed: Allowed) -> object:
    """The JSON that an address answers with.

    Errors: FeedError.
    """
    with _opened(address, allowed, {"Accept": "application/json"}) as response:
        _refuse_status(response)
        most = min(MAX_ANSWER_BYTES, allowed.max_bytes)
        content = b"".join(part for part, _ in parts_of(response, most))
        try:
            answer: object = json.loads(content)
        except (ValueError, RecursionError) as exc:
            raise FeedError("answers with what is no JSON") from exc
        return answer


def fetch_bytes(address: str, allowed: Allowed, max_bytes: int) -> bytes:
    """What an address answers with, such as a realtime message.

    Errors: FeedError.
    """
    with _opened(address, allowed, {"Accept": "*/*"}) as response:
        _refuse_status(response)
        refuse_page(response)
        most = min(max_bytes, allowed.max_bytes)
        return b"".join(part for part, _ in parts_of(response, most))


def shown(address: str) -> str:
    """An address as it may stand in a message: without what may hold a key."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "the address"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@contextlib.contextmanager
def _opened(
    address: str, allowed: Allowed, headers: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """The answer at the end of all redirects; faults of the body name its address."""
    deadline = Deadline(allowed.total_s)
    seen = [address]
    while True:
        with _naming(seen[-1]), contextlib.ExitStack() as stack:
            target = _check(seen[-1], allowed)
            with network_faults():
                connected = stack.enter_context(
                    connect(
                        target.host,
                        target.port,
                        deadline,
                        tls=target.tls,
                        loopback=target.loopback,
                    )
                )
                response = _ask(Wire(connected, deadline, allowed.idle_s), target, headers)
            stack.callback(response.close)
            onward = _onward(response, seen)
            if not onward:
                yield response
                return
            seen.append(onward)


def _onward(response: http.client.HTTPResponse, seen: list[str]) -> str:
    """Where a redirect leads; "" where the answer is none."""
    location = response.getheader("Location", "")
    if response.status not in _REDIRECTS or not location:
        return ""
    try:
        onward = urljoin(seen[-1], location)
    except ValueError as exc:
        raise FeedError("redirects to what is no address") from exc
    if onward in seen:
        raise FeedError("redirects in a circle")
    if len(seen) > MAX_REDIRECTS:
        raise FeedError(f"redirects more than {MAX_REDIRECTS} times")
    return onward


def _check(address: str, allowed: Allowed) -> _Target:
    """An address that may be asked, taken apart.

    Errors: FeedError saying which rule it breaks.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        path = quote(parts.path or "/", safe=_SAFE)
        path += f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    except ValueError as exc:
        raise FeedError("is no address") from exc
    if parts.scheme not in ("http", "https") or not host.isascii() or not host:
        raise FeedError("is no address such as https://portal.example/feed.zip")
    if parts.username is not None:
        raise FeedError("holds a user name; use an address without")
    tls = parts.scheme == "https"
    port = port or (_HTTPS_PORT if tls else _HTTP_PORT)
    loopback = f"{host}:{port}" in allowed.loopback
    if not loopback:
        _check_public(host, port, allowed, tls=tls)
    return _Target(host, port, parts.netloc, path, tls, loopback)


def _check_public(host: str, port: int, allowed: Allowed, *, tls: bool) -> None:
    if not tls:
        raise FeedError("is not encrypted", mend="only https is taken")
    if port != _HTTPS_PORT:
        raise FeedError(f"asks for port {port}", mend=f"only {_HTTPS_PORT} is asked")
    if not any(_covers(pattern, host) for pattern in allowed.hosts):
        mend = "if it is the publisher's, add it to `hosts` of the source file"
        raise FeedError(f"{host} is not one of the hosts that may answer", mend=mend)


def _covers(pattern: str, host: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _ask(wire: Wire, target: _Target, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(target.host, target.port)
    # http.client sends over any object with sendall and reads through its makefile
    connection.sock = wire
    said = {"Host": target.netloc, "User-Agent": USER_AGENT, "Connection": "close"}
    connection.request("GET", target.path, headers=said | dict(headers))
    return connection.getresponse()


def _refuse_status(response: http.client.HTTPResponse) -> None:
    if response.status == HTTPStatus.OK:
        return
    reason = " ".join(f"{response.status} {response.reason}".split())[:80]
    mend = "ask again later" if response.status in _LATER else None
    raise FeedError(f"answers {reason}", mend=mend)


def _is_plain(value: str) -> bool:
    """Whether a header can hold it; servers and damaged state files say anything."""
    return value.isascii() and value.isprintable()


@contextlib.contextmanager
def _naming(address: str) -> Iterator[None]:
    """Gives a FeedError of the body the address that it is about."""
    try:
        yield
    except FeedError as exc:
        exc.file = exc.file or shown(address)
        raise
