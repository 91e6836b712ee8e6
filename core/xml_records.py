"""XML of strangers: bytes in, elements of one name out record by record, or a short document whole.

Documents with a type declaration are refused: that is where entity bombs and requests to elsewhere
come from. Depth and number of elements are bounded; a record is forgotten once it has been read.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from core.errors import DataError

MAX_DEPTH = 60
MAX_ELEMENTS = 5_000_000


def records(content: bytes, names: Collection[str]) -> Iterator[Element]:
    """The elements with one of these local names, each whole, in the order of the document.

    Errors: DataError where the document is broken, bottomless or unsafe; what was yielded before
    must then be thrown away.
    """
    open_elements: list[Element] = []
    for event, element in _events(content):
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        if local_name(element) in names:
            yield element
            element.clear()
            if open_elements:
                open_elements[-1].remove(element)


def whole(content: bytes) -> Element:
    """The root of a document that is short enough to be held.

    Errors: DataError where the document is broken, bottomless or unsafe.
    """
    roots = [element for event, element in _events(content) if event == "end"][-1:]
    if not roots:
        raise DataError("is no whole XML document: it is empty")
    return roots[0]


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    """Beginnings and ends of elements, as far as the document is safe."""
    depth = elements = 0
    try:
        for event, element in iterparse(io.BytesIO(content), ("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                elements += 1
                if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
                    raise DataError("is nested too deeply or too long to be read")
            else:
                depth -= 1
            yield event, element
    except DefusedXmlException as exc:
        raise DataError("declares entities or a document type, which is not safe to read") from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise DataError(f"is no whole XML document: {exc}") from exc


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find_all(element: Element, name: str) -> Iterator[Element]:
    """The elements below one with that local name."""
    return (each for each in element.iter() if local_name(each) == name)


def find_text(element: Element, *names: str) -> str | None:
    """The text of the first element below that has the first of these names that there is."""
    for name in names:
        for each in find_all(element, name):
            text = (each.text or "").strip()
            if text:
                return text
    return None
