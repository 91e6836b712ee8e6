"""The outer layer of a message: bytes in, the bytes of its header and of every entity out.

Only lengths are read here, so that a hostile message is refused before anything is unpacked from
it, and a broken entity costs that entity alone. Source: Protocol Buffers encoding.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_MESSAGE_BYTES = 32 << 20
"""A whole country's trains and buses fit into half of this."""
MAX_ENTITY_BYTES = 1 << 20
MAX_ENTITIES = 100_000

HEADER, ENTITY = 1, 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_VARINT_BYTES = 10


class MessageError(ValueError):
    """The bytes are no message; the text says what is wrong, for people."""


def parts_of(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The top-level fields with a length, as (field number, bytes).

    Errors: MessageError where the bytes end early, are no message, or exceed a limit.
    """
    if len(content) > MAX_MESSAGE_BYTES:
        raise MessageError(f"is larger than {MAX_MESSAGE_BYTES >> 20} MB")
    at, entities = 0, 0
    while at < len(content):
        key, at = _varint(content, at)
        number, wire_type = key >> 3, key & 7
        if number == 0:
            raise MessageError("is no GTFS-Realtime message")
        if wire_type == _BYTES:
            length, at = _varint(content, at)
            if at + length > len(content):
                raise MessageError("ends in the middle")
            entities += number == ENTITY
            if entities > MAX_ENTITIES:
                raise MessageError(f"holds more than {MAX_ENTITIES} entities")
            yield number, content[at : at + length]
            at += length
        else:
            at = _after(content, at, wire_type)


def _after(content: bytes, at: int, wire_type: int) -> int:
    """Where a field without a length ends."""
    if wire_type == _VARINT:
        return _varint(content, at)[1]
    if wire_type not in (_FIXED32, _FIXED64):
        raise MessageError("is no GTFS-Realtime message")
    end = at + (4 if wire_type == _FIXED32 else 8)
    if end > len(content):
        raise MessageError("ends in the middle")
    return end


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step, byte in enumerate(content[at : at + _VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:
            return value, at + step + 1
    if at + _VARINT_BYTES > len(content):
        raise MessageError("ends in the middle")
    raise MessageError("is no GTFS-Realtime message")
