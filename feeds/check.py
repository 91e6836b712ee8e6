"""What is wrong with a feed and what it costs riders: a zip in, a report as text or JSON out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import clock
from core.errors import FeedError
from core.progress import Progress, silent
from feeds.load import load_noted
from feeds.notices import NoticeLog, Severity
from feeds.rules.agencies import default_zone
from feeds.rules.notes import FeedNotes
from feeds.second_opinion import SecondOpinion, ask_gtfs_guru
from feeds.statistics import DayFigures, week_of_service
from feeds.tables import FeedInfo, Source

SAMPLES_IN_TEXT = 3
"""Rows shown for each code in the text; the JSON has all that were kept."""

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One checked feed; `info`, `week` and `second_opinion` are there only where it is usable."""

    file: str
    source: Source
    failure: str
    info: FeedInfo | None
    notices: NoticeLog
    week: tuple[DayFigures, ...]
    second_opinion: SecondOpinion | None

    @property
    def usable(self) -> bool:
        """Whether the feed would be taken into service."""
        return self.info is not None

    @property
    def lost_share(self) -> float:
        """The share of the feed's trips that riders do not get."""
        if self.info is None:
            return 1.0
        return self.info.counts["trips_lost"] / max(self.info.counts["trips_read"], 1)

    def codes(self) -> list[str]:
        """The codes noted, most severe and most frequent first."""
        log = self.notices
        return sorted(
            log.counts,
            key=lambda code: (_ORDER.index(log.severity_of(code)), -log.counts[code], code),
        )

    def as_json(self) -> dict[str, Any]:
        """The whole report as a JSON object."""
        info, log = self.info, self.notices
        return {
            "file": self.file,
            "tag": self.source.tag,
            "usable": self.usable,
            "failure": self.failure or None,
            "version": info.version if info else None,
            "sha256": info.sha256 if info else None,
            "firstDay": clock.from_day_number(info.first_day).isoformat() if info else None,
            "lastDay": clock.from_day_number(info.last_day).isoformat() if info else None,
            "counts": info.counts if info else {},
            "lostShare": round(self.lost_share, 6),
            "notices": [
                {
                    "code": code,
                    "severity": log.severity_of(code).value,
                    "count": log.counts[code],
                    "samples": [notice.as_json() for notice in log.samples[code]],
                }
                for code in self.codes()
            ],
            "week": [asdict(day) for day in self.week],
            "secondOpinion": self.second_opinion.as_json() if self.second_opinion else None,
        }

    def as_text(self) -> str:
        """The report for a terminal, without a line break at its end."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        verdict = "usable" if self.usable else f"NOT usable: {self.failure}"
        yield f"{self.source.tag} ({self.file}): {verdict}"
        if self.info:
            yield from _summary(self.info, self.lost_share)
        for code in self.codes():
            yield f"  {self.notices.severity_of(code):<7} {code}: {self.notices.counts[code]}"
            for notice in self.notices.samples[code][:SAMPLES_IN_TEXT]:
                yield f"      {notice.sentence()}"
        if self.week:
            yield "  a week of service (gtfs-kit):"
        for day in self.week:
            yield (
                f"      {day.day}  {day.trips} trips, {day.routes} lines, {day.stops} stops, "
                f"{day.service_hours:.0f} h; at most {day.peak_trips} at once, {day.peak_from[:5]}"
            )
        if self.second_opinion:
            found = self.second_opinion.counts
            yield f"  second opinion ({self.second_opinion.validator}): {_total(found)}"
            yield from (f"      {severity:<7} {code}: {count}" for severity, code, count in found)
        elif self.usable:
            yield "  no second opinion: gtfs-guru is not installed"


def check_feed(path: Path, source: Source, *, progress: Progress = silent) -> CheckReport:
    """Takes a zip through the door and tells what happened there; nothing is stored."""
    notes = FeedNotes(source.tag)
    try:
        feed = load_noted(path, source, notes, progress, 0)
    except FeedError as exc:
        return CheckReport(path.name, source, str(exc), None, notes.log, (), None)
    progress(f"figures of {source.tag}", 0.97)
    today = clock.today(default_zone(source))
    return CheckReport(
        file=path.name,
        source=source,
        failure="",
        info=feed.feeds[0],
        notices=notes.log,
        week=week_of_service(feed, clock.day_number(today)),
        second_opinion=ask_gtfs_guru(path, source.country, today),
    )


def _summary(info: FeedInfo, lost_share: float) -> Iterator[str]:
    first, last = (clock.from_day_number(day) for day in (info.first_day, info.last_day))
    counts = info.counts
    yield f"  version {info.version}, service days {first} to {last}"
    yield (
        f"  {counts['stops']} stops in {counts['places']} places, {counts['routes']} routes, "
        f"{counts['trips']} trips, {counts['stop_times']} calls"
    )
    yield (
        f"  riders lose {counts['trips_lost']} of {counts['trips_read']} trips "
        f"({100 * lost_share:.2f} %)"
    )


def _total(counts: tuple[tuple[str, str, int], ...]) -> str:
    total = sum(count for _, _, count in counts)
    return f"{total} notices in {len(counts)} kinds" if counts else "nothing found"
