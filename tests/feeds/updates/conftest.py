"""What tests of updates share: a publisher on this machine and a feed that it may offer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds.make import write_feed
from tests.feeds.updates.publisher import Publisher, publishing


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as made:
        yield made


@pytest.fixture
def feed_zip(tmp_path: Path) -> bytes:
    return write_feed(tmp_path / "published.zip").read_bytes()
