"""Resolvers: where a publisher's newest zip lies, asked of the portal whose address stays.

Some portals give every publication an address of its own. A source file then names a resolver and
the address that the resolver asks; what comes back is judged like any other foreign byte.

    udata    the API of a data portal that runs udata (`/api/1/datasets/<name>/`): the newest zip
             among the data set's resources whose name does not say that it is for other days
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from core import clock
from core.errors import FeedError
from feeds.download import Allowed, fetch_json, shown
from feeds.tables import Source

_FORMATS = ("zip", "gtfs")
_MOMENTS = ("last_modified", "published", "created_at")
_DAYS = re.compile(r"(?<!\d)(\d{8})[-_](\d{8})(?!\d)")
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)

Resolver = Callable[[object, dt.date], str]
"""From a portal's answer, on a day, to the address of the zip; "" where there is none in it."""


def find_address(source: Source, allowed: Allowed, today: dt.date) -> str:
    """The address from which the source's newest zip is downloaded.

    Errors: FeedError where the portal does not tell.
    """
    if not source.resolver:
        return source.address
    answer = fetch_json(source.address, allowed)
    address = RESOLVERS[source.resolver](answer, today)
    if not address:
        mend = "see whether the data set has moved"
        raise FeedError("names no zip of the data set", file=shown(source.address), mend=mend)
    return address


def newest_of_udata(answer: object, today: dt.date) -> str:
    """The newest zip of a udata data set; one for today comes before one for other days."""
    resources = answer.get("resources") if isinstance(answer, dict) else None
    entries = resources if isinstance(resources, list) else []
    zips = [entry for entry in entries if isinstance(entry, dict) and _is_zip(entry)]
    newest = max(zips, key=lambda entry: (_is_for(entry["url"], today), _moment(entry)), default={})
    return str(newest.get("url", ""))


def _is_zip(entry: dict[str, Any]) -> bool:
    address = entry.get("url")
    if not isinstance(address, str):
        return False
    path = address.split("?")[0].split("#")[0]
    return path.lower().endswith(".zip") or str(entry.get("format", "")).lower() in _FORMATS


def _is_for(address: str, today: dt.date) -> bool:
    """Whether a file name such as gtfs-20260819-20261212.zip speaks of today, or of no days."""
    found = _DAYS.search(address.rsplit("/", 1)[-1])
    if not found:
        return True
    first, last = (clock.parse_gtfs_date(text) for text in found.groups())
    return first is None or last is None or first <= today <= last


def _moment(entry: dict[str, Any]) -> dt.datetime:
    for name in _MOMENTS:
        try:
            moment = dt.datetime.fromisoformat(str(entry.get(name, "")))
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return _LONG_AGO


RESOLVERS: dict[str, Resolver] = {"udata": newest_of_udata}
