"""What tests of several rooms share: the real feeds, and the embedded data set built once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """The path of a real data file such as `osm/milan-small.osm.pbf`, or a skip naming it."""

    def find(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"needs ../shared/data/{name}, which is not beside the checkout")
        return path

    return find


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the embedded data set of today and its network."""
    from commands.datadir import resolve_data
    from commands.network import open_network
    from core.progress import silent

    data = tmp_path_factory.mktemp("embedded")
    open_network(resolve_data(data, silent), silent)
    return data
