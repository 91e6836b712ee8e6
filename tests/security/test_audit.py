"""The audit: what is installed is listed with its licence; a known fault is found by version."""

from __future__ import annotations

import json
import re
from email.message import Message
from importlib import metadata

import pytest

from benchmarks import audit
from benchmarks.audit import NPM, PYPI, Package, installed, licences_page, report, served, tree
from benchmarks.audit_advisories import advisories_in, known_faults
from benchmarks.audit_licences import UNKNOWN, faults_of_licence, is_allowed, licence_of
from benchmarks.audit_sbom import purl_of, sbom
from tests.house.repository import ROOT
from web.pages import _PACKAGE

OSI = "License :: OSI Approved :: "
PACKAGES = [*installed(), *served()]
MADE_UP = {
    "id": "NAV-2026-1",
    "summary": "A made-up fault",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Made_Up.Package"},
            "ranges": [
                {
                    "type": "ECOSYSTEM",
                    "events": [
                        {"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0rc1"},
                        {"fixed": "2.10"},
                    ],
                },
                {"type": "GIT", "events": [{"introduced": "0"}]},
            ],
            "versions": ["7.7"],
        },
        {
            "package": {"ecosystem": "npm", "name": "made-up"},
            "ranges": [
                {"type": "SEMVER", "events": [{"introduced": "3.0.0"}, {"last_affected": "3.4.1"}]}
            ],
        },
    ],
}  # fmt: skip


def test_what_is_installed_may_be_used():
    assert report(PACKAGES, [])["faults"] == []


def test_everything_that_is_asked_for_and_needed_is_listed():
    listed = {each.name: each for each in PACKAGES if each.ecosystem == PYPI}
    assert {"flask", "numpy", "werkzeug", "jinja2", "llvmlite", "psycopg-binary"} <= set(listed)
    assert listed["flask"].pin == "3.1.3"
    assert "jinja2" in listed["flask"].needs
    assert listed["jinja2"].pin == ""
    assert all(each.version == metadata.version(each.name) for each in listed.values())
    assert "pytest" not in listed
    lines = list(tree(PACKAGES))
    assert any(line.startswith("flask 3.1.3 ") for line in lines)
    assert any(line.startswith("  jinja2 ") for line in lines)


def test_packages_of_the_page_are_listed_and_those_of_tests_are_not():
    names = {each.name for each in PACKAGES if each.ecosystem == NPM}
    assert {"maplibre-gl", "uplot", "pmtiles", "fflate"} <= names
    assert "axe-core" not in names
    assert all(each.integrity for each in PACKAGES if each.ecosystem == NPM)
    for each in served():
        if each.pin:
            assert _PACKAGE.fullmatch(f"{each.name}/x.js"), f"{each.name} is not served"


def test_the_list_of_licences_is_current():
    """What is not pinned, and what other Pythons need, differs from machine to machine."""
    text = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
    mend = "python -m benchmarks.audit --licences docs/licences.md"
    rows = set(re.findall(r"^\| \S+ \| .+ \|$", licences_page(PACKAGES), re.MULTILINE))
    assert rows - set(text.splitlines()) == set(), mend
    known = {each.name for each in PACKAGES}
    beside = set(re.findall(r"^\| (\S+) \| as needed", text, re.MULTILINE)) - known
    assert len(beside) <= 3, mend


def test_the_bill_of_materials_is_one_of_cyclonedx(tmp_path):
    made = sbom(PACKAGES)
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made["metadata"]["timestamp"])
    allowed = {"type", "bom-ref", "name", "version", "purl", "licenses", "hashes"}
    refs = [each["bom-ref"] for each in made["components"]]
    assert len(refs) == len(set(refs)) == len(PACKAGES)
    for each in made["components"]:
        assert set(each) <= allowed
        assert each["type"] == "library"
        assert re.fullmatch(r"pkg:(pypi|npm)/[\w.%/@+-]+@[\w.%+-]+", each["purl"])
        assert list(each["licenses"][0]) == ["expression"]
        for digest in each.get("hashes", ()):
            assert re.fullmatch(r"[0-9a-f]{128}|[0-9a-f]{96}|[0-9a-f]{64}", digest["content"])
    told = {each["ref"] for each in made["dependencies"]}
    assert told == {*refs, "navette"}
    for each in made["dependencies"]:
        assert set(each["dependsOn"]) <= set(refs)
        assert len(each["dependsOn"]) == len(set(each["dependsOn"]))
    assert made["serialNumber"] == sbom(PACKAGES)["serialNumber"]
    scoped = Package(NPM, "@a/b", "1.0+x", "MIT")
    assert purl_of(scoped) == "pkg:npm/%40a/b@1.0%2Bx"


@pytest.mark.parametrize(
    ("version", "hit"),
    [
        ("0.1", True), ("1.1.9", True), ("1.2", False), ("1.2.post1", False), ("1.2rc1", True),
        ("2.0rc1", True), ("2.0b1", False), ("2.9", True), ("2.10", False), ("7.7", True),
        ("7.8", False),
    ],
)  # fmt: skip
def test_a_version_is_compared_as_pythons_rules_have_it(version, hit):
    found = list(known_faults([MADE_UP], PYPI, "made-up-package", version))
    assert bool(found) == hit
    if hit:
        assert str(found[0]) == (
            f"made-up-package {version}: NAV-2026-1 A made-up fault; mended in 1.2, 2.10"
        )


@pytest.mark.parametrize(
    ("version", "hit"), [("2.9.9", False), ("3.0.0", True), ("3.4.1", True), ("3.4.2", False)]
)
def test_the_last_version_at_fault_is_at_fault(version, hit):
    assert bool(list(known_faults([MADE_UP], NPM, "made-up", version))) == hit


def test_an_advisory_of_another_package_or_one_withdrawn_says_nothing():
    assert not list(known_faults([MADE_UP], NPM, "made-up-package", "0.1"))
    assert not list(known_faults([MADE_UP], PYPI, "made-up", "3.0.0"))
    taken_back = {**MADE_UP, "withdrawn": "2026-01-01T00:00:00Z"}
    assert not list(known_faults([taken_back], PYPI, "made-up-package", "0.1"))


def test_the_command_finds_an_advisory_and_writes_what_it_is_asked_for(tmp_path, capsys):
    folder = tmp_path / "osv"
    folder.mkdir()
    affected = [{"package": {"ecosystem": "PyPI", "name": "Flask"}, "versions": ["3.1.3"]}]
    (folder / "one.json").write_text(json.dumps([{"id": "NAV-1", "affected": affected}]))
    (folder / "two.json").write_text(json.dumps(MADE_UP))
    words = ["--advisories", str(folder), "--sbom", str(tmp_path / "sbom.json")]
    assert audit.main(words) == 1
    assert "FAULT flask 3.1.3: NAV-1 ; not mended yet" in capsys.readouterr().out
    assert json.loads((tmp_path / "sbom.json").read_bytes())["specVersion"] == "1.6"
    assert audit.main([]) == 0
    (folder / "three.json").write_text("{")
    with pytest.raises(SystemExit, match=r"three\.json is no advisory"):
        advisories_in(folder)


def told(**fields):
    made = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            made[name.replace("_", "-")] = value
    return made


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT OR Apache-2.0"}, "MIT OR Apache-2.0"),
        ({"License": "BSD", "Classifier": OSI + "MIT License"}, "BSD-3-Clause"),
        ({"License": "Copyright ...\nlong", "Classifier": OSI + "MIT License"}, "MIT"),
        ({"License": "Dual License", "Classifier": [
            OSI + "BSD License", OSI + "Apache Software License"]}, "Apache-2.0 OR BSD-3-Clause"),
        ({"License": "MPL-2.0"}, "MPL-2.0"),
        ({"License": "ask me"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)  # fmt: skip
def test_old_and_new_metadata_tell_a_licence(fields, licence):
    assert licence_of(told(**fields)) == licence


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("AGPL-3.0-or-later", False),
        ("LGPL-3.0-only", True),
        ("MIT OR GPL-2.0-only", True), ("MIT AND GPL-2.0-only", False),
        ("(MIT OR Apache-2.0)", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True), ("(MIT) AND (GPL-3.0-only OR SSPL-1.0)", False),
        ("Apache-2.0 WITH LLVM-exception", True), ("WTFPL", False), (UNKNOWN, False), ("", False),
    ],
)  # fmt: skip
def test_a_licence_is_allowed_or_a_fault(licence, allowed):
    assert is_allowed(licence) == allowed
    assert bool(list(faults_of_licence(licence))) != allowed
