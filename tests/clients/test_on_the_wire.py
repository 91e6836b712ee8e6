"""What every answer has beside its content, byte by byte as it comes over a live socket."""

from __future__ import annotations

import gzip
import http.client
import json
import urllib.parse

import brotli
import pytest

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


def fetched(site, target, **headers):
    """Status, headers and bytes of an answer, which nobody has unpacked."""
    host = urllib.parse.urlsplit(site.address).netloc
    line = http.client.HTTPConnection(host, timeout=120)
    try:
        line.request(
            "GET", target, headers={name.replace("_", "-"): it for name, it in headers.items()}
        )
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def plan_target(site, version=6):
    query = {"fromPlace": site.origin, "toPlace": site.destination, "time": site.morning}
    return f"/api/v{version}/plan?{urllib.parse.urlencode(query)}"


@pytest.mark.parametrize("encoding", ["br", "gzip", None])
def test_a_plan_comes_compressed_where_that_is_taken_and_is_the_same(site, encoding):
    takes = {"Accept_Encoding": encoding or "identity"}
    status, headers, sent = fetched(site, plan_target(site), **takes)
    assert status == 200
    assert headers["Content-Encoding"] == encoding
    assert int(headers["Content-Length"]) == len(sent)
    assert "accept-encoding" in headers["Vary"].lower()
    whole = UNPACK[encoding](sent)
    assert encoding is None or len(sent) < len(whole) / 3
    answer, plain = json.loads(whole), site.plan(6)
    assert answer["itineraries"] == plain["itineraries"] != []


def test_a_plan_says_where_somebody_lives_and_is_never_kept(site):
    _, headers, _ = fetched(site, plan_target(site), If_None_Match="*")
    assert headers["Cache-Control"] == "no-store"
    assert headers["ETag"] is None


def test_what_may_be_kept_is_sent_once(site):
    _, first, content = fetched(site, "/api/v1/map/initial")
    status, again, nothing = fetched(site, "/api/v1/map/initial", If_None_Match=first["ETag"])
    assert content
    assert (status, nothing, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_pages_of_other_sites_may_read_a_plan_and_the_licence_of_its_data(site, version):
    _, headers, _ = fetched(site, plan_target(site, version), Origin="https://another.example")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Link"] == '</api/feeds>; rel="license"'
    assert "Link" in headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "target, status",
    [
        ("/api/v6/plan?fromPlace=lu_nowhere&toPlace=49.6,6.1", 404),
        ("/api/v6/plan?fromPlace=49.5,5.9&toPlace=49.6,6.1&pageCursor=EARLIER", 400),
        ("/api/v6/plan?fromPlace=49.5,5.9&toPlace=49.6,6.1&time=1999-01-01T00:00:00Z", 422),
        ("/api/v6/trip?tripId=20250204_07:20_lu_nobody", 404),
        ("/api/v6/plan", 400),
    ],
)
def test_a_fault_is_one_sentence_for_clients_and_every_field_for_people(site, target, status):
    found, headers, content = fetched(site, target)
    assert found == status
    told = json.loads(content)
    assert isinstance(told["error"], str)
    assert told["error"]
    assert all(each["field"] and each["detail"] for each in told["errors"])
    assert headers["Content-Type"].startswith("application/json")
    assert b"Traceback" not in content
