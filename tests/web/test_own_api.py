"""Our own endpoints: feeds with licence and age, corridors with forecasts, the sketch."""

from __future__ import annotations

from collections import Counter

import pytest


def test_every_feed_says_whose_it_is_and_how_fresh(embedded_client):
    feeds = embedded_client.get("/api/feeds").json["feeds"]
    assert {feed["tag"] for feed in feeds} == {"fr", "lu"}
    assert all(feed["licence"] and feed["attribution"] and feed["fetchedAt"] for feed in feeds)
    assert all(feed["illustrative"] for feed in feeds)


def test_every_corridor_says_what_the_crossing_takes_now(embedded_client):
    corridors = embedded_client.get("/api/forecasts/corridors").json["corridors"]
    assert len(corridors) > 10
    for corridor in corridors:
        now = corridor["now"]
        assert now["p10"] <= now["p50"] <= now["p90"]
        assert len(corridor["geometry"]) >= 2
        assert corridor["illustrative"] is True


def test_a_corridor_has_its_usual_day_and_its_forecast(embedded_client):
    series = embedded_client.get("/api/forecasts/corridors/X01-LU").json
    assert len(series["usual"]) in (92, 96, 100)
    assert series["forecast"]
    assert all(item["p10"] <= item["p50"] <= item["p90"] for item in series["forecast"])
    assert series["freeFlowS"] <= series["forecast"][0]["p50"]


def test_a_span_that_is_too_long_or_backward_is_refused(embedded_client):
    path = "/api/forecasts/corridors/X01-LU"
    for span in ("from=2026-01-01&to=2026-03-01", "from=2026-01-02&to=2026-01-01"):
        answer = embedded_client.get(f"{path}?{span}")
        assert answer.status_code == 400
        assert [fault["field"] for fault in answer.json["errors"]] == ["to"]


def test_without_forecasts_there_are_no_corridors_and_trips_all_the_same(client, ask):
    assert client.get("/api/forecasts/corridors").json == {"corridors": []}
    assert client.get("/api/forecasts/corridors/valley-north").status_code == 404
    assert ask(directModes="CAR").json["direct"][0]["legs"][0]["navette"]["corridors"] == []


def test_a_trip_by_car_over_the_border_carries_the_forecast_of_its_corridors(embedded_client):
    query = {
        "fromPlace": "49.4671,5.9320",
        "toPlace": "49.6283,6.1537",
        "directModes": "CAR",
        "transitModes": "",
        "language": "fr",
    }
    answer = embedded_client.get("/api/v6/plan", query_string=query).json
    (leg,) = answer["direct"][0]["legs"]
    assert leg["navette"]["corridors"]
    assert leg["navette"]["crossing"]["toCountry"] == "LU"
    assert answer["navette"]["corridors"] == [item["id"] for item in leg["navette"]["corridors"]]
    assert "Données illustratives" in [alert["headerText"] for alert in leg["alerts"]]


@pytest.fixture(scope="module")
def sketch(embedded_state):
    from web.create import create_web

    answer = create_web(embedded_state).test_client().get("/api/map/base.geojson")
    assert answer.mimetype == "application/geo+json"
    return answer


def test_the_sketch_draws_roads_rails_and_names(sketch):
    kinds = Counter(feature["properties"]["kind"] for feature in sketch.json["features"])
    assert kinds["side"] == 4
    assert kinds["border"] >= 4
    known = {"road", "rail", "locality", "crossing", "park_and_ride", "place"}
    assert set(kinds) == known | {"side", "border"}
    assert min(kinds[kind] for kind in known) >= 10


def test_the_sketch_says_which_countries_a_border_parts_and_that_it_is_estimated(sketch):
    borders = [one for one in sketch.json["features"] if one["properties"]["kind"] == "border"]
    assert {tuple(one["properties"]["countries"]) for one in borders} >= {("LU", "FR")}
    assert all(one["properties"]["estimated"] for one in borders)
    sides = [one for one in sketch.json["features"] if one["properties"]["kind"] == "side"]
    assert {one["properties"]["country"] for one in sides} == {"BE", "DE", "FR", "LU"}
    for one in sides:
        outline = one["geometry"]["coordinates"][0]
        assert outline[0] == outline[-1]


def test_the_sketch_draws_each_stretch_once_and_no_chords(sketch):
    lines = [
        tuple(sorted(map(tuple, feature["geometry"]["coordinates"])))
        for feature in sketch.json["features"]
        if feature["properties"]["kind"] == "road"
    ]
    assert len(lines) == len(set(lines))


def test_the_sketch_is_sent_again_only_when_the_network_changes(client, valley_state, world):
    first = client.get("/api/map/base.geojson")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/map/base.geojson", headers=known).status_code == 304
    valley_state.put_in_service(world.network)
    try:
        assert client.get("/api/map/base.geojson", headers=known).status_code == 304
    finally:
        valley_state.world = world


def test_when_to_drive_off_is_told_by_quarters_with_the_latest_safe_one(embedded_client):
    asked = {
        "fromPlace": "49.467,5.932", "toPlace": "49.628,6.154", "time": "2026-11-24T05:00:00Z",
        "span": 7200, "arriveBefore": "2026-11-24T07:30:00Z",
    }  # fmt: skip
    told = embedded_client.post("/api/forecasts/drive", json=asked).json
    assert len(told["departures"]) == 8
    assert told["leaveBy"]["arrival"]["p80"] <= "2026-11-24T07:30:00Z"
    assert told["leaveBy"]["chance"] == 0.8
    assert told["best"]["from"] <= told["best"]["to"]
    assert (told["basis"], told["illustrative"], told["reason"]) == (["statistical"], True, None)


def test_every_fault_of_a_drive_is_named_at_once(client):
    answer = client.get("/api/forecasts/drive?fromPlace=99,200&span=abc&time=soon")
    assert answer.status_code in (400, 422)
    fields = {fault["field"] for fault in answer.json["errors"]}
    assert {"fromPlace", "toPlace", "span", "time"} <= fields


def test_levers_shorten_the_queue_and_the_answer_is_called_a_model(embedded_client):
    path = "/api/forecasts/corridors/X01-LU/what-if?day=2026-11-24T08:00"
    same = embedded_client.get(path).json
    assert same["vehicles"]["before"] == same["vehicles"]["after"]
    less = embedded_client.get(f"{path}&telework=20").json
    assert (less["basis"], less["day"]) == ("model", "2026-11-24")
    assert less["worstWaitS"]["after"] < less["worstWaitS"]["before"]
    assert less["vehicles"]["after"] == pytest.approx(0.8 * less["vehicles"]["before"])
    assert len(less["slots"]) == 96


@pytest.mark.parametrize("lever", ["telework=101x", "telework=-1", "demand=-91", "shift=soon"])
def test_levers_beyond_their_bounds_are_named(embedded_client, lever):
    answer = embedded_client.get(f"/api/forecasts/corridors/X01-LU/what-if?{lever}")
    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json["errors"]} == {lever.split("=")[0]}
