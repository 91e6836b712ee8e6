"""Bodies of answers: an HTTP response in, its unpacked bytes within bounds out, or why not.

A body that is shorter than was announced, longer than is allowed, a web page, or packed so that a
little becomes a lot, is refused as soon as it shows.
"""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterator

from core.errors import FeedError
from feeds.connection import network_faults

PAGE_TYPES = ("text/html", "application/xhtml+xml")

_CHUNK_BYTES = 1 << 16
_ZIP_OPENINGS = (b"PK\x03\x04", b"PK\x05\x06")
_OPENING_BYTES = 4
_GZIP = 31  # zlib's word for a gzip header and checksum around the stream
_MIB = 1 << 20

Part = tuple[bytes, float | None]
"""Some bytes, and which share of all is there with them, where that is known."""


def refuse_page(response: http.client.HTTPResponse) -> None:
    """Refuses what calls itself a web page.

    Errors: FeedError.
    """
    if response.headers.get_content_type() in PAGE_TYPES:
        raise _a_page()


def zip_parts(parts: Iterator[Part]) -> Iterator[Part]:
    """The same parts, as soon as their opening shows that they are a zip's.

    Errors: FeedError where it shows that they are not.
    """
    held, is_zip = b"", False
    for part, share in parts:
        if is_zip:
            yield part, share
            continue
        held += part
        if len(held) >= _OPENING_BYTES:
            _check_opening(held)
            is_zip = True
            yield held, share
    if not is_zip:
        _check_opening(held)


def parts_of(response: http.client.HTTPResponse, max_bytes: int) -> Iterator[Part]:
    """The body, unpacked where it comes as gzip, piece by piece.

    Errors: FeedError when it is larger than `max_bytes`, broke off, or is packed in another way.
    """
    packing = response.getheader("Content-Encoding", "identity").strip().lower()
    if packing in ("identity", ""):
        yield from _bounded(_sent(response, max_bytes), max_bytes)
    elif packing in ("gzip", "x-gzip"):
        yield from _bounded(_unpacked(_sent(response, max_bytes)), max_bytes)
    else:
        raise FeedError(f"answers packed as {packing}, which was not asked for")


def _sent(response: http.client.HTTPResponse, max_bytes: int) -> Iterator[Part]:
    """The bytes as they were sent, all that were announced."""
    announced = response.length
    if announced is not None and announced > max_bytes:
        raise FeedError(f"announces {announced / _MIB:,.0f} MiB; {_limit(max_bytes)}")
    received = 0
    while True:
        with network_faults():
            part = response.read1(_CHUNK_BYTES)
        if not part:
            break
        received += len(part)
        yield part, received / announced if announced else None
    if announced is not None and received < announced:
        raise FeedError(f"the download broke off: {received} of {announced} bytes came")


def _unpacked(parts: Iterator[Part]) -> Iterator[Part]:
    packed = zlib.decompressobj(_GZIP)
    for part, share in parts:
        rest = part
        while rest and not packed.eof:
            try:
                unpacked = packed.decompress(rest, _CHUNK_BYTES)
            except zlib.error as exc:
                raise FeedError("says it is gzip and is not") from exc
            yield unpacked, share
            rest = packed.unconsumed_tail
    if not packed.eof:
        raise FeedError("the download broke off inside its gzip stream")


def _bounded(parts: Iterator[Part], max_bytes: int) -> Iterator[Part]:
    total = 0
    for part, share in parts:
        total += len(part)
        if total > max_bytes:
            raise FeedError(f"does not end; {_limit(max_bytes)}")
        yield part, share


def _check_opening(opening: bytes) -> None:
    if opening.startswith(_ZIP_OPENINGS):
        return
    if not opening:
        raise FeedError("answers with nothing")
    if opening.lstrip().startswith(b"<"):
        raise _a_page()
    raise FeedError("answers with what is no zip", mend="see whether the publisher moved it")


def _a_page() -> FeedError:
    mend = "open the address in a browser: the publisher may have moved the feed or ask to sign in"
    return FeedError("answers with a web page instead of a zip", mend=mend)


def _limit(max_bytes: int) -> str:
    return f"the limit is {max_bytes / _MIB:,.0f} MiB"
