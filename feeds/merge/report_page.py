"""The merge report as one page that needs nothing else: a MergeReport in, HTML out.

Everything that comes from a feed is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from feeds.merge.report import MergeReport, Row

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem;
  color: #1b2430; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0;
  border-bottom: 1px solid #d5dbe2; overflow-wrap: anywhere; }
code { font: 13px ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e9ef; background: #14191f; } th, td { border-color: #39424d; }
}
"""


def as_page(report: MergeReport) -> str:
    """The page."""
    counts = report.counts
    doubtful = sum(counts[code] for code in counts if code.startswith("doubtful"))
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        "<title>Merge report</title>",
        f"<style>{_STYLE}</style></head><body>",
        "<h1>Merge report</h1>",
        f"<p>{escape(', '.join(report.feeds))}</p>",
        _section("May be one", doubtful, len(report.doubts), _DOUBTS, _doubts(report)),
        _section(
            "Places of several feeds", counts["placesOfSeveralFeeds"], len(report.places),
            ("place", "stops", "score of the weakest", "why"), _rows(report.places, scored=True),
        ),
        _section(
            "Second copies of a ride removed", counts["copiesRemoved"], len(report.copies),
            ("line", "left out, kept", "why"), _rows(report.copies),
        ),
        _section(
            "Rides joined that were cut between two feeds", counts["ridesJoined"],
            len(report.stitches), ("line", "parts", "why"), _rows(report.stitches),
        ),
        "</body></html>",
    ]  # fmt: skip
    return "\n".join(parts)


_DOUBTS = ("what", "why", "file", "line to add there, or with “different”")


def _doubts(report: MergeReport) -> Iterable[Sequence[str]]:
    for doubt in report.doubts:
        what = doubt.code.removeprefix("doubtful_").replace("_", " ")
        line = f"{doubt.a},{doubt.b},same"
        yield escape(what), escape(doubt.evidence), escape(doubt.file), _code(line)


def _rows(rows: Iterable[Row], *, scored: bool = False) -> Iterable[Sequence[str]]:
    for row in rows:
        ids = "<br>".join(_code(each) for each in row.ids)
        score = [f"{row.score:.2f}" if row.score is not None else ""] if scored else []
        yield [escape(row.name), ids, *score, escape(row.evidence)]


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _section(
    title: str, total: int, shown: int, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> str:
    """One table; `rows` hold HTML."""
    many = f"{total}" if shown >= total else f"{total}, {shown} shown"
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if shown else ""
    return f"<h2>{escape(title)} ({many})</h2>\n{table}"
