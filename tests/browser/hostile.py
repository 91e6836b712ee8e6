"""A data folder in which every text that a publisher writes attacks whoever shows it.

Payloads follow a word that can be searched for: markup, scripts, ends of elements, quotes, a
reversed reading direction, thousands of letters without a break, signs of several letters, formulas
of spreadsheets, and addresses that are scripts.
"""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

from google.transit import gtfs_realtime_pb2 as pb

import app
from tests.feeds.make import MINIMAL, write_feed

PAYLOADS = (
    '"><img src=x onerror="window.caught=1;alert(1)">',
    "</script></title></svg><script>window.caught=2;alert(2)</script>",
    "\u202eeman lagel on si siht\u2066 'one' \"two\" & &lt;b&gt;",
    "W" * 5000,
    "\U0001f68d\U0001f3f3\ufe0f\u200d\U0001f308\u0301\u0301\u0301 {t} ${n} {{ nonce }} %s",
    '=HYPERLINK("http://evil.example/","x")',
)
SCRIPT = "javascript:window.caught=3"
FIRST, LAST = "Villerupt", "Kirchberg"
SCENARIO_TEXT = PAYLOADS[0] + PAYLOADS[1] + PAYLOADS[2] + "W" * 150


def data_folder(home: Path) -> Path:
    """The folder with one hostile feed, its network in service and a hostile realtime alert."""
    data = home / "data"
    feed = write_feed(home / "hostile.zip", **_tables())
    told = [
        "--name", PAYLOADS[0], "--publisher", PAYLOADS[1] + PAYLOADS[2], "--licence", PAYLOADS[0],
        "--attribution", PAYLOADS[3],
    ]  # fmt: skip
    where = ["--data", str(data)]
    assert app.main(["feeds", "add", "x", str(feed), "--country", "LU", *told, *where]) == 0
    assert app.main(["feeds", "build", *where]) == 0
    (data / "alerts.pb").write_bytes(_alerts())
    (data / "realtime.toml").write_text('[[source]]\ntag = "x"\nalerts = "alerts.pb"\n')
    return data


def _tables() -> dict[str, bytes]:
    def rows(table: str) -> list[list[str]]:
        return [line.strip().split(",") for line in MINIMAL[table].strip().splitlines()]

    stops, routes, trips, agency = (rows(t) for t in ("stops", "routes", "trips", "agency"))
    for at, stop in enumerate(stops[1:]):
        stop[1] = f"{stop[1]} {PAYLOADS[at % len(PAYLOADS)]}"
    agency[1][1:3] = [PAYLOADS[1], SCRIPT]
    routes[0] += ["route_color", "route_text_color", "route_url", "route_desc"]
    routes[1][2:4] = [PAYLOADS[0], PAYLOADS[3]]
    routes[1] += ['red;background:url("http://evil.example/")', PAYLOADS[1], SCRIPT, PAYLOADS[2]]
    trips[0] += ["trip_headsign", "trip_short_name"]
    trips[1] += [PAYLOADS[3], PAYLOADS[1]]
    trips[2] += [PAYLOADS[2], PAYLOADS[5]]
    times = _times(trips)
    info = [
        ["feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version"],
        [PAYLOADS[0], SCRIPT, "fr", PAYLOADS[5]],
    ]
    tables = {"stops": stops, "routes": routes, "trips": trips, "agency": agency,
              "stop_times": times, "feed_info": info}  # fmt: skip
    return {name: _csv(table) for name, table in tables.items()}


def _times(trips: list[list[str]]) -> list[list[str]]:
    """Both trips of the minimal feed, every half hour of the day."""
    told = [line.strip().split(",") for line in MINIMAL["stop_times"].strip().splitlines()]
    head, calls = told[0], told[1:]
    made, runs = [head], []
    for number in range(20):
        for route, service, trip, *words in trips[1:]:
            runs.append([route, service, f"{trip}-{number}", *words])
            for _, arrives, leaves, stop, at in (call for call in calls if call[0] == trip):
                made.append(
                    [f"{trip}-{number}", _later(arrives, number), _later(leaves, number), stop, at]
                )
    trips[1:] = runs
    return made


def _later(clock: str, halves: int) -> str:
    hours, minutes, _ = map(int, clock.split(":"))
    hours, minutes = divmod((hours - 2) * 60 + minutes + 30 * halves, 60)
    return f"{hours:02}:{minutes:02}:00"


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _alerts() -> bytes:
    message = pb.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.timestamp = int(time.time())
    for at in (0, 1, 3):
        alert = message.entity.add(id=f"a{at}").alert
        alert.informed_entity.add(route_id="R")
        alert.header_text.translation.add(text=PAYLOADS[at], language="fr")
        alert.description_text.translation.add(text=PAYLOADS[(at + 2) % 6], language="fr")
        alert.url.translation.add(text=SCRIPT, language="fr")
    return message.SerializeToString()
