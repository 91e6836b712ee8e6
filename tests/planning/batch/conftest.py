"""What tests of matrices share: a small valley, and a large job on the embedded data set."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from commands.datadir import territory_of
from commands.network import snapshots_of
from core import clock, snapshot
from planning.batch.folder import MatrixFolder, opened
from planning.batch.job import MatrixJob, NetworkAt
from planning.batch.points import Point
from planning.batch.worker import open_version
from routing.lookup import get_stop
from routing.network import Network
from routing.reach import Window
from tests.routing.town import at, valley

LINES = "\n".join(
    f"lu BUS 1: esch 08:{minute:02} stad1 08:{minute + 9:02} uni 08:{minute + 15:02}"
    for minute in (0, 20, 40)
)
LARGE = 640
"""Origins of the large job: 80 chunks."""


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return valley(tmp_path_factory.mktemp("valley"), LINES)


@pytest.fixture(scope="session")
def other_network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """The valley with a further bus, from Esch to Uni without a halt."""
    return valley(tmp_path_factory.mktemp("other"), f"{LINES}\nlu BUS 2: esch 08:05 uni 08:11")


@pytest.fixture(scope="session")
def points(network: Network) -> tuple[Point, ...]:
    """Twenty points: the stops of the line by id, and points along the valley."""
    stops = {name: get_stop(network, name) for name in ("lu_esch", "lu_stad1", "lu_uni")}
    found = [
        Point(name, float(network.stops.lat[row]), float(network.stops.lon[row]), name)
        for name, row in stops.items()
    ]
    found += [Point(f"p{n}", 49.485 + 0.004 * n, 5.901) for n in range(17)]
    return tuple(found)


@pytest.fixture(scope="session")
def small(network: Network, points: tuple[Point, ...]) -> Callable[..., MatrixJob]:
    """A job between the points of the valley; of three chunks."""

    def make(*networks: Network, **rest: object) -> MatrixJob:
        named = zip(("base", "scenario"), networks or (network,), strict=False)
        told = tuple(NetworkAt(name, each.version, Path("nowhere")) for name, each in named)
        window = Window(at("08:00"), length_s=2400, max_duration_s=3600)
        asked = {"origins": points, "destinations": points, "window": window} | rest
        return MatrixJob(told, **asked)

    return make


@pytest.fixture(scope="session")
def large(embedded: Path) -> tuple[MatrixJob, Network]:
    """A job on the embedded data set that takes two processors some seconds."""
    folder = embedded / "embedded"
    root = snapshots_of(folder)
    network = open_version(root, snapshot.current_version(root))
    zones = territory_of(folder).zones
    rng = random.Random(7)
    centres = [Point(row.zone_id, row.lat, row.lon) for row in zones.itertuples()]
    around = [
        Point(f"{n}", c.lat + rng.uniform(-0.01, 0.01), c.lon + rng.uniform(-0.01, 0.01))
        for n, c in enumerate(rng.choices(centres, k=LARGE))
    ]
    today = clock.today(network.zone)
    day = today + dt.timedelta(days=(1 - today.weekday()) % 7)  # a Tuesday
    window = Window(clock.from_local(day, dt.time(6), network.zone), length_s=4 * 3600)
    told = (NetworkAt("base", network.version, root),)
    return MatrixJob(told, tuple(around), tuple(centres), window), network


def times_of(out: Path, job: MatrixJob) -> np.ndarray:
    """All times that a folder holds of a job that is done."""
    with opened(out, job) as folder:
        assert not folder.missing
        assert not folder.damaged
        return np.concatenate([folder.read(chunk) for chunk in job.chunks])


class Writes:
    """Counts how often each chunk is written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chunks: list[int] = []
        write = MatrixFolder.write

        def counted(folder: MatrixFolder, chunk: int, times: np.ndarray) -> None:
            write(folder, chunk, times)
            self.chunks.append(chunk)

        monkeypatch.setattr(MatrixFolder, "write", counted)


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Writes:
    return Writes(monkeypatch)
