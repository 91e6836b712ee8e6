"""A day of use by a server behind a proxy: then every file, stream and figure of it is searched."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import struct
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.web.test_privacy import ROOT, address_of, files_in

HOME = (49.467137, 5.932171)
WORK = (49.628343, 6.153729)
HOUSEHOLDS = ("203.0.113.77", "2001:db8:77:88::99")
NAMES = ("Villerupt", "Kirchberg", "Rue de la Vie")
TOKEN = "a-token-of-this-test-alone"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def day(embedded, tmp_path_factory):
    """Everything that was there to be searched after the day: contents by name, and the stop."""
    folder = tmp_path_factory.mktemp("day")
    data, scratch = folder / "data", folder / "scratch"
    scratch.mkdir()
    subprocess.run(["cp", "-r", str(embedded), str(data)], check=True)
    before = {path: path.stat().st_mtime_ns for path in files_in(data)}
    streams = folder / "stdout", folder / "stderr"
    with streams[0].open("wb") as out, streams[1].open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "serve", "--port", "0", "--log",
             "--data", str(data)],
            cwd=scratch, stdout=out, stderr=err,
            env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT),
                 "NAVETTE_DEADLINE_MS": "60000",
                 "NAVETTE_PROXIES": "1", "NAVETTE_METRICS_TOKEN": TOKEN,
                 "NAVETTE_KEEP_OBSERVATIONS_DAYS": "400", "NAVETTE_CHANGES_TOKEN": TOKEN},
        )  # fmt: skip
        try:
            statuses, stop = a_day(address_of(streams, process))
            found = {f"while it ran: {path}": path.read_bytes() for path in files_in(scratch)}
            found["/metrics"] = asked(address_of(streams, process), "GET", "/metrics")[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    written = [path for path in files_in(data) if before.get(path) != path.stat().st_mtime_ns]
    found |= {str(path): path.read_bytes() for path in (*written, *files_in(scratch), *streams)}
    return statuses, stop, found


def a_day(base):
    """What two households ask, right and wrong, by every way there is."""
    home, work = (",".join(map(str, point)) for point in (HOME, WORK))
    statuses = []

    def ask(method, path, query=None):
        status, body = asked(base, method, path, query)
        statuses.append((method, path, status))
        return body

    stop = json.loads(ask("GET", "/api/v1/geocode", {"text": NAMES[0], "type": "STOP"}))[0]["id"]
    trip = {"fromPlace": home, "toPlace": work, "numItineraries": 3}
    both = [
        ("/api/v6/plan", trip),
        ("/api/v6/plan", {**trip, "fromPlace": stop, "directModes": "CAR,WALK,BIKE"}),
        ("/api/v6/plan", {**trip, "toPlace": "lu_nowhere-Kirchberg"}),
        ("/api/v6/plan", {**trip, "time": f"at {home}", home: work}),
        ("/api/v1/geocode", {"text": NAMES[2], "place": home}),
        ("/api/v1/reverse-geocode", {"place": work}),
        ("/api/v6/stoptimes", {"stopId": stop, "n": 5}),
        ("/api/v6/stoptimes", {"center": home}),
        ("/api/v1/one-to-all", {"one": home, "maxTravelTime": 30}),
        ("/api/v1/one-to-many", {"one": home.replace(",", ";"), "many": work.replace(",", ";"),
                                 "mode": "WALK", "max": 900, "arriveBy": "false",
                                 "maxMatchingDistance": 250}),
        ("/api/v6/map/stops", {"min": home, "max": work}),
        ("/api/v6/trip", {"tripId": f"{stop}-{home}"}),
        (f"/nowhere/{urllib.parse.quote(NAMES[2])}/{home}", trip),
    ]  # fmt: skip
    for path, query in both:
        for method in ("GET", "POST"):
            ask(method, path, query)
    for path in ("/", f"/?from={home}&to={work}", f"/?embed=1&from={NAMES[1]}", "/departures"):
        ask("GET", path)
    ask("POST", "/api/v6/plan", f"not JSON {home} {NAMES[1]}")
    ask("PUT", f"/api/v6/plan?fromPlace={home}")
    ask("GET", f"/api/v6/plan?fromPlace={home}&{'x' * 9_000}")
    ask("POST", "/api/v6/plan", {"fromPlace": [home] * 9_000})
    ask("GET", f"/static/{home}.js")
    ask("GET", f"/api/scenarios/{home}/runs/{NAMES[1]}")
    return statuses, stop


def asked(base, method, path, query=None):
    """A question as the page asks it, from behind a proxy that tells for whom."""
    body = None
    if method == "POST":
        body = query.encode() if isinstance(query, str) else json.dumps(query).encode()
    elif query:
        path = f"{path}?{urllib.parse.urlencode(query)}"
    home = ",".join(map(str, HOME))
    headers = {
        "Content-Type": "application/json", "X-Forwarded-For": HOUSEHOLDS[len(path) % 2],
        "Authorization": f"Bearer {TOKEN}", "Cookie": f"was={NAMES[1]}",
        "User-Agent": f"Browser near {home}", "Referer": f"{base}/#from={home}",
    }  # fmt: skip
    request = urllib.request.Request(base + path, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with contextlib.closing(refused):
            return refused.code, refused.read()
    except (urllib.error.URLError, ConnectionError):
        return 0, b""  # a body that is too long is cut off


def test_the_day_was_a_full_one(day):
    statuses, _, found = day
    kinds = {status for _, _, status in statuses}
    assert {200, 400, 404, 405, 414} <= kinds, statuses
    assert [s for m, p, s in statuses if p == "/api/v6/plan"][:4] == [200] * 4
    assert 500 not in kinds, statuses
    assert b"navette" in found["/metrics"]
    assert len(found) > 5


def test_no_place_is_in_anything_the_server_wrote(day):
    _, stop, found = day
    for name, content in found.items():
        for pattern in (*patterns_of_places(), re.escape(stop).encode()):
            assert not re.search(pattern, content, re.IGNORECASE), (name, pattern)


def test_no_household_and_no_secret_is_either(day):
    _, _, found = day
    for name, content in found.items():
        for told in (*HOUSEHOLDS, "2001:db8:77:88", "Browser near", TOKEN):
            assert told.encode() not in content, (name, told)


def patterns_of_places():
    """The places as text of three decimals and more, as numbers of machines, and by name."""
    for each in (*HOME, *WORK):
        whole, decimals = str(each).split(".")
        yield rf"(?<!\d){whole}(?:[.,]|%2e){decimals[:3]}".encode()
        for kind in ("<d", ">d", "<f", "<i"):
            value = round(each * 1e6) if kind == "<i" else each
            yield re.escape(struct.pack(kind, value))
    yield from (name.encode() for name in NAMES)


@pytest.mark.parametrize(
    "text", [b"GET /plan?from=49.46714", b"5,932", b"near VILLERUPT", struct.pack("<d", HOME[0])]
)
def test_what_is_searched_for_would_be_found(text):
    assert any(re.search(each, text, re.IGNORECASE) for each in patterns_of_places())
