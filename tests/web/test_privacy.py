"""Nothing about where people go is written anywhere: a real server is used, then its files read."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME = (49.46713, 5.93217)
WORK = (49.62834, 6.15372)
NAMES = ("Villerupt", "Kirchberg", "Belvaux", "Rue de la Vie Privée")
START_LIMIT_S = 120
PLACES = re.compile(
    r"49[.,]46713|5[.,]93217|49[.,]62834|6[.,]15372|fromPlace|toPlace|stopId=|text=|"
    + "|".join(NAMES)
)


@pytest.fixture(scope="module")
def used_server(embedded, tmp_path_factory):
    """What a server wrote, on its streams and on disk, while a day's questions were asked of it."""
    folder = tmp_path_factory.mktemp("used")
    data = folder / "data"
    subprocess.run(["cp", "-r", str(embedded), str(data)], check=True)
    before = {path: path.stat().st_mtime_ns for path in files_in(data)}
    scratch = folder / "scratch"
    scratch.mkdir()
    streams = folder / "stdout", folder / "stderr"
    with streams[0].open("wb") as out, streams[1].open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "serve", "--port", "0", "--log",
             "--data", str(data)],
            cwd=scratch, stdout=out, stderr=err,
            env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT),
                 "NAVETTE_DEADLINE_MS": "60000"},
        )  # fmt: skip
        try:
            asked = ask_everything(address_of(streams, process))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    written = [path for path in files_in(data) if before.get(path) != path.stat().st_mtime_ns]
    return asked, streams, [*written, *files_in(scratch)]


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def address_of(streams, process):
    """Where the server says it is."""
    give_up = time.monotonic() + START_LIMIT_S
    while time.monotonic() < give_up and process.poll() is None:
        said = "".join(path.read_text(errors="replace") for path in streams)
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        if found:
            return found.group()
        time.sleep(0.1)
    raise AssertionError("".join(path.read_text(errors="replace") for path in streams))


def ask_everything(base):
    """Plans, searches and boards, by GET and by POST, right and wrong; the statuses."""
    home, work = (",".join(map(str, point)) for point in (HOME, WORK))
    stop = places(base, text=NAMES[0], type="STOP")[0]["id"]
    questions = [
        ("/api/v6/plan", {"fromPlace": home, "toPlace": work}),
        ("/api/v6/plan", {"fromPlace": stop, "toPlace": work, "directModes": "CAR,WALK"}),
        ("/api/v6/plan", {"fromPlace": home, "toPlace": "lu_nowhere-Belvaux"}),
        ("/api/v6/plan", {"fromPlace": home, "toPlace": work, "time": f"at {home}"}),
        ("/api/v1/geocode", {"text": NAMES[1]}),
        ("/api/v1/geocode", {"text": NAMES[3], "place": home}),
        ("/api/v1/reverse-geocode", {"place": home}),
        ("/api/v6/stoptimes", {"stopId": stop}),
        ("/api/v6/stoptimes", {"center": work}),
        ("/api/v6/stoptimes", {"stopId": "fr_Belvaux"}),
        (f"/{urllib.parse.quote(NAMES[3])}/{home}", {"fromPlace": home}),
    ]
    statuses = [answer_to(base, path, query, post=post)[0] for path, query in questions
                for post in (False, True)]  # fmt: skip
    statuses += ask_isochrones(base)
    return statuses, stop


def ask_isochrones(base):
    """What is reached from home in a scenario, right and wrong; the statuses."""
    kept = {"name": "Nothing", "modifications": []}
    made = json.loads(answer_to(base, "/api/scenarios", kept, post=True)[1])
    path = f"/api/scenarios/{made['id']}/isochrones"
    lat, lon = HOME
    asked = ({"lat": lat, "lon": lon}, {"lat": lat, "lon": str(HOME)}, {"lat": lon, "lon": lat})
    return [answer_to(base, path, each, post=True)[0] for each in asked]


def places(base, **query):
    return json.loads(answer_to(base, "/api/v1/geocode", query, post=False)[1])


def answer_to(base, path, query, *, post):
    body = json.dumps(query).encode() if post else None
    address = base + path + ("" if post else f"?{urllib.parse.urlencode(query)}")
    headers = {
        "Content-Type": "application/json",
        "Referer": f"{base}/?{urllib.parse.urlencode(query)}",
    }
    asked = urllib.request.Request(address, data=body, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def test_the_questions_were_really_asked(used_server):
    (statuses, _), _, _ = used_server
    assert statuses[:4] == [200] * 4
    assert {400, 404} <= set(statuses)
    assert statuses[-3:] == [200, 400, 400]


def test_the_log_has_a_line_a_request_and_no_place(used_server):
    (statuses, stop), streams, _ = used_server
    said = "".join(path.read_text(errors="replace") for path in streams)
    lines = [line for line in said.splitlines() if re.search(r" (GET|POST) ", line)]
    assert len(lines) >= len(statuses)
    assert PLACES.findall(said) == []
    assert stop not in said
    assert not re.search(r"\b(?:lu|fr)_\w", said)


def test_no_file_the_server_wrote_knows_a_place_that_was_asked(used_server):
    (_, stop), _, written = used_server
    for path in written:
        content = path.read_bytes().decode("latin-1")
        assert PLACES.findall(content) == [], path
        assert stop not in content, path


def test_a_log_that_named_places_would_be_found():
    """The pattern above finds what it is there to find."""
    assert PLACES.search("GET /api/v6/plan?fromPlace=49.46713%2C5.93217")
    assert PLACES.search("geocode Villerupt")
