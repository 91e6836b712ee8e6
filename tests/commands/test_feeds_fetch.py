"""`feeds sources`, `add`, `update`: a planner takes feeds from their publishers and renews them."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from feeds.catalogue import list_feeds
from feeds.territory import HOME
from tests.days import next_tuesday
from tests.feeds.make import MINIMAL, write_feed
from tests.feeds.updates.publisher import Publisher, publishing, raw, send


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher on this machine that downloads may ask."""
    with publishing() as made:
        monkeypatch.setenv("NAVETTE_DOWNLOAD_LOOPBACK", made.place)
        yield made


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose territory has a catalogue of its own, `lu` (away) and `skipped`."""
    monkeypatch.setattr(socket, "getaddrinfo", _only_this_machine)
    territory = tmp_path / "data" / "territory"
    shutil.copytree(HOME, territory, ignore=shutil.ignore_patterns("sources", "facts"))
    (territory / "sources").mkdir()
    write_source(territory, "skipped", 'country = "BE"\nskip = "nobody knows where it lies"\n')
    write_source(territory, "lu", _LU + 'address = "https://portal.example/lu.zip"\n')
    return tmp_path / "data"


def _only_this_machine(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
    if host != "127.0.0.1":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]


_LU = 'country = "LU"\npublisher = "ATP"\nlicence = "CC-BY-4.0"\nzone = "Europe/Luxembourg"\n'


def write_source(territory: Path, tag: str, lines: str) -> None:
    (territory / "sources" / f"{tag}.toml").write_text(f'tag = "{tag}"\n{lines}')


@pytest.fixture
def say(data: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command on the data folder; returns exit code, answer and last line beside."""

    def run(*words: str) -> tuple[int, str, str]:
        code = app.main([*words, "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out, said.err.splitlines()[-1] if said.err else ""

    return run


@pytest.fixture
def newer(tmp_path: Path) -> bytes:
    stops = MINIMAL["stops"].replace("Villerupt", "Villerupt Mairie")
    return write_feed(tmp_path / "newer.zip", stops=stops).read_bytes()


@pytest.fixture
def first(tmp_path: Path) -> bytes:
    return write_feed(tmp_path / "first.zip").read_bytes()


def test_catalogue_of_the_territory_is_listed_with_licences_and_reasons(say) -> None:
    code, text, _ = say("feeds", "sources")
    lu, skipped = text.splitlines()
    assert code == 0
    assert "CC-BY-4.0" in lu
    assert lu.endswith("https://portal.example/lu.zip")
    assert skipped.endswith("not fetched: nobody knows where it lies")
    assert "licence not known" in skipped
    told = json.loads(say("feeds", "sources", "--json")[1])
    assert [(one["tag"], one["added"]) for one in told] == [("lu", False), ("skipped", False)]


def test_planner_brings_a_feed_in_from_its_address_and_renews_it(
    say, publisher: Publisher, first: bytes, newer: bytes
) -> None:
    address = publisher.offers(first, ETag='"1"')
    code, text, _ = say("feeds", "add", "lu", address)
    assert code == 0
    assert text.startswith("lu: 4 stops, 1 routes, 2 trips; service days ")
    listed = json.loads(say("feeds", "list", "--json")[1])[0]
    assert (listed["publisher"], listed["address"]) == ("ATP", address)
    assert listed["checkedAt"] == listed["fetchedAt"]
    assert say("feeds", "sources")[1].splitlines()[0].endswith("in the data folder")

    publisher.does(lambda asked: send(asked, 304, b"", {}))
    code, text, _ = say("feeds", "update")
    assert (code, text) == (0, f"lu: unchanged since {listed['fetchedAt']}\n")

    publisher.offers(newer)
    code, text, _ = say("feeds", "update", "lu")
    assert code == 0
    updated, network = text.splitlines()
    assert updated.startswith("lu: 4 stops, ")
    assert updated.endswith("; updated")
    assert network.endswith(" is in service")
    assert (
        say("plan", "Villerupt Mairie", "Kirchberg", "--depart", f"{next_tuesday()}T06:50")[0] == 0
    )


def test_failed_update_is_one_line_and_exit_code_1_and_the_rest_goes_on(
    say, data: Path, publisher: Publisher, first: bytes, newer: bytes
) -> None:
    for tag in ("a", "b"):
        address = publisher.offers(first, f"/{tag}.zip")
        assert say("feeds", "add", tag, address, "--country", "LU")[0] == 0
    publisher.does(raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"), "/a.zip")
    publisher.offers(newer, "/b.zip")
    code, text, _ = say("feeds", "update")
    assert code == 1
    failed, updated, network = text.splitlines()
    assert failed.startswith(f"a: failed: {publisher.at('/a.zip')}: answers with a web page")
    assert " stays" in failed
    assert updated.endswith("; updated")
    assert network.endswith(" is in service")
    assert list_feeds(data)[0].path.read_bytes() == first
    assert "last failure at 2" in say("feeds", "list")[1].splitlines()[0]


def test_all_brings_in_what_the_catalogue_has(
    say, data: Path, publisher: Publisher, first: bytes
) -> None:
    (data / "territory" / "sources" / "lu.toml").unlink()
    code, _, beside = say("feeds", "update", "--all")
    assert (code, beside) == (
        1, "navette: feeds: there are none; `feeds add TAG` fetches one (skipped)",
    )  # fmt: skip
    write_source(data / "territory", "lu", _LU + 'address = "https://portal.example/lu.zip"\n')
    code, text, _ = say("feeds", "update", "--all")
    assert code == 1
    assert text.startswith("lu: failed: https://portal.example/lu.zip: ")
    assert text.endswith("; it is not in the data folder yet\n")
    address = publisher.offers(first)
    assert say("feeds", "add", "other", address, "--country", "FR")[0] == 0
    code, text, _ = say("feeds", "update", "--all")
    assert code == 1
    assert [line.split(":")[0] for line in text.splitlines()] == ["other", "lu"]


def test_zip_downloaded_by_hand_stands_for_the_catalogues_feed(
    say, data: Path, first: bytes, tmp_path: Path
) -> None:
    assert say("feeds", "add", "lu", str(tmp_path / "first.zip"), "--name", "by hand")[0] == 0
    source = list_feeds(data)[0].source
    assert (source.name, source.licence) == ("by hand", "CC-BY-4.0")
    assert source.address == "https://portal.example/lu.zip"
    assert say("feeds", "add", "own", str(tmp_path / "first.zip"), "--country", "LU")[0] == 0
    code, text, _ = say("feeds", "update", "own")
    assert (code, text) == (0, "own: kept: it came as a file and has no address\n")


@pytest.mark.parametrize(
    "words, line",
    [
        (("add", "skipped"), "tag: skipped is not fetched: nobody knows where it lies"),
        (
            ("add", "mars"),
            "mars is not in the catalogue (lu, skipped); name its zip or address, and --country",
        ),
        (
            ("add", "mars", "--country", "FR"),
            "name the zip or its address; without --country the catalogue's feed is fetched",
        ),
        (("add", "Mars"), "tag: 'Mars' is no tag"),
        (("add", "mars", "http://m.example/a.zip", "--country", "FR"), "is not encrypted"),
        (("add", "mars", "ftp://m.example/a.zip", "--country", "FR"), "is no address such as"),
        (("update", "lu"), "tag: lu is not in the data folder; `feeds add lu` brings it in"),
        (("update", "mars"), "tag: mars is not in the data folder"),
        (("update",), "feeds: there are none; `feeds add TAG` fetches one (lu, skipped)"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(say, words: tuple[str, ...], line: str) -> None:
    code, text, beside = say("feeds", *words)
    assert (code, text) == (1, "")
    assert beside.startswith("navette: ")
    assert line in beside


def test_setting_that_names_no_place_is_one_clear_line(say, monkeypatch) -> None:
    monkeypatch.setenv("NAVETTE_DOWNLOAD_LOOPBACK", "127.0.0.1:80, nowhere")
    code, _, beside = say("feeds", "add", "lu")
    assert code == 1
    assert beside == (
        "navette: NAVETTE_DOWNLOAD_LOOPBACK: 'nowhere' is no host and port such as 127.0.0.1:8080"
    )
