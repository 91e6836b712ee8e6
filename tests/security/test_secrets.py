"""Secrets: none in a file of the repository, none in a message, none on a command line."""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from pathlib import Path

import pytest

import app
from core.database import Database
from core.errors import NavetteError
from forecast.observations import SCHEMA
from tests.house.repository import files, name_of

PATTERNS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{60,}",
    "a token of GitLab": r"\bglpat-[\w-]{20,}",
    "a token of Slack": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a key of Google": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of npm": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a token of PyPI": r"\bpypi-[A-Za-z0-9_-]{50,}",
    "a signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
}
ASSIGNED = re.compile(
    r"""(?i)(?:secret|passw(?:or)?d|token|api_?key|access_?id)\w*["']?\s*[:=]\s*["']([^"'\s]{16,})["']"""
)
IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'<>{}]+:([^\s/@\"'<>{}$]+)@")
LEAST_BITS = 3.6
"""Of a character, over a value: words have less, keys drawn by chance have more."""
FINE = {"secret", "pass", "password", "s3cr3t", "***", "p", "x", "pw", "80"}
BINARY = {
    ".png",
    ".woff2",
    ".zip",
    ".pbf",
    ".npy",
    ".parquet",
    ".sqlite",
    ".gz",
    ".pmtiles",
    ".ico",
}


def found_in(text: str) -> list[str]:
    """What looks like a secret in a text."""
    found = [name for name, pattern in PATTERNS.items() if re.search(pattern, text)]
    found += [f"a value: {value[:4]}..." for value in ASSIGNED.findall(text) if is_drawn(value)]
    found += [
        f"a password in an address: {value[:2]}..."
        for value in IN_ADDRESS.findall(text)
        if value not in FINE and is_drawn(value)
    ]
    return found


def is_drawn(value: str) -> bool:
    """Whether a value looks drawn by chance: many different characters, digits among letters."""
    counts = Counter(value).values()
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
    mixed = re.search(r"\d", value) and re.search(r"[a-z]", value) and re.search(r"[A-Z]", value)
    return bits >= LEAST_BITS and bool(mixed)


def scanned(paths) -> dict[str, list[str]]:
    """What looks like a secret, by file."""
    told = {}
    for path in paths:
        if path.suffix not in BINARY and path.name != "package-lock.json":
            found = found_in(path.read_text(encoding="utf-8", errors="replace"))
            if found:
                told[str(path)] = found
    return told


def test_no_file_holds_a_secret():
    assert {name_of(Path(path)): what for path, what in scanned(files()).items()} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key = AKIA" + "IOSFODNN7EXAMPLE",
        "url = gh" + "p_" + "aB3" * 12,
        'API_KEY = "' + "qZ8rT2mX9kLw4VbN7cPd" + '"',
        '"password": "' + "Hs7!kQ2pWz9xTg4LmB" + '"',
        "postgresql://navette:" + "tR7pQ2xZk9LmWv3B" + "@db.example/navette",
    ],
)
def test_a_planted_secret_is_found(tmp_path, planted):
    copy = tmp_path / "settings.py"
    copy.write_text(f"# settings\n{planted}\n", encoding="utf-8")
    assert list(scanned([copy])) == [str(copy)]


def test_the_password_of_the_database_is_in_no_message(monkeypatch, capsys):
    secret = "t0p-s3cr3t-pw"  # noqa: S105 - of a test
    address = f"postgresql://navette:{secret}@127.0.0.1:9/navette?connect_timeout=1"
    with pytest.raises(NavetteError) as caught, Database(address, "things", SCHEMA).reading():
        pass
    assert secret not in str(caught.value)
    assert secret not in repr(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_no_command_takes_a_secret_on_its_line():
    """What stands on a command line is read by every neighbour; secrets are in the environment."""
    options = {
        name for verb in _parsers(app.build_parser()) for name in verb._option_string_actions
    }
    assert {"--data", "--host", "--licence"} <= options
    assert not [name for name in options if re.search("token|password|secret|key", name)]


def _parsers(parser):
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _parsers(inner)
