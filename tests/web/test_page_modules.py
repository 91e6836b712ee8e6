"""A page names the scripts of its first moment, and only those."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from web.page_modules import modules_of

STATIC = REPOSITORY / "static"
MOST_AT_ONCE = 16
"""Scripts before the search form can be used: on a slow machine each costs milliseconds."""


def test_scripts_are_found_through_folders_and_only_those_needed_at_once(tmp_path: Path) -> None:
    for name, text in {
        "js/start.js": 'import { a } from "./a.js";\nimport {\n  b,\n} from "./deep/b.js";\n',
        "js/a.js": 'export { c } from "./c.js";\nconst later = () => import("./later.js");\n',
        "js/c.js": 'import uPlot from "uplot";\n',
        "js/deep/b.js": 'import { a } from "../a.js";\n',
        "js/later.js": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = modules_of(tmp_path, "js/start.js")
    assert set(found) == {"js/start.js", "js/a.js", "js/c.js", "js/deep/b.js"}
    assert found[0] == "js/start.js"


@pytest.mark.parametrize("path", ["/", "/departures", "/planner"])
def test_every_page_names_its_scripts_after_the_import_map_and_before_the_first(client, path):
    page = client.get(path).text
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', page)
    assert len(named) > 8
    assert all((STATIC / name).is_file() for name in named)
    assert not {"js/map.js", "js/chart.js", "js/planner/map.js"} & set(named)
    assert page.index("modulepreload") < page.index('<script type="module"')
    assert page.find("importmap") < page.index("modulepreload")


def test_what_answers_a_search_is_named_to_follow_the_form_and_nothing_is_named_twice(client):
    page = client.get("/").text
    at_once = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    found = re.search(r'<script type="module" src="/static/js/main.js" data-then="([^"]+)">', page)
    assert found is not None
    then = found[1].split()
    assert then[0] == "/static/js/answers.js"
    assert {"/static/js/trip.js", "/static/js/corridors.js"} <= set(then)
    assert len({*at_once, *then}) == len(at_once) + len(then)
    assert all((STATIC / name.removeprefix("/static/")).is_file() for name in then)
    assert {"/static/js/search.js", "/static/js/combobox.js"} <= set(at_once)
    assert 'import("./answers.js")' in (STATIC / "js" / "main.js").read_text(encoding="utf-8")


def test_a_form_that_can_be_typed_into_needs_few_scripts():
    assert len(modules_of(STATIC, "js/main.js")) <= MOST_AT_ONCE


def test_only_pages_with_a_map_may_start_a_worker_from_text_made_in_the_page(client):
    policies = {
        path: client.get(path).headers["Content-Security-Policy"]
        for path in ("/", "/planner", "/departures", "/static/js/main.js", "/openapi")
    }
    with_map = {path for path, policy in policies.items() if "worker-src 'self' blob:;" in policy}
    assert with_map == {"/", "/planner"}
    assert sum(policy.count("blob:") for policy in policies.values()) == 2
