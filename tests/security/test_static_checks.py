"""The rules of security that read the code are on, and every exemption from them says why."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from tests.house.repository import ROOT, files_with, name_of

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LINT = tomllib.loads(PROJECT)["tool"]["ruff"]["lint"]
_EXEMPT = re.compile(r"# noqa:\s*[A-Z0-9, ]*\bS\d{3}\b[A-Z0-9, ]*(.*)")
RULE = re.compile(r"S\d{3}")


def test_the_rules_of_security_are_on_everywhere():
    assert "S" in LINT["select"]
    assert not [rule for rule in LINT["ignore"] if RULE.fullmatch(rule)]


def test_whole_folders_are_exempt_from_few_rules_and_each_is_explained():
    exempt = {
        folder: {rule for rule in rules if RULE.fullmatch(rule)}
        for folder, rules in LINT["per-file-ignores"].items()
    }
    assert {folder for folder, rules in exempt.items() if rules} == {"tests/**", "benchmarks/**"}
    comments = " ".join(re.findall(r"^# (.*)$", PROJECT, re.MULTILINE))
    for rules in exempt.values():
        assert rules - set(RULE.findall(comments)) == set()


def test_every_line_that_is_exempt_says_why():
    silent = [
        f"{name_of(path)}:{number}"
        for path in files_with(".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := _EXEMPT.search(line)) and not re.match(r"- \w", found[1])
    ]
    assert silent == []


def test_a_planted_fault_is_found(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text('"""A."""\n\nimport os\n\nos.system(input())\n', encoding="utf-8")
    words = ["ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(planted)]
    said = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert "S605" in said.stdout
