"""Texts in protocol buffers: a field in, a str out, whatever bytes its publisher wrote there.

GTFS-Realtime asks for UTF-8, but its schema does not see to it: a field that is none comes as
bytes. These are taken for Windows-1252, as in tables (feeds/lines.py), so that ids go on meaning
those of the timetable.
"""

from __future__ import annotations

MAX_ID_CHARS = 255


class Texts:
    """Reads the texts of one message, and remembers whether some were not UTF-8."""

    __slots__ = ("were_mended",)

    def __init__(self) -> None:
        self.were_mended = False

    def __call__(self, said: str | bytes, most: int = MAX_ID_CHARS) -> str:
        """The text of a field, no longer than that many characters."""
        if isinstance(said, bytes):
            self.were_mended = True
            said = said[:most].decode("cp1252", "replace")
        return said[:most]
