"""Getting a message: an address or a file in, its bytes and their moment out, within bounds.

Addresses go through the bounded client of feeds/download.py: https on the open internet, or this
machine itself (http://127.0.0.1:8000/...), as a person wrote it into the data folder.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from core import clock
from core.errors import FeedError
from feeds.download import Allowed, fetch_bytes, fetch_json
from feeds.realtime.boards import message_of, rows_of
from feeds.realtime.messages import Message
from feeds.realtime.sources import Boards
from feeds.realtime.wire import MAX_MESSAGE_BYTES

MAX_SECONDS = 20.0
"""Longest download of one message."""
IDLE_S = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a message; `received_s` is when they were fetched, or the file was written."""

    content: bytes
    received_s: int


def fetch(address: str, folder: Path) -> Fetched:
    """The message that lies at an address, or in a file named from `folder`.

    Errors: FeedError saying why there is none.
    """
    if "://" in address:
        content = fetch_bytes(address, _allowed(address), MAX_MESSAGE_BYTES)
        return Fetched(content, clock.now_s())
    path = folder / address
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_MESSAGE_BYTES + 1)
        return Fetched(content, int(path.stat().st_mtime))
    except (OSError, ValueError) as exc:
        raise FeedError("cannot be read", file=address) from exc


def fetch_boards(boards: Boards) -> tuple[Message, str]:
    """What the boards say now, and what went wrong with some of them.

    Errors: FeedError where none could be read. No text of it holds the key.
    """
    key = os.environ.get(boards.key_variable, "")
    if not key:
        raise FeedError(f"the environment has no {boards.key_variable}, which holds the key")
    rows: list[Mapping[str, Any]] = []
    problem = ""
    read = 0
    for stop in boards.stops:
        query = urlencode({"accessId": key, "id": stop, "format": "json"})
        try:
            rows += rows_of(fetch_json(f"{boards.address}?{query}", _allowed(boards.address)))
            read += 1
        except FeedError as fault:
            problem = fault.message.replace(key, "...")
    if not read:
        raise FeedError(problem)
    return message_of(rows, boards.zone, clock.now_s()), problem


def _allowed(address: str) -> Allowed:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise FeedError("is no address") from exc
    loopback = frozenset({f"{host}:{port or 80}"}) if is_this_machine(host) else frozenset()
    return Allowed(frozenset({host}), loopback, MAX_SECONDS, IDLE_S, max_bytes=MAX_MESSAGE_BYTES)


def is_this_machine(host: str) -> bool:
    """Whether a host is the loopback of this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
