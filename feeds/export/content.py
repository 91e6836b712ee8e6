"""A name for what a feed holds: a MergedFeed in, a short hash of all its rows out."""

from __future__ import annotations

from hashlib import sha256

from feeds.tables import COLUMNS, MergedFeed

_LENGTH = 12
_BETWEEN = "\x1f"


def content_version(feed: MergedFeed) -> str:
    """The same for the same tables, whatever they were made from."""
    digest = sha256()
    for table, columns in COLUMNS.items():
        frame = getattr(feed, table)
        for name, kind in columns.items():
            digest.update(f"{table}.{name} {len(frame)}".encode())
            if kind == "str":
                digest.update(_BETWEEN.join(frame[name].tolist()).encode())
            else:
                digest.update(frame[name].to_numpy().astype(kind).tobytes())
    return digest.hexdigest()[:_LENGTH]
