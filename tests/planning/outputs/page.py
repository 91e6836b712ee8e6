"""A report as a test reads it: its HTML in, its elements, figures and texts out."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Walks a page; `faults` tells what does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[float] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"{name} stays open" for name in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if len(told) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self.elements.append((tag, told))
        if tag == "data":
            self.data.append(float(told["value"] or ""))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"{tag} ends where it should not")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style" and data.strip():
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that is read, in one line."""
        return " ".join(" ".join(self.texts).split())

    def all(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for tag, attributes in self.elements if tag == name]
