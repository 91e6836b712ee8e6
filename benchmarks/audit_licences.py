"""Licences of packages: their metadata in, an SPDX expression out, and whether it may be used.

Newer metadata (2.4, PEP 639) hold an expression; older ones a classifier or some words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata

UNKNOWN = "unknown"
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND", "ISC",
    "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0",
    "Unlicense", "Zlib",
}  # fmt: skip
"""Those that let a program use a library as it is, whatever the program's own licence: permissive
ones, and weak copyleft (MPL, LGPL), which is about changes of the library itself."""
FORBIDDEN = re.compile(
    r"(?:A|\b)GPL-|SSPL|BUSL|Commons-Clause|CC-BY-NC|Elastic|Proprietary", re.IGNORECASE
)
"""Those that would ask for the program's own source, or forbid some to use it."""
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "zlib/libpng License": "Zlib",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
}
WORDS = {
    "3-clause bsd license": "BSD-3-Clause", "apache 2.0": "Apache-2.0", "bsd": "BSD-3-Clause",
    "apache license, version 2.0": "Apache-2.0", "mit license": "MIT", "psfl": "PSF-2.0",
    "new bsd": "BSD-3-Clause", "psf": "PSF-2.0", "mit": "MIT", "isc": "ISC", "gpl": "GPL-3.0-only",
}  # fmt: skip
READ = {"@mapbox/jsonlint-lines-primitives": "MIT"}
"""Packages whose metadata say nothing, read by hand: a fork of jsonlint by Zachary Carter."""
_ID = re.compile(r"[A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.-]+)?")


def licence_of(told: PackageMetadata) -> str:
    """The SPDX expression of a package; `unknown` where its metadata do not say it."""
    said = told.get_all("License-Expression") or []
    if said and said[0]:
        return str(said[0])
    words = str((told.get_all("License") or [""])[0]).strip()
    if _parts(words) and all(part in ALLOWED for part in _parts(words)):
        return words
    by_word = WORDS.get(words.lower())
    if by_word is not None:
        return by_word
    given = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or []
             if each.startswith("License ::")]  # fmt: skip
    known = [CLASSIFIERS.get(each, UNKNOWN) for each in given]
    return " OR ".join(sorted(set(known))) if known and UNKNOWN not in known else UNKNOWN


def faults_of_licence(expression: str) -> Iterator[str]:
    """Why a package of this licence may not be used; nothing where it may."""
    if expression == UNKNOWN:
        yield "its licence is not known; read it, and add it to benchmarks/audit_licences.py"
    elif not is_allowed(expression):
        why = "forbidden" if FORBIDDEN.search(expression) else "not among those allowed"
        yield f"its licence {expression} is {why}"


def is_allowed(expression: str) -> bool:
    """Whether every part that holds together, or one of those to choose from, is allowed."""
    text = expression.strip()
    while _wrapped(text):
        text = text[1:-1].strip()
    for word, enough in ((" OR ", any), (" AND ", all)):
        parts = _split(text, word)
        if len(parts) > 1:
            return enough(is_allowed(part) for part in parts)
    return text.partition(" WITH ")[0] in ALLOWED


def _split(text: str, word: str) -> list[str]:
    """The parts between a word that stands in no brackets."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and text.startswith(word, at):
            parts.append(text[start:at])
            start = at + len(word)
    return [*parts, text[start:]]


def _wrapped(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _parts(expression: str) -> list[str]:
    found = re.split(r" (?:OR|AND) ", expression)
    return found if all(_ID.fullmatch(part) for part in found) else []
