"""The page of a backtest: what was scored and what was found in, a self-contained page out.

First the scores, then where errors and intervals are good and where not, a week as it was, and the
days that nobody foresaw. What the archive says (names of files and sites) is text, never markup.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import drawing
from core import report_html as html
from forecast import backtest_figures as figures
from forecast.backtest import Backtest, OneSidedScore
from forecast.backtest_figures import amount, horizon_name, percent
from forecast.breakdown import DAYS_HORIZON, Breakdown, DayScore
from forecast.fit import MODEL
from forecast.jams import JamScore
from forecast.scores import Score

_SCORE_HEADS = (
    "horizon", "n", "MAE", "RMSE", "WAPE", "vs last week", "vs profile", "pinball",
    "within 80\u00a0%", "width",
)  # fmt: skip
_SITES_NAMED = 5
_WORDS = (
    "The forecast lived through this archive: every slot with an observation was an origin, and"
    " from it the coming ones were forecast with what was known by then. MAE is the mean absolute"
    " error, WAPE that as a share of what was observed; vs last week and vs profile are that as a"
    " share of the error of last week's value and of the weekly profile at the same targets, so"
    " below 1 is better. Within 80\u00a0% is the share of values between P10 and P90, which should"
    " be four in five; width is how far these lie apart."
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What was scored: the files with what became of their rows, and how they were read."""

    files: Sequence[str]
    quantity: str
    sites: Sequence[str]
    zone: str
    holidays: Sequence[str]


def as_page(found: Backtest, scored: Scored) -> str:
    """The whole page."""
    return html.page("How good the forecast would have been", _parts(found, scored), drawing.STYLE)


def _parts(found: Backtest, scored: Scored) -> Iterator[html.Html]:
    unit = figures.unit_of(scored.quantity)
    yield from _head(found, scored)
    yield html.paragraph(_WORDS)
    yield html.table(_SCORE_HEADS, map(_score_row, found.scores))
    if found.breakdown:
        yield drawing.side_by_side(figures.all_figures(found, found.breakdown, unit))
        yield from _worst_days(found.breakdown, unit)
    if found.classes:
        yield html.heading("Every class of days")
        rows = [
            (kind, *_score_row(score)) for kind in found.classes for score in found.classes[kind]
        ]
        yield html.table(("days", *_SCORE_HEADS), rows)
    if found.one_sided:
        yield from _one_sided(found.one_sided, unit)
    if found.jams:
        yield from _jams(found.jams)


def _head(found: Backtest, scored: Scored) -> Iterator[html.Html]:
    best, unit = found.scores[0], figures.unit_of(scored.quantity)
    yield html.paragraph(
        f"{horizon_name(best.horizon).capitalize()} ahead it missed on average by"
        f" {amount(best.mae)} {unit}: {_beside(best.mase_week)} last week's value and"
        f" {_beside(best.mase_profile)} the weekly profile; {percent(best.coverage80)} of all"
        " values lay within its 80\u00a0% interval.",
        "verdict",
    )
    days = found.breakdown
    named = ", ".join(scored.sites[:_SITES_NAMED])
    more = len(scored.sites) - _SITES_NAMED
    rows = [
        ("observations", html.lines(scored.files)),
        ("quantity", scored.quantity),
        ("sites", f"{len(scored.sites)}: {named}{f' and {more} more' if more > 0 else ''}"),
        ("days", f"{days.first} to {days.last}, {scored.zone}" if days else scored.zone),
        ("holidays", ", ".join(scored.holidays) or "none"),
        ("model", MODEL),
    ]
    yield html.table(("what", "was scored"), rows)


def _beside(ratio: float) -> str:
    """An error as a share of a rival's in words: so much less, or more, than."""
    if not math.isfinite(ratio):
        return "no figure beside"
    return f"{100 * abs(1 - ratio):.0f}\u00a0% {'less' if ratio <= 1 else 'more'} than"


def _ratio(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def _score_row(score: Score) -> tuple[html.Cell, ...]:
    return (
        horizon_name(score.horizon), f"{score.n:,}", amount(score.mae), amount(score.rmse),
        percent(score.wape), _ratio(score.mase_week), _ratio(score.mase_profile),
        amount(score.pinball), percent(score.coverage80), amount(score.width80),
    )  # fmt: skip


def _worst_days(found: Breakdown, unit: str) -> Iterator[html.Html]:
    if not found.worst_days:
        return
    yield html.heading("The days that were foretold worst")
    yield html.paragraph(
        f"By their mean absolute error {horizon_name(DAYS_HORIZON)} ahead, of the days of which at"
        " least half as much was scored as of the fullest. The archive does not say what happened"
        " on them; the calendar names holidays."
    )
    most = max(day.mae for day in found.worst_days)
    heads = (
        "day",
        "class",
        "holiday",
        "n",
        f"MAE ({unit})",
        "beside the worst",
        "observed was",
        "within 80\u00a0%",
    )
    yield html.table(heads, (_day_row(day, most) for day in found.worst_days))


def _day_row(day: DayScore, most: float) -> tuple[html.Cell, ...]:
    return (
        f"{day.date:%A} {day.date}", day.kind, "; ".join(day.holidays), f"{day.n:,}",
        amount(day.mae), html.meter(day.mae, most),
        f"{amount(abs(day.bias))} {'more' if day.bias >= 0 else 'less'} than said",
        percent(day.coverage80),
    )  # fmt: skip


def _one_sided(scores: Sequence[OneSidedScore], unit: str) -> Iterator[html.Html]:
    sides = list(scores[0].only)
    yield html.heading("Holidays on one side")
    yield html.paragraph(
        f"Mean absolute error ({unit}) on days that are a holiday on some sides only, beside the"
        " same model with one side's calendar."
    )
    yield html.table(
        ("horizon", "n", "all calendars", *(f"{side} alone" for side in sides)),
        (
            (
                horizon_name(s.horizon),
                f"{s.n:,}",
                amount(s.mae),
                *(amount(s.only[e]) for e in sides),
            )
            for s in scores
        ),
    )


def _jams(scores: Sequence[JamScore]) -> Iterator[html.Html]:
    yield html.heading("Jams")
    yield html.table(
        (
            "horizon", "slots said", "slots jammed", "precision", "recall", "events",
            "announced", "onset off (median)",
        ),
        (
            (
                horizon_name(s.horizon), f"{s.said:,}", f"{s.came:,}", percent(s.precision),
                percent(s.recall), f"{s.events:,}", percent(s.announced),
                f"{s.onset_error_min:.0f} min",
            )
            for s in scores
        ),
    )  # fmt: skip
