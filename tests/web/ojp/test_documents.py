"""Whatever arrives at /ojp, what leaves is an OJP document: bombs, nonsense, several requests."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.xml_records import MAX_DEPTH
from tests.web.conftest import MORNING, OBER, UNI
from tests.web.ojp.asking import (
    SPACES,
    board_request,
    document,
    errors,
    place_request,
    point_ref,
    send,
    stop_ref,
    texts,
    trip_request,
)
from web.ojp.document import MOST_REQUESTS
from web.ojp.write import clean, duration, id_of, token

SEARCH = place_request("<InitialInput><Name>esch</Name></InitialInput>")
ENDLESS = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_several_requests_are_answered_in_one_document(client):
    root = send(client, document(SEARCH + board_request(stop_ref("lu_esch"), at=MORNING)))
    names = [each.tag.rpartition("}")[2] for each in root.find(".//s:ServiceDelivery", SPACES)]
    assert names[-2:] == ["OJPLocationInformationDelivery", "OJPStopEventDelivery"]
    assert errors(send(client, document(SEARCH * (MOST_REQUESTS + 1)), 400)) == ["OJPGENERIC_OTHER"]


def test_request_that_is_not_served_is_named_beside_the_others(client):
    root = send(client, document(f"<OJPFareRequest/>{SEARCH}"))
    assert errors(root) == ["OJPGENERIC_REQUESTNOTSUPPORTED"]
    assert "OJPFareRequest" in texts(root, ".//s:Description")[0]
    assert root.find(".//o:PlaceResult", SPACES) is not None


def test_prefix_of_namespaces_and_unknown_elements_do_not_matter(client):
    plain = document(f"<Unheard><Of>1</Of></Unheard>{SEARCH}")
    prefixed = (
        document(SEARCH)
        .replace("<siri:", "<s:").replace("</siri:", "</s:").replace("xmlns:siri", "xmlns:s")
    )  # fmt: skip
    for content in (plain, prefixed):
        assert send(client, content).find(".//o:PlaceResult", SPACES) is not None


@pytest.mark.parametrize("version", ["1.0", "", "3.0"])
def test_other_versions_are_refused_in_words(client, version):
    root = send(client, document(SEARCH, version=version), 400)
    assert "OJP 2.0" in texts(root, ".//s:Description")[0]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><OJP>&b;</OJP>'
DEEP = "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1)


@pytest.mark.parametrize(
    "content",
    ["", "{}", "<OJP", BOMB, DEEP, "<html/>", document(""), document(DEEP), b"\xff\xfe\x00",
     '<?xml version="1.0" encoding="utf-7"?><OJP/>'],
)  # fmt: skip
def test_document_that_is_none_is_refused_as_one(client, content):
    assert errors(send(client, content, 400)) == ["OJPGENERIC_OTHER"]


def test_body_that_is_too_long_is_refused_unread(client):
    answer = client.post("/ojp", data=b"<" * 70_000)
    assert answer.status_code == 413


def test_other_methods_are_refused_and_other_sites_may_ask(client):
    assert client.get("/ojp").status_code == 405
    answer = client.post("/api/ojp", data=document(SEARCH).encode())
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


@given(st.text(max_size=40))
def test_any_id_is_a_name_token_and_is_read_back(identifier):
    identifier = identifier.strip()
    written = token(identifier)
    assert id_of(written) == identifier
    assert all(each.isascii() and (each.isalnum() or each in "._:-") for each in written)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_written(text):
    made = Element("a")
    made.text = clean(text)
    ElementTree.fromstring(tostring(made, encoding="utf-8"))


@given(st.integers(0, 1_000_000))
def test_durations_add_up(seconds):
    parts = duration(seconds)[2:].replace("H", "*3600+").replace("M", "*60+").replace("S", "+")
    assert sum(eval(part) for part in parts.strip("+").split("+")) == seconds  # noqa: S307 - digits


PLACES = st.one_of(
    st.sampled_from([point_ref(*OBER.split(",")), point_ref(*UNI.split(",")), stop_ref("lu_esch"),
                     stop_ref("fr_esch"), stop_ref("lu_stad"), stop_ref("x"), "", "<PlaceRef/>"]),
    st.tuples(st.floats(-95, 95), st.floats(-185, 185)).map(lambda point: point_ref(*point)),
)  # fmt: skip
TIMES = st.one_of(
    st.just(MORNING), st.datetimes().map(lambda moment: f"{moment:%FT%TZ}"),
    st.sampled_from(["", "x", "2026-11-24T07:00:00", "2026-11-24T08:00:00+01:00"]),
)  # fmt: skip
ODD = st.sampled_from(["0", "1", "3", "-1", "x", "true", "false", "1e9", "99999999999", "PT20M",
                       "P", "both", "arrival", "none", "minChanges", "leastWalking"])  # fmt: skip
PARAMS = st.dictionaries(
    st.sampled_from(
        [
            "NumberOfResults",
            "NumberOfResultsBefore",
            "NumberOfResultsAfter",
            "TimeWindow",
            "StopEventType",
            "IncludePreviousCalls",
            "IncludeOnwardCalls",
            "UseRealtimeData",
            "IncludeTrackSections",
            "IncludeLegProjection",
            "IncludeIntermediateStops",
            "TransferLimit",
            "OptimisationMethod",
            "WalkSpeed",
            "AdditionalTransferTime",
            "BikeTransport",
            "LevelEntrance",
            "IncludePlacesContext",
            "IncludePtModes",
        ]
    ),
    ODD,
    max_size=4,
).map(lambda given: "".join(f"<{name}>{value}</{name}>" for name, value in given.items()))


@ENDLESS
@given(start=PLACES, goal=PLACES, params=PARAMS, leaves=TIMES, arrives=TIMES)
def test_any_trip_request(client, start, goal, params, leaves, arrives):
    send(client, document(trip_request(start, goal, params, leaves=leaves, arrives=arrives)))


@ENDLESS
@given(place=PLACES, params=PARAMS, at=TIMES)
def test_any_stop_event_request(client, place, params, at):
    send(client, document(board_request(place, params, at=at)))


@ENDLESS
@given(name=st.text(st.characters(min_codepoint=32, exclude_characters="<&>",
                                  exclude_categories=("Cs", "Cn"), max_codepoint=0xFFFD)),
       params=PARAMS)  # fmt: skip
def test_any_location_request(client, name, params):
    given = f"<InitialInput><Name>{name}</Name></InitialInput>"
    send(client, document(place_request(given, params)))
