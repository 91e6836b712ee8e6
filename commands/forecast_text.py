"""Corridor forecasts as text: answers of the forecast room in, tables for a terminal out."""

from __future__ import annotations

from collections.abc import Sequence

from commands.events import event_text
from commands.text import plain, time_of_day
from core import clock
from forecast.answers import BUSES, CorridorSeries, CorridorStatus
from forecast.backtest import Backtest
from forecast.scores import Score

BAR_WIDTH = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"
_UNKNOWN = "–"


def corridors_text(corridors: Sequence[CorridorStatus], zone: str, now_s: int) -> str:
    """All corridors with their present, a line each."""
    wide = max((len(plain(status.corridor.id)) for status in corridors), default=0)
    lines = [f"{'':{wide}}  now (80 %)           usual   free   corridor"]
    for status in corridors:
        forecast = status.forecast
        now = (
            f"{minutes(forecast.p50):>6} ({minutes(forecast.p10)}–{minutes(forecast.p90)})"
            if forecast
            else f"{_UNKNOWN:>6} {status.reason or ''}"
        )
        lines.append(
            f"{plain(status.corridor.id):{wide}}  {now:<20} {minutes(status.usual_s):>6} "
            f"{minutes(status.corridor.free_flow_s):>6}   {plain(status.corridor.name)}"
            f"{'  FROM BUSES' if forecast and forecast.basis == BUSES else ''}"
            f"{'  STALE' if status.stale else ''}"
            f"{f'  EVENTS: {len(status.events)}' if status.events else ''}"
        )
    lines.append("Minutes:seconds.")
    if corridors:
        issued_s = corridors[0].issued_at_s
        untils = [s.data_until_s for s in corridors if s.data_until_s is not None]
        illustrative = any(status.illustrative for status in corridors)
        lines.append(
            _provenance(issued_s, max(untils, default=None), zone, now_s, illustrative=illustrative)
        )
    return "\n".join(lines)


def series_text(
    series: CorridorSeries,
    rests: Sequence[tuple[str, str]],
    zone: str,
    now_s: int,
    *,
    every_s: int,
) -> str:
    """One corridor over a day: usual, forecast and live, a line for every `every_s` seconds."""
    corridor = series.corridor
    sides = f"{plain(corridor.from_side)} → {plain(corridor.to_side)}"
    free_flow = f"free flow {minutes(corridor.free_flow_s)}"
    lines = [f"{plain(corridor.id)}  {plain(corridor.name)}  ({sides}, {free_flow})"]
    only = " only" if len(rests) == 1 else ""
    lines += [f"holiday in {plain(side)}{only}: {plain(name)}" for side, name in rests]
    lines += [event_text(event, zone, now_s) for event in series.events]
    if series.reason:
        lines.append(f"no forecast: {series.reason}")
    usual = {value.valid_from: value.value for value in series.usual}
    live = {value.valid_from: value.value for value in series.live}
    forecast = {item.valid_from: item for item in series.forecast}
    begins = sorted(usual.keys() | live.keys() | forecast.keys())
    tops = [*usual.values(), *live.values(), *(item.p50 for item in series.forecast)]
    top = max(tops, default=0.0)
    if begins:
        lines.append("leave   usual   forecast (80 %)        live")
    for moment_s in (s for s in begins if (s - begins[0]) % every_s == 0):
        item = forecast.get(moment_s)
        spread = f"{minutes(item.p50):>6} ({minutes(item.p10)}–{minutes(item.p90)})" if item else ""
        shown = live.get(moment_s, item.p50 if item else usual.get(moment_s))
        lines.append(
            f"{time_of_day(moment_s, zone)}  {minutes(usual.get(moment_s)):>6}   {spread:<20}  "
            f"{minutes(live.get(moment_s)) if moment_s in live else '':>6}  "
            f"{bar(shown, corridor.free_flow_s, top)}".rstrip()
        )
    if begins:
        lines.append("Minutes:seconds; the bar is the time lost against free flow.")
    lines.append(
        _provenance(
            series.issued_at_s,
            series.data_until_s,
            zone,
            now_s,
            illustrative=series.illustrative,
            basis=series.forecast[0].basis if series.forecast else None,
            stale=series.stale,
            by_bus=series.observed_from == BUSES,
        )
    )
    return "\n".join(lines)


def scores_text(scores: Sequence[Score], what: str) -> str:
    """The scores of a backtest, a line a horizon."""
    names = ("n", "MAE", "RMSE", "WAPE", "vs week", "vs profile", "pinball", "within", "width")
    widths = (8, 9, 9, 6, 8, 11, 9, 8, 9)
    head = " ".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True))
    lines = [what, f"{'horizon':7} {head}"]
    lines += [
        f"{s.horizon:7} {s.n:8d} {s.mae:9.2f} {s.rmse:9.2f} {s.wape:6.1%} {s.mase_week:8.3f} "
        f"{s.mase_profile:11.3f} {s.pinball:9.2f} {s.coverage80:8.1%} {s.width80:9.2f}"
        for s in scores
    ]
    return "\n".join(lines)


def backtest_text(found: Backtest, what: str) -> str:
    """All that a backtest found."""
    parts = [scores_text(found.scores, what)]
    for kind, scores in found.classes.items():
        parts.append(scores_text(scores, kind))
    if found.one_sided:
        sides = list(found.one_sided[0].only)
        head = " ".join(f"{f'{side} alone':>14}" for side in sides)
        lines = ["one-sided holidays, MAE beside those who know one calendar"]
        lines.append(f"{'horizon':7} {'n':>8} {'both':>14} {head}")
        lines += [
            f"{s.horizon:7} {s.n:8d} {s.mae:14.2f} "
            + " ".join(f"{s.only[side]:14.2f}" for side in sides)
            for s in found.one_sided
        ]
        parts.append("\n".join(lines))
    if found.jams:
        lines = ["jams"]
        lines.append(
            f"{'horizon':7} {'said':>8} {'came':>8} {'precision':>10} {'recall':>8} "
            f"{'events':>7} {'announced':>10} {'onset off':>10}"
        )
        lines += [
            f"{s.horizon:7} {s.said:8d} {s.came:8d} {s.precision:10.1%} {s.recall:8.1%} "
            f"{s.events:7d} {s.announced:10.1%} {s.onset_error_min:6.0f} min"
            for s in found.jams
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def minutes(seconds: float | None) -> str:
    """5:40, or a dash where nothing is known."""
    if seconds is None:
        return _UNKNOWN
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def bar(value: float | None, least: float, most: float) -> str:
    """A bar of the share that `value` is of the way from `least` to `most`."""
    if value is None or most <= least:
        return ""
    eighths = round(8 * BAR_WIDTH * min(max((value - least) / (most - least), 0.0), 1.0))
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def age(seconds: int) -> str:
    """How long ago, in the unit that fits."""
    if seconds < 2 * 3600:
        return f"{max(seconds, 0) // 60} min old"
    return f"{seconds // 3600} h old" if seconds < 2 * 86_400 else f"{seconds // 86_400} days old"


def _provenance(
    issued_at_s: int,
    data_until_s: int | None,
    zone: str,
    now_s: int,
    *,
    illustrative: bool,
    basis: str | None = None,
    stale: bool = False,
    by_bus: bool = False,
) -> str:
    """What the figures rest on, in one line."""
    parts = [f"basis {basis}"] if basis else []
    parts.append(f"issued {clock.to_local(issued_at_s, zone).strftime('%Y-%m-%d %H:%M')}")
    if data_until_s is not None:
        until = clock.to_local(data_until_s, zone).strftime("%Y-%m-%d %H:%M")
        who = ", from buses" if by_bus else ""
        parts.append(f"last observation {until} ({age(now_s - data_until_s)}{who})")
    parts += ["STALE"] if stale else []
    parts += ["illustrative: the observations are generated, not measured"] if illustrative else []
    return " · ".join(parts)
