"""What the program is made of: requirements and what is installed in, licences and faults out.

    python -m benchmarks.audit [--tree] [--licences docs/licences.md] [--sbom sbom.json]
        [--advisories DIR] [--json]

Reads the metadata of what requirements.txt has brought in, with all that this needs in turn, and
the packages of the page in package-lock.json. A licence that is not known or not allowed is a
fault, and so is an advisory (OSV format, files of a folder) that names an installed version. The
exit code is 1 where there is a fault. Nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.audit_advisories import Known, advisories_in, known_faults
from benchmarks.audit_licences import READ, UNKNOWN, faults_of_licence, licence_of
from core.files import write_atomically

ROOT = Path(__file__).resolve().parent.parent
PYPI, NPM = "PyPI", "npm"


@dataclass(frozen=True, slots=True)
class Package:
    """One package that is installed; `pin` is the version that we ask for, `needs` are names."""

    ecosystem: str
    name: str
    version: str
    licence: str
    pin: str = ""
    needs: tuple[str, ...] = ()
    integrity: str = ""


def installed(requirements: Path = ROOT / "requirements.txt") -> list[Package]:
    """Every distribution that the requirements bring in, by name.

    Errors: SystemExit naming one that is not installed.
    """
    asked = list(_requirements(requirements))
    pins = {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in asked}
    found: dict[str, Package] = {}
    waiting = asked
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        extras = frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            told = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            sys.exit(f"{name} is not installed: pip install -r {requirements.name}")
        needs = list(_needs(told, extras))
        waiting += needs
        named = {canonicalize_name(each.name) for each in needs}
        named |= set(found[name].needs) if name in found else set()
        found[name] = Package(
            PYPI, name, told.version, licence_of(told.metadata), pins.get(name, ""),
            tuple(sorted(named)),
        )  # fmt: skip
    return [found[name] for name in sorted(found)]


def _requirements(path: Path) -> Iterator[Requirement]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text and not text.startswith("-"):
            yield Requirement(text)


def _needs(told: metadata.Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a distribution needs here; markers name the Python and the machine."""
    for text in told.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": each}) for each in (extras or {""})):
            yield requirement


def served(lock: Path = ROOT / "package-lock.json") -> list[Package]:
    """The packages of the page, with what they need in turn; not those of tests."""
    entries = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    mine = entries[""].get("dependencies", {})
    found: dict[tuple[str, str], Package] = {}
    for path, entry in entries.items():
        name = path.rpartition("node_modules/")[2]
        if name and not entry.get("dev"):
            needs = tuple(sorted(entry.get("dependencies", ())))
            licence = entry.get("license", READ.get(name, UNKNOWN))
            pin = mine.get(name, "")
            found[name, entry["version"]] = Package(
                NPM, name, entry["version"], licence, pin, needs, entry.get("integrity", "")
            )
    return [found[key] for key in sorted(found)]


def licences_page(packages: Iterable[Package]) -> str:
    """docs/licences.md: a version stands where we ask for it."""
    lines = [
        "# Licences of what the program is made of", "",
        "Made by `python -m benchmarks.audit --licences docs/licences.md`; a test compares it with",
        "what is installed. A version stands where requirements.txt or package.json asks for it;",
        "what these need in turn comes as they ask. Some packages are there on some versions of",
        "Python alone.", "",
    ]  # fmt: skip
    titles = {PYPI: "Python packages that run", NPM: "Packages that the page is served with"}
    kept = list(packages)
    for ecosystem, title in titles.items():
        lines += [f"## {title}", "", "| package | version | licence |", "|---|---|---|"]
        lines += [
            f"| {each.name} | {each.pin or 'as needed'} | {each.licence} |"
            for each in kept if each.ecosystem == ecosystem
        ]  # fmt: skip
        lines.append("")
    return "\n".join(lines)


def tree(packages: Sequence[Package]) -> Iterator[str]:
    """What needs what, a line each, from those that we ask for."""
    by_name = {each.name: each for each in packages}

    def below(name: str, depth: int, above: tuple[str, ...]) -> Iterator[str]:
        each = by_name.get(name)
        if each is None or name in above:
            return
        yield f"{'  ' * depth}{name} {each.version} ({each.licence})"
        for need in each.needs:
            yield from below(need, depth + 1, (*above, name))

    for each in packages:
        if each.pin:
            yield from below(each.name, 0, ())


def report(packages: Sequence[Package], advisories: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All packages, and every fault of them."""
    faults = [
        f"{each.name} {each.version}: {fault}"
        for each in packages for fault in faults_of_licence(each.licence)
    ]  # fmt: skip
    known: list[Known] = [
        fault
        for each in packages
        for fault in known_faults(advisories, each.ecosystem, each.name, each.version)
    ]
    faults += [str(each) for each in known]
    return {"packages": [asdict(each) for each in packages], "faults": faults}


def main(words: Sequence[str] | None = None) -> int:
    """Looks, and says what was found; 1 where there is a fault."""
    parser = argparse.ArgumentParser(prog="benchmarks.audit", description=__doc__)
    parser.add_argument("--requirements", type=Path, default=ROOT / "requirements.txt")
    parser.add_argument("--tree", action="store_true", help="show what needs what")
    parser.add_argument("--licences", type=Path, metavar="FILE", help="write the list of licences")
    parser.add_argument("--sbom", type=Path, metavar="FILE", help="write CycloneDX 1.6 JSON")
    parser.add_argument("--advisories", type=Path, metavar="DIR", help="files in the OSV format")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(words)
    packages = [*installed(args.requirements), *served()]
    found = report(packages, advisories_in(args.advisories) if args.advisories else [])
    if args.licences:
        write_atomically(args.licences, licences_page(packages).encode())
    if args.sbom:
        from benchmarks.audit_sbom import sbom

        write_atomically(args.sbom, json.dumps(sbom(packages), indent=2).encode())
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        shown = tree(packages) if args.tree else map(_line, packages)
        print("\n".join([*shown, *(f"FAULT {each}" for each in found["faults"])]))
        print(f"{len(packages)} packages, {len(found['faults'])} faults")
    return 1 if found["faults"] else 0


def _line(each: Package) -> str:
    pinned = "pinned" if each.pin else "not pinned"
    return f"{each.ecosystem:<5} {each.name:<28} {each.version:<12} {pinned:<11} {each.licence}"


if __name__ == "__main__":
    sys.exit(main())
