"""Unattended updates: due feeds are renewed beside the running site, which never suffers by it."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from commands import updater
from commands.house import open_house
from commands.refresh import Refresher
from commands.updater import Updater, update_in_a_process
from core import clock
from core.progress import silent
from feeds.catalogue import list_feeds
from tests.commands.test_serve import get, serving
from tests.feeds.make import MINIMAL, write_feed
from tests.feeds.updates.publisher import Publisher, publishing, raw
from web.settings import Settings

HOUR_S = 3600


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with publishing() as made:
        monkeypatch.setenv("NAVETTE_DOWNLOAD_LOOPBACK", made.place)
        yield made


@pytest.fixture
def data(tmp_path: Path, publisher: Publisher) -> Path:
    """A data folder with one feed, fetched from the publisher just now."""
    address = publisher.offers(write_feed(tmp_path / "first.zip").read_bytes())
    folder = tmp_path / "data"
    assert app.main(["feeds", "add", "x", address, "--country", "LU", "--data", str(folder)]) == 0
    return folder


def last_asked(data: Path, moment_s: int) -> None:
    """Has the feed's publisher been asked last at that moment."""
    path = data / "feeds" / "x" / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"checked_at_s": moment_s}))


class Notebook:
    """Work that only writes down what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, data: Path, tags: tuple[str, ...], done: threading.Event) -> None:
        self.asked.append(tuple(tags))


def test_feed_is_renewed_when_it_is_due_and_not_before(data: Path) -> None:
    work = Notebook()
    keeper = Updater(data, 24 * HOUR_S, work)
    assert not keeper.look()
    last_asked(data, clock.now_s() - 23 * HOUR_S)
    assert not keeper.look()
    last_asked(data, clock.now_s() - 27 * HOUR_S)
    assert keeper.look()
    assert work.asked == [("x",)]


def test_update_that_leaves_no_trace_is_not_tried_again_at_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Notebook()
    keeper = Updater(data, 24 * HOUR_S, work)
    last_asked(data, 0)
    assert keeper.look()
    assert not keeper.look()
    later = updater.time.monotonic() + HOUR_S + 1
    monkeypatch.setattr(updater.time, "monotonic", lambda: later)
    assert keeper.look()


def test_feed_without_an_address_is_left_alone(data: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "first.zip")
    assert app.main(["feeds", "add", "y", file, "--country", "LU", "--data", str(data)]) == 0
    last_asked(data, 0)
    work = Notebook()
    assert Updater(data, HOUR_S, work).look()
    assert work.asked == [("x",)]


def test_folder_that_cannot_be_read_is_said_and_the_thread_ends_when_told(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "feeds" / "x" / "source.toml").write_text("tag =")
    said = threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(updater, "say_fault", lambda fault: said.set())
        with Updater(data, HOUR_S, Notebook()):
            assert said.wait(10)


def test_killed_update_is_said_and_costs_nothing(
    data: Path, publisher: Publisher, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    before = list_feeds(data)
    publisher.does(raw(b"HTTP/1.1 200 OK\r\n", b"X", every_s=0.05))
    asked = threading.Event()
    kill_when_asked = threading.Thread(target=_kill_child_when, args=(publisher, asked))
    kill_when_asked.start()
    update_in_a_process(data, ("x",), threading.Event())
    kill_when_asked.join()
    assert "the update was ended by SIGKILL; the feeds stay as they are" in capfd.readouterr().err
    assert list_feeds(data) == before


def test_update_is_given_up_when_the_site_stops(data: Path, publisher: Publisher) -> None:
    publisher.does(raw(b"HTTP/1.1 200 OK\r\n", b"X", every_s=0.05))
    done = threading.Event()
    threading.Timer(0.5, done.set).start()
    update_in_a_process(data, ("x",), done)
    assert list_feeds(data)[0].last_failure == ""


def test_new_timetable_comes_into_service_without_a_pause(
    data: Path, publisher: Publisher, tmp_path: Path
) -> None:
    state = open_house(data, Settings(), silent)
    refresher = Refresher(state, data)
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    publisher.offers(write_feed(tmp_path / "newer.zip", stops=stops).read_bytes())
    last_asked(data, 0)
    assert Updater(data, HOUR_S).look()
    assert refresher.look()
    assert state.world.places.search("Villerupt Mairie")[0].name == "Villerupt Mairie"


def test_running_site_renews_its_feeds_by_itself(
    data: Path, publisher: Publisher, tmp_path: Path
) -> None:
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    publisher.offers(write_feed(tmp_path / "newer.zip", stops=stops).read_bytes())
    last_asked(data, clock.now_s() - 48 * HOUR_S)
    with serving(data, "--update-every", "24") as (address, process):
        assert process.stderr is not None
        said = next(line for line in process.stderr if re.match(r"network \S+ is in service", line))
        assert said
        assert get(f"{address}/api/v1/health")
    assert process.returncode == 0
    assert list_feeds(data)[0].path.read_bytes() == (tmp_path / "newer.zip").read_bytes()


@pytest.mark.parametrize("hours", ["0", "often", "nan", "99999"])
def test_impossible_rhythm_is_wrong_usage(hours: str) -> None:
    with pytest.raises(SystemExit) as left:
        app.main(["serve", "--update-every", hours])
    assert left.value.code == 2


def _kill_child_when(publisher: Publisher, _: threading.Event) -> None:
    """Kills the updating process as soon as it asks the publisher."""
    first = len(publisher.asked)
    while len(publisher.asked) == first and not publisher.over.wait(0.02):
        pass
    (child,) = updater.multiprocessing.active_children()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
