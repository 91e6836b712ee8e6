"""The page speaks the reader's language, and all of it."""

from __future__ import annotations

import json
import re

import pytest

from tests.browser.conftest import OpenPage, Watch
from tests.browser.steps import plan, until
from tests.conftest import REPOSITORY
from web.page_top import with_top

STATIC = REPOSITORY / "static"
PAGES = {
    "index.html": "i18n",
    "planner.html": "i18n/planner",
    "privacy.html": "i18n/privacy",
}
"""Every page and the folder of its words."""
ALSO = {"index.html": ("departures.html",)}
"""Pages with the same words."""
FAMILIES = {
    "index.html": ("mode.", "basis.", "reason.", "problem.", "kind."),
    "planner.html": ("fault.", "place.", "kind."),
    "privacy.html": (),
}
"""Families whose keys are made from what the server says."""
WORDS = {
    page: {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (STATIC / folder).glob("*.json")
    }
    for page, folder in PAGES.items()
}
FILES = [(page, language) for page in PAGES for language in sorted(WORDS[page])]
_PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"(\.{1,2}/[\w./-]+\.js)\"""")


def scripts_of(page: str) -> str:
    """The text of all modules that a page loads."""
    starts = re.findall(r'<script type="module" src="/static/([^"]+)"', markup_of(page))
    found: dict[str, str] = {}
    waiting = [(STATIC / start).resolve() for start in starts]
    while waiting:
        path = waiting.pop()
        if str(path) in found:
            continue
        found[str(path)] = path.read_text(encoding="utf-8")
        waiting += [(path.parent / name).resolve() for name in _IMPORT.findall(found[str(path)])]
    return "\n".join(found.values())


def markup_of(page: str) -> str:
    """The page's own file, and those of pages with the same words."""
    names = (page, *ALSO.get(page, ()))
    return "\n".join(with_top(STATIC, name.removesuffix(".html")) for name in names)


def used_keys(page: str) -> set[str]:
    """Every key that a page's files name outright."""
    text = scripts_of(page)
    called = re.findall(r"""\bt\(\s*"([a-zA-Z_.]+)\"""", text)
    quoted = re.findall(r'"((?:search|results|border|board)\.[a-zA-Z]+)"', text)
    written = re.findall(r'data-i18n(?:-label|-placeholder)?="([^"]+)"', markup_of(page))
    return {*called, *quoted, *written}


@pytest.mark.parametrize("page", PAGES)
def test_languages_are_there(page: str) -> None:
    assert set(WORDS[page]) == {"fr", "de", "lb", "en", "pt"}


def test_every_plural_has_the_forms_of_its_language() -> None:
    told = WORDS["index.html"]
    counted = {key.rpartition(".")[0] for key in told["en"] if key.endswith(".other")}
    for language, words in told.items():
        for stem in counted:
            forms = {form for form in ("one", "many", "other") if f"{stem}.{form}" in words}
            assert forms == {"one", "many", "other"}, (language, stem)


def test_script_and_files_name_the_same_languages() -> None:
    script = (STATIC / "js" / "i18n.js").read_text(encoding="utf-8")
    named = re.search(r"LANGUAGES = \{([^}]*)\}", script)
    assert named
    assert set(re.findall(r"(\w\w):", named[1])) == set(WORDS["index.html"])


@pytest.mark.parametrize(("page", "language"), FILES)
def test_every_key_used_has_a_text(page: str, language: str) -> None:
    stems = {_PLURAL.sub("", key) for key in WORDS[page][language]}
    assert not used_keys(page) - stems


@pytest.mark.parametrize("page", PAGES)
def test_languages_have_the_same_keys_and_the_same_blanks(page: str) -> None:
    for key, text in WORDS[page]["en"].items():
        for language, words in WORDS[page].items():
            assert key in words, f"{key} is missing in {language}"
            blanks = re.compile(r"\{(\w+)\}")
            assert set(blanks.findall(words[key])) == set(blanks.findall(text)), (language, key)
    assert all(set(words) == set(WORDS[page]["en"]) for words in WORDS[page].values())


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_left_unused(page: str) -> None:
    stems = {_PLURAL.sub("", key) for key in WORDS[page]["en"]}
    text = scripts_of(page)
    unused = {
        key
        for key in stems - used_keys(page)
        if not key.startswith(FAMILIES[page]) and f'"{key}"' not in text + markup_of(page)
        and not (key.startswith("border.") and key.removeprefix("border.") in text)
    }  # fmt: skip
    assert not unused


def test_luxembourgish_is_no_copy_of_german() -> None:
    german, ours = WORDS["planner.html"]["de"], WORDS["planner.html"]["lb"]
    same = [key for key, text in ours.items() if text == german[key] and len(text) > 12]
    assert len(same) < len(ours) / 20


@pytest.mark.parametrize("page", PAGES)
def test_french_signs_stay_with_their_word_at_the_end_of_a_line(page: str) -> None:
    torn = re.compile(" [:;!?»]|« ")
    assert not [key for key, text in WORDS[page]["fr"].items() if torn.search(text)]


@pytest.mark.parametrize(
    ("locale", "language", "question"),
    [
        ("fr-LU", "fr", "Où allez-vous\u00a0?"),
        ("en-GB", "en", "Where are you going?"),
        ("de-LU", "de", "Wohin möchten Sie?"),
        ("lb-LU", "lb", "Wuer wëllt Dir?"),
        ("pt-BR", "pt", "Para onde vai?"),
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
    page.select_option("#language", "en")
    until(page, lambda: "Sources" in page.inner_text("nav") and "Later" in page.inner_text("main"))
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("#trip-title") == times
    assert "correspondance" not in page.inner_text("main")
    page.reload()
    until(page, lambda: page.inner_text("h1") == "Where are you going?")


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB", "de-DE", "lb-LU", "pt-PT"])
def test_no_key_shows_through(open_page: OpenPage, watch: Watch, locale: str) -> None:
    page = open_page(locale=locale)
    plan(page)
    families = "|".join(sorted({key.split(".")[0] for key in WORDS["index.html"]["en"]}))
    assert not re.findall(rf"\b(?:{families})\.[a-z][A-Za-z]+\b", page.inner_text("body"))
    assert not [text for text in watch.errors if "no text for" in text]


def test_five_languages_fit_a_narrow_page(open_page: OpenPage) -> None:
    page = open_page(size=(320, 700))
    plan(page)
    for language in WORDS["index.html"]:
        page.select_option("#language", language)
        until(page, lambda now=language: page.get_attribute("#language", "data-now") == now)
        until(page, lambda: page.locator(".option").count() > 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, language


def test_switch_names_each_language_in_its_own_words(open_page: OpenPage) -> None:
    page = open_page()
    names = page.locator("#language option").all_inner_texts()
    assert names == ["Français", "Deutsch", "Lëtzebuergesch", "English", "Português"]
    page.focus("#language")
    page.keyboard.press("ArrowDown")
    until(page, lambda: page.get_attribute("html", "lang") == "de")
    assert page.get_attribute("html", "lang") == "de"


@pytest.mark.parametrize(
    ("locale", "long", "short", "written", "ages"),
    [
        (
            "lb-LU", "Dënschdeg, 24. Mäerz", "Dën., 24. Mäe., 08:05", "24. Mäe. 2026",
            ["viru 5 Minutten", "virun 1 Stonn", "virun 2 Deeg", "a 4 Minutten"],
        ),
        (
            "pt-PT", "terça-feira, 24 de março", "terça, 24/03, 08:05", "24/03/2026",
            ["há 5 minutos", "há 1 hora", "há 2 dias", "dentro de 4 minutos"],
        ),
        (
            "de-DE", "Dienstag, 24. März", "Di., 24. März, 08:05", "24. März 2026",
            ["vor 5 Minuten", "vor 1 Stunde", "vor 2 Tagen", "in 4 Minuten"],
        ),
    ],
)  # fmt: skip
def test_days_and_ages_are_written_as_the_language_does(
    open_page: OpenPage, locale: str, long: str, short: str, written: str, ages: list[str]
) -> None:
    page = open_page(locale=locale)
    told = page.evaluate(
        """async () => {
          const time = await import("/static/js/time.js");
          const at = Date.parse("2026-03-24T07:05:00Z");
          const minute = 60000;
          return {
            long: time.longDay(at, "Europe/Luxembourg"),
            short: time.dayAndClock(at, "Europe/Luxembourg"),
            written: time.date("2026-03-24"),
            ages: [-5, -60, -2880, 4].map((n) => time.age(at + n * minute, at)),
          };
        }"""
    )
    assert told == {"long": long, "short": short, "written": written, "ages": ages}


def test_luxembourgish_numbers_plurals_and_countries(open_page: OpenPage) -> None:
    page = open_page(locale="lb-LU")
    told = page.evaluate(
        """async () => {
          const [words, phrases] = await Promise.all(
            [import("/static/js/i18n.js"), import("/static/js/phrases.js")]);
          return [
            new Intl.NumberFormat(words.locale()).format(1234.5),
            words.t("leg.stops", { n: 1 }), words.t("leg.stops", { n: 0 }),
            phrases.countryName("FR", "lb"), phrases.countryName("LU", "pt"),
          ];
        }"""
    )
    assert told == ["1.234,5", "1 Arrêt", "0 Arrêten", "Frankräich", "Luxemburgo"]
