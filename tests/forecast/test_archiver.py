"""Collecting: every source in its rhythm, whatever one of them sends, and the silent ones named."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

import app
from core.clock import now_s
from core.errors import EnvironmentFault
from core.files import locked
from forecast.archiver import NAME, Archiver
from forecast.collected import collected_in
from forecast.observations import ObservationStore
from forecast.sources.configured import FILE, ObservationSource
from forecast.stations import Measured
from tests.forecast.test_sources import BOMB, document, message, site
from web.observations import observation_sources

NOW = 1_795_500_000


def source(name="road", form="datex2", **rest):
    return ObservationSource(name, form, rest.pop("address", name), "Europe/Paris", **rest)


def archiver(tmp_path, sources, answers, corridors=()):
    """Collects from answers by address; an exception is raised."""

    def fetch(address):
        answer = answers[address]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Archiver(tmp_path, sources, fetch, corridors)


def now_told(name="A", speed="50", at="2026-11-24T06:00:00Z"):
    return document(site(name, time=at, speed=speed))


def held(tmp_path, quantity="speed_kmh"):
    store = ObservationStore(tmp_path / "observations.sqlite")
    return store.read_series(quantity, store.read_sites(quantity), 0, 1 << 40).value.tolist()


def test_what_is_told_twice_is_kept_once(tmp_path):
    own = archiver(tmp_path, [source()], {"road": now_told()})
    assert own.look(source(), NOW).added == 2
    assert own.look(source(), NOW + 300).added == 0
    assert held(tmp_path) == [50.0]


def test_every_source_has_its_rhythm(tmp_path):
    sources = [source("often", every_s=60), source("rarely", every_s=600)]
    own = archiver(tmp_path, sources, {"often": now_told(), "rarely": now_told()})
    for each in own.due(NOW):
        own.look(each, NOW)
    assert own.due(NOW + 30) == []
    assert [each.name for each in own.due(NOW + 60)] == ["often"]
    assert [each.name for each in own.due(NOW + 600)] == ["often", "rarely"]


BAD = {
    "bomb": document(site("&j;"), head=BOMB),
    "half": now_told()[:-50],
    "page": b"<!doctype html><html><body>sign in</body></html>",
    "nothing": b"",
    "noise": bytes(range(256)) * 50,
    "outage": EnvironmentFault("the network is gone"),
    "bug": RuntimeError("nobody thought of this"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_source_at_fault_costs_one_look_at_it_alone(tmp_path, name):
    sources = [source(name), source("good"), source("proto", "gtfs_realtime")]
    own = archiver(
        tmp_path, sources, {name: BAD[name], "good": now_told(), "proto": message()[:-2]}
    )
    reports = {each.name: own.look(each, NOW) for each in sources}
    assert reports[name].problem
    assert reports["proto"].problem
    assert (reports["good"].problem, reports["good"].added) == ("", 2)
    assert held(tmp_path) == [50.0]


def test_half_an_answer_leaves_nothing_behind(tmp_path):
    whole = document(site("a"), site("b"))
    own = archiver(tmp_path, [source()], {"road": whole[: whole.index(b'id="b"') + 200]})
    assert own.look(source(), NOW).problem
    assert not (tmp_path / "observations.sqlite").exists()


def test_a_source_that_goes_silent_is_seen(tmp_path):
    told = now_told(at="2026-11-24T05:50:00Z")
    own = archiver(tmp_path, [source(max_age_s=1800)], {"road": told})
    report = own.look(source(), NOW)
    assert not report.is_silent(source(max_age_s=1800), report.newest_s + 1800)
    assert report.is_silent(source(max_age_s=1800), report.newest_s + 1801)


def test_how_sources_fare_outlives_the_collector(tmp_path):
    archiver(tmp_path, [source()], {"road": now_told()}).look(source(), NOW)
    again = archiver(tmp_path, [source()], {})
    assert again.reports["road"].added == 2
    (tmp_path / NAME).write_text("{broken", encoding="utf-8")
    assert archiver(tmp_path, [source()], {}).reports["road"].asked_at_s == 0


def test_speeds_of_stations_become_the_travel_time_of_their_corridor(tmp_path):
    corridor = Measured("X01-LU", 3600.0, frozenset({"A"}))
    archiver(tmp_path, [source()], {"road": now_told(speed="36")}, [corridor]).look(source(), NOW)
    assert held(tmp_path, "travel_time_s") == [360.0]


def test_sites_are_called_as_they_are_here(tmp_path):
    own = source(rename=(("A", "PR-BELVAL"),))
    archiver(tmp_path, [own], {"road": now_told()}).look(own, NOW)
    store = ObservationStore(tmp_path / "observations.sqlite")
    assert store.read_sites("speed_kmh") == ("PR-BELVAL",)


def test_a_silent_source_is_told_to_everyone(tmp_path):
    configure(tmp_path, {**road("road"), "max_age_s": 600}, {**road("x"), "name": "never"})
    own = source(max_age_s=600)
    report = archiver(tmp_path, [own], {"road": now_told()}).look(own, NOW)
    fresh, never = collected_in(tmp_path, "Europe/Paris", report.newest_s + 600)
    assert (fresh.name, fresh.silent, fresh.newest_s) == ("road", False, report.newest_s)
    assert (never.silent, never.newest_s) == (True, None)
    assert collected_in(tmp_path, "Europe/Paris", report.newest_s + 601)[0].silent
    told = observation_sources([fresh, never])["sources"]
    assert [each["silent"] for each in told] == [False, True]
    (tmp_path / FILE).write_text("[[", encoding="utf-8")
    assert collected_in(tmp_path, "Europe/Paris", NOW) == []


@pytest.fixture
def publisher():
    """A publisher on this machine; what it answers may be changed."""
    answers = {"/road": now_told(at="2026-11-27T06:00:00Z")}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = answers.get(self.path)
            self.send_response(200 if content is not None else 503)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", answers
        server.shutdown()


def configure(folder, *entries):
    lines = []
    for entry in entries:
        lines.append("[[source]]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in entry.items()]
    (folder / FILE).write_text("\n".join(lines), encoding="utf-8")


def road(address):
    return {"name": "road", "format": "datex2", "address": address}


def test_the_command_asks_every_address_once(tmp_path, publisher, capsys):
    base, answers = publisher
    configure(tmp_path, road(f"{base}/road"), {**road(f"{base}/gone"), "name": "gone"})
    words = ["forecast", "archive", "--once", "--data", str(tmp_path)]
    assert app.main(words) == 0
    out = capsys.readouterr().out
    assert "road  2 added, 0 gaps, 0 refused" in out
    assert "gone  " in out
    assert "SILENT: never told anything" in out
    assert held(tmp_path) == [50.0]
    answers["/road"] = b"broken"
    assert app.main([*words, "--json"]) == 1, "no source answered"
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["problem"] is not None for each in told] == [True, True]
    assert app.main([*words[:2], "--status", "--data", str(tmp_path)]) == 0
    assert "no whole XML" in capsys.readouterr().out


def test_a_file_of_the_folder_may_be_a_source(tmp_path, capsys):
    (tmp_path / "road.xml").write_bytes(now_told())
    configure(tmp_path, road("road.xml"))
    assert app.main(["forecast", "archive", "--once", "--data", str(tmp_path)]) == 0
    assert held(tmp_path) == [50.0]


def test_two_collectors_of_one_folder_do_not_meet(tmp_path, capsys):
    configure(tmp_path, road("road.xml"))
    with locked(tmp_path / ".archive.lock", 1, "testing"):
        assert app.main(["forecast", "archive", "--once", "--data", str(tmp_path)]) == 1
    assert "collecting observations" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"name": "a", "format": "pdf", "address": "x"}, "field format: is no format"),
        ({"name": "a", "format": "datex2"}, "field address: is missing"),
        ({"name": "a", "format": "datex2", "address": "x", "every_s": 1}, "field every_s"),
        ({"name": "a", "format": "datex2", "address": "x", "zone": "Mars"}, "field zone"),
        ({"name": "a", "format": "datex2", "address": "x", "colour": "red"}, "field colour"),
        ({"name": "a", "format": "datex2", "address": "x", "rename": ["a"]}, "field rename"),
    ],
)
def test_a_configuration_at_fault_names_its_field(tmp_path, capsys, entry, fault):
    configure(tmp_path, entry)
    assert app.main(["forecast", "archive", "--once", "--data", str(tmp_path)]) == 1
    assert fault in capsys.readouterr().err


def test_without_a_configuration_the_file_to_write_is_named(tmp_path, capsys):
    assert app.main(["forecast", "archive", "--once", "--data", str(tmp_path)]) == 1
    assert f"{FILE}: there is no such file (write one [[source]]" in capsys.readouterr().err


def test_a_name_stands_for_one_source(tmp_path, capsys):
    configure(tmp_path, road("a"), road("b"))
    assert app.main(["forecast", "archive", "--status", "--data", str(tmp_path)]) == 1
    assert "'road' names two sources" in capsys.readouterr().err


def test_collecting_goes_on_in_its_rhythm_until_it_is_ended(tmp_path, publisher, monkeypatch):
    base, answers = publisher
    configure(tmp_path, {**road(f"{base}/road"), "every_s": 20})
    clocks = iter(range(now_s(), now_s() + 10_000, 15))
    monkeypatch.setattr("commands.collect.clock.now_s", lambda: next(clocks))
    monkeypatch.setattr("commands.collect.LOOK_EVERY_S", 0.01)
    looks = []
    whole = Archiver.look

    def looked(self, each, at_s):
        if len(looks) == 3:
            raise KeyboardInterrupt
        looks.append(at_s)
        answers["/road"] = now_told(at=f"2026-11-27T0{len(looks)}:00:00Z")
        return whole(self, each, at_s)

    monkeypatch.setattr(Archiver, "look", looked)
    assert app.main(["forecast", "archive", "--data", str(tmp_path)]) == 130
    assert len(held(tmp_path)) == 3
