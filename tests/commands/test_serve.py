"""`serve`: from a folder to answers over HTTP, stopped cleanly, kept current while it runs."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import app
from benchmarks import site
from commands.datadir import folder_in_service, resolve_data
from commands.house import open_house
from commands.network import build_again
from commands.refresh import Refresher
from core import clock
from core.files import locked
from core.progress import silent
from feeds.demo import is_current
from forecast.observations import ObservationStore
from tests.days import working_morning
from web.settings import Settings

PATIENT = {"NAVETTE_DEADLINE_MS": "60000"}
"""A machine that runs many tests at once is given time."""

serving = partial(site.serving, settings=PATIENT)


def get(url: str) -> object:
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.status == 200
        return json.load(answer)


def test_site_answers_in_several_processes_and_stops_cleanly(embedded: Path) -> None:
    with serving(embedded, "--workers", "2") as (address, process):
        found = get(f"{address}/api/v1/geocode?text=Kirchberg")
        assert any(place["name"] == "Kirchberg" for place in found)
        commute = "fromPlace=49.468,5.929&toPlace=49.6239,6.1494"
        plan = get(f"{address}/api/v6/plan?{commute}&time={working_morning()}")
        assert plan["itineraries"]
    assert process.returncode == 0


def post(url: str, content: object, **headers: str) -> int:
    """The status of a call that changes something."""
    data = json.dumps(content).encode()
    told = {"Content-Type": "application/json", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, told), timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_scenario_sent_to_one_process_is_kept_for_all(embedded_copy: Path) -> None:
    scenario = {"name": "Nothing", "modifications": []}
    with serving(embedded_copy, "--workers", "2") as (address, _):
        path = f"{address}/api/scenarios"
        assert post(path, scenario, Origin="https://elsewhere.example") == 403
        assert post(path, scenario, Origin=address) == 201
        assert post(path, scenario) == 200
        for _ in range(8):
            [kept] = get(path)["scenarios"]
            assert kept["name"] == "Nothing"
    assert (embedded_copy / "scenarios.sqlite").is_file()


def test_site_that_others_reach_keeps_nothing_of_theirs_without_a_token(
    embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = {"name": "Nothing", "modifications": []}
    monkeypatch.delenv("NAVETTE_CHANGES_TOKEN", raising=False)
    with serving(embedded, "--host", "0.0.0.0") as (address, _):
        assert post(f"{address}/api/scenarios", scenario) == 403
        assert get(f"{address}/api/scenarios") == {"scenarios": [], "nextPageCursor": None}


def test_site_can_be_made_for_any_wsgi_server(embedded: Path) -> None:
    client = app.create_app(Settings(), embedded).test_client()
    assert client.get("/api/v1/health").status_code == 200


def test_port_in_use_is_said_at_once_and_nothing_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code = app.main(["serve", "--port", port, "--data", str(tmp_path / "data")])
    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err == (
        f"navette: cannot serve at 127.0.0.1, port {port}: the port is in use "
        "(stop what uses it, or give another --port)\n"
    )
    assert not (tmp_path / "data").exists()


def test_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    words = [sys.executable, "app.py", "--port", "0", "--data", str(tmp_path / "file" / "data")]
    said = subprocess.run(words, cwd=site.ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("navette: cannot make the data folder")
    assert len(said.stderr.splitlines()) == 1


def test_setting_that_is_no_number_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVETTE_MAX_ITINERARIES", "many")
    assert app.main(["--port", "0", "--data", str(tmp_path / "data")]) == 1
    said = capsys.readouterr().err
    assert said == "navette: NAVETTE_MAX_ITINERARIES: 'many' is no positive whole number\n"


def test_running_site_takes_over_a_network_built_beside_it(embedded_copy: Path) -> None:
    state = open_house(resolve_data(embedded_copy, silent), Settings(), silent)
    refresher = Refresher(state, embedded_copy)
    before = state.world
    assert not refresher.look()
    assert state.world is before
    folder = folder_in_service(embedded_copy)
    shutil.rmtree(folder / "feeds" / "fr")
    built = build_again(folder, silent, force=True)
    assert refresher.look()
    assert state.world.network.version == built.version != before.network.version
    assert [feed.source.tag for feed in state.world.network.feeds] == ["lu"]
    assert not refresher.look()


def test_processes_of_a_site_open_a_new_network_one_after_the_other(
    embedded_copy: Path, tmp_path: Path
) -> None:
    state = open_house(resolve_data(embedded_copy, silent), Settings(), silent)
    refresher, before = Refresher(state, embedded_copy, tmp_path), state.world
    folder = folder_in_service(embedded_copy)
    shutil.rmtree(folder / "feeds" / "fr")
    build_again(folder, silent, force=True)
    with ThreadPoolExecutor(1) as beside:
        with locked(tmp_path / "renewing", 0.0, "opening what is new"):
            looks = beside.submit(refresher.look)
            with pytest.raises(TimeoutError):
                looks.result(timeout=2.0)
            assert state.world is before
        assert looks.result(timeout=60.0)
    assert state.world is not before


def test_running_site_brings_its_forecasts_up_to_date_on_a_new_day(
    embedded_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = open_house(resolve_data(embedded_copy, silent), Settings(), silent)
    refresher = Refresher(state, embedded_copy)
    before = state.forecasts
    tomorrow_s = clock.now_s() + clock.DAY_S
    monkeypatch.setattr(clock, "now_s", lambda: tomorrow_s)
    assert refresher.look()
    assert state.forecasts is not before
    assert is_current(folder_in_service(embedded_copy), clock.today("Europe/Luxembourg"))
    assert not refresher.look()


def test_running_site_forecasts_from_what_was_observed_since(
    embedded_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = open_house(resolve_data(embedded_copy, silent), Settings(), silent)
    refresher = Refresher(state, embedded_copy)
    before, network = state.forecasts, state.world.network
    assert before is not None
    jammed_s = clock.now_s() // 900 * 900 - 900
    store = ObservationStore(folder_in_service(embedded_copy) / "observations.sqlite")
    assert store.add([("travel_time_s", "X01-LU", jammed_s, 2400.0)]) == 1
    assert not refresher.look(), "only every few minutes"
    monkeypatch.setattr("commands.refresh.FORECASTS_EVERY_S", 0.0)
    assert refresher.look()
    assert state.forecasts is not before
    assert state.world.network is network
    live = {each.corridor.id: each.live for each in state.forecasts.corridors()}
    assert live["X01-LU"].value == 2400.0
    assert not refresher.look()


def test_running_site_keeps_its_network_when_the_new_one_is_damaged(
    embedded_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = open_house(resolve_data(embedded_copy, silent), Settings(), silent)
    refresher = Refresher(state, embedded_copy)
    before = state.world
    folder = folder_in_service(embedded_copy)
    for feed in (folder / "feeds").iterdir():
        (feed / "current.zip").write_bytes(b"no zip")
    (folder / "snapshots" / "current").write_text("not-there\n")
    assert not refresher.look()
    assert state.world is before
    assert capsys.readouterr().err.startswith("navette: ")
    assert not refresher.look()
    assert capsys.readouterr().err == ""
