"""Writing OJP: names and plain values in, elements with safe texts out, and the bytes of a tree.

Texts of feeds may hold characters that XML 1.0 does not allow; they are left out. References are
name tokens in the schema: what an id has beside those is written as `_x0020_` and read back.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from core.clock import iso_utc

OJP = "http://www.vdv.de/ojp"
SIRI = "http://www.siri.org.uk/siri"
OWN = "urn:navette:ojp:1"
"""The namespace of what OJP has no word for; it stands in `Extension` only (docs/ojp.md)."""
VERSION = "2.0"

_SPACES = {"siri": SIRI, "navette": OWN}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_TOKEN = re.compile(r"[^A-Za-z0-9._:\-]|_(?=x[0-9A-Fa-f]{4,6}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4,6})_")
_LAST_CHARACTER = 0x10FFFF

ET.register_namespace("", OJP)
for _prefix, _space in _SPACES.items():
    ET.register_namespace(_prefix, _space)


def named(name: str) -> str:
    """The full name of an element written as `siri:LineRef`, `navette:Note` or `Trip`."""
    prefix, _, local = name.rpartition(":")
    return f"{{{_SPACES.get(prefix, OJP)}}}{local}"


def element(name: str) -> Element:
    """A new element."""
    return Element(named(name))


def put(parent: Element, name: str, value: object = None) -> Element:
    """A new last child; true and false are written as XML has them."""
    made = SubElement(parent, named(name))
    if isinstance(value, bool):
        made.text = "true" if value else "false"
    elif value is not None:
        made.text = clean(str(value))
    return made


def put_text(parent: Element, name: str, text: str, language: str = "") -> Element:
    """A new last child that holds a text for people."""
    made = put(parent, name)
    words = put(made, "Text", text)
    if language:
        words.set(LANG, language)
    return made


def put_ref(parent: Element, name: str, identifier: str) -> Element:
    """A new last child that refers to something."""
    return put(parent, name, token(identifier))


def put_moment(parent: Element, name: str, moment_s: int) -> Element:
    """A new last child that holds a moment."""
    return put(parent, name, iso_utc(moment_s))


def put_point(parent: Element, name: str, lat: float, lon: float) -> Element:
    """A new last child that holds coordinates."""
    made = put(parent, name)
    put(made, "siri:Longitude", f"{lon:.6f}")
    put(made, "siri:Latitude", f"{lat:.6f}")
    return made


def put_duration(parent: Element, name: str, seconds: int) -> Element:
    """A new last child that holds a duration."""
    return put(parent, name, duration(seconds))


def duration(seconds: int) -> str:
    """Seconds as XML has them: PT1H5M30S."""
    minutes, rest_s = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest_s, "S"))
    return "PT" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0S")


def clean(text: str) -> str:
    """The text without what XML does not allow."""
    return _NOT_XML.sub("", text)


def token(identifier: str) -> str:
    """An id as a name token."""
    return _NOT_TOKEN.sub(lambda found: f"_x{ord(found[0]):04X}_", identifier)


def id_of(written: str) -> str:
    """The id behind a name token."""

    def character(found: re.Match[str]) -> str:
        number = int(found[1], 16)
        return chr(number) if number <= _LAST_CHARACTER else found[0]

    return _ESCAPED.sub(character, written.strip())


def to_bytes(root: Element) -> bytes:
    """The document."""
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
