"""The header that all pages share: one part, and a table of what differs."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from tests.conftest import REPOSITORY
from web.offline import service_worker
from web.page_top import LINKS, PAGES, with_top

STATIC = REPOSITORY / "static"


def links_of(page: str) -> dict[str, str]:
    """The addresses of the header's links, each with the attributes that follow."""
    navigation = re.search(r"<nav.*?</nav>", page, re.DOTALL)
    assert navigation
    return dict(re.findall(r'<a href="([^"]+)"([^>]*)>', navigation[0]))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_the_same_ways_and_marks_its_own(client, name: str) -> None:
    page = client.get(PAGES[name].address).text
    assert page.count('<header class="top">') == 1
    assert "{{" not in page
    links = links_of(page)
    assert len(links) == len(LINKS)
    current = [address for address, rest in links.items() if "aria-current" in rest]
    assert current == [link.address for link in LINKS if link.address == PAGES[name].address]


def test_a_page_points_within_itself_so_that_its_search_stays(client) -> None:
    assert {"#border", "#sources"} < set(links_of(client.get("/").text))
    assert {"/#border", "/#sources"} < set(links_of(client.get("/planner").text))


def test_the_header_stands_in_no_page_of_its_own(client) -> None:
    assert client.get("/static/parts/top.html").status_code == 404
    for name in PAGES:
        assert "<nav" not in (STATIC / f"{name}.html").read_text(encoding="utf-8")


def test_the_kept_page_is_renewed_when_the_header_changes(tmp_path) -> None:
    folder = shutil.copytree(STATIC, tmp_path / "static")
    before = service_worker(folder)
    part = folder / "parts" / "top.html"
    part.write_text(part.read_text("utf-8").replace("Navette</span>", "Nav</span>"), "utf-8")
    assert "Nav</span>" in with_top(folder, "index")
    assert service_worker(folder) != before


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en", "pt"])
def test_the_header_says_the_same_on_all_pages(language: str) -> None:
    files = [STATIC / "i18n" / part / f"{language}.json" for part in ("", "planner", "privacy")]
    words = [json.loads(file.read_text("utf-8")) for file in files]
    for key in ("page.nav", "page.language", *(link.key for link in LINKS)):
        assert len({each[key] for each in words}) == 1, key
