"""Words on a terminal: texts of feeds and seconds in, what a person can safely read out."""

from __future__ import annotations

from core import clock


def plain(text: str) -> str:
    """A text without control characters: what a feed says must not steer a terminal."""
    return _printable(text).strip()


def plain_lines(text: str) -> str:
    """The same of several lines, whose breaks and indents are ours."""
    return "\n".join(_printable(line).rstrip() for line in text.split("\n"))


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def duration(seconds: int) -> str:
    """44 min, 1 h 05 min."""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def distance(metres: int) -> str:
    """340 m, 12.4 km."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def time_of_day(moment_s: int, zone: str) -> str:
    """07:08 on the clocks of that zone."""
    return clock.to_local(moment_s, zone).strftime("%H:%M")


def offset(moment_s: int, zone: str) -> str:
    """UTC+01:00, the offset of a zone at that moment."""
    return f"UTC{clock.to_local(moment_s, zone).isoformat()[-6:]}"


def count(number: int, one: str, many: str) -> str:
    """1 change, 2 changes."""
    return f"{number} {one if number == 1 else many}"
