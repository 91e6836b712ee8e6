"""The embedded data set of one fixed day, built once, and its tables as plain rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from feeds.demo import build_embedded

DAY = dt.date(2026, 11, 24)

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build_embedded(folder, DAY)
    return folder


@pytest.fixture(scope="session")
def built_long_ago(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo-long-ago")
    build_embedded(folder, DAY - dt.timedelta(days=40))
    return folder


@pytest.fixture
def older(built_long_ago: Path, tmp_path: Path) -> Path:
    """A folder of its own that was right forty days ago."""
    return Path(shutil.copytree(built_long_ago, tmp_path / "older"))


@pytest.fixture(scope="session")
def tables(built: Path) -> dict[str, dict[str, Rows]]:
    """Rows of every table by feed tag and name; "calls <trip id>" holds those of one trip."""
    return {tag: read_feed(built / "feeds" / tag / "current.zip") for tag in ("lu", "fr")}


def read_feed(path: Path) -> dict[str, Rows]:
    with zipfile.ZipFile(path) as archive:
        feed = {
            name.removesuffix(".txt"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode()))
            )
            for name in archive.namelist()
        }
    for row in feed["stop_times"]:
        feed.setdefault(f"calls {row['trip_id']}", []).append(row)
    return feed
