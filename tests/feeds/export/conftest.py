"""Two small neighbours merged, ready to be published, and the reader of what was written."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.merge import merge
from feeds.tables import MergedFeed
from tests.feeds.merge.small_feeds import small_feed

LU = small_feed(
    "lu",
    "LU",
    """
    gare | Luxembourg, Gare Centrale | 0 0
    bett | Bettembourg, Gare         | 0 -9000
    arret| Bettembourg, Place        | 900 -9000
    """,
    """
    l1 | rail 88717 | 2025-02-03 2025-02-04 | bett 08:10 > gare 08:30
    b1 | bus:300    | 2025-02-03            | arret 23:50 > gare x24:10
    b2 | bus:300    | 2025-02-03            | gare 12:00 > arret 12:30x
    """,
    zone="Europe/Luxembourg",
    transfers="bett arret 2 600",
)
FR = small_feed(
    "fr",
    "FR",
    """
    s1 | Bettembourg             | 20 -9030
    p1 | Bettembourg voie 1      | 20 -9030 | s1
    thi| Thionville              | 0 -25000
    """,
    """
    f1 | rail 88700 | 2025-02-03 2025-02-04 | thi 07:40 > p1 08:00
    """,
)


def licensed(feed: MergedFeed, **source: object) -> MergedFeed:
    """The feed under a licence, or whatever else its source says."""
    told = {"licence": "CC-BY-4.0", "page": "https://feeds.example.org/data", **source}
    infos = tuple(replace(info, source=replace(info.source, **told)) for info in feed.feeds)
    return replace(feed, feeds=infos)


@pytest.fixture
def neighbours() -> MergedFeed:
    return merge([licensed(LU), licensed(FR, licence="ODbL-1.0", share_alike=True)], None)


def rows_of(path: Path, table: str = "") -> list[dict[str, str]]:
    """The rows of a CSV file, or of a table in a zip."""
    content = path.read_bytes()
    if table:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(table)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
