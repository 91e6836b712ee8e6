"""Documentation that can rot: the commands, links and records that people are told about exist."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

import app
from feeds.territory import load_territory
from tests.house.repository import ROOT, files, files_with, name_of
from tests.routing.town import valley
from web.create import create_web
from web.state import AppState, World

PAGES = files_with(".md")
RECORDS = [path for path in PAGES if path.parent.name == "decisions"]
_COMMAND = re.compile(r"^(?:\$ )?python app\.py\b(.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def _commands() -> list[tuple[str, str]]:
    return [
        (name_of(page), line.split("#")[0].strip())
        for page in PAGES
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in _COMMAND.findall(block)
    ]


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser with their parsers, verbs of verbs as `feeds add`."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, inner in action.choices.items():
                found[verb] = inner
                found |= {f"{verb} {deeper}": p for deeper, p in _verbs(inner).items()}
    return found


VERBS = _verbs(app.build_parser())


@pytest.mark.parametrize("page, words", _commands())
def test_command_in_the_documentation_is_understood(page: str, words: str) -> None:
    if words:
        parsed = app.build_parser().parse_args(shlex.split(words))
        assert callable(parsed.run), page


def test_readme_has_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install -r requirements.txt && python app.py\n" in readme
    assert (
        "pip install -r requirements-dev.txt && python -m pytest -n auto --dist loadfile\n"
        in readme
    )


@pytest.mark.parametrize("verb", VERBS)
def test_readme_shows_every_command(verb: str) -> None:
    shown = [words for page, words in _commands() if page == "README.md"]
    assert any(words.startswith(verb) for words in shown)


@pytest.mark.parametrize("verb", VERBS)
def test_help_says_what_every_command_and_argument_does(verb: str) -> None:
    for action in VERBS[verb]._actions:
        if action.help == argparse.SUPPRESS or isinstance(action, argparse._SubParsersAction):
            continue
        assert action.help, f"{verb}: {action.option_strings or action.dest} has no help"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        app.main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in VERBS if " " not in verb)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_link_leads_somewhere(page: Path) -> None:
    known = {path.resolve() for path in files()}
    known |= {folder for path in known for folder in path.parents}
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).resolve() in known, f"{name_of(page)} links to {target}"


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_decision_tells_context_choice_and_consequences(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    headings = re.findall(r"^## (\w+)$", text, re.MULTILINE)
    assert headings == ["Context", "Choice", "Consequences"], name_of(record)
    assert "Good:" in text, name_of(record)
    assert "Bad:" in text, name_of(record)


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(record.name[:4]) for record in RECORDS)
    assert numbers == list(range(1, len(RECORDS) + 1))
    for record in RECORDS:
        title = record.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {int(record.name[:4])}. "), name_of(record)


def test_makefile_says_what_each_verb_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):(.*)$", makefile, re.MULTILINE)
    assert targets
    assert not [name for name, rest in targets if "## " not in rest]
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert {name for name, _ in targets} == set(phony.group(1).split())


def test_every_endpoint_is_documented(tmp_path: Path) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    network = valley(tmp_path, "fr BUS 1: ober 07:00 esch 07:20")
    world = World.of(network, load_territory(tmp_path / "territory"))
    rules = create_web(AppState(world)).url_map.iter_rules()
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in rules}
    missing = sorted(path for path in paths if not _is_told(path, text))
    assert not missing


def _is_told(path: str, text: str) -> bool:
    """Whether a path stands in the text; versions may be told together (`/api/v1-v6/plan`)."""
    version = re.match(r"/api/v\d+/(.+)", path)
    return path in text or bool(version and f"/{version.group(1)}" in text)
