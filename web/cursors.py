"""Page cursors: `EARLIER|<unix s>` and `LATER|<unix s>`, opaque to clients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Direction = Literal["EARLIER", "LATER"]
_CURSOR = re.compile(r"(EARLIER|LATER)\|(-?\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """From which moment on, and in which direction, the next page searches."""

    direction: Direction
    moment_s: int

    def __str__(self) -> str:
        return f"{self.direction}|{self.moment_s}"


def parse_cursor(text: str) -> Cursor:
    """The cursor of a text.

    Errors: ValueError with a sentence for people.
    """
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise ValueError("is no page cursor of this server (EARLIER|seconds or LATER|seconds)")
    return Cursor("EARLIER" if found[1] == "EARLIER" else "LATER", int(found[2]))
