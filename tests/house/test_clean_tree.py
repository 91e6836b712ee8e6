"""What may never stand in the tree: unfinished marks, paths of machines, registries, copies."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.house.repository import ROOT, files, name_of

MOST_KB = 1024
_UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:root|home|Users|work)/[\w.-]")
_URL = re.compile(r"[a-z]+://\S+")


@cache
def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:120]}"
        for path in files()
        for number, line in enumerate(_text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_marked_as_unfinished() -> None:
    assert not _lines_with(_UNFINISHED)


def test_no_path_of_a_machine_is_named() -> None:
    own = re.escape(f"{ROOT}/")
    assert not _lines_with(re.compile(f"{_MACHINE_PATH.pattern}|{own}"))


def test_no_package_registry_is_named() -> None:
    hosts = _registry_hosts()
    if not hosts:
        pytest.skip("neither pip nor npm names a registry on this machine")
    named = re.compile("|".join(re.escape(host) for host in sorted(hosts)))
    assert not _lines_with(named)


def _registry_hosts() -> set[str]:
    """The hosts that pip and npm are configured with here."""
    asked = [[sys.executable, "-m", "pip", "config", "list"]]
    npm = shutil.which("npm")
    asked += [[npm, "config", "get", "registry"]] if npm else []
    said = " ".join(value for name, value in os.environ.items() if name.startswith("PIP_"))
    for words in asked:
        said += "\n" + subprocess.run(words, capture_output=True, text=True, check=False).stdout
    hosts = (urlsplit(url.strip("'\"")).hostname for url in _URL.findall(said))
    return {host for host in hosts if host}


def test_lock_file_names_no_download_address() -> None:
    for path in files():
        if path.name == "package-lock.json":
            packages = json.loads(_text_of(path))["packages"]
            assert not [name for name, entry in packages.items() if "resolved" in entry]


def test_no_library_is_copied_into_the_tree() -> None:
    copied = [
        name_of(path)
        for path in files()
        if {"node_modules", "vendor", "third_party"} & set(path.relative_to(ROOT).parts)
        or re.search(r"\.min\.(js|css)$", path.name)
    ]
    assert not copied


def test_no_file_is_heavy() -> None:
    heavy = [name_of(path) for path in files() if path.stat().st_size > MOST_KB * 1024]
    assert not heavy
