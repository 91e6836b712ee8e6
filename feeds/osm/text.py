"""Texts of the map: whatever people typed in, one short printable line out."""

from __future__ import annotations

MOST_LETTERS = 120


def clean(text: str) -> str:
    """The text without control characters and doubled blanks, cut where it is endless."""
    if len(text) < MOST_LETTERS and text.isprintable() and "  " not in text:
        return text.strip()
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MOST_LETTERS].rstrip()
