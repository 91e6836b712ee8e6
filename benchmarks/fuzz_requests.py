"""Requests damaged at random: a site's description and what is there in, bytes for a socket out.

Request `number` is made from the seed alone: an operation of the description with values that are
there, at the edge or hostile; then its query, headers, body, method, path or bytes are damaged.
"""

from __future__ import annotations

import json
import random
import re
import socket
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from benchmarks.fuzz_bytes import EDGES, TEXTS, damaged_bytes, damaged_json

PATIENCE_S = 30.0
"""Longest wait for an answer."""
MOST_ANSWER_BYTES = 64 << 20
ODD_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "post", "G\x1b[T")
ODD_HEADERS = (
    ("Accept", "text/html;q=nan, */*"), ("Accept-Encoding", "br;q=2, gzip;q=-1, zstd"),
    ("Accept-Encoding", "identity;q=0, *;q=0"), ("Accept-Language", "x" * 3_000),
    ("Range", "bytes=0-0,2-3,-5,9-1"), ("Range", "bytes=99999999999999999999-"),
    ("If-None-Match", '"*", W/"' + "x" * 200), ("If-Modified-Since", "Thu, 99 Feb 0000"),
    ("If-Range", "\x00"), ("Content-Type", "application/json; charset=utf-7"),
    ("Content-Type", "multipart/form-data; boundary="), ("Content-Encoding", "gzip"),
    ("Content-Length", "5"), ("Content-Length", "-1"), ("Content-Length", "99999999999999999999"),
    ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "gzip, chunked"),
    ("Expect", "100-continue"),
    ("Host", "evil.example"), ("Host", ""), ("Host", "[::1"), ("Origin", "http://[broken"),
    ("Sec-Fetch-Site", "cross-site"), ("Authorization", "Bearer \xe9\xff"), ("Cookie", "=;" * 500),
    ("X-Forwarded-For", "127.0.0.1, ::1"), ("X-Forwarded-Prefix", "//evil"), ("Upgrade", "h2c"),
)  # fmt: skip
_USUAL = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Operation:
    """A path of the description with a method and the names of what it takes."""

    method: str
    path: str
    names: tuple[str, ...]
    required: frozenset[str]
    in_body: frozenset[str]


def operations_of(document: Mapping[str, Any]) -> list[Operation]:
    """All operations of a description."""
    found = []
    for path, methods in sorted(document["paths"].items()):
        for method, said in sorted(methods.items()):
            told = [each for each in said.get("parameters", ()) if each["in"] == "query"]
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            members = _members(body.get("schema", {}), document)
            names = tuple(each["name"] for each in told) + tuple(members)
            needed = frozenset(each["name"] for each in told if each.get("required"))
            found.append(Operation(method.upper(), path, names, needed, frozenset(members)))
    return found


def _members(schema: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return list(schema.get("properties", ()))


def request_of(
    seed: int, number: int, operations: Sequence[Operation], known: Mapping[str, Sequence[Any]]
) -> bytes:
    """A request as it goes over the wire."""
    chance = random.Random(f"request {seed} {number}")
    asked = chance.choice(operations)
    values = {
        name: _value(chance, name, known)
        for name in asked.names
        if chance.random() < (0.97 if name in asked.required else 0.25)
    }
    method, path = asked.method, asked.path
    for name in re.findall(r"{(\w+)}", path):
        value = _value(chance, name, known)
        path = path.replace("{" + name + "}", quote(str(value)[:2_000], safe=""))
    body = _body(chance, values) if method == "POST" else b""
    query = "" if body else _query(chance, values)
    if chance.random() < 0.1:
        method = chance.choice(ODD_METHODS)
    if chance.random() < 0.05:
        path += chance.choice(("/", "//", "/..", "%00", "%ff", ";x", ".json", "/%2e%2e/%2e%2e/etc"))
    return _wire(chance, method, f"{path}?{query}" if query else path, body)


def _value(chance: random.Random, name: str, known: Mapping[str, Sequence[Any]]) -> Any:
    if known.get(name) and chance.random() < 0.75:
        return chance.choice(known[name])
    return chance.choice(EDGES)


def _query(chance: random.Random, values: Mapping[str, Any]) -> str:
    parts = []
    for name, value in values.items():
        text = value if isinstance(value, str) else json.dumps(value)
        code = chance.choice((quote, quote, quote_plus, _as_it_is, _twice))
        parts += [f"{quote(name)}={code(text)}"] * chance.choice((1, 1, 1, 1, 1, 1, 2, 60))
    if chance.random() < 0.1:
        parts.append(chance.choice(("&&&=", "=x", "%=%", "a[]=1", "x=%f0%28", "=".join("a" * 99))))
    chance.shuffle(parts)
    return "&".join(parts)


def _as_it_is(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and char not in " &#")


def _twice(text: str) -> str:
    return quote(quote(text))


def _body(chance: random.Random, values: Mapping[str, Any]) -> bytes:
    content: Any = dict(values)
    way = chance.randrange(8)
    if way == 0:
        content = damaged_json(chance, content)
    made = json.dumps(content).encode()
    if way == 1:
        made = damaged_bytes(chance, made)
    elif way == 2:
        deep = chance.choice((10, 1_000, 20_000))
        made = b'{"a":' * deep + b"1" + b"}" * deep
    elif way == 3:
        made = json.dumps(content).encode(chance.choice(("utf-16", "utf-32", "cp037")))
    elif way == 4 and chance.random() < 0.3:
        made = zlib.compress(made + b" " * 3_000_000)
    return made


def _wire(chance: random.Random, method: str, target: str, body: bytes) -> bytes:
    headers = [("Host", "localhost"), ("Connection", "close")]
    if body:
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    while chance.random() < 0.25:
        odd = chance.choice(ODD_HEADERS)
        if chance.random() < 0.7:
            headers = [each for each in headers if each[0] != odd[0]]
        headers.insert(chance.randrange(len(headers) + 1), odd)
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers)
    made = head.encode("utf-8", "replace") + b"\r\n" + body
    return damaged_bytes(chance, made, 3) if chance.random() < 0.05 else made


def answer_to(address: tuple[str, int], content: bytes) -> tuple[int, bytes]:
    """Status and head of what a site answers; 0 where it closes without a word.

    Errors: TimeoutError where nothing comes in time, OSError where nobody listens.
    """
    with socket.create_connection(address, timeout=PATIENCE_S) as wire:
        parts, size = [], 0
        try:
            wire.sendall(content)
            wire.shutdown(socket.SHUT_WR)
            while size < MOST_ANSWER_BYTES and (part := wire.recv(1 << 16)):
                if size < 1 << 16:
                    parts.append(part)
                size += len(part)
        except TimeoutError:
            raise
        except OSError:
            pass  # it refused before it had read all
    head = b"".join(parts)
    while head.startswith(b"HTTP/1.1 100 "):  # go on, it said; what counts comes after
        head = head.partition(b"\r\n\r\n")[2]
    status = head[9:12]
    return (int(status) if head.startswith(b"HTTP/1.") and status.isdigit() else 0), head


def is_deliberate(status: int, head: bytes) -> bool:
    """Whether an answer is no fault: 503 that says when to come again, or HTTP's own refusals."""
    lower = head.partition(b"\r\n\r\n")[0].lower()
    if status == 503:
        return b"retry-after:" in lower or b'"ready":false' in head
    return status < 500 or status in (501, 505)


def known_of(ask: Any) -> dict[str, list[Any]]:
    """What is there on a site that is asked: places, stops, lines, corridors, days."""
    found = [each for text in "aeou" for each in ask(f"/api/v1/geocode?text={text}e")]
    points = [f"{each['lat']},{each['lon']}" for each in found]
    stops = [each["id"] for each in found if each.get("type") == "STOP"] or points
    lines = [each["id"] for each in ask("/api/lines")["lines"]]
    corridors = [each["id"] for each in ask("/api/forecasts/corridors")["corridors"]]
    parks = [each["id"] for each in ask("/api/forecasts/parking").get("carParks", ())]
    days = [f"2026-{month:02}-{day:02}" for month in (11, 12) for day in range(1, 31)]
    parted = [each.replace(",", ";") for each in points]
    places = stops + points
    names = ("fromPlace", "toPlace", "place", "one", "point", "center", "via", "min", "max")
    return {
        **dict.fromkeys(names, places),
        "stopId": stops, "many": [",".join(parted[:3])], "origins": [points[:2]],
        "destinations": [points[:3]], "day": days, "time": [f"{day}T07:30:00Z" for day in days],
        "from": [f"{day}T06:00:00Z" for day in days], "to": [f"{day}T09:00:00Z" for day in days],
        "text": [each["name"] for each in found], "line_id": lines, "corridor_id": corridors,
        "car_park_id": parks, "maxTravelTime": [30, 60, 90], "arriveBy": [True, False],
        "transitModes": ["BUS", "RAIL,TRAM", "TRANSIT"], "zoom": list(range(20)),
        "startTime": [f"{days[0]}T07:30:00Z"], "endTime": [f"{days[0]}T08:30:00Z"],
        "numItineraries": [1, 5], "searchWindow": [900, 7_200], "text ": list(TEXTS),
    }  # fmt: skip


def sound(known: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Questions that make a site compile what it has not compiled yet."""
    one, other = quote(known["fromPlace"][0]), quote(known["fromPlace"][-1])
    when = f"time={known['time'][-1]}"
    many = f"many={quote(known['many'][0])}"
    for which in ("false", "true"):
        ends = f"fromPlace={one}&toPlace={other}&{when}&arriveBy={which}"
        yield f"/api/v6/plan?{ends}"
        yield f"/api/v6/plan?{ends}&minTransferTime=5&additionalTransferTime=2"
        yield f"/api/v6/plan?{ends}&directModes=WALK,BIKE,CAR&preTransitModes=BIKE,CAR"
        yield f"/api/v6/one-to-all?one={one}&{when}&maxTravelTime=60&arriveBy={which}"
        yield f"/api/v6/one-to-all?one={one}&{when}&minTransferTime=5&arriveBy={which}"
        yield f"/api/isochrone?place={one}&{when}&minutes=30&arriveBy={which}"
        yield f"/api/v1/one-to-many?one={one}&{many}&mode=CAR&max=3600&arriveBy={which}"
        yield f"/api/experimental/one-to-many-intermodal?one={one}&{many}&{when}&arriveBy={which}"
