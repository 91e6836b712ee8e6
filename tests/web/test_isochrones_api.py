"""Isochrones over HTTP: what a plan brings within reach of a place, and nothing about the place."""

from __future__ import annotations

import logging

import pytest

from tests.planning.runs.valley import SIMULATED, ground
from tests.web.planned import SHAPES, Site, misfits
from tests.web.schema import faults_of
from web.isochrones import MOST_CUTOFFS, MOST_MINUTES

OBER = {"lat": 49.45123, "lon": 5.90456}
TOKEN = "correct-horse-battery-staple"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, made):
    found = Site(tmp_path_factory.mktemp("site"), made)
    with found.desk:
        yield found


def ask(site, path="", headers=None, **wish):
    target = f"{path or site.add()}/isochrones"
    answer = site.client.post(target, json={"day": SIMULATED, **OBER, **wish}, headers=headers)
    assert misfits(answer, target, "post") == []
    return answer


def parts(answer):
    return {
        (each["properties"]["minutes"], each["properties"]["part"]): each["properties"]
        for each in answer.json["features"]
    }


def fields(answer):
    return {fault["field"] for fault in answer.json["errors"]}


def test_a_place_has_three_parts_for_every_cutoff(site):
    answer = ask(site, minutes=[60, 30, 45], time="07:00", window=120)
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert faults_of(answer.json, SHAPES["Isochrones"], SHAPES) == []
    found = parts(answer)
    assert set(found) == {
        (minutes, part)
        for minutes in (30, 45, 60)
        for part in ("only_before", "only_after", "both")
    }
    assert found[30, "only_after"]["inhabitants"]["LU"] == 5000.0
    assert found[30, "only_before"]["km2"] == 0
    assert all("place" not in each for each in found.values())
    assert answer.json["baseVersion"] == site.state.world.network.version
    assert answer.json["version"] != answer.json["baseVersion"]
    assert answer.json["firstDeparture"] == f"{SIMULATED}T06:00:00Z"
    assert answer.json["lastDeparture"] == f"{SIMULATED}T07:59:00Z"


def test_what_is_left_out_is_a_weekday_morning(site):
    answer = site.client.post(f"{site.add()}/isochrones", json=OBER)
    if answer.status_code == 200:  # the next Tuesday lies in the valley's timetable
        assert {minutes for minutes, _ in parts(answer)} == {30, 45, 60}
    else:
        assert fields(answer) == {"day"}
    assert {minutes for minutes, _ in parts(ask(site))} == {30, 45, 60}


def test_nine_cases_in_ten_reach_less_than_five_in_ten(site):
    middle, sure = parts(ask(site)), parts(ask(site, percentile=90))
    for minutes in (30, 45, 60):
        both = [
            found[minutes, "both"]["km2"] + found[minutes, "only_after"]["km2"]
            for found in (sure, middle)
        ]
        assert both == sorted(both)


def test_an_empty_scenario_changes_no_ground(site):
    found = parts(ask(site, site.add(modifications=[])))
    assert all(found[minutes, f"only_{when}"]["km2"] == 0
               for minutes in (30, 45, 60) for when in ("before", "after"))  # fmt: skip
    assert found[30, "both"]["km2"] > 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"lat": None}, "lat"), ({"lat": "x"}, "lat"), ({"lat": 91}, "lat"), ({"lon": -181}, "lon"),
        ({"lat": "nan"}, "lat"), ({"lat": "inf"}, "lat"), ({"lon": [5.9, "x"]}, "lon"),
        ({"lat": 48.0}, "lat"), ({"lat": -49.45}, "lat"), ({"lon": 12.0}, "lat"),
        ({"minutes": []}, "minutes"), ({"minutes": [0]}, "minutes"),
        ({"minutes": [121]}, "minutes"), ({"minutes": [30, 30]}, "minutes"),
        ({"minutes": ["x"]}, "minutes"),
        ({"minutes": list(range(1, MOST_CUTOFFS + 2))}, "minutes"), ({"minutes": [1e9]}, "minutes"),
        ({"minutes": ["²"]}, "minutes"), ({"minutes": [-30]}, "minutes"),
        ({"day": "soon"}, "day"), ({"time": "25:00"}, "time"), ({"time": "7"}, "time"),
        ({"window": 0}, "window"), ({"window": "x"}, "window"), ({"percentile": 51}, "percentile"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_read_names_its_fault(site, wish, field):
    answer = ask(site, **wish)
    assert answer.status_code == 400
    assert fields(answer) == {field}


def test_all_faults_are_named_at_once(site):
    answer = ask(site, lat="x", lon="y", minutes=[500], time="late", window=-1, percentile=1)
    assert answer.status_code == 400
    assert fields(answer) == {"lat", "lon", "minutes", "time", "window", "percentile"}


def test_the_longest_wish_is_answered(site):
    minutes = [20, 40, 60, 80, 100, MOST_MINUTES]
    found = parts(ask(site, minutes=minutes, window=240))
    reached = [sum(found[m, p]["km2"] for p in ("both", "only_after")) for m in minutes]
    assert reached == sorted(reached)


def test_a_day_outside_the_timetable_is_said(site):
    answer = ask(site, day="2031-01-07")
    assert (answer.status_code, fields(answer)) == (422, {"day"})


def test_a_place_in_the_address_is_not_read(site):
    target = f"{site.add()}/isochrones"
    answer = site.client.post(f"{target}?lat=49.45&lon=5.9", json={"day": SIMULATED})
    assert (answer.status_code, fields(answer)) == (400, {"lat", "lon"})


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff", b"1"])
def test_what_is_no_object_is_refused(site, content):
    target = f"{site.add()}/isochrones"
    answer = site.client.post(target, data=content, content_type="application/json")
    assert (answer.status_code, misfits(answer, target, "post")) == (400, [])


def test_a_body_that_is_too_long_is_refused(site):
    answer = ask(site, day="x" * 100_000)
    assert answer.status_code == 413


def test_a_scenario_that_nobody_keeps_or_that_cannot_be_applied_is_told(site):
    assert ask(site, f"/api/scenarios/{'0' * 16}").status_code == 404
    path = site.add(modifications=[{"type": "remove-trips", "routes": ["fr_9"]}])
    answer = ask(site, path)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "scenario"


def test_a_network_that_is_not_ready_says_when_to_ask_again(site, monkeypatch):
    from planning.runs import networks, worker

    class Late:
        def result(self, timeout):
            raise TimeoutError

    monkeypatch.setattr(worker, "waited_for", lambda _future, _s: networks.waited_for(Late(), 0))
    answer = ask(site, site.add(modifications=[{"type": "remove-trips", "routes": ["fr_R1"]}]))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_reading_needs_no_token_and_is_for_pages_of_this_site(tmp_path, made):
    guarded = Site(tmp_path, made, changes_token=TOKEN)
    with guarded.desk:
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        kept = guarded.client.post(
            "/api/scenarios", json={"name": "Nothing", "modifications": []}, headers=bearer
        )
        path = kept.headers["Location"]
        assert ask(guarded, path).status_code == 200
        refused = ask(guarded, path, headers={"Origin": "https://elsewhere.example"})
        assert refused.status_code == 403
        assert guarded.client.post(f"{path}/runs", json={}).status_code == 401


def test_nothing_is_said_of_the_place_in_any_log(site, caplog):
    with caplog.at_level(logging.DEBUG):
        assert ask(site).status_code == 200
        assert ask(site, lat="49.45123 home").status_code == 400
        assert ask(site, lat=12.45123).status_code == 400
    assert caplog.text
    assert "45123" not in caplog.text
    assert "90456" not in caplog.text
