"""The page speaks the reader's language, and all of it."""

from __future__ import annotations

import json
import re

import pytest

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until
from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "static"
WORDS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (STATIC / "i18n").glob("*.json")
}
_PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")


def used_keys() -> set[str]:
    """Every key that the page's files name outright."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in STATIC.rglob("*.*s"))
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    called = re.findall(r"""\bt\(\s*"([a-zA-Z_.]+)\"""", text)
    quoted = re.findall(r'"((?:search|results|border)\.[a-zA-Z]+)"', text)
    written = re.findall(r'data-i18n(?:-label|-placeholder)?="([^"]+)"', page)
    return {*called, *quoted, *written}


def test_languages_are_there() -> None:
    assert {"fr", "en"} <= set(WORDS)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_key_used_has_a_text(language: str) -> None:
    stems = {_PLURAL.sub("", key) for key in WORDS[language]}
    assert not used_keys() - stems


def test_languages_have_the_same_keys_and_the_same_blanks() -> None:
    for key, text in WORDS["en"].items():
        for language, words in WORDS.items():
            assert key in words, f"{key} is missing in {language}"
            blanks = re.compile(r"\{(\w+)\}")
            assert set(blanks.findall(words[key])) == set(blanks.findall(text)), (language, key)
    assert all(set(words) == set(WORDS["en"]) for words in WORDS.values())


def test_no_text_is_left_unused() -> None:
    families = ("mode.", "basis.", "reason.", "problem.", "kind.")
    stems = {_PLURAL.sub("", key) for key in WORDS["en"]}
    text = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js"))
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    unused = {
        key
        for key in stems - used_keys()
        if not key.startswith(families) and f'"{key}"' not in text + page
        and not (key.startswith("border.") and key.removeprefix("border.") in text)
    }  # fmt: skip
    assert not unused


@pytest.mark.parametrize(
    ("locale", "language", "question"),
    [
        ("fr-LU", "fr", "Où allez-vous ?"),
        ("en-GB", "en", "Where are you going?"),
        ("ja-JP", "en", "Where are you going?"),
    ],
)
def test_page_follows_the_browser(
    open_page: OpenPage, locale: str, language: str, question: str
) -> None:
    page = open_page(locale=locale)
    assert page.inner_text("h1") == question
    assert page.get_attribute("html", "lang") == language


def test_switch_changes_the_answer_too_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR")
    plan(page)
    times = page.inner_text("#trip-title")
    page.click("[data-lang=en]")
    until(page, lambda: "Sources" in page.inner_text("nav") and "Later" in page.inner_text("main"))
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("#trip-title") == times
    assert "correspondance" not in page.inner_text("main")
    page.reload()
    until(page, lambda: page.inner_text("h1") == "Where are you going?")


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_no_key_shows_through(open_page: OpenPage, watch: Watch, locale: str) -> None:
    page = open_page(locale=locale)
    plan(page)
    families = "|".join(sorted({key.split(".")[0] for key in WORDS["en"]}))
    assert not re.findall(rf"\b(?:{families})\.[a-z][A-Za-z]+\b", page.inner_text("body"))
    assert not [text for text in watch.errors if "no text for" in text]
