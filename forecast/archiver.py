"""Collecting: sources and a way to fetch in, stores of observations and events and a report out.

Each source has its own rhythm. Whatever one of them answers (nothing, a sign-in page, half a
document, a bomb) costs that look at that source and nothing else: what is read is either taken over
in one transaction or not at all, and it is asked again at its next time. The state of every source
lies beside the store, so that a source that has gone silent can be seen by everyone.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from core.clock import get_zone
from core.errors import DataError, NavetteError
from core.files import write_atomically
from forecast.buses.collecting import BusCollector
from forecast.event_store import EventStore
from forecast.observation_csv import ImportReport, read_observations
from forecast.observations import store_of
from forecast.sources.car_parks import read_car_parks
from forecast.sources.configured import ObservationSource
from forecast.sources.datex2 import read_datex2
from forecast.sources.reading import Reading
from forecast.sources.realtime import read_realtime
from forecast.sources.situations import read_situations
from forecast.stations import Measured, travel_times

NAME = "archive.json"
"""In the data folder: how each source fares."""
MAX_STATE_BYTES = 1_000_000

Fetch = Callable[[str], bytes]
"""The bytes that lie at an address. Errors: NavetteError."""


@dataclass(slots=True)
class SourceReport:
    """How a source fares. Moments are UTC seconds, 0 for never."""

    asked_at_s: int = 0
    answered_at_s: int = 0
    newest_s: int = 0
    """of the newest value it has ever told"""
    added: int = 0
    gaps: int = 0
    refused: int = 0
    problem: str = ""
    """what went wrong at the last look; empty where nothing did"""
    faults: list[str] = field(default_factory=list)
    buses: dict[str, int] = field(default_factory=dict)
    """what became of the runs of buses when corridors were last measured by them"""
    buses_problem: str = ""

    def is_silent(self, source: ObservationSource, now_s: int) -> bool:
        """Whether nothing new has come for longer than the source may take."""
        return now_s - self.newest_s > source.max_age_s


@dataclass(slots=True)
class Archiver:
    """Collects from sources into the store of a data folder; one per folder at a time."""

    data: Path
    sources: Sequence[ObservationSource]
    fetch: Fetch
    corridors: Sequence[Measured] = ()
    reports: dict[str, SourceReport] = field(default_factory=dict)
    buses: BusCollector | None = None

    def __post_init__(self) -> None:
        self.reports = read_reports(self.data) | self.reports
        for source in self.sources:
            self.reports.setdefault(source.name, SourceReport())

    def due(self, now_s: int) -> list[ObservationSource]:
        """The sources whose time has come."""
        return [
            source
            for source in self.sources
            if now_s - self.reports[source.name].asked_at_s >= source.every_s
        ]

    def look(self, source: ObservationSource, now_s: int) -> SourceReport:
        """Asks a source and takes over what it tells. Never fails for what the source does.

        Errors: EnvironmentFault where the store or the report cannot be written.
        """
        report = self.reports[source.name]
        report.asked_at_s = now_s
        report.problem = ""
        reading = Reading(now_s, get_zone(source.zone), source=source.name)
        try:
            read_answer(self.fetch(source.address), source.format, reading)
        except Exception as exc:  # noqa: BLE001 a stranger's bytes must never stop the collecting
            report.problem = _said(exc)
        else:
            report.answered_at_s = now_s
            self._hear_buses(reading, report)
            self._take_over(source, reading, report)
        self._measure_by_buses(source, report, now_s)
        write_reports(self.data, self.reports)
        return report

    def _hear_buses(self, reading: Reading, report: SourceReport) -> None:
        """Takes over what only buses tell; a fault of that costs nothing else."""
        report.buses_problem = ""
        if self.buses is None or reading.message is None:
            return
        try:
            self.buses.hear(reading)
        except Exception as exc:  # noqa: BLE001 as above
            report.buses_problem = _said(exc)

    def _measure_by_buses(
        self, source: ObservationSource, report: SourceReport, now_s: int
    ) -> None:
        """Corridors by the buses that drive them, when a quarter-hour is done."""
        if self.buses is None or source.format != "gtfs_realtime":
            return
        try:
            report.buses = self.buses.measure(store_of(self.data), now_s) or report.buses
        except Exception as exc:  # noqa: BLE001 as above
            report.buses_problem = _said(exc)

    def _take_over(self, source: ObservationSource, reading: Reading, report: SourceReport) -> None:
        report.gaps, report.refused = reading.gaps, reading.refused
        report.faults = reading.faults
        store = store_of(self.data)
        if reading.events is not None:
            told_s = min(reading.published_s or reading.now_s, reading.now_s)
            report.added = EventStore(store.place).publish(source.name, reading.events, told_s)
            report.newest_s = max(report.newest_s, told_s)
            return
        ours = dict(source.rename)
        told = [
            (q, ours.get(site, site), at_s, value) for q, site, at_s, value in reading.observations
        ]
        found = [*told, *travel_times(told, self.corridors)]
        report.added = store.add(found) if found else 0
        report.newest_s = max([report.newest_s, *(moment_s for _, _, moment_s, _ in found)])


def _said(fault: Exception) -> str:
    if isinstance(fault, NavetteError):
        return getattr(fault, "message", "") or str(fault)
    return f"could not be read ({type(fault).__name__})"


def read_answer(content: bytes, form: str, reading: Reading) -> None:
    """Adds what an answer tells to a reading. Errors: DataError."""
    if form == "csv":
        _read_csv(content, reading)
        return
    read = {
        "datex2": read_datex2,
        "car_parks": read_car_parks,
        "gtfs_realtime": read_realtime,
        "situations": read_situations,
    }
    read[form](content, reading)


def _read_csv(content: bytes, reading: Reading) -> None:
    """Counts as `forecast import` takes them."""
    report = ImportReport("answer")
    with tempfile.TemporaryDirectory(prefix="navette-answer-") as folder:
        file = Path(folder) / ("answer.csv.gz" if content[:2] == b"\x1f\x8b" else "answer.csv")
        file.write_bytes(content)
        try:
            reading.observations.extend(read_observations(file, report, now_s=reading.now_s))
        except DataError as exc:
            raise DataError(exc.message, row=exc.row, field_name=exc.field_name) from exc
    reading.gaps, reading.refused = report.gaps, report.refused
    reading.faults = [f"row {r.row}, {r.field}: {r.message}" for r in report.first_refused]


def read_reports(data: Path) -> dict[str, SourceReport]:
    """How the sources of a folder fare; nothing is known where that cannot be read."""
    path = data / NAME
    try:
        said = json.loads(path.read_bytes()[:MAX_STATE_BYTES])
        return {str(name): SourceReport(**report) for name, report in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_reports(data: Path, reports: dict[str, SourceReport]) -> None:
    """Writes them down. Errors: EnvironmentFault."""
    content = {name: asdict(report) for name, report in reports.items()}
    write_atomically(data / NAME, (json.dumps(content, indent=1) + "\n").encode("utf-8"))
