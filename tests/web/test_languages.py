"""What the server says to people is there in every language, with the same blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.conftest import REPOSITORY
from web.alert_texts import BASIS, TEXTS
from web.alerts import language_of
from web.day_texts import TEXTS as DAY_TEXTS

LANGUAGES = {path.stem for path in (REPOSITORY / "static" / "i18n").glob("*.json")}
_BLANK = re.compile(r"\{(\w+)\}")
TABLES: dict[str, Mapping[str, Mapping[str, str]]] = {
    "alerts": TEXTS, "bases": BASIS, "days": DAY_TEXTS,
}  # fmt: skip


def test_the_page_speaks_five_languages() -> None:
    assert {"fr", "de", "lb", "en", "pt"} == LANGUAGES


@pytest.mark.parametrize("name", TABLES)
def test_no_language_of_the_server_lacks_a_sentence_or_a_blank(name: str) -> None:
    table = TABLES[name]
    assert set(table) == LANGUAGES
    blanks = {key: sorted(_BLANK.findall(text)) for key, text in table["en"].items()}
    for language, texts in table.items():
        found = {key: sorted(_BLANK.findall(text)) for key, text in texts.items()}
        assert found == blanks, language


@pytest.mark.parametrize("name", TABLES)
def test_no_two_languages_say_the_same_sentence(name: str) -> None:
    for key in TABLES[name]["en"]:
        said = [texts[key] for texts in TABLES[name].values() if " " in texts[key]]
        assert len(said) == len(set(said)), key


def test_a_language_with_its_country_is_understood() -> None:
    assert language_of("lb-LU") == "lb"
    assert language_of("pt_PT") == "pt"
    assert language_of("ja", "de-DE") == "de"
    assert language_of("ja") == "en"
