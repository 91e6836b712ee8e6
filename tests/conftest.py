"""What tests of several rooms share: the real feeds, and the embedded data set built once."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from routing.network import Network
from tests.postgres import find_programs, running

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


FEEDS = (("lu", "LU", "luxembourg"), ("ter", "FR", "sncf-ter"), ("fluo67", "FR", "fluo-bas-rhin"))


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
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    programs = find_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL's server programs (Debian: postgresql)")
    with running(programs) as address:
        yield address


@pytest.fixture
def postgres_schema(postgres: str) -> Iterator[str]:
    """The address of an empty schema on that server."""
    name = f"s{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"CREATE SCHEMA {name}")
    yield f"{postgres}&options=-csearch_path%3D{name}"
    with psycopg.connect(postgres, autocommit=True) as db:  # the server may be another one by now
        db.execute(f"DROP SCHEMA {name} CASCADE")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, made once for all processes of a test run; for reading only."""
    home = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent
    folder, mark = home / name, home / f"{name}.made"
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            mark.touch()
    return folder


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the embedded data set and its network built; for reading only.

    Kernels are compiled by then, as they are before a site answers.
    """
    from commands.compiling import compiling_beside
    from commands.datadir import resolve_data
    from commands.house import furnish
    from commands.network import open_network
    from core.progress import silent
    from web.settings import Settings

    def make(folder: Path) -> None:
        data = resolve_data(folder / "data", silent)
        network = open_network(data, silent)
        with compiling_beside(data, silent):
            furnish(network, data, Settings(), silent)

    return made_once(tmp_path_factory, "embedded", make) / "data"


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(request: pytest.FixtureRequest) -> None:
    """Where tests run in several processes, none compiles what another one is compiling."""
    from routing.kernels.kept import are_kept

    if "PYTEST_XDIST_WORKER" in os.environ and not are_kept():
        request.getfixturevalue("embedded")


@pytest.fixture
def embedded_copy(embedded: Path, tmp_path: Path) -> Path:
    """A copy of `embedded` that a test may change."""
    copy = tmp_path / "data"
    shutil.copytree(embedded, copy)
    return copy


@pytest.fixture(scope="session")
def real_data(shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with real feeds: Luxembourg's, the TER, the coaches of Bas-Rhin.

    For reading only.
    """
    import app

    feeds = [
        (tag, country, str(shared_data(f"border-2025/{name}.zip"))) for tag, country, name in FEEDS
    ]

    def make(folder: Path) -> None:
        data = ["--data", str(folder)]
        for tag, country, feed in feeds:
            assert app.main(["feeds", "add", tag, feed, "--country", country, *data]) == 0
        assert app.main(["feeds", "build", *data]) == 0

    return made_once(tmp_path_factory, "real", make)


@pytest.fixture(scope="session")
def real_network(shared_data: Callable[[str], Path]) -> Network:
    """Their network as the feeds have it, without what a data folder does about old days."""
    from feeds.load import load_feed
    from feeds.merge import merge
    from feeds.tables import Source
    from feeds.territory import load_territory
    from routing.build import build_network

    home = REPOSITORY / "feeds" / "territories" / "pays-haut"
    territory = load_territory(home)
    feeds = [
        load_feed(shared_data(f"border-2025/{name}.zip"), Source(tag, country))
        for tag, country, name in FEEDS
    ]
    return build_network(merge(feeds, territory), territory)
