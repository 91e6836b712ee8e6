"""Scenarios over HTTP: kept once, listed, refused with every fault, and forgotten."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import EnvironBuilder

from tests.planning.runs.valley import SIMULATED, VERSION, ground, shuttle
from tests.web.planned import Site, misfits

PATH = "/api/scenarios"
NOWHERE = f"{PATH}/{'0' * 16}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return ground(tmp_path_factory.mktemp("valley"))


@pytest.fixture
def site(tmp_path, made):
    found = Site(tmp_path, made)
    with found.desk:
        yield found


@pytest.fixture
def client(site):
    return site.client


def test_a_scenario_is_kept_once_and_named_by_what_it_changes(client):
    first = client.post(PATH, json=shuttle(description="Every ten minutes."))
    assert (first.status_code, misfits(first, PATH, "post")) == (201, [])
    again = client.post(PATH, json=shuttle(name="Other words"))
    assert again.status_code == 200
    assert again.json["id"] == first.json["id"]
    assert again.json["name"] == "Shuttle"
    path = first.headers["Location"]
    assert path == f"{PATH}/{first.json['id']}"
    told = client.get(path)
    assert misfits(told, path) == []
    assert told.json["modifications"] == ["add-trips"]
    assert client.post(PATH, json=told.json["scenario"]).json["id"] == first.json["id"]


def test_a_variant_and_what_it_came_from_know_each_other(client):
    first = client.post(PATH, json=shuttle()).json
    variant = client.post(PATH, json=shuttle(parent=first["id"], modifications=[])).json
    assert (variant["parent"], variant["versions"]) == (first["id"], [first["id"]])
    assert client.get(f"{PATH}/{first['id']}").json["variants"] == [variant["id"]]


def test_pages_list_all_scenarios_once(client):
    for times in range(1, 6):
        client.post(PATH, json=shuttle(modifications=shuttle()["modifications"] * times))
    seen, query = [], "?limit=2"
    while query:
        page = client.get(PATH + query)
        assert misfits(page, PATH) == []
        seen += [each["id"] for each in page.json["scenarios"]]
        cursor = page.json["nextPageCursor"]
        query = f"?limit=2&pageCursor={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["?limit=0", "?limit=x&pageCursor=y", "?pageCursor=1-2"])
def test_a_list_that_cannot_be_read_names_its_faults(client, query):
    answer = client.get(PATH + query)
    assert (answer.status_code, misfits(answer, PATH)) == (400, [])


def test_a_forgotten_scenario_is_gone_with_its_runs(site, client):
    path = site.add()
    run = site.run(path)
    site.until(run, "done")
    gone = client.delete(path)
    assert (gone.status_code, misfits(gone, path, "delete")) == (204, [])
    for each in (path, run, f"{run}/result.json"):
        answer = client.get(each)
        assert (answer.status_code, misfits(answer, each)) == (404, [])
    assert client.delete(path).status_code == 404


def test_twenty_faults_are_named_at_once_each_with_its_place(client):
    line = shuttle()["modifications"][0]
    broken = [{**line, "mode": "bus", "stops": [{"lat": 5.9, "lon": 49.5}]} for _ in range(10)]
    answer = client.post(PATH, json={"name": "", "modifications": broken, "colour": 1})
    assert (answer.status_code, misfits(answer, PATH, "post")) == (400, [])
    places = [fault["field"] for fault in answer.json["errors"]]
    assert {"name", "colour", "modifications[9].mode"} <= set(places)
    assert len(set(places)) >= 20
    assert all(fault["detail"] and fault["code"] for fault in answer.json["errors"])


def test_two_megabytes_are_refused_unread(client):
    answer = client.post(PATH, json=shuttle(description="x" * 2_000_000))
    assert (answer.status_code, misfits(answer, PATH, "post")) == (413, [])
    assert client.post(PATH, json=shuttle(description="x" * 70_000)).status_code == 400


def test_two_megabytes_of_unknown_length_are_refused_too(client):
    content = shuttle(description="x" * 2_000_000)
    environ = EnvironBuilder(PATH, method="POST", json=content).get_environ()
    del environ["CONTENT_LENGTH"]
    assert client.open(environ | {"wsgi.input_terminated": True}).status_code == 413


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"a": 1, "a": 2}', b"[" * 5000, b'{"name": "\\ud800"}',
     b'{"name": "a\\u0000b", "modifications": []}', b"NaN", b"1" * 5000],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_its_faults(client, content):
    answer = client.post(PATH, data=content, content_type="application/json")
    assert (answer.status_code, misfits(answer, PATH, "post")) == (400, [])
    assert answer.json["errors"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"; x="\\', "Ligne é 線 🚍", "=1+1"])
def test_hostile_names_are_words_and_nothing_more(site, client, name):
    run = site.run(site.add(name=name))
    done = site.until(run, "done", "failed")
    assert done["state"] == "done"
    for file in done["files"]:
        answer = client.get(f"{run}/{file}", buffered=True)
        assert answer.status_code == 200
        assert name not in answer.headers.get("Content-Disposition", "")
    assert b"<script>alert" not in client.get(f"{run}/report.html", buffered=True).data


@pytest.mark.parametrize(
    "path",
    [
        f"{NOWHERE}", f"{PATH}/%00", f"{PATH}/..", f"{PATH}/%2e%2e%2fetc", f"{PATH}/A" + "a" * 15,
        f"{PATH}/{'0' * 4000}", f"{PATH}/x'%20OR%20'1'='1", f"{NOWHERE}/runs/{'0' * 16}",
        f"{NOWHERE}/runs/..%2f..", f"{NOWHERE}/runs/{'0' * 16}/result.json",
        f"{NOWHERE}/runs/{'0' * 16}/../../scenarios.sqlite", f"{NOWHERE}/runs/x/events",
    ],
)  # fmt: skip
def test_nothing_is_found_under_names_that_nobody_gave(site, client, path):
    site.add()
    answer = client.get(path)
    assert answer.status_code in (404, 308)
    assert b"SQLite" not in answer.data


def test_no_more_scenarios_than_allowed(tmp_path, made):
    site = Site(tmp_path, made, max_scenarios=1)
    site.add()
    answer = site.client.post(PATH, json=shuttle(modifications=[]))
    assert (answer.status_code, misfits(answer, PATH, "post")) == (422, [])
    assert site.client.post(PATH, json=shuttle()).status_code == 200


def test_examples_are_listed_with_their_faults(site, client, tmp_path):
    folder = tmp_path / "examples"
    folder.mkdir()
    (folder / "good.json").write_text(json.dumps(shuttle()), encoding="utf-8")
    (folder / "odd.json").write_text('{"name": 7, "modifications": 1}', encoding="utf-8")
    (folder / "torn.json").write_text("{", encoding="utf-8")
    (folder / "names.csv").write_text(
        "file,language,name,description\ngood.json,fr,Navette,Un bus\n", encoding="utf-8"
    )
    answer = client.get(f"{PATH}/examples")
    assert misfits(answer, f"{PATH}/examples") == []
    assert [each["texts"] for each in answer.json["examples"]] == [
        {"fr": {"name": "Navette", "description": "Un bus"}},
        {},
    ]
    good, odd = answer.json["examples"]
    assert (good["file"], good["errors"]) == ("good.json", [])
    assert client.post(PATH, json=good["scenario"]).json["id"] == good["id"]
    assert odd["id"] is None
    assert {fault["field"] for fault in odd["errors"]} == {"name", "modifications"}


def test_examples_of_the_territory_in_use_can_be_read(embedded):
    from commands.planning import open_desk

    found = open_desk(embedded).examples()
    assert "bhns.json" in [each.file for each in found]
    assert [each.file for each in found if each.id is None] == []
    assert all(set(each.texts) == {"fr", "de", "lb", "pt"} for each in found)


def test_a_site_that_keeps_no_scenarios_says_so(site):
    site.state.scenarios = None
    for path in (PATH, NOWHERE, f"{PATH}/examples"):
        answer = site.client.get(path)
        assert (answer.status_code, misfits(answer, path)) == (503, [])
    assert site.client.post(PATH, json=shuttle()).status_code == 503


@pytest.mark.parametrize(
    ("wish", "status"),
    [({"day": "soon"}, 400), ({"day": "1850-01-01"}, 422), ({"day": "9999-12-31"}, 422)],
)
def test_a_day_that_cannot_be_simulated_is_named(site, client, wish, status):
    path = f"{site.add()}/runs"
    answer = client.post(path, json=wish)
    assert (answer.status_code, misfits(answer, path, "post")) == (status, [])
    assert [fault["field"] for fault in answer.json["errors"]] == ["day"]


def test_a_wish_for_a_run_is_answered_from_the_store_when_it_is_known(site, client):
    path = site.add()
    first = client.post(f"{path}/runs", json={"day": SIMULATED})
    assert (first.status_code, misfits(first, f"{path}/runs", "post")) == (202, [])
    assert first.json["baseVersion"] == VERSION
    done = site.until(first.headers["Location"], "done")
    again = client.post(f"{path}/runs", json={"day": SIMULATED})
    assert (again.status_code, again.json) == (200, done)
    assert [each["id"] for each in client.get(path).json["runs"]] == [done["id"]]
