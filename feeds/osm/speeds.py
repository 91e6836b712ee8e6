"""Speed limits: the text of a maxspeed tag in, km/h out.

Limits that a tag names by zone ("FR:urban") stand country by country in speed_limits.csv; "*" is
any country that has no line of its own.
"""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

TABLE = Path(__file__).with_name("speed_limits.csv")
KMH_OF_A_MILE = 1.609344
KMH_OF_A_KNOT = 1.852
HIGHEST_KMH = 140.0
"""A limit above this is a slip of the pen and not believed."""

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d)?)\s*(km/h|kmh|kph|mph|knots)?")
_ZONE = re.compile(r"(?:([A-Za-z]{2}(?:-[A-Za-z]{2,3})?)[:_])?(?:zone:?)?([a-z_]+|\d{2})")


def limit_kmh(text: str) -> float | None:
    """The limit that a maxspeed tag names; None where it names none that can be understood."""
    text = text.strip().lower()
    first = re.split(r"[;|]", text)[0].strip()
    number = _NUMBER.fullmatch(first)
    kmh = _in_kmh(float(number[1]), number[2]) if number else _zone_kmh(first)
    return kmh if kmh is not None and 0 < kmh <= HIGHEST_KMH else None


def _in_kmh(value: float, unit: str | None) -> float:
    return value * {"mph": KMH_OF_A_MILE, "knots": KMH_OF_A_KNOT}.get(unit or "", 1.0)


def _zone_kmh(text: str) -> float | None:
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    country, zone = (found[1] or "").upper(), found[2]
    if zone.isdigit():
        return float(zone)
    table = _limits()
    for named in (country, country.partition("-")[0], "*"):
        if (named, zone) in table:
            return table[named, zone]
    return None


@functools.cache
def _limits() -> dict[tuple[str, str], float]:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return {(row["country"], row["zone"]): float(row["kmh"]) for row in csv.DictReader(rows)}
