"""Files whose bytes depend on their content alone: texts in, zip, gzip, TOML and JSON files out."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from core.files import write_atomically
from feeds.tables import Source

ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
FILE_MODE = 0o100644 << 16


def zip_bytes(tables: Mapping[str, str]) -> bytes:
    """A zip of those tables, without the time or machine it was made on."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(tables):
            member = zipfile.ZipInfo(name, ZIP_MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = FILE_MODE
            archive.writestr(member, tables[name].encode())
    return out.getvalue()


def gzip_bytes(text: str) -> bytes:
    """The text packed, without the time it was packed at."""
    return gzip.compress(text.encode(), compresslevel=5, mtime=0)


def write_feed(folder: Path, source: Source, archive: bytes, fetched_at_s: int) -> None:
    """Writes the three files of one stored feed."""
    folder.mkdir(parents=True)
    write_atomically(folder / "current.zip", archive)
    write_atomically(folder / "source.toml", _toml(asdict(source)).encode())
    state = {
        "sha256": hashlib.sha256(archive).hexdigest(),
        "fetched_at_s": fetched_at_s,
        "last_failure": "",
    }
    write_atomically(folder / "state.json", (json.dumps(state, indent=2) + "\n").encode())


def _toml(values: Mapping[str, object]) -> str:
    """Flat TOML; a JSON string or boolean is a TOML one too."""
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )
