"""Whether a question has come whole: the bytes of a connection so far in, one of five words out.

A question is handed to a thread when it is there to its last byte; until then it costs memory and
no thread, however slowly it comes.

Source: RFC 9112, sections 6 and 7.1.
"""

from __future__ import annotations

import enum
import re

MOST_HEAD_BYTES = 32 << 10
"""Request line and headers beside the longest query."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CODED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class Arrival(enum.Enum):
    """How far a question has come."""

    PART = "part"
    ASKS_TO_GO_ON = "asks to go on"
    """The client waits to hear that its body is wanted."""
    WHOLE = "whole"
    TOO_LARGE = "too large"
    CODED = "coded"
    """In a way that not everybody in front of the site reads alike: where it ends is a guess."""


def arrival(held: bytes | bytearray, most_head: int, most_body: int) -> Arrival:
    """How far the first question in the bytes has come.

    One that announces, or brings, more body than is read counts as whole: it is refused unread.
    """
    end = held.find(_HEAD_END, 0, most_head + len(_HEAD_END))
    if end < 0:
        return Arrival.TOO_LARGE if len(held) > most_head else Arrival.PART
    head, body = bytes(held[: end + 2]), len(held) - end - len(_HEAD_END)
    if _CODED.search(head):
        if not _CHUNKED.search(head):
            return Arrival.CODED
        ended = held.endswith(b"\r\n\r\n") and b"0\r\n" in held[end + 4 :]
        return _waiting(head, body, whole=ended or body > most_body)
    told = _LENGTH.search(head)
    length = int(told[1]) if told else 0
    return _waiting(head, body, whole=body >= length or length > most_body)


def _waiting(head: bytes, body: int, *, whole: bool) -> Arrival:
    if whole:
        return Arrival.WHOLE
    return Arrival.ASKS_TO_GO_ON if body == 0 and _EXPECTS.search(head) else Arrival.PART
