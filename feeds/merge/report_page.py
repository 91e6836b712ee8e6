"""The merge report as a page: a MergeReport in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core import report_html as html
from feeds.merge.report import MergeReport, Row

_DOUBTS = ("what", "why", "file", "line to add there, or with “different”")


def as_page(report: MergeReport) -> str:
    """The page."""
    counts = report.counts
    doubtful = sum(counts[code] for code in counts if code.startswith("doubtful"))
    parts = [
        html.paragraph(", ".join(report.feeds)),
        *_section("May be one", doubtful, len(report.doubts), _DOUBTS, _doubts(report)),
        *_section(
            "Places of several feeds", counts["placesOfSeveralFeeds"], len(report.places),
            ("place", "stops", "score of the weakest", "why"), _rows(report.places, scored=True),
        ),
        *_section(
            "Second copies of a ride removed", counts["copiesRemoved"], len(report.copies),
            ("line", "left out, kept", "why"), _rows(report.copies),
        ),
        *_section(
            "Rides joined that were cut between two feeds", counts["ridesJoined"],
            len(report.stitches), ("line", "parts", "why"), _rows(report.stitches),
        ),
    ]  # fmt: skip
    return html.page("Merge report", parts)


def _doubts(report: MergeReport) -> Iterable[Sequence[html.Cell]]:
    for doubt in report.doubts:
        what = doubt.code.removeprefix("doubtful_").replace("_", " ")
        yield what, doubt.evidence, doubt.file, html.code(f"{doubt.a},{doubt.b},same")


def _rows(rows: Iterable[Row], *, scored: bool = False) -> Iterable[Sequence[html.Cell]]:
    for row in rows:
        ids = html.lines(html.code(each) for each in row.ids)
        score = [f"{row.score:.2f}" if row.score is not None else ""] if scored else []
        yield [row.name, ids, *score, row.evidence]


def _section(
    title: str, total: int, shown: int, heads: Sequence[str], rows: Iterable[Sequence[html.Cell]]
) -> Iterable[html.Html]:
    many = f"{total}" if shown >= total else f"{total}, {shown} shown"
    yield html.heading(f"{title} ({many})")
    yield html.table(heads, rows)
