"""Numbers and times from slices of bytes: whole columns at once, odd fields one by one.

A parser's fast form reads the fields of the usual shape and tells which those are; its slow form
reads one field of any shape, or gives None where it is none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.clock import parse_gtfs_time

Bytes = NDArray[np.uint8]
Spans = NDArray[np.int32]
Bools = NDArray[np.bool_]

MAX_TIME_S = 7 * 86_400
"""No trip runs longer than a week; later times are no times."""

_INTEGER = re.compile(rb"[+-]?\d{1,18}")
_DECIMAL = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_EXACT_DIGITS = 15
"""Up to so many digits a decimal is exactly an integer divided by a power of ten."""
_PLAIN_DIGITS = 9
_POWERS = 10.0 ** np.arange(_EXACT_DIGITS + 1)


@dataclass(frozen=True, slots=True)
class Parser:
    """How one type of field is read."""

    dtype: type[np.generic]
    plain: Callable[[Bytes, Spans, Spans], tuple[NDArray[Any], Bools]]
    slow: Callable[[bytes], float | None]


def parse(data: bytes, starts: Spans, ends: Spans, parser: Parser) -> tuple[NDArray[Any], Bools]:
    """The values of the slices, and where there is none.

    Shapes: (n,) int32, (n,) int32 -> (n,) values, (n,) bool.
    """
    view = np.frombuffer(data, dtype=np.uint8)
    values, is_plain = parser.plain(view, starts, ends)
    bad = np.zeros(len(starts), dtype=np.bool_)
    for i in np.flatnonzero(~is_plain & (starts < ends)).tolist():
        value = parser.slow(data[starts[i] : ends[i]])
        bad[i] = value is None
        values[i] = 0 if value is None else value
    return values, bad


def _plain_ints(view: Bytes, starts: Spans, ends: Spans) -> tuple[NDArray[Any], Bools]:
    lengths = ends - starts
    values = np.zeros(len(starts), dtype=np.int64)
    plain = (lengths > 0) & (lengths <= _PLAIN_DIGITS)
    for place in range(int(lengths.max(initial=0, where=plain))):
        inside = plain & (place < lengths)
        digit = view[np.where(inside, starts + place, 0)] - np.uint8(48)
        plain &= ~inside | (digit <= 9)
        values = np.where(inside, values * 10 + digit, values)
    return values, plain


def _plain_times(view: Bytes, starts: Spans, ends: Spans) -> tuple[NDArray[Any], Bools]:
    lengths = ends - starts
    plain = (lengths == 7) | (lengths == 8)
    last = np.where(plain, ends, 8)
    if len(view) < 8:
        return np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.bool_)
    plain &= (view[last - 3] == 58) & (view[last - 6] == 58)
    digits = [view[last - back].astype(np.int64) - 48 for back in (7, 5, 4, 2, 1)]
    tens = np.where(lengths == 8, view[np.where(plain, last - 8, 0)].astype(np.int64) - 48, 0)
    for digit in (tens, *digits):
        plain &= (digit >= 0) & (digit <= 9)
    hour, minute_ten, minute, second_ten, second = digits
    plain &= (minute_ten < 6) & (second_ten < 6)
    hours = tens * 10 + hour
    values = hours * 3600 + (minute_ten * 10 + minute) * 60 + second_ten * 10 + second
    return values, plain


def _plain_decimals(view: Bytes, starts: Spans, ends: Spans) -> tuple[NDArray[Any], Bools]:
    lengths = ends - starts
    plain = (lengths > 0) & (lengths <= _EXACT_DIGITS)
    mantissa = np.zeros(len(starts), dtype=np.int64)
    point = np.full(len(starts), -1, dtype=np.int64)
    for place in range(int(lengths.max(initial=0, where=plain))):
        inside = plain & (place < lengths)
        byte = view[np.where(inside, starts + place, 0)]
        digit = byte - np.uint8(48)
        is_point = inside & (byte == 46) & (point < 0)
        plain &= ~inside | is_point | (digit <= 9)
        point[is_point] = place
        mantissa = np.where(inside & ~is_point, mantissa * 10 + digit, mantissa)
    decimals = np.where(point < 0, 0, lengths - 1 - point)
    plain &= (point < 0) | (lengths > 1)
    return mantissa / _POWERS[np.clip(decimals, 0, _EXACT_DIGITS)], plain


def _slow_int(field: bytes) -> int | None:
    return int(field) if _INTEGER.fullmatch(field) else None


def _slow_time(field: bytes) -> int | None:
    value = parse_gtfs_time(field.decode("utf-8")) if field.isascii() else None
    return value if value is not None and value <= MAX_TIME_S else None


def _slow_decimal(field: bytes) -> float | None:
    value = float(field) if _DECIMAL.fullmatch(field) else math.nan
    return value if math.isfinite(value) else None


INTEGER = Parser(np.int64, _plain_ints, _slow_int)
TIME = Parser(np.int64, _plain_times, _slow_time)
DECIMAL = Parser(np.float64, _plain_decimals, _slow_decimal)
