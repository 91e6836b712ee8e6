"""What a page names at once beside scripts: one style sheet, and the words that it needs."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY
from web.page_styles import sheets_of, with_one_sheet

STATIC = REPOSITORY / "static"
OF_PAGES = {"/": "index", "/departures": "departures", "/planner": "planner", "/privacy": "privacy"}
WORDS = re.compile(r'<link rel="preload" href="/static/(i18n/[^"]+)" as="fetch" crossorigin>')


@pytest.mark.parametrize("path", OF_PAGES)
def test_all_style_sheets_of_a_page_come_as_one_in_their_order(client, path):
    source = (STATIC / f"{OF_PAGES[path]}.html").read_text(encoding="utf-8")
    sheets = sheets_of(source)
    assert len(sheets) > 2
    page = client.get(path).text
    assert page.count(f'<link rel="stylesheet" href="/static/sheets/{OF_PAGES[path]}.css">') == 1
    assert not sheets_of(page)
    answer = client.get(f"/static/sheets/{OF_PAGES[path]}.css")
    assert answer.mimetype == "text/css"
    assert answer.text == "\n".join((STATIC / name).read_text(encoding="utf-8") for name in sheets)
    again = client.get(
        f"/static/sheets/{OF_PAGES[path]}.css", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


def test_only_sheets_for_every_medium_are_joined_and_those_of_packages_stay_before():
    page = (
        '<link rel="stylesheet" href="/vendor/a/dist/a.css?v=1">\n'
        '  <link rel="stylesheet" href="/static/css/one.css">\n'
        '  <link rel="stylesheet" href="/static/css/two.css">\n'
        '  <link rel="stylesheet" href="/static/css/print.css" media="print">\n'
    )
    assert with_one_sheet(page, "some") == (
        '<link rel="stylesheet" href="/vendor/a/dist/a.css?v=1">\n'
        '  <link rel="stylesheet" href="/static/sheets/some.css">\n'
        '  <link rel="stylesheet" href="/static/css/print.css" media="print">\n'
    )
    assert with_one_sheet("<p>none</p>", "some") == "<p>none</p>"


def test_there_is_no_sheet_of_a_page_that_is_not_there(client):
    assert client.get("/static/sheets/nothing.css").status_code == 404


@pytest.mark.parametrize(
    ("path", "languages", "words"),
    [
        ("/", "fr-FR,fr;q=0.9", "i18n/fr.json"),
        ("/", "nl,lb;q=0.8,de;q=0.5", "i18n/lb.json"),
        ("/", "../../x", "i18n/en.json"),
        ("/", "", "i18n/en.json"),
        ("/departures", "de", "i18n/de.json"),
        ("/planner", "pt-BR", "i18n/planner/pt.json"),
        ("/privacy", "de-LU", "i18n/privacy/de.json"),
    ],
)
def test_the_words_of_the_first_language_that_the_page_speaks_are_asked_for_beforehand(
    client, path, languages, words
):
    answer = client.get(path, headers={"Accept-Language": languages})
    assert WORDS.findall(answer.text) == [words]
    assert "Accept-Language" in answer.headers["Vary"]
    assert (STATIC / words).is_file()
