"""Reading OJP: elements of a request in, plain values out; elements that nobody knows are passed.

Namespaces are those of OJP and SIRI, whichever of the two a client has put an element into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from core.clock import parse_instant
from core.geo import is_coordinate
from web.ojp.faults import GENERIC, OjpError
from web.ojp.write import OJP, SIRI
from web.params import LATEST_S

MOST_CHARS = 300
"""Longer texts and ids are at fault."""
_DURATION = re.compile(
    r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d{1,9})?S)?)?", re.ASCII
)
_NUMBER = re.compile(r"\+?\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,9}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?", re.ASCII)


def name_of(element: Element) -> str:
    """The name of an element of OJP or SIRI without its namespace; empty for any other."""
    space, _, local = str(element.tag).rpartition("}")
    return local if space in (f"{{{OJP}", f"{{{SIRI}") else ""


def children(parent: Element | None, name: str) -> Iterator[Element]:
    """The children of a name."""
    return (each for each in (() if parent is None else parent) if name_of(each) == name)


def find(parent: Element | None, *path: str) -> Element | None:
    """The first element down a path, or None."""
    found = parent
    for name in path:
        found = next(children(found, name), None)
    return found


def text_of(parent: Element | None, *path: str) -> str:
    """The text of the first element down a path, without blanks around it; empty for none.

    Errors: OjpError where it is too long.
    """
    found = find(parent, *path)
    text = "" if found is None else (found.text or "").strip()
    if len(text) > MOST_CHARS:
        raise OjpError(GENERIC, f"{path[-1]} is longer than {MOST_CHARS} characters")
    return text


def flag_of(parent: Element | None, name: str, *, default: bool) -> bool:
    """An element that is true or false. Errors: OjpError where it is neither."""
    text = text_of(parent, name)
    if text not in ("", "true", "false", "1", "0"):
        raise OjpError(GENERIC, f"{name} is neither true nor false")
    return text in ("true", "1") if text else default


def number_of(parent: Element | None, name: str, default: int, most: int) -> int:
    """A whole number, cut to `most`. Errors: OjpError where it is none."""
    text = text_of(parent, name)
    if text and not _NUMBER.fullmatch(text):
        raise OjpError(GENERIC, f"{name}: {text!r} is no whole number")
    return min(int(text), most) if text else default


def decimal_of(parent: Element | None, name: str, default: float) -> float:
    """A number. Errors: OjpError where it is none."""
    text = text_of(parent, name)
    if text and not _DECIMAL.fullmatch(text):
        raise OjpError(GENERIC, f"{name}: {text!r} is no number")
    return float(text) if text else default


def duration_of(parent: Element | None, name: str, default_s: int) -> int:
    """A duration, in seconds. Errors: OjpError where it is none."""
    text = text_of(parent, name)
    if not text:
        return default_s
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise OjpError(GENERIC, f"{name}: {text!r} is no duration such as PT30M")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def moment_of(parent: Element | None, name: str, zone: str, code: str) -> int | None:
    """A moment, in UTC seconds, None for none; without an offset it is meant in the zone.

    Errors: OjpError with that code where it is no moment.
    """
    text = text_of(parent, name)
    if not text:
        return None
    try:
        moment_s = parse_instant(text, zone)
    except ValueError:
        moment_s = -1
    if not 0 <= moment_s < LATEST_S:
        raise OjpError(code, f"{name}: {text!r} is no date and time such as 2026-11-23T07:00:00Z")
    return moment_s


def point_of(parent: Element | None, name: str) -> tuple[float, float] | None:
    """Latitude and longitude, None for none. Errors: OjpError where they are no point."""
    found = find(parent, name)
    if found is None:
        return None
    lat, lon = (decimal_of(found, axis, 999.0) for axis in ("Latitude", "Longitude"))
    if not is_coordinate(lat, lon):
        raise OjpError(GENERIC, f"{name} is no point on the globe")
    return lat, lon
