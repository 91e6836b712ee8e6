"""The source catalogue: a territory folder in, whose feeds there are and where they lie out.

A territory brings its catalogue as `sources/<tag>.toml`, one file a publisher's feed, in the form
of feeds/source_file.py. A text that is empty says that the fact is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import DataError, Fault, RequestError
from feeds.catalogue import check_tag
from feeds.resolvers import RESOLVERS
from feeds.source_file import read_source
from feeds.tables import Source


def load_sources(territory: Path) -> dict[str, Source]:
    """The sources of a territory by tag; empty where it brings none.

    Errors: DataError naming the file and field that is wrong.
    """
    return {path.stem: _load(path) for path in sorted(territory.glob("sources/*.toml"))}


def get_source(sources: Mapping[str, Source], tag: str) -> Source:
    """The source of that tag.

    Errors: RequestError naming the tags there are, or why this one is not fetched.
    """
    if tag not in sources:
        named = ", ".join(sources) or "empty"
        message = f"{tag} is not in the catalogue ({named}); name its zip or address, and --country"
        raise RequestError([Fault("tag", message)])
    if sources[tag].skip:
        raise RequestError([Fault("tag", f"{tag} is not fetched: {sources[tag].skip}")])
    return sources[tag]


def hosts_of(sources: Iterable[Source]) -> frozenset[str]:
    """Every host that the sources name for answering."""
    named = [host.lower() for source in sources for host in source.hosts]
    named += [urlsplit(source.address).hostname or "" for source in sources]
    return frozenset(named) - {""}


def _load(path: Path) -> Source:
    source = read_source(path, path.stem)
    try:
        check_tag(source.tag)
        is_https = urlsplit(source.address).scheme == "https"
    except (RequestError, ValueError) as exc:
        raise DataError(str(exc), file=str(path)) from exc
    if source.address and not is_https:
        raise DataError("is no https address", file=str(path), field_name="address")
    if not source.address and not source.skip:
        mend = "say in `skip` why there is none"
        raise DataError("is missing", file=str(path), field_name="address", mend=mend)
    if source.resolver and source.resolver not in RESOLVERS:
        mend = f"there is {', '.join(RESOLVERS)}"
        raise DataError("no such resolver", file=str(path), field_name="resolver", mend=mend)
    return source
