"""Known faults: advisories in the OSV format and an installed version in, those that name it out.

Source: the Open Source Vulnerability schema, 1.6, section affected.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

PYPI = "PyPI"
_RANGES = ("ECOSYSTEM", "SEMVER")
_AT_ONCE = {"introduced": 0, "fixed": 1, "last_affected": 2, "limit": 1}


@dataclass(frozen=True, slots=True)
class Known:
    """One advisory about one package."""

    id: str
    package: str
    version: str
    summary: str
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        mend = f"; mended in {', '.join(self.fixed)}" if self.fixed else "; not mended yet"
        return f"{self.package} {self.version}: {self.id} {self.summary}{mend}"


def advisories_in(path: Path) -> list[Mapping[str, Any]]:
    """The advisories of a file, or of all files of a folder; a file may hold a list.

    Errors: SystemExit naming a file that is none.
    """
    found: list[Mapping[str, Any]] = []
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as exc:
            sys.exit(f"{file} is no advisory: {exc}")
        found += told if isinstance(told, list) else [told]
    return found


def known_faults(
    advisories: Sequence[Mapping[str, Any]], ecosystem: str, name: str, version: str
) -> Iterator[Known]:
    """The advisories that name this version of a package."""
    for each in advisories:
        if each.get("withdrawn"):
            continue
        hit = [
            affected for affected in each.get("affected", ())
            if _is_of(affected.get("package", {}), ecosystem, name) and _names(affected, version)
        ]  # fmt: skip
        if hit:
            fixed = {
                event["fixed"] for affected in hit for span in affected.get("ranges", ())
                if span.get("type") in _RANGES
                for event in span.get("events", ()) if "fixed" in event
            }  # fmt: skip
            summary = " ".join(str(each.get("summary", "")).split())[:200]
            yield Known(str(each.get("id", "?")), name, version, summary, tuple(sorted(fixed)))


def _is_of(package: Mapping[str, Any], ecosystem: str, name: str) -> bool:
    told = str(package.get("name", ""))
    if ecosystem == PYPI:
        told = canonicalize_name(told)
    return package.get("ecosystem") == ecosystem and told == name


def _names(affected: Mapping[str, Any], version: str) -> bool:
    if version in affected.get("versions", ()):
        return True
    ranges = [each for each in affected.get("ranges", ()) if each.get("type") in _RANGES]
    return any(_is_within(version, each.get("events", ())) for each in ranges)


def _is_within(version: str, events: Sequence[Mapping[str, str]]) -> bool:
    """Whether a version lies in a range: each event that is not beyond it turns the answer."""
    mine = _parsed(version)
    ordered = sorted(
        ((_parsed(at), _AT_ONCE[kind], kind) for each in events for kind, at in each.items()
         if kind in _AT_ONCE),
        key=lambda event: event[:2],
    )  # fmt: skip
    inside = False
    for at, _, kind in ordered:
        if at > mine or (kind == "last_affected" and at >= mine):
            break
        inside = kind == "introduced"
    return inside


def _parsed(text: str) -> Version:
    """A version; "0" comes before all, and what cannot be read counts as such."""
    try:
        return Version(text) if text != "0" else Version("0.dev0")
    except InvalidVersion:
        return Version("0.dev0")
