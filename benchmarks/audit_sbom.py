"""A bill of materials: packages in, a CycloneDX 1.6 document out.

Source: CycloneDX 1.6 (ECMA-424), JSON; package URLs as purl-spec has them.
"""

from __future__ import annotations

import base64
import json
import tomllib
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from core import clock

if TYPE_CHECKING:
    from benchmarks.audit import Package

_KINDS = {"PyPI": "pypi", "npm": "npm"}
_HASHES = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256"}


def sbom(packages: Sequence[Package]) -> dict[str, Any]:
    """The document; its serial number follows from what it lists."""
    from benchmarks.audit import ROOT

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    me = {
        "type": "application", "bom-ref": "navette", "name": project["name"],
        "version": project["version"], "description": project["description"],
    }  # fmt: skip
    refs = {(each.ecosystem, each.name): purl_of(each) for each in packages}
    listed = [_component(each) for each in packages]
    depends = [
        {
            "ref": purl_of(each),
            "dependsOn": [
                refs[each.ecosystem, n] for n in each.needs if (each.ecosystem, n) in refs
            ],
        }
        for each in packages
    ]
    mine = {"ref": "navette", "dependsOn": [purl_of(each) for each in packages if each.pin]}
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(listed, sort_keys=True))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"timestamp": clock.iso_utc(clock.now_s()), "component": me},
        "components": listed,
        "dependencies": [mine, *depends],
    }


def purl_of(each: Package) -> str:
    """The package URL: pkg:pypi/flask@3.1.3."""
    name = quote(each.name, safe="/")
    return f"pkg:{_KINDS[each.ecosystem]}/{name}@{quote(each.version, safe='')}"


def _component(each: Package) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl_of(each),
        "name": each.name,
        "version": each.version,
        "purl": purl_of(each),
        "licenses": [{"expression": each.licence}],
    }
    kind, _, digest = each.integrity.partition("-")
    if kind in _HASHES:
        content = base64.b64decode(digest).hex()
        told["hashes"] = [{"alg": _HASHES[kind], "content": content}]
    return told
