"""Sites that clients ask over a real socket: the embedded data, real timetables, live messages."""

from __future__ import annotations

import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from commands.warming import warm
from core.progress import silent
from feeds.territory import load_territory
from routing.network import Network
from tests.clients.node import run, with_packages
from tests.conftest import REPOSITORY
from tests.days import working_morning
from tests.realtime.make import TRIP, live, message, update
from tests.routing.town import valley
from tests.web.conftest import LINES, PATIENT
from web.create import create_web
from web.state import AppState, World

VILLERUPT, KIRCHBERG = "49.468,5.929", "49.6239,6.1494"
AUDUN, LUXEMBOURG = "lu_400000002", "lu_200405060"


@dataclass(frozen=True)
class Site:
    """A site with a commute across its border on a working morning."""

    address: str
    origin: str
    destination: str
    morning: str

    def get(self, path: str, /, **parameters: object) -> object:
        """What the site answers to parameters that are encoded as browsers do."""
        return self.raw(f"{path}?{urllib.parse.urlencode(parameters, doseq=True)}")[1]

    def raw(self, target: str) -> tuple[int, object]:
        """Status and content of the answer to a target as it stands."""
        asked = urllib.request.Request(
            self.address + target, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=120) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, json.load(refused)

    def plan(self, version: int = 4, **parameters: object) -> dict:
        """The commute, or another trip."""
        ends = {"fromPlace": self.origin, "toPlace": self.destination, "time": self.morning}
        return self.get(f"/api/v{version}/plan", **{**ends, **parameters})


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an application on a socket of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def embedded_site(embedded: Path) -> Iterator[Site]:
    """The embedded data set."""
    from commands.datadir import resolve_data
    from commands.house import open_house

    state = open_house(resolve_data(embedded, silent), PATIENT, silent)
    warm(state)
    with served(create_web(state)) as address:
        yield Site(address, VILLERUPT, KIRCHBERG, working_morning())


@pytest.fixture(scope="session")
def real_site(real_network: Network) -> Iterator[Site]:
    """The timetables of both sides, Tuesday 4 February 2025."""
    territory = load_territory(REPOSITORY / "feeds" / "territories" / "pays-haut")
    state = AppState(World.of(real_network, territory), settings=PATIENT)
    warm(state)
    with served(create_web(state)) as address:
        yield Site(address, VILLERUPT, KIRCHBERG, "2025-02-04T06:00:00Z")


@pytest.fixture(scope="session", params=["embedded", "real"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both of them, one after the other."""
    return request.getfixturevalue(f"{request.param}_site")


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A valley whose train of 7:30 is late, and whose train of 8:30 does not run."""
    folder = tmp_path_factory.mktemp("live")
    said = message(update("t0", ("esch", 240)), update("t1", kind=TRIP.CANCELED))
    network = live(valley(folder, LINES), ("lu", said))
    state = AppState(World.of(network, load_territory(folder / "territory")))
    warm(state)
    with served(create_web(state)) as address:
        yield Site(address, "lu_esch", "lu_uni", "2026-11-24T06:20:00Z")


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the JavaScript clients are."""
    return with_packages(tmp_path_factory.mktemp("node"))


@pytest.fixture
def motis(node_folder: Path) -> Callable[..., object]:
    """Asks a site by a function of @motis-project/motis-client."""

    def asked(site: Site, function: str, **query: object) -> object:
        words = (site.address, function, json.dumps(query))
        return run(node_folder, "motis_client.mjs", *words)

    return asked


@pytest.fixture
def fptf(node_folder: Path) -> Callable[..., object]:
    """Asks a site by a method of @motis-project/motis-fptf-client."""

    def asked(site: Site, method: str, *arguments: object) -> object:
        return run(node_folder, "fptf_client.mjs", site.address, method, json.dumps(arguments))

    return asked
