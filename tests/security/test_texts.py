"""Hostile texts through every parameter, and out of feeds onto terminals: read, never obeyed."""

from __future__ import annotations

import re

import pytest

import app
from commands.edge import say_fault
from core.errors import DataError, PublicationRefused, RequestError
from feeds.catalogue import check_tag
from tests.feeds.make import write_feed
from tests.security.routes import routes
from web.description import description

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202ednE\u2066\r\nnavette: all is well"
HOSTILE = [
    "' OR 1=1 --", '"; DROP TABLE scenarios; --', "x' UNION SELECT * FROM scenarios --", "%' AND '",
    'NEAR("a" "b", 99999)', "name:*", "a AND b OR NOT c", '"', "*", "^a", "(" * 200, "%" * 250,
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "file:///etc/passwd",
    "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "\x00", "\ud800".encode("utf-8", "replace"),
    "a\u0301" * 120, "١٢", "1_000", "0x10", "-0", "1e308", "NaN", "-inf", ESCAPES, "[]", "null",
]  # fmt: skip


def parameters():
    """Path and names of the parameters of every call that the description tells of."""
    for path, methods in description()["paths"].items():
        for method, said in methods.items():
            names = [each["name"] for each in said.get("parameters", ()) if each["in"] == "query"]
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            names += list(body.get("schema", {}).get("properties", ()))
            yield path, method, names


@pytest.mark.parametrize("text", HOSTILE, ids=lambda each: repr(each)[:24])
def test_every_parameter_takes_a_hostile_text_calmly(site, text):
    for path, method, names in parameters():
        where = re.sub(r"\{\w+\}", "x", path)
        for name in names or ["x"]:
            more = {"query_string": {name: text}}
            if method == "post" and isinstance(text, str):
                more = {"json": {name: text}}
            answer = site.client.open(where, method=method.upper(), buffered=True, **more)
            assert answer.status_code < 500 or where == "/readyz", (method, where, name)
            assert b"root:" not in answer.data
            assert b"OperationalError" not in answer.data
            assert answer.mimetype != "text/html" or b"<script>alert" not in answer.data


@pytest.mark.parametrize(
    "text", [each for each in HOSTILE if isinstance(each, str) and each != "\x00"]
)
def test_every_part_of_a_path_takes_a_hostile_text_calmly(site, text):
    from urllib.parse import quote

    for rule in site.app.url_map.iter_rules():
        if rule.arguments:
            where = re.sub(r"<[^>]+>", quote(text, safe=""), rule.rule)
            for method in ("GET", "DELETE", "POST"):
                answer = site.client.open(where, method=method, buffered=True)
                assert answer.status_code < 500, (method, where)
                assert b"root:" not in answer.data
    assert [*routes(site.app)]


@pytest.mark.parametrize("tag", ["../x", "/x", "x/y", "", ".", "..", "x\x00", "X" * 99, "a b", "é"])
def test_a_tag_of_a_feed_is_no_path(tag):
    with pytest.raises(RequestError):
        check_tag(tag)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a\x00b", ".." * 40])
def test_the_name_of_a_scenario_is_no_path(site, tmp_path, name):
    before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
    assert site.client.post("/api/scenarios", json={"name": name, "modifications": []}) is not None
    assert {path for path in tmp_path.rglob("*") if "evil" in path.name} == before


@pytest.mark.parametrize(
    "fault", [DataError(ESCAPES, file=ESCAPES, mend=ESCAPES), PublicationRefused((ESCAPES,))]
)
def test_a_fault_cannot_steer_a_terminal_or_forge_a_second_line(fault, capsys):
    say_fault(fault)
    for line in capsys.readouterr().err.splitlines():
        assert line.isprintable()
        assert line.startswith("navette: ")
        assert not line.startswith("navette: all is well")


def test_no_text_of_a_feed_steers_the_terminal(tmp_path, capsys):
    """All that commands print of a feed whose every text carries escapes and turns."""
    evil = "Esch" + ESCAPES.replace("\r\n", " ")
    feed = write_feed(
        tmp_path / "x.zip",
        agency=f"agency_id,agency_name,agency_url,agency_timezone\nA,{evil},https://x.example,Europe/Luxembourg",
        stray=f"{evil},b\n1,2",
    )  # fmt: skip
    where = ["--data", str(tmp_path / "data")]
    assert app.main(["feeds", "check", str(feed)]) in (0, 1)
    told = ["--name", evil, "--publisher", evil, "--licence", evil]
    assert app.main(["feeds", "add", "x", str(feed), "--country", "LU", *told, *where]) == 0
    for words in (
        ["feeds", "list"],
        ["feeds", "check", "x"],
        ["feeds", "add", evil, "nowhere.zip"],
    ):
        assert app.main([*words, *where]) in (0, 1)
    said = capsys.readouterr()
    for line in (said.out + said.err).splitlines():
        assert line.isprintable(), line
