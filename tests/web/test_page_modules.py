"""A page names the scripts of its first moment, and only those."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from web.page_modules import modules_of

STATIC = REPOSITORY / "static"


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
