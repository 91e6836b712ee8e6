"""A second opinion on a feed by gtfs-guru, which knows all codes of the MobilityData validator.

The rules that can falsify a journey are our own and do not depend on it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Notices by severity and code, most severe and most frequent first."""

    validator: str
    counts: tuple[tuple[str, str, int], ...]

    def as_json(self) -> dict[str, Any]:
        """The opinion as a JSON object."""
        named = [{"severity": s, "code": code, "count": count} for s, code, count in self.counts]
        return {"validator": self.validator, "notices": named}


def ask_gtfs_guru(path: Path, country: str, day: dt.date) -> SecondOpinion | None:
    """What gtfs-guru finds; None where it is not installed.

    Only for zips that went through the strict door before.
    """
    try:
        import gtfs_guru
    except ImportError:
        return None

    result = gtfs_guru.validate(str(path), country.upper() or None, day.isoformat())
    counted = Counter((notice.severity, notice.code) for notice in result.notices)
    order = ("ERROR", "WARNING", "INFO")
    ranked = sorted(counted.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0]))
    counts = tuple((severity, code, count) for (severity, code), count in ranked)
    return SecondOpinion(f"gtfs-guru {gtfs_guru.version()}", counts)
