"""`feeds`: a planner brings feeds, looks at them, builds them and takes a build back."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

import app
from tests.days import next_tuesday
from tests.feeds.make import write_feed


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command on one new data folder; returns exit code, answer and last line beside."""

    def run(*words: str) -> tuple[int, str, str]:
        code = app.main([*words, "--data", str(tmp_path / "data")])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()[-1] if said.err else ""

    return run


@pytest.fixture
def lu_zip(embedded: Path, tmp_path: Path) -> Path:
    """The Luxembourg side of the embedded data set, as a file someone downloaded."""
    return Path(shutil.copy(embedded / "embedded/feeds/lu/current.zip", tmp_path / "lu.zip"))


@pytest.fixture
def fr_zip(embedded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(embedded / "embedded/feeds/fr/current.zip", tmp_path / "fr.zip"))


def test_planner_adds_two_feeds_builds_plans_and_goes_back(say, lu_zip: Path, fr_zip: Path) -> None:
    code, text, _ = say(
        "feeds", "add", "lux", str(lu_zip), "--country", "lu", "--licence", "CC-BY-4.0",
        "--publisher", "ATP",
    )  # fmt: skip
    assert code == 0
    assert text.startswith("lux: ")
    assert "service days" in text
    first = say("feeds", "build")[1]
    assert "1 feeds" in first
    assert say("feeds", "add", "fra", str(fr_zip), "--country", "FR")[0] == 0
    second = say("feeds", "build")[1]
    assert "2 feeds" in second

    listed = json.loads(say("feeds", "list", "--json")[1])
    assert [(feed["tag"], feed["country"], feed["licence"]) for feed in listed] == [
        ("fra", "FR", ""),
        ("lux", "LU", "CC-BY-4.0"),
    ]
    code, text, _ = say(
        "plan", "Villerupt", "Kirchberg", "--depart", f"{next_tuesday()}T07:00", "--json"
    )
    assert code == 0
    assert json.loads(text)["itineraries"]

    code, text, _ = say("feeds", "rollback")
    assert code == 0
    assert first.split()[1].rstrip(":") in text
    code, _, beside = say("feeds", "rollback")
    assert code == 1
    assert "there is no older snapshot to go back to" in beside


def test_list_names_licence_age_and_what_is_illustrative(
    embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["feeds", "list", "--data", str(embedded)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all("illustrative, not a timetable" in line for line in lines)


def test_check_of_a_file_tells_what_is_wrong_without_storing_it(
    say, lu_zip: Path, tmp_path: Path
) -> None:
    code, text, _ = say("feeds", "check", str(lu_zip))
    assert (code, text.splitlines()[0]) == (0, "lu (lu.zip): usable")
    report = json.loads(say("feeds", "check", str(lu_zip), "--json")[1])
    assert report[0]["usable"] is True
    assert not (tmp_path / "data" / "feeds").exists()


@pytest.mark.parametrize(
    "damage, line",
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "navette: lu.zip"),
        (lambda path: path.write_bytes(b"<html>Sign in</html>"), "navette: lu.zip"),
        (lambda path: path.unlink(), "navette: "),
    ],
)
def test_file_that_is_no_feed_is_one_clear_line_and_nothing_is_stored(
    say, lu_zip: Path, tmp_path: Path, damage, line: str
) -> None:
    damage(lu_zip)
    code, text, beside = say("feeds", "add", "lu", str(lu_zip), "--country", "LU")
    assert (code, text) == (1, "")
    assert beside.startswith(line)
    assert "lu.zip" in beside
    assert not list((tmp_path / "data").rglob("*.zip"))


def test_nothing_that_a_feed_says_steers_the_terminal(say, tmp_path: Path) -> None:
    path = write_feed(
        tmp_path / "feed.zip",
        feed_info="feed_publisher_name,feed_publisher_url,feed_version\nA,https://a.example,1\x1b[2J",
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("evil\x1b[31m.txt", "x")
    code, text, _ = say("feeds", "check", str(path))
    assert code == 0
    assert "evil [31m.txt: no GTFS table" in text
    assert "\x1b" not in text


def test_check_of_what_does_not_exist_names_what_does(
    embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["feeds", "check", "nowhere.zip", "--data", str(embedded)]) == 1
    assert capsys.readouterr().err == (
        "navette: feed: nowhere.zip is neither a file nor one of fr, lu\n"
    )


@pytest.mark.parametrize(
    "words, reason",
    [
        (("--country", "Lux"), "'Lux' is no two-letter country code"),
        (("--country", "LU", "--zone", "Mars/Base"), "'Mars/Base' is no time zone"),
    ],
)
def test_impossible_words_are_wrong_usage(
    words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        app.main(["feeds", "add", "lu", "lu.zip", *words])
    assert left.value.code == 2
    assert reason in capsys.readouterr().err


def test_rollback_without_a_network_is_one_clear_line(say) -> None:
    code, _, beside = say("feeds", "rollback")
    assert code == 1
    assert "there is no snapshot yet" in beside
