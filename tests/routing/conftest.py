"""The network of the real feeds, built once for all tests that ask it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routing.network import Network

FEEDS = (("lu", "LU", "luxembourg"), ("ter", "FR", "sncf-ter"), ("fluo67", "FR", "fluo-bas-rhin"))


@pytest.fixture(scope="session")
def real_network(shared_data: Callable[[str], Path]) -> Network:
    """Luxembourg's timetable, the TER and the coaches of Bas-Rhin, as people would load them."""
    from feeds.load import load_feed
    from feeds.merge import merge
    from feeds.tables import Source
    from feeds.territory import load_territory
    from routing.build import build_network

    home = Path(__file__).parents[2] / "feeds" / "territories" / "pays-haut"
    territory = load_territory(home)
    feeds = [
        load_feed(shared_data(f"border-2025/{name}.zip"), Source(tag, country))
        for tag, country, name in FEEDS
    ]
    return build_network(merge(feeds, territory), territory)
