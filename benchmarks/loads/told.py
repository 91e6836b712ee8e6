"""What a load has shown: answers in, figures by kind, tables for people and files out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.loads.clients import NO_ANSWER, Answer
from benchmarks.loads.mix import COMMUTERS

SHED = (503, 429)
MOST_SHED_TOLD = 12
SPAN_S = 5
NORMAL_MS = 150.0
"""Service is normal where 95 of 100 commuters are answered within so long."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind of question; times are of those that were not shed, from when they were due."""

    kind: str
    asked: int
    shed: int
    failed: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    statuses: dict[str, int]


def figures(answers: Sequence[Answer]) -> list[Figures]:
    """One for each kind, and at the end for all commuters together."""
    kinds = sorted({each.kind for each in answers}, key=lambda kind: (kind not in COMMUTERS, kind))
    rows = [_figures(kind, [each for each in answers if each.kind == kind]) for kind in kinds]
    ordinary = commuters(answers)
    return [*rows, _figures("all commuters", ordinary)] if ordinary else rows


def commuters(answers: Sequence[Answer]) -> list[Answer]:
    """The answers to questions that mean well."""
    return [each for each in answers if each.kind in COMMUTERS]


def is_normal(answers: Sequence[Answer]) -> bool:
    """Whether commuters were answered, all of them and quickly."""
    told = _figures("", commuters(answers))
    return told.asked > 0 and told.shed + told.failed == 0 and told.p95_ms <= NORMAL_MS


def normal_after_s(answers: Sequence[Answer], over_s: float, until_s: float) -> float | None:
    """Seconds from `over_s` until service was normal over every further span; None where none was.

    A span is SPAN_S long: in a second of few questions a single hard one beside them would count.
    """
    last_bad_s, last_s = None, math.ceil(until_s) - SPAN_S
    for second in range(math.floor(over_s), last_s + 1):
        of_it = [each for each in commuters(answers) if second <= each.due_s < second + SPAN_S]
        if of_it and not is_normal(of_it):
            last_bad_s = second
    if last_bad_s is None:
        return 0.0
    return None if last_bad_s == last_s else round(max(last_bad_s + 1 - over_s, 0.0), 1)


def shed_at_s(answers: Sequence[Answer]) -> list[float]:
    """When the first of those that were shed were due; together they tell of a jam."""
    return sorted(round(each.due_s, 1) for each in answers if each.status in SHED)[:MOST_SHED_TOLD]


def _figures(kind: str, answers: Sequence[Answer]) -> Figures:
    worked_on = [each.took_ms for each in answers if each.status not in (*SHED, NO_ANSWER)]
    p50, p95, p99, most = (
        np.round(np.percentile(worked_on, [50, 95, 99, 100]), 1) if worked_on else [math.nan] * 4
    )
    statuses = Counter(str(each.status or "none") for each in answers)
    return Figures(
        kind=kind,
        asked=len(answers),
        shed=sum(each.status in SHED for each in answers),
        failed=sum(_is_failure(each) for each in answers),
        p50_ms=float(p50),
        p95_ms=float(p95),
        p99_ms=float(p99),
        max_ms=float(most),
        statuses=dict(sorted(statuses.items())),
    )


def _is_failure(answer: Answer) -> bool:
    """Nothing, or a fault of the site; a refusal with a reason is an answer."""
    return answer.status == NO_ANSWER or (answer.status >= 500 and answer.status not in SHED)


def table(found: Sequence[Figures]) -> list[str]:
    """Markdown, one row a kind."""
    lines = [
        "| question | asked | p50 ms | p95 ms | p99 ms | longest ms | shed | failed | statuses |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        codes = ", ".join(f"{code}: {count}" for code, count in each.statuses.items())
        times = " | ".join(
            f"{ms:.0f}" for ms in (each.p50_ms, each.p95_ms, each.p99_ms, each.max_ms)
        )
        lines.append(
            f"| {each.kind} | {each.asked} | {times} | {each.shed} | {each.failed} | {codes} |"
        )
    return lines


def report(mode: str, told: dict[str, Any], found: Sequence[Figures]) -> str:
    """What is written and printed: what was measured, in words, and the table."""
    words = [f"- {name.replace('_', ' ')}: {_said(value)}" for name, value in told.items()]
    return "\n".join([f"`{mode}`:", "", *words, "", *table(found)])


def as_json(told: dict[str, Any], found: Sequence[Figures]) -> dict[str, Any]:
    """The same for programs."""
    return {**told, "kinds": [asdict(each) for each in found]}


def write_between_markers(path: Path, mode: str, text: str) -> None:
    """Puts a report where a document keeps that of its mode.

    Errors: ValueError where the document has no such place.
    """
    begin, end = f"<!-- load:{mode} -->", f"<!-- /load:{mode} -->"
    document = path.read_text(encoding="utf-8")
    before, found, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{path} has no place between {begin} and {end}")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _said(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_said(each) for each in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_said(each)}" for name, each in value.items())
    return "not in that time" if value is None else str(value)
