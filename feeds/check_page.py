"""What is wrong with feeds, as a page: CheckReports in, HTML out.

What riders lose comes first, then every code with its worst rows, then what else can be said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core import clock
from core import report_html as html
from feeds.check import CheckReport
from feeds.notices import Notice
from feeds.rules import codes
from feeds.tables import FeedInfo

_NOT_READ = (codes.UNSUPPORTED_FILE, codes.UNSUPPORTED_COLUMN)


def as_page(reports: Sequence[CheckReport]) -> str:
    """The page of one feed or several."""
    return html.page("What is in these feeds", (p for report in reports for p in _parts(report)))


def _parts(report: CheckReport) -> Iterator[html.Html]:
    yield html.heading(f"{report.source.tag} ({report.file})")
    verdict = "Usable" if report.usable else f"Not usable: {report.failure}"
    yield html.paragraph(verdict, "verdict")
    if report.info:
        yield from _summary(report.info, report.lost_share)
    yield from _notices(report)
    not_read = [n for code in _NOT_READ for n in report.notices.samples.get(code, ())]
    if not_read:
        yield html.paragraph("What the feed has and riders do not get:")
        yield html.table(("file", "column", "what is lost"), map(_lost, not_read))
    yield from _week(report)
    if report.second_opinion:
        found = [(what, code, str(n)) for what, code, n in report.second_opinion.counts]
        yield html.paragraph(f"Second opinion, by {report.second_opinion.validator}:")
        yield html.table(("severity", "code", "rows"), found)


def _summary(info: FeedInfo, lost_share: float) -> Iterator[html.Html]:
    first, last = (clock.from_day_number(day) for day in (info.first_day, info.last_day))
    counts = info.counts
    yield html.paragraph(
        f"Riders lose {counts['trips_lost']} of {counts['trips_read']} trips "
        f"({100 * lost_share:.2f} %)."
    )
    yield html.paragraph(
        f"Version {info.version}, service days {first} to {last}: {counts['stops']} stops in "
        f"{counts['places']} places, {counts['routes']} lines, {counts['trips']} trips, "
        f"{counts['stop_times']} calls."
    )


def _notices(report: CheckReport) -> Iterator[html.Html]:
    log = report.notices
    rows = [
        (
            log.severity_of(code).value,
            html.code(code),
            str(log.counts[code]),
            _samples(log.samples[code]),
        )
        for code in report.codes()
        if code not in _NOT_READ
    ]
    if rows:
        yield html.table(("severity", "code", "rows", "the first of them"), rows)
    else:
        yield html.paragraph("Nothing is wrong with its rows.")


def _samples(notices: Sequence[Notice]) -> html.Html:
    first, *others = (html.text(notice.sentence()) for notice in notices)
    return html.Html(first + html.folded(f"{len(others)} more", html.lines(others)) * bool(others))


def _lost(notice: Notice) -> Sequence[html.Cell]:
    return notice.file or "", ", ".join(notice.fields), notice.message


def _week(report: CheckReport) -> Iterator[html.Html]:
    if not report.week:
        return
    most = max(day.trips for day in report.week)
    yield html.paragraph("A week of service:")
    yield html.table(
        ("day", "trips", "", "lines", "stops", "hours", "most at once"),
        (
            (
                day.day, str(day.trips), html.meter(day.trips, most), str(day.routes),
                str(day.stops), f"{day.service_hours:.0f}",
                f"{day.peak_trips} at {day.peak_from[:5]}",
            )
            for day in report.week
        ),
    )  # fmt: skip
