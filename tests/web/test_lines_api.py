"""Lines for planners: what there is to change, and the names by which a scenario changes it."""

from __future__ import annotations

DAY = "2026-12-01"


def test_lines_of_the_territory_come_with_their_trips_of_the_day(embedded_client):
    answer = embedded_client.get(f"/api/lines?day={DAY}").json
    assert answer["day"] == DAY
    (line,) = [each for each in answer["lines"] if each["id"] == "lu_CFL60c"]
    assert (line["name"], line["mode"], line["operator"]) == ("60c", "RAIL", "CFL")
    assert line["tripsThatDay"] > 50
    names = [each["name"] for each in answer["lines"]]
    assert names == sorted(names)


def test_a_line_has_a_pattern_each_way_named_by_a_trip_that_runs(embedded_client):
    line = embedded_client.get(f"/api/lines/lu_CFL60c?day={DAY}").json
    there, back = line["patterns"]
    assert {there["direction"], back["direction"]} == {0, 1}
    ends = [stop["id"] for stop in there["stops"]]
    assert ends == [stop["id"] for stop in back["stops"]][::-1]
    for pattern in (there, back):
        assert len(pattern["hopTimes"]) == len(pattern["stops"]) - 1
        assert len(pattern["dwellTimes"]) == len(pattern["stops"])
        assert pattern["departures"] == sorted(pattern["departures"])
        assert pattern["trip"].startswith("lu_CFL60c-")
    assert line["tripsThatDay"] == len(there["departures"]) + len(back["departures"])


def test_an_unknown_line_and_an_impossible_day_are_named(embedded_client):
    answer = embedded_client.get("/api/lines/lu_nowhere")
    assert answer.status_code == 404
    assert [fault["field"] for fault in answer.json["errors"]] == ["line"]
    assert embedded_client.get("/api/lines?day=1999-01-01").status_code == 422
    answer = embedded_client.get("/api/lines?day=tomorrow")
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json["errors"]] == ["day"]


def test_two_ways_of_one_line_and_its_day_without_trips(client):
    told = client.get("/api/lines?day=2026-11-24").json["lines"]
    assert {each["name"]: each["tripsThatDay"] for each in told} == {"1": 5, "60": 5, "T1": 1}
    line = next(each["id"] for each in told if each["name"] == "1")
    ways = client.get(f"/api/lines/{line}?day=2026-11-24").json["patterns"]
    assert [len(each["departures"]) for each in ways] == [4, 1]
    assert ways[0]["hopTimes"] == [600, 600]


def test_every_line_is_drawn_once_from_stop_to_stop(embedded_client):
    answer = embedded_client.get("/api/map/lines.geojson")
    assert answer.mimetype == "application/geo+json"
    features = answer.json["features"]
    ids = [each["properties"]["id"] for each in features]
    assert len(ids) == len(set(ids))
    assert {each["id"] for each in embedded_client.get("/api/lines").json["lines"]} == set(ids)
    for each in features:
        stretches = [tuple(map(tuple, line)) for line in each["geometry"]["coordinates"]]
        assert stretches
        assert len(stretches) == len(set(stretches))


def test_the_parameter_sheet_tells_every_figure_with_its_source(client):
    rows = client.get("/api/scenarios/parameters").json["parameters"]
    found = {each["name"]: each for each in rows}
    assert found["car_co2"]["priceYear"] == "2026"
    assert all(min(r["low"], r["high"]) <= r["value"] <= max(r["low"], r["high"]) for r in rows)
    assert all(each["source"] for each in rows)


def test_both_pages_have_a_nonce_of_their_own(client):
    for path in ("/", "/planner"):
        answer = client.get(path)
        assert answer.status_code == 200
        nonce = answer.text.split('nonce="', 1)[1].split('"', 1)[0]
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        assert client.get(path).text != answer.text
