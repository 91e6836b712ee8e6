"""Rental systems are asked while the site runs, over HTTP as publishers serve them."""

from __future__ import annotations

import functools
import http.server
import threading
import time

import pytest

from commands.rentals import RentalPoller
from feeds.gbfs.sources import FILE
from tests.feeds.rental_documents import THREE, written


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class _State:
    rentals = None


@pytest.fixture
def publisher(tmp_path):
    folder = tmp_path / "publisher"
    folder.mkdir()
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        written(folder, THREE)
        listed = folder / "gbfs.json"
        listed.write_text(listed.read_text().replace('"url": "', f'"url": "{address}/'))
        yield address
        server.shutdown()


def test_a_running_site_knows_what_stands_at_the_stations(publisher, tmp_path):
    text = f'[[source]]\nid = "velo"\naddress = "{publisher}/gbfs.json"\n'
    (tmp_path / FILE).write_text(text)
    state = _State()
    with RentalPoller(state, tmp_path, look_every_s=0.05):
        give_up = time.monotonic() + 20
        while not (state.rentals() and state.rentals()[0].system) and time.monotonic() < give_up:
            time.sleep(0.02)
        (heard,) = state.rentals()
    assert heard.problem == ""
    assert [station.vehicles for station in heard.system.stations] == [4, 0]
    assert heard.system.missing == ()
