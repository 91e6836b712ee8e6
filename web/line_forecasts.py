"""What is foreseen of a line: learnt delays and loads in, quantiles and levels by hour out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from core import clock
from core.errors import Fault, OutsideTimetable, RequestError
from routing.criteria.reliability import BAND_H, WHOLE_DAY, Lateness, Reliability, Shares
from routing.crowding import KINDS, LEVELS, QUARTERS, STANDING, Crowding
from web.params import Params
from web.simulated_day import simulated_day
from web.state import World

LEVELS_TOLD = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
_AN_HOUR = QUARTERS // 24
_HOURS = 24


def line_forecast(line_id: str, params: Params, world: World) -> dict[str, Any]:
    """The delays of a line and how full it is, by hour of a day of that kind.

    Errors: RequestError naming every field at fault, also for a line that is not there.
    """
    network = world.network.ground
    day = _day(params, world)
    at = next((at for at, each in enumerate(network.routes.id) if each == line_id), None)
    if at is None:
        params.fault("line", "no line has this id", "unknown_route")
    params.finish()
    if at is None:
        raise RequestError([Fault("line", "no line has this id", "unknown_route")])
    today = clock.today(network.zone)
    names = (line_id, network.routes.short_name[at])
    tag = network.feeds[int(network.routes.feed[at])].source.tag
    delays = _delays(world.reliability, (line_id, line_id.removeprefix(f"{tag}_"), names[1]), today)
    crowding = world.foreseen.crowding
    return {
        "id": line_id,
        "name": names[1] or network.routes.long_name[at],
        "day": day.isoformat(),
        "delays": delays,
        "crowding": None if crowding is None else _crowding(crowding, names, day, today),
    }


def _day(params: Params, world: World) -> dt.date:
    try:
        return simulated_day(params, world.network)
    except OutsideTimetable as exc:
        text = exc.faults[0].message
        params.fault("day", text, "outside_timetable")
        return clock.today(world.network.zone)


def _delays(known: Reliability, names: tuple[str, ...], today: dt.date) -> dict[str, Any]:
    """Minutes late at P50, P80 and P90; null where that lies beyond what is told."""
    late = known.lateness
    of_line = next((late.lines[name] for name in names if name in late.lines), None)
    bands = {} if of_line is None else of_line
    return {
        "ofLine": of_line is not None,
        "wholeDay": _quantiles(late, bands.get(WHOLE_DAY, late.whole)),
        "hours": [
            {"from": hour, "to": hour + BAND_H, **_quantiles(late, bands[hour])}
            for hour in range(0, _HOURS, BAND_H)
            if hour in bands
        ],
        "basis": known.basis,
        **_until(known.until, today),
    }


def _quantiles(late: Lateness, shares: Shares) -> dict[str, int | None]:
    return {name: late.find_quantile(shares, level) for name, level in LEVELS_TOLD.items()}


def _crowding(
    known: Crowding, names: tuple[str, str], day: dt.date, today: dt.date
) -> dict[str, Any] | None:
    """The chances of the levels by hour and direction; null where the line was never counted."""
    kind = known.kind_of(day)
    tables = {each: known.find_table(*names, each) for each in (0, 1)}
    if all(table is None for table in tables.values()):
        return None
    return {
        "kind": KINDS[kind],
        "directions": [
            {"direction": direction, "hours": _hours(table[kind])}
            for direction, table in tables.items()
            if table is not None
        ],
        "basis": "statistical",
        **_until(known.until, today),
    }


def _hours(quarters: np.ndarray) -> list[dict[str, Any]]:
    """The hours of which anything is known, each the mean of its quarters."""
    told = []
    for hour in range(_HOURS):
        rows = quarters[hour * _AN_HOUR : (hour + 1) * _AN_HOUR]
        rows = rows[~np.isnan(rows).any(axis=1)]
        if len(rows):
            chances = [float(each) for each in rows.mean(axis=0)]
            told.append(
                {
                    "hour": hour,
                    "level": LEVELS[int(np.argmax(chances))],
                    "chances": {n: round(c, 3) for n, c in zip(LEVELS, chances, strict=True)},
                    "noSeat": round(sum(chances[STANDING:]), 3),
                }
            )
    return told


def _until(until: str, today: dt.date) -> dict[str, Any]:
    """The last day that it stands on, and how many days ago that was."""
    try:
        age = (today - dt.date.fromisoformat(until)).days
    except ValueError:
        return {"until": None, "ageDays": None}
    return {"until": until, "ageDays": max(0, age)}
