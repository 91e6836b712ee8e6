"""Where a side has departure boards and no GTFS-Realtime: a HAFAS server, played by the test."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from commands.realtime import RealtimePoller
from core.errors import DataError
from feeds.realtime.boards import message_of, rows_of
from feeds.realtime.messages import CallKind
from feeds.realtime.sources import read_sources
from feeds.territory import load_territory
from tests.routing.town import at, valley
from web.create import create_web
from web.state import AppState, World

KEY = "s3cret-k3y"
ZONE = "Europe/Luxembourg"
LINES = """
lu RAIL 60RB: esch 08:24 stad1 08:34/08:36 uni 08:44
lu RAIL 60RB: uni 08:24 stad2 08:32/08:34 esch 08:50
lu RAIL 60RB: esch 08:54 stad1 09:04/09:06 uni 09:14
lu BUS 604: esch 08:24 uni 08:59
"""
TO_UNI = {"fromPlace": "lu_esch", "toPlace": "lu_uni", "time": "2026-11-24T07:00:00Z"}


def row(stop, time, expected=None, line="RB60", ref="", day="2026-11-24", **more):
    """One departure as a board gives it."""
    said = {
        "name": f"Train {line}", "stop": stop, "stopExtId": f"000{stop}", "date": day,
        "time": f"{time}:00", "direction": more.pop("direction", "Uni"),
        "ProductAtStop": {"line": line, "num": "4711", "catOut": "RB"}, **more,
    }  # fmt: skip
    if expected:
        said |= {"rtDate": more.get("rt_day", day), "rtTime": f"{expected}:00"}
    return said | ({"JourneyDetailRef": {"ref": ref}} if ref else {})


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Board)
        self.boards: dict[str, bytes] = {}
        self.asked: list[dict[str, list[str]]] = []

    def say(self, stop: str, *rows, raw: bytes | None = None) -> None:
        self.boards[stop] = json.dumps({"Departure": rows}).encode() if raw is None else raw


class Board(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.server.asked.append(query)
        content = self.server.boards.get(query["id"][0], b'{"Departure": []}')
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


@pytest.fixture
def server():
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def site(tmp_path, server, monkeypatch):
    monkeypatch.setenv("BOARD_KEY", KEY)
    network = valley(tmp_path / "valley", LINES)
    state = AppState(World.of(network, load_territory(tmp_path / "valley" / "territory")))
    data = tmp_path / "data"
    data.mkdir()
    write(data, f"http://127.0.0.1:{server.server_port}/departureBoard")
    poller = RealtimePoller(state, data)

    def look(time_of_day="08:00"):
        monkeypatch.setattr("core.clock.now_s", lambda: at(time_of_day))
        poller.look(at(time_of_day))
        client = create_web(state).test_client()
        answer = client.get("/api/v6/plan", query_string=TO_UNI).json
        rides = [leg for option in answer["itineraries"] for leg in option["legs"]]
        return (
            {
                f"{leg['displayName']} {leg['scheduledStartTime'][11:16]}": leg
                for leg in rides
                if leg["mode"] != "WALK"
            },
            next(feed for feed in client.get("/api/feeds").json["feeds"] if feed["tag"] == "lu"),
            client.get("/api/feeds").get_data(as_text=True),
        )

    return look


def write(data, address, **fields):
    told = {"key_variable": "BOARD_KEY", "zone": ZONE, **fields}
    lines = "".join(f'{name} = "{value}"\n' for name, value in told.items())
    text = f'[[source]]\ntag = "lu"\ndeparture_board = "{address}"\nstops = ["esch", "stad1"]\n'
    (data / "realtime.toml").write_text(text + lines, encoding="utf-8")


def test_a_train_late_on_the_board_is_late_in_the_trip(site, server):
    server.say("esch", row("esch", "08:24", "08:29"))
    rides, feed, _ = site()
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:29:00Z"
    assert rides["60RB 07:24"]["endTime"] == "2026-11-24T07:49:00Z"
    assert rides["60RB 07:24"]["navette"]["realTime"]["state"] == "live"
    assert feed["realtime"]["matchRate"] == 1.0


def test_rows_of_one_journey_on_two_boards_are_one_update(site, server):
    server.say("esch", row("esch", "08:24", "08:24", ref="1|60"))
    server.say("stad1", row("stad1", "08:36", "08:40", ref="1|60"))
    rides, feed, _ = site()
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:24:00Z"
    assert rides["60RB 07:24"]["endTime"] == "2026-11-24T07:48:00Z"
    assert feed["realtime"]["matchedByTimes"] == 1


def test_a_bus_of_the_same_minute_is_told_from_the_train_by_its_line(site, server):
    server.say("esch", row("esch", "08:24", "08:34", line="604"))
    rides, _, _ = site()
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:24:00Z"
    assert rides["604 07:24"]["startTime"] == "2026-11-24T07:34:00Z"


def test_a_train_the_board_cancels_cannot_be_boarded_there(site, server):
    server.say("esch", row("esch", "08:24", cancelled=True))
    rides, feed, _ = site()
    assert set(rides) >= {"604 07:24", "60RB 07:54"}
    assert "60RB 07:24" not in rides
    assert feed["realtime"]["matchRate"] == 1.0


def test_rows_without_realtime_change_nothing(site, server):
    server.say("esch", row("esch", "08:24"), row("esch", "08:54", "soon"))
    rides, _, _ = site()
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:24:00Z"


def test_a_line_nobody_knows_is_counted_as_unmatched(site, server):
    server.say("esch", row("esch", "08:24", "08:34", line="X9"))
    _, feed, _ = site()
    assert feed["realtime"]["matchRate"] == 0.0


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"<html>busy</html>", "no JSON"),
        (b"[1, 2]", "no board"),
        (b'{"Departure": 7}', "no board"),
        (f'{{"errorCode": "API_AUTH", "errorText": "no {KEY}"}}'.encode(), "the key is refused"),
        (b'{"errorCode": "API_QUOTA"}', "the key's requests are used up"),
        (f'{{"errorCode": "no {KEY}"}}'.encode(), "the board answers an error"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_board_that_fails_is_said_and_costs_that_look_only(site, server, raw, problem):
    server.say("esch", row("esch", "08:24", "08:29"))
    site()
    for stop in ("esch", "stad1"):
        server.say(stop, raw=raw)
    rides, feed, everything = site("08:03")
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:29:00Z"
    assert problem in feed["realtime"]["problem"]
    assert KEY not in everything


def test_one_board_that_fails_leaves_the_others_heard(site, server):
    server.say("esch", row("esch", "08:24", "08:29"))
    server.say("stad1", raw=b"")
    rides, feed, _ = site()
    assert rides["60RB 07:24"]["startTime"] == "2026-11-24T07:29:00Z"
    assert "no JSON" in feed["realtime"]["problem"]


def test_the_key_comes_from_the_environment_and_stands_nowhere_else(
    site, server, tmp_path, monkeypatch, capsys, caplog
):
    server.say("esch", row("esch", "08:24", "08:29"))
    _, _, everything = site()
    assert {query["accessId"][0] for query in server.asked} == {KEY}
    monkeypatch.delenv("BOARD_KEY")
    _, feed, _ = site("08:03")
    assert "the environment has no BOARD_KEY" in feed["realtime"]["problem"]
    said = capsys.readouterr()
    files = [p.read_bytes() for p in (tmp_path / "data").rglob("*") if p.is_file()]
    assert KEY not in everything + said.out + said.err + caplog.text
    assert not any(KEY.encode() in content for content in files)


def test_boards_are_asked_no_oftener_than_allowed(site, server):
    site("08:00")
    asked = len(server.asked)
    site("08:01")
    assert len(server.asked) == asked == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"zone": "Mars"}, "zone: is no time zone"),
        ({"key_variable": ""}, "key_variable: is missing"),
    ],
)
def test_a_source_of_boards_that_is_wrong_is_named_by_field(tmp_path, fields, message):
    write(tmp_path, "https://hafas.example/departureBoard", **fields)
    with pytest.raises(DataError, match=message):
        read_sources(tmp_path)


def test_beyond_midnight_and_on_the_night_of_the_change_moments_are_right():
    rows = [
        row("a", "23:58", "00:03", day="2026-11-24", rt_day="2026-11-25"),
        row("b", "03:10", "03:15", day="2026-10-25"),
        row("c", "25:10", "25:11"),
    ]
    late, night = message_of(rows, ZONE, 5).updates
    assert late.calls[0].departure.time_s - late.calls[0].departure.scheduled_s == 300
    assert night.calls[0].departure.scheduled_s == 1_792_894_200  # 02:10 UTC
    assert late.calls[0].kind is CallKind.SCHEDULED
    assert late.calls[0].stop_id == "a"


def test_texts_of_boards_can_be_shown_on_one_line():
    odd = "Rome\ud83d\n\u202eUni"  # half a picture, a line break, a turn to the left
    (heard,) = message_of([row("a", "08:24", "08:26", direction=odd)], ZONE, 5).updates
    assert heard.headsign == "Rome Uni"
    assert heard.short_name == "4711"


def test_rows_are_bounded_and_anything_but_rows_is_passed_over():
    assert len(rows_of({"Departure": [{}, 7, None, *[{}] * 5000]})) < 2001
