"""Files as answers: a path in, its bytes out, compressed once and kept compressed.

What is text of some size goes out in the best encoding that the browser takes; a file is read and
compressed again when it has changed. The ETag is made of the content and the encoding. Only files
that are too large to be kept are sent from the disk.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import brotli
from flask import Response, request, send_from_directory

TEXTS = frozenset(
    {
        "text/javascript", "text/css", "text/html", "text/csv", "image/svg+xml",
        "application/json", "application/geo+json", "application/manifest+json",
    }
)  # fmt: skip
LEAST_BYTES = 600
"""Smaller files gain nothing."""
MOST_BYTES = 8 << 20
"""Larger files are sent as they are, from the disk."""
KEPT_BYTES = 48 << 20
"""Compressed files kept, all together."""
MADE_KEPT = 16
"""Contents made of several files that are kept compressed."""
BROTLI_QUALITY, GZIP_LEVEL = 9, 9
_ENCODINGS = ("br", "gzip")
PLAIN = ""


class _Key(NamedTuple):
    path: Path
    changed_ns: int
    size: int
    encoding: str


class _Kept(NamedTuple):
    content: bytes
    tag: str


class _Cache:
    """The files that were asked for last, in the encodings that were asked for."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Kept:
        """The file in its encoding, read and compressed where it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = _made(key)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._size += len(made.content)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].content)
        return made


_cache = _Cache(KEPT_BYTES)


def file_answer(folder: Path, name: str, kind: str, cache: str) -> Response:
    """A file below a folder, or that the browser has it already.

    Errors: werkzeug's NotFound where there is none, or it lies outside.
    """
    response = send_from_directory(folder, name, mimetype=kind, conditional=False)
    path = (folder / name).resolve()
    told = path.stat()
    if told.st_size <= MOST_BYTES:
        response.close()
        is_packed = kind in TEXTS and told.st_size >= LEAST_BYTES
        encoding = chosen_encoding() if is_packed else PLAIN
        kept = _cache.get(_Key(path, told.st_mtime_ns, told.st_size, encoding))
        response = _answer(kept, encoding, kind)
        response.last_modified = told.st_mtime  # type: ignore[assignment]
    if kind in TEXTS:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response


def content_answer(content: bytes, kind: str, cache: str) -> Response:
    """What was made of several files, or that the browser has it already."""
    encoding = chosen_encoding() if len(content) >= LEAST_BYTES else PLAIN
    response = _answer(_packed(content, encoding), encoding, kind)
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response


def _answer(kept: _Kept, encoding: str, kind: str) -> Response:
    response = Response(kept.content, mimetype=kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(kept.tag)
    return response


def chosen_encoding() -> str:
    """The encoding that the browser likes best of ours; "" for none."""
    accepted = request.accept_encodings
    best = max(_ENCODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else PLAIN


def compressed(content: bytes, encoding: str) -> bytes:
    """Bytes in an encoding, as small as it can make them in reasonable time."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=BROTLI_QUALITY))
    return gzip.compress(content, GZIP_LEVEL, mtime=0) if encoding == "gzip" else content


def _made(key: _Key) -> _Kept:
    return _pack(key.path.read_bytes(), key.encoding)


def _pack(content: bytes, encoding: str) -> _Kept:
    tag = hashlib.sha256(content).hexdigest()[:20]
    return _Kept(compressed(content, encoding), f"{tag}-{encoding}".rstrip("-"))


_packed = lru_cache(maxsize=MADE_KEPT)(_pack)
