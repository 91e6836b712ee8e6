"""Asking a rental system: a source in, what its documents say now out, within bounds.

Where its documents lie is said by the first of them, a stranger's; so they are asked for only on
the hosts that a person has named, through the bounded client of feeds/download.py.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from core.errors import FeedError
from feeds.download import Allowed, fetch_bytes
from feeds.gbfs.reading import feeds_listed, read_system
from feeds.gbfs.records import System
from feeds.gbfs.sources import RentalSource
from feeds.realtime.fetch import is_this_machine

MAX_DOCUMENT_BYTES = 16 << 20
MAX_SECONDS = 20.0
"""Longest download of one document."""
IDLE_S = 10.0


def fetch_system(source: RentalSource, folder: Path, now_s: int) -> System:
    """What a system says now. Errors: FeedError saying why nothing of it can be used."""
    listed = feeds_listed(_content(source.address, source, folder))
    documents, missing = {}, []
    for name, address in listed.items():
        try:
            documents[name] = _content(address, source, folder)
        except FeedError:
            missing.append(name)
    return read_system(documents, now_s, missing)


def _content(address: str, source: RentalSource, folder: Path) -> bytes:
    if "://" in address:
        return fetch_bytes(address, _allowed(source), MAX_DOCUMENT_BYTES)
    if "://" in source.address:
        raise FeedError("lists what is no address")
    root = folder.resolve()
    path = (root / address).resolve()
    if not path.is_relative_to(root):
        raise FeedError("lies outside the data folder", file=address)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_DOCUMENT_BYTES + 1)
    except (OSError, ValueError) as exc:
        raise FeedError("cannot be read", file=address) from exc
    if len(content) > MAX_DOCUMENT_BYTES:
        raise FeedError(f"is longer than {MAX_DOCUMENT_BYTES >> 20} MB", file=address)
    return content


def _allowed(source: RentalSource) -> Allowed:
    try:
        parts = urlsplit(source.address)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise FeedError("is no address") from exc
    loopback = frozenset({f"{host}:{port or 80}"}) if is_this_machine(host) else frozenset[str]()
    hosts = frozenset({host, *source.hosts})
    return Allowed(hosts, loopback, MAX_SECONDS, IDLE_S, max_bytes=MAX_DOCUMENT_BYTES)
