"""What a caller did wrong is named, all of it at once; what we did wrong betrays nothing."""

from __future__ import annotations

import logging

import pytest

from tests.web.conftest import MORNING, OBER, UNI
from web.create import create_web


def fields(answer):
    return {fault["field"] for fault in answer.json["errors"]}


def test_every_fault_of_a_request_is_named_at_once(client):
    query = {
        "fromPlace": "nowhere",
        "time": "tomorrow",
        "arriveBy": "perhaps",
        "searchWindow": "1h",
        "numItineraries": -3,
        "maxTransfers": "few",
        "transitModes": "BUS,HOVERCRAFT",
        "directModes": "BROOM",
        "pedestrianSpeed": "nan",
        "pedestrianProfile": "GOAT",
        "pageCursor": "LATER",
    }
    answer = client.get("/api/v6/plan", query_string=query)
    assert answer.status_code == 400
    assert fields(answer) == {*query, "toPlace"}
    assert all(name in answer.json["error"] for name in query)


@pytest.mark.parametrize(
    ("language", "says"), [("fr-LU", "manque"), ("de", "fehlt"), ("lb", "feelt"), ("pt", "falta")]
)
def test_a_fault_is_told_in_the_language_of_who_asks(client, language, says):
    query = {"toPlace": UNI, "time": "tomorrow"}
    answer = client.get(
        "/api/v6/plan", query_string=query, headers={"Accept-Language": f"{language},en;q=0.5"}
    )
    told = {fault["field"]: fault["detail"] for fault in answer.json["errors"]}
    assert told["fromPlace"] == says
    assert "2026-11-23T07:00:00Z" in told["time"]
    assert "is no date" not in answer.json["error"]
    assert "Accept-Language" in answer.headers["Vary"]
    again = client.get("/api/v6/plan", query_string={**query, "language": language})
    assert again.json["error"] == answer.json["error"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"fromPlace": "fr_nowhere"}, 404),
        ({"fromPlace": "91.0,5.9"}, 400),
        ({"fromPlace": "fr_nowhere", "time": "x"}, 400),
        ({"via": "fr_nowhere"}, 404),
        ({"via": "fr_esch,fr_unter,fr_esch"}, 400),
        ({"via": "fr_esch,lu_esch"}, 400),
        ({"via": "fr_esch", "viaMinimumStay": "long"}, 400),
        ({"viaMinimumStay": "5"}, 400),
        ({"requireCarTransport": "true"}, 422),
        ({"avoidLines": "no such line"}, 400),
        ({"avoidStops": "fr_nowhere"}, 404),
        ({"time": "1999-01-01T00:00:00Z"}, 422),
        ({"time": "9999-12-31T23:59:59Z"}, 400),
        ({"time": "0001-01-01T00:00:00+14:00"}, 400),
    ],
)
def test_the_status_tells_the_kind_of_fault(ask, query, status):
    answer = ask(**query)
    assert answer.status_code == status
    assert set(answer.json) == {"error", "errors"}


@pytest.mark.parametrize("text", ["LATER", "LATER|", "LATER|x", "SOON|5", "LATER|1|2", "|", "\0"])
def test_a_malformed_cursor_is_refused(ask, text):
    answer = ask(pageCursor=text)
    assert answer.status_code == 400
    assert fields(answer) == {"pageCursor"}


@pytest.mark.parametrize("moment", ["-999999999999", "999999999999"])
def test_a_cursor_at_the_end_of_the_world_is_no_bug(ask, moment):
    assert ask(pageCursor=f"LATER|{moment}").status_code in (400, 422)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE stops; --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "49.5,5.9,49.5,5.9",
        "nan,nan",
        "1e999,1e999",
        "٤٩.٥,٥.٩",
        "\u202e\u0000\ufffd",
        "%s%n{0}",
        "fr_ober\r\nSet-Cookie: a=b",
        ",",
        "x" * 290,
    ],
)
def test_hostile_texts_are_answered_calmly(ask, client, text):
    assert ask(fromPlace=text).status_code in (400, 404)
    assert client.get("/api/v1/geocode", query_string={"text": text}).status_code == 200
    assert client.get("/api/v6/stoptimes", query_string={"stopId": text}).status_code == 404
    for path in ("/api/v1/geocode", "/api/v6/plan"):
        answer = client.get(path, query_string={"text": text, "fromPlace": text})
        assert b"<script" not in answer.data or answer.mimetype == "application/json"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null", b'"x"', b"\xff\xfe", b"{" * 500])
def test_a_body_that_is_no_json_object_is_refused(client, body):
    answer = client.post("/api/v6/plan", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert fields(answer) == {"body"}


def test_odd_members_of_a_body_do_no_harm(client):
    body = {
        "fromPlace": OBER,
        "toPlace": UNI,
        "time": MORNING,
        "numItineraries": 2.5,
        "transitModes": [["BUS"], None, {"a": 1}],
        "arriveBy": None,
        "extra": {"deep": [1, 2]},
    }
    answer = client.post("/api/v6/plan", json=body)
    assert answer.status_code == 400
    assert fields(answer) == {"numItineraries", "transitModes"}


def test_too_much_is_refused_early(client, valley_state):
    long = valley_state.settings.max_text_chars + 1
    answer = client.get("/api/v1/geocode", query_string={"text": "x" * long})
    assert (answer.status_code, fields(answer)) == (400, {"text"})
    endless = "x" * (valley_state.settings.max_query_bytes + 1)
    assert client.get(f"/api/v1/geocode?text={endless}").status_code == 414
    huge = b"{" + b" " * valley_state.settings.max_body_bytes + b"}"
    answer = client.post("/api/v6/plan", data=huge, content_type="application/json")
    assert answer.status_code == 413
    assert "error" in answer.json
    many = ",".join(["BUS"] * 100)
    answer = client.get("/api/v6/plan", query_string={"transitModes": many})
    assert "transitModes" in fields(answer)


def test_figures_above_their_limit_are_cut_to_it(ask):
    answer = ask(
        numItineraries=10**9,
        maxItineraries=10**12,
        maxDirectTime=10**9,
        maxTransfers=99,
        minTransferTime=999,
        transferTimeFactor=99,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("factor", ["0.5", "nan", "slow"])
def test_a_factor_that_would_shorten_changes_is_refused(ask, factor):
    answer = ask(transferTimeFactor=factor)
    assert (answer.status_code, fields(answer)) == (400, {"transferTimeFactor"})


def test_our_own_paths_answer_with_a_problem_document(embedded_client):
    answer = embedded_client.get("/api/forecasts/corridors/X01-LU?from=x&to=2026-01-01T00:00:00Z")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "errors"}
    assert "from" in fields(answer)
    unknown = embedded_client.get("/api/forecasts/corridors/X01-LX")
    assert unknown.status_code == 404
    assert "X01-LU" in unknown.json["detail"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v6/nothing", "application/json"),
        ("/api/nothing", "application/problem+json"),
        ("/nothing", "text/plain"),
    ],
)
def test_a_path_that_is_not_there_says_so_in_the_form_of_its_neighbours(client, path, kind):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, kind)


def test_a_bug_shows_no_traceback_and_its_log_no_values(valley_state, caplog, monkeypatch):
    def broken(*_args, **_kwargs):
        raise KeyError("49.4500,5.9000 secret")

    monkeypatch.setattr("web.planner.plan", broken)
    client = create_web(valley_state).test_client()
    with caplog.at_level(logging.INFO):
        query = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}
        answer = client.get("/api/v6/plan", query_string=query)
    assert answer.status_code == 500
    assert answer.json == {"error": "something went wrong on the server"}
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text
    assert "49.4" not in caplog.text


def test_the_log_names_the_path_and_never_a_place(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/api/v1/geocode", query_string={"text": "Oberdorf"})
        client.get("/api/v6/stoptimes", query_string={"stopId": "fr_ober", "time": MORNING})
        client.get("/Oberdorf/49.45")
    lines = [record.getMessage() for record in caplog.records if record.name == "navette.request"]
    assert [line.split()[1] for line in lines][:2] == ["/api/v1/geocode", "/api/v6/stoptimes"]
    assert not any(word in caplog.text for word in ("Oberdorf", "ober", "49.45"))
