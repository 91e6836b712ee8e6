"""Realtime on a running site: files and addresses, what the API says, and what must not hurt."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commands.realtime import RealtimePoller
from core import clock
from core.errors import DataError
from feeds.realtime.sources import read_sources
from feeds.territory import load_territory
from tests.realtime.make import NOW, TRIP, message, update
from tests.routing.town import at, valley
from web.create import create_web
from web.state import AppState, World

LINES = """
fr BUS 1: ober 08:00 unter 08:10 esch 08:20
lu RAIL 60: esch 08:24 stad1 08:34/08:36 uni 08:44
lu RAIL 60: esch 08:54 stad1 09:04/09:06 uni 09:14
"""
ROAD = {"fromPlace": "fr_ober", "toPlace": "lu_uni", "time": "2026-11-24T06:50:00Z"}
SOURCES = """
[[source]]
tag = "lu"
trip_updates = "lu.pb"
max_age_s = 300
"""


@pytest.fixture
def state(tmp_path):
    network = valley(tmp_path / "valley", LINES)
    return AppState(World.of(network, load_territory(tmp_path / "valley" / "territory")))


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "realtime.toml").write_text(SOURCES, encoding="utf-8")
    return folder


def say(data, content, time_of_day=NOW):
    (data / "lu.pb").write_bytes(content)
    os.utime(data / "lu.pb", (at(time_of_day), at(time_of_day)))


def legs(state):
    answer = create_web(state).test_client().get("/api/v6/plan", query_string=ROAD).get_json()
    return [leg for leg in answer["itineraries"][0]["legs"] if leg["mode"] != "WALK"]


def feeds(state):
    answer = create_web(state).test_client().get("/api/feeds").get_json()
    return {feed["tag"]: feed for feed in answer["feeds"]}


def test_a_late_train_is_late_in_the_api_with_source_and_moment(state, data):
    say(data, message(update("t0", ("esch", 240))))
    assert RealtimePoller(state, data).look(at(NOW))
    bus, train = legs(state)
    assert train["realTime"] is True
    assert train["startTime"] == "2026-11-24T07:28:00Z"
    assert train["scheduledStartTime"] == "2026-11-24T07:24:00Z"
    assert train["scheduledEndTime"] == "2026-11-24T07:44:00Z"
    assert train["navette"]["realTime"]["state"] == "live"
    assert train["navette"]["realTime"]["asOf"] == "2026-11-24T06:55:00Z"
    assert bus["realTime"] is False
    assert bus["navette"]["realTime"]["state"] == "none"
    assert train["tripId"] == "20261124_08:24_lu_t0"


def test_a_cancelled_train_stands_on_the_board_struck_out(state, data):
    say(data, message(update("t0", kind=TRIP.CANCELED)))
    RealtimePoller(state, data).look(at(NOW))
    rows = (
        create_web(state)
        .test_client()
        .get("/api/v6/stoptimes", query_string={"stopId": "lu_esch", "time": ROAD["time"], "n": 2})
        .get_json()["stopTimes"]
    )
    rows = [row for row in rows if row["routeShortName"] == "60"]
    shown = [(row["cancelled"], row["tripCancelled"], row["realTime"]) for row in rows]
    assert shown[:2] == [(True, True, True), (False, False, False)]
    assert rows[0]["place"]["cancelled"] is True
    assert legs(state)[-1]["endTime"] == "2026-11-24T08:14:00Z"


def test_match_rate_age_and_staleness_are_told(state, data):
    say(data, message(update("t0", ("esch", 60)), update("unknown", ("nowhere", 60))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    told = feeds(state)["lu"]["realtime"]
    assert (told["tripUpdates"], told["matchedById"], told["unmatched"]) == (2, 1, 1)
    assert told["matchRate"] == 0.5
    assert told["asOf"] == "2026-11-24T06:55:00Z"
    assert feeds(state)["fr"]["realtime"] is None


def test_a_message_that_grows_old_is_taken_back_and_said(state, data):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    assert poller.look(at("08:05"))
    train = legs(state)[-1]
    assert train["startTime"] == "2026-11-24T07:24:00Z"
    assert train["realTime"] is False
    assert train["navette"]["realTime"]["state"] == "stale"
    assert "out of date" in train["alerts"][0]["headerText"]
    assert feeds(state)["lu"]["realtime"]["stale"] is True


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>moved</html>", bytes(50 << 20), b"\x0a", b"\xff" * 100, b"PK\x03\x04zip"],
    ids=["empty", "page", "zeros", "cut", "noise", "zip"],
)
def test_what_is_no_message_leaves_the_last_one_in_service_and_is_said(state, data, content):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    say(data, content, "07:56")
    poller.look(at("07:57"))
    assert legs(state)[-1]["startTime"] == "2026-11-24T07:28:00Z"
    assert feeds(state)["lu"]["realtime"]["problem"]


def test_a_half_written_message_is_not_half_believed(state, data):
    whole = message(update("t0", ("esch", 240)), update("t1", ("esch", 240)))
    say(data, whole[:-20])
    RealtimePoller(state, data).look(at(NOW))
    assert legs(state)[-1]["startTime"] == "2026-11-24T07:24:00Z"
    assert feeds(state)["lu"]["realtime"]["problem"] == "the message ends in the middle"


def test_a_missing_file_is_said_and_the_timetable_stands(state, data):
    RealtimePoller(state, data).look(at(NOW))
    assert legs(state)[-1]["startTime"] == "2026-11-24T07:24:00Z"
    assert feeds(state)["lu"]["realtime"]["problem"] == "cannot be read"


def test_nothing_new_makes_no_new_overlay(state, data):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    assert poller.look(at(NOW))
    served = state.world.network
    assert not poller.look(at("07:56"))
    assert state.world.network is served


def test_realtime_follows_when_another_network_comes_into_service(state, data, tmp_path):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    stale_live = state.world.network
    state.put_in_service(valley(tmp_path / "next", LINES))
    assert not state.lay_over(stale_live)
    assert poller.look(at(NOW))
    assert legs(state)[-1]["realTime"] is True


def test_without_sources_nothing_is_laid_over(state, tmp_path):
    assert not RealtimePoller(state, tmp_path / "nothing").look(at(NOW))
    assert state.world.network.overlay is None


def test_sources_taken_out_of_the_file_are_taken_back(state, data):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    (data / "realtime.toml").unlink()
    assert poller.look(at(NOW))
    assert state.world.network.overlay is None


def test_a_wrong_source_file_is_said_and_the_sources_before_it_stay(state, data, capsys):
    say(data, message(update("t0", ("esch", 240))))
    poller = RealtimePoller(state, data)
    poller.look(at(NOW))
    (data / "realtime.toml").write_text("[[source]]\ntag = 3\n", encoding="utf-8")
    poller.look(at("07:56"))
    assert "realtime.toml" in capsys.readouterr().err
    assert legs(state)[-1]["realTime"] is True


@pytest.mark.parametrize(
    "text",
    ["x = 1", "[[source]]\ntag='a'", "[[source]]\ntag='a'\nalerts='f'\npoll_s=1", "[[source", "a="],
)
def test_a_source_file_that_cannot_be_meant_names_itself(tmp_path, text):
    (tmp_path / "realtime.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"realtime\.toml"):
        read_sources(tmp_path)


def test_a_message_comes_from_an_address_of_this_machine(state, data):
    said = message(update("t0", ("esch", 240)), time_s=clock.now_s())

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/updates"
        text = SOURCES.replace("lu.pb", address)
        (data / "realtime.toml").write_text(text, encoding="utf-8")
        RealtimePoller(state, data).look()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert legs(state)[-1]["startTime"] == "2026-11-24T07:28:00Z"


def test_an_address_inside_another_network_is_not_asked(state, data):
    text = SOURCES.replace("lu.pb", "http://10.0.0.1/updates")
    (data / "realtime.toml").write_text(text, encoding="utf-8")
    RealtimePoller(state, data).look(at(NOW))
    assert feeds(state)["lu"]["realtime"]["problem"]


def test_the_poller_lives_through_a_bug(state, data, monkeypatch):
    calls = []

    def broken(_self, now_s=None):
        calls.append(now_s)
        raise RuntimeError("a bug")

    monkeypatch.setattr(RealtimePoller, "look", broken)
    poller = RealtimePoller(state, data, look_every_s=0.01)
    with poller:
        poller._done.wait(0.2)
    poller._thread.join(2)
    assert len(calls) > 1
