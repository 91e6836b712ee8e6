"""Every limit is a setting with a name, a variable and a line in the documentation."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from core.errors import RequestError
from web.settings import Settings, settings_from, variable_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_an_empty_environment_gives_the_defaults():
    assert settings_from({}) == Settings()
    assert settings_from({"NAVETTE_MAX_BODY_BYTES": " "}) == Settings()


def test_a_variable_changes_its_setting():
    assert settings_from({"NAVETTE_MAX_SUGGESTIONS": "7"}).max_suggestions == 7


def test_every_wrong_variable_is_named_at_once():
    wrong = {"NAVETTE_MAX_SUGGESTIONS": "many", "NAVETTE_MAX_BODY_BYTES": "-1"}
    with pytest.raises(RequestError) as raised:
        settings_from(wrong)
    assert {fault.field for fault in raised.value.faults} == set(wrong)


@pytest.mark.parametrize(
    "weak", ["short", "fifteen-letters", "with blanks between words", "é" * 20]
)
def test_a_token_that_cannot_be_sent_or_is_guessed_at_once_is_refused_unsaid(weak):
    with pytest.raises(RequestError) as raised:
        settings_from({"NAVETTE_CHANGES_TOKEN": weak})
    assert weak not in str(raised.value)
    kept = settings_from({"NAVETTE_CHANGES_TOKEN": "0123456789abcdef"})
    assert kept.changes_token == "0123456789abcdef"  # noqa: S105 - of a test


@pytest.mark.parametrize(
    "sites",
    ["*", "example.org", "https://example.org/path", "https://a.org; script-src *", "'self'"],
)
def test_a_frame_is_allowed_to_sites_and_to_nothing_else(sites):
    with pytest.raises(RequestError) as raised:
        settings_from({"NAVETTE_FRAME_ANCESTORS": sites})
    assert raised.value.faults[0].field == "NAVETTE_FRAME_ANCESTORS"
    kept = settings_from({"NAVETTE_FRAME_ANCESTORS": "self  https://*.example.org:8443"})
    assert kept.frame_ancestors == "self  https://*.example.org:8443"
    assert settings_from({"NAVETTE_FRAME_ANCESTORS": "none"}) == Settings()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_the_documentation_lists_the_setting_with_its_default(setting):
    page = PAGE.read_text(encoding="utf-8")
    default = "(empty)" if setting.default == "" else setting.default
    assert f"| `{variable_of(setting.name)}` | {default} |" in page
