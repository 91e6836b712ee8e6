"""How the collecting of observations fares: a data folder in, every source's state out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.errors import DataError
from forecast.archiver import SourceReport, read_reports
from forecast.sources.configured import FILE, read_sources


class Collected(NamedTuple):
    """A source and how it fares. Moments are UTC seconds, None for never."""

    name: str
    format: str
    asked_at_s: int | None
    newest_s: int | None
    max_age_s: int
    silent: bool
    problem: str


def collected_in(data: Path, zone: str, now_s: int) -> list[Collected]:
    """The sources of a data folder; none where it names none, or names them wrongly."""
    if not (data / FILE).is_file():
        return []
    try:
        sources = read_sources(data, zone)
    except DataError:
        return []
    reports = read_reports(data)
    found = []
    for source in sources:
        report = reports.get(source.name, SourceReport())
        found.append(
            Collected(
                name=source.name,
                format=source.format,
                asked_at_s=report.asked_at_s or None,
                newest_s=report.newest_s or None,
                max_age_s=source.max_age_s,
                silent=report.is_silent(source, now_s),
                problem=report.problem,
            )
        )
    return found
