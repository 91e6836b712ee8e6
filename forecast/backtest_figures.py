"""The figures of a backtest: scores in, drawings with their words and tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core import clock, drawing
from core.drawing import Axes, Figure
from core.report_html import Html
from forecast.backtest import Backtest
from forecast.breakdown import HOURS, LEVELS, WEEK_HORIZON, Breakdown, HourScore, Week
from forecast.profile import Floats
from forecast.scores import Score

FORECAST, PROFILE, LAST_WEEK = 0, 1, 2
RIVALS = ("forecast", "weekly profile", "last week's value")
MEANT, LEAST, MOST = 80.0, 77.0, 83.0
"""What an 80 % interval should hold, and from where to where it is taken to keep its word."""

_HORIZONS = {"15min": "15 minutes", "60min": "an hour", "24h": "a day", "7d": "a week"}
_UNITS = {
    "speed_kmh": "km/h",
    "flow_vph": "vehicles an hour",
    "travel_time_s": "seconds",
    "delay_s": "seconds",
    "load": "people",
    "occupancy_percent": "%",
    "parking_free": "spaces",
}
_HOUR_POSTS = (0, 6, 12, 18, 24)
_ROW_HEIGHT, _LETTER_WIDTH = 30.0, 7.6


def unit_of(quantity: str) -> str:
    """What a quantity is measured in."""
    return _UNITS.get(quantity, quantity.replace("_", " "))


def horizon_name(horizon: str) -> str:
    """A horizon in words."""
    return _HORIZONS.get(horizon, horizon)


def amount(value: float) -> str:
    """Three figures or more."""
    if not np.isfinite(value):
        return "–"
    return (
        f"{value:,.0f}"
        if abs(value) >= 1000
        else f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
    )


def percent(share: float) -> str:
    """A share in percent."""
    return f"{100 * share:.1f}\u00a0%" if np.isfinite(share) else "–"


def all_figures(found: Backtest, breakdown: Breakdown, unit: str) -> Iterator[Html]:
    """Every figure for which there is something to show."""
    yield _by_horizon(found.scores, unit)
    hours = breakdown.hours.get(WEEK_HORIZON, ())
    if hours:
        yield _by_hour(hours, unit)
    by_class = [_by_class(found)] if found.classes else []
    yield drawing.stacked([*by_class, _by_level(breakdown, found.scores)])
    if hours:
        yield _inside_by_hour(breakdown)
    if breakdown.week:
        yield _week(breakdown.week, unit)


def _by_horizon(scores: Sequence[Score], unit: str) -> Html:
    rivals = [
        (score.mae, score.mae / score.mase_profile, score.mae / score.mase_week) for score in scores
    ]
    most = max((value for row in rivals for value in row if np.isfinite(value)), default=1.0)
    marks = drawing.ticks(0.0, most)
    axes = Axes((0.0, float(len(scores))), (0.0, marks[-1]))
    shapes = [drawing.rules(axes, marks, unit)]
    for at, row in enumerate(rivals):
        for series, value in enumerate(row):
            if np.isfinite(value):
                left = at + 0.1 + 0.27 * series
                shapes.append(drawing.bar(axes, series, left, 0.25, value))
                place = axes.at_x(left + 0.125), axes.at_y(value) - 4
                shapes.append(drawing.label(*place, amount(value), "mid small"))
        name = horizon_name(scores[at].horizon)
        shapes.append(drawing.label(axes.at_x(at + 0.5), axes.size[1] - 12, name, "mid"))
    figure = Figure(
        "by-horizon",
        "Error by horizon",
        f"Mean absolute error in {unit}, by how far ahead was forecast; lower is better.",
        ("ahead", *RIVALS),
        [
            (horizon_name(score.horizon), *map(amount, row))
            for score, row in zip(scores, rivals, strict=True)
        ],
        drawing.legend((drawing.key_bar(n), name) for n, name in enumerate(RIVALS)),
    )
    return drawing.drawn(figure, axes, shapes)


def _by_hour(hours: Sequence[HourScore], unit: str) -> Html:
    rows = [(each.mae, each.mae_profile, each.mae_week) for each in hours]
    marks = drawing.ticks(0.0, max(max(row) for row in rows))
    axes = Axes((0.0, float(HOURS)), (0.0, marks[-1]))
    shapes = [drawing.rules(axes, marks, unit), _hour_posts(axes)]
    for series in reversed(range(len(RIVALS))):
        told = {each.hour: row[series] for each, row in zip(hours, rows, strict=True)}
        shapes.append(drawing.line(axes, f"s{series}", _over_hours(told.get)))
    figure = Figure(
        "by-hour",
        "Error by hour of day",
        f"Mean absolute error {horizon_name(WEEK_HORIZON)} ahead, in {unit}, by the time of day"
        " that was forecast.",
        ("hour", "n", *RIVALS),
        [
            (_hour(each.hour), f"{each.n:,}", *map(amount, row))
            for each, row in zip(hours, rows, strict=True)
        ],
        drawing.legend((drawing.key_line(f"s{n}"), name) for n, name in enumerate(RIVALS)),
    )
    return drawing.drawn(figure, axes, shapes)


def _inside_by_hour(breakdown: Breakdown) -> Html:
    names = [name for name, hours in breakdown.hours.items() if hours]
    told = {
        name: {each.hour: 100 * each.coverage80 for each in breakdown.hours[name]} for name in names
    }
    least = min(MEANT, *(value for row in told.values() for value in row.values()))
    marks = drawing.ticks(min(least, 60.0), 100.0)
    axes = Axes((0.0, float(HOURS)), (marks[0], 100.0))
    shapes = [drawing.rules(axes, marks, "% inside"), _hour_posts(axes)]
    shapes.append(drawing.mark_across(axes, MEANT))
    shapes += [
        drawing.line(axes, f"s{n}", _over_hours(told[name].get)) for n, name in enumerate(names)
    ]
    figure = Figure(
        "inside-by-hour",
        "Intervals by hour of day",
        "Share of values within the 80\u00a0% interval, by the time of day that was forecast.",
        ("hour", *(f"{horizon_name(name)} ahead" for name in names)),
        [
            (_hour(hour), *(_known_percent(told[name].get(hour)) for name in names))
            for hour in range(HOURS)
            if any(hour in told[name] for name in names)
        ],
        drawing.legend(
            (drawing.key_line(f"s{n}"), f"{horizon_name(name)} ahead")
            for n, name in enumerate(names)
        ),
    )
    return drawing.drawn(figure, axes, shapes)


def _by_class(found: Backtest) -> Html:
    horizons = [score.horizon for score in found.scores]
    rows = [
        (kind, {score.horizon: score for score in scores}) for kind, scores in found.classes.items()
    ]
    dots = [
        (kind, {h: 100 * told[h].coverage80 for h in horizons if h in told}) for kind, told in rows
    ]
    least = min(60.0, *(value for _, told in dots for value in told.values()))
    axes = _rows_of_dots([kind for kind, _ in rows], (drawing.ticks(least, 100.0)[0], 100.0))
    figure = Figure(
        "by-class",
        "Intervals by class of days",
        f"Share of values within the 80\u00a0% interval. Meant are {MEANT:g}\u00a0%; the pale"
        f" field goes from {LEAST:g} to {MOST:g}\u00a0%.",
        ("days", "n", *(f"{horizon_name(name)} ahead" for name in horizons)),
        [
            (
                kind,
                f"{max(score.n for score in told.values()):,}",
                *(percent(told[h].coverage80) if h in told else "–" for h in horizons),
            )
            for kind, told in rows
        ],
        _dots_legend(horizons),
    )
    shapes = [drawing.meant_between(axes, LEAST, MOST), *_dots(axes, horizons, dots, (MEANT,))]
    return drawing.drawn(figure, axes, shapes)


def _by_level(breakdown: Breakdown, scores: Sequence[Score]) -> Html:
    horizons = [score.horizon for score in scores]
    levels = tuple(100 * level for level in LEVELS)
    names = [f"P{level:.0f}" for level in levels]
    below = {h: [100 * share for share in breakdown.below[h]] for h in horizons}
    dots = [(name, {h: below[h][at] for h in horizons}) for at, name in enumerate(names)]
    axes = _rows_of_dots(names, (0.0, 100.0))
    figure = Figure(
        "by-level",
        "Values below each level",
        "Share of values that fell below P10, P50 and P90: meant are 10, 50 and 90\u00a0%.",
        ("level", *(f"{horizon_name(name)} ahead" for name in horizons)),
        [(name, *(f"{told[h]:.1f}\u00a0%" for h in horizons)) for name, told in dots],
        _dots_legend(horizons),
    )
    return drawing.drawn(figure, axes, _dots(axes, horizons, dots, levels))


def _rows_of_dots(names: Sequence[str], ends: tuple[float, float]) -> Axes:
    """Room for a row each, and for their names on the left."""
    height = 44.0 + _ROW_HEIGHT * len(names)
    left = min(_LETTER_WIDTH * max(map(len, names)) + 22.0, 240.0)
    return Axes(ends, (float(len(names)), 0.0), (480.0, height), left, top=8.0)


def _dots(
    axes: Axes,
    horizons: Sequence[str],
    rows: Sequence[tuple[str, dict[str, float]]],
    meant: Sequence[float],
) -> list[Html]:
    """A row of dots for every name, the horizons one beneath the other within it."""
    marks = [mark for mark in drawing.ticks(*axes.x) if mark <= axes.x[1]]
    shapes = [drawing.posts(axes, marks, [f"{mark:g}\u00a0%" for mark in marks])]
    shapes += [drawing.mark_down(axes, value) for value in meant]
    for at, (name, told) in enumerate(rows):
        y = axes.at_y(at + 0.5)
        shapes.append(drawing.label(axes.left - 8, y + 4, name, "end"))
        for series, horizon in enumerate(horizons):
            if horizon in told:
                shift = 6.0 * (series - (len(horizons) - 1) / 2)
                shapes.append(drawing.dot(series, axes.at_x(told[horizon]), y + shift))
    return shapes


def _dots_legend(horizons: Sequence[str]) -> Html:
    return drawing.legend(
        (drawing.dot(n, 14.0, 7.0), f"{horizon_name(name)} ahead")
        for n, name in enumerate(horizons)
    )


def _week(week: Week, unit: str) -> Html:
    columns = [_known(column) for column in (week.observed, week.p10, week.p50, week.p90)]
    observed, p10, p50, p90 = columns
    values = [value for column in columns for value in column if value is not None]
    least, most = min(values), max(values)
    marks = drawing.ticks(0.0 if 0 < least < most / 2 else least, most)
    size = (len(observed), (marks[0], marks[-1]))
    axes = Axes((0.0, float(size[0])), size[1], (1120.0, 300.0), left=58.0)
    days = [clock.to_local(int(moment_s), week.zone) for moment_s in week.time_s]
    midnights = [at for at, day in enumerate(days) if at == 0 or day.date() != days[at - 1].date()]
    middle = np.arange(size[0]) + 0.5
    shapes = [
        drawing.rules(axes, marks, unit),
        drawing.posts(axes, [float(at) for at in midnights], [""] * len(midnights)),
        *(
            drawing.label(axes.at_x(at) + 4, axes.size[1] - 12, f"{days[at]:%a %d %b}")
            for at in midnights
        ),
        drawing.area(axes, FORECAST, list(zip(middle, p10, p90, strict=True))),
        drawing.line(axes, "seen", list(zip(middle, observed, strict=True))),
        drawing.line(axes, "s0", list(zip(middle, p50, strict=True))),
    ]
    figure = Figure(
        "week",
        f"A week as it was: {week.site}, from {week.first}",
        f"Observed, and forecast {horizon_name(WEEK_HORIZON)} ahead, in {unit}. Of all weeks of the"
        " most observed site it is the one with the middle error.",
        ("time", "observed", "P10", "P50", "P90"),
        [
            (f"{day:%a %Y-%m-%d %H:%M}", *("–" if v is None else amount(v) for v in row))
            for day, row in zip(days, zip(*columns, strict=True), strict=True)
        ],
        drawing.legend((
            (drawing.key_line("seen"), "observed"),
            (drawing.key_line("s0"), "forecast (P50)"),
            (drawing.key_area(FORECAST), "P10 to P90"),
        )),
        wide=True,
    )  # fmt: skip
    return drawing.drawn(figure, axes, shapes)


def _known(column: Floats) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in column]


def _over_hours(told: Callable[[int], float | None]) -> list[tuple[float, float | None]]:
    """Hourly values in the middle of their hours."""
    return [(hour + 0.5, told(hour)) for hour in range(HOURS)]


def _hour_posts(axes: Axes) -> Html:
    return drawing.posts(axes, _HOUR_POSTS, [f"{hour}:00" for hour in _HOUR_POSTS])


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def _known_percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}\u00a0%"
