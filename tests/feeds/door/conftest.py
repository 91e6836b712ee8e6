"""A loader for the tiny feeds of these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.load import load_feed
from feeds.tables import MergedFeed
from tests.feeds.make import SOURCE, write_feed

Load = Callable[..., MergedFeed]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads the minimal feed with some tables replaced."""

    def load_with(**tables: str | bytes | None) -> MergedFeed:
        return load_feed(write_feed(tmp_path / "feed.zip", **tables), SOURCE)

    return load_with
