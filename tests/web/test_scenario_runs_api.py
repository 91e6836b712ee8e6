"""Runs over HTTP: followed by events, cancelled, bounded, and taken away as files."""

from __future__ import annotations

import csv
import io
import json
import threading
import urllib.request
import zipfile
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

from planning.runs.files import RESULTS
from tests.planning.runs.valley import SIMULATED, endless_baseline, ground
from tests.web.planned import PATIENCE_S, Site, misfits


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture
def site(tmp_path, made):
    found = Site(tmp_path, made, max_queued_runs=2, max_event_streams=2)
    with found.desk:
        yield found


@pytest.fixture(scope="module")
def done(tmp_path_factory, made):
    """A site with a run that is done, and its path."""
    site = Site(tmp_path_factory.mktemp("done"), made)
    with site.desk:
        run = site.run(site.add())
        site.until(run, "done")
        yield site, run


@pytest.fixture
def endless(monkeypatch):
    """Today's baseline takes for ever, and reports all the time; set once it has begun."""
    return endless_baseline(monkeypatch)


@contextmanager
def served(app):
    """The site on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def events(lines):
    """The names and data of server-sent events, as they come."""
    name = ""
    for line in lines:
        text = line.decode().rstrip("\n")
        if text.startswith("event: "):
            name = text.removeprefix("event: ")
        elif text.startswith("data: "):
            yield name, json.loads(text.removeprefix("data: "))


def test_a_done_run_tells_its_headline_and_its_files(done):
    site, run = done
    told = site.client.get(run)
    assert misfits(told, run) == []
    assert told.json["state"] == "done"
    assert told.json["day"] == SIMULATED
    assert told.json["files"] == list(RESULTS)
    assert told.json["headline"]["newRidersDay"]["central"] > 0
    assert told.json["headline"]["lines"][0]["name"] == "S1"


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_comes_with_its_type_and_its_policy(done, name):
    site, run = done
    path = f"{run}/{name}"
    answer = site.client.get(path, buffered=True)
    assert (answer.status_code, misfits(answer, path)) == (200, [])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    kind = "inline" if name == "report.html" else "attachment"
    assert answer.headers["Content-Disposition"].startswith(kind)
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert site.client.get(path, headers=tag, buffered=True).status_code == 304


def test_results_can_be_read_by_those_they_are_for(done):
    site, run = done
    files = {name: site.client.get(f"{run}/{name}", buffered=True).data for name in RESULTS}
    assert json.loads(files["result.json"])["people"]["ridersDay"]["after"] > 0
    assert json.loads(files["geojson"])["type"] == "FeatureCollection"
    for name in ("indicators.csv", "loads.csv", "matrix.csv", "winners.csv"):
        assert len(list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))) > 1
    with zipfile.ZipFile(io.BytesIO(files["gtfs.zip"])) as feed:
        assert "stop_times.txt" in feed.namelist()


def test_the_report_is_in_the_readers_language_and_lets_in_its_own_style_alone(done):
    site, run = done
    path = f"{run}/report.html"
    french = site.client.get(path, headers={"Accept-Language": "fr-LU, de"}, buffered=True)
    english = site.client.get(f"{path}?language=en", buffered=True)
    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in english.text
    policy = french.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy


def test_files_of_a_run_that_is_not_done_are_not_there_and_it_is_said_why(site, endless):
    run = site.run(site.add())
    assert endless.wait(PATIENCE_S)
    answer = site.client.get(f"{run}/gtfs.zip")
    assert (answer.status_code, misfits(answer, f"{run}/gtfs.zip")) == (404, [])
    assert "running" in answer.json["errors"][0]["detail"]


def test_a_feed_that_may_not_be_passed_on_is_withheld_with_its_reason(tmp_path):
    closed = ground(tmp_path / "valley", licence="all rights reserved")
    site = Site(tmp_path, closed)
    with site.desk:
        run = site.run(site.add())
        told = site.until(run, "done")
        answer = site.client.get(f"{run}/gtfs.zip")
    assert "gtfs.zip" not in told["files"]
    assert answer.status_code == 404
    assert answer.json["errors"][0]["detail"] == told["withheld"]["gtfs.zip"]


def test_events_tell_progress_and_at_last_that_it_is_done(site, endless):
    run = site.run(site.add())
    with served(site.app) as address, urllib.request.urlopen(f"{address}{run}/events") as stream:
        assert stream.headers.get_content_type() == "text/event-stream"
        told = events(stream)
        name, data = next(told)
        assert name == "progress"
        while data["progress"] != {"doing": "counting", "share": 0.25}:
            name, data = next(told)
        ended = site.client.delete(run)
        assert misfits(ended, run, "delete") == []
        *_, (name, data) = told
    assert (name, data["state"]) == ("done", "cancelled")


def test_events_end_when_the_process_is_to_stop(site, endless, monkeypatch):
    monkeypatch.setattr("core.stopping.wait", lambda _: True)
    run = site.run(site.add())
    told = events(site.client.get(f"{run}/events").data.splitlines())
    assert [name for name, _ in told] == ["progress"]
    assert site.client.delete(run).status_code == 200


def test_events_of_a_run_that_is_done_are_one(done):
    site, run = done
    answer = site.client.get(f"{run}/events", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers, "what is told piece by piece is not held back"
    assert [name for name, _ in events(answer.data.splitlines())] == ["done"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_so_many_runs_are_followed_at_once(site, endless):
    run = site.run(site.add())
    assert endless.wait(PATIENCE_S)
    open_streams = [site.client.get(f"{run}/events") for _ in range(2)]
    assert [each.status_code for each in open_streams] == [200, 200]
    refused = site.client.get(f"{run}/events")
    assert (refused.status_code, misfits(refused, f"{run}/events")) == (503, [])
    assert int(refused.headers["Retry-After"]) > 0
    for each in open_streams:
        each.close()
    again = site.client.get(f"{run}/events")
    assert again.status_code == 200
    again.close()


def test_too_many_runs_are_told_when_to_come_again(site, endless):
    running = site.run(site.add())
    assert endless.wait(PATIENCE_S)
    line = site.client.get(running.split("/runs")[0]).json["scenario"]["modifications"]
    waiting = [site.run(site.add(modifications=line * times)) for times in (2, 3)]
    assert [site.client.get(each).json["ahead"] for each in waiting] == [0, 1]
    path = f"{site.add(modifications=line * 4)}/runs"
    refused = site.client.post(path, json={"day": SIMULATED})
    assert (refused.status_code, misfits(refused, path, "post")) == (503, [])
    assert int(refused.headers["Retry-After"]) > 0
    cancelled = site.client.delete(waiting[0])
    assert cancelled.json["state"] == "cancelled"
    assert site.client.post(path, json={"day": SIMULATED}).status_code == 202


def test_a_run_is_cancelled_while_it_is_running_and_can_be_asked_for_again(site, endless):
    run = site.run(site.add())
    assert endless.wait(PATIENCE_S)
    answer = site.client.delete(run)
    assert answer.status_code == 200
    assert answer.json["cancelling"] or answer.json["state"] == "cancelled"
    site.until(run, "cancelled")
    assert site.client.delete(run).json["state"] == "cancelled"
    endless.clear()
    assert site.run(run.split("/runs")[0]) == run
    assert endless.wait(PATIENCE_S)


def test_what_cannot_be_applied_is_told_with_its_places(site):
    gone = [{"type": "remove-trips", "routes": [name]} for name in ("fr_9", "lu_9")]
    run = site.run(site.add(modifications=gone))
    failed = site.until(run, "failed", "done")
    assert misfits(site.client.get(run), run) == []
    assert [fault["field"] for fault in failed["errors"]] == [
        "modifications[0].routes[0]",
        "modifications[1].routes[0]",
    ]


def test_other_requests_are_answered_while_a_run_is_under_way(site, endless):
    site.run(site.add())
    assert endless.wait(PATIENCE_S)
    assert site.client.get("/api/v1/geocode?text=uni").json
