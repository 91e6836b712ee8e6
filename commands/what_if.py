"""`forecast what-if`: a corridor and a planner's levers in, queue and delay of a day out."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, day_of
from core import clock
from core.errors import DataError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.answers import CorridorSeries
    from forecast.queueing import WhatIf

_MIDNIGHT = dt.time(0)
_MOST_SHIFT_MIN = 120


def add_parser(deeds: Verbs) -> None:
    """Adds `what-if` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "what-if",
        help="what telework, other hours or a lane would do to a corridor's jam",
        description="A point queue over the usual travel times of a day: a model, not a forecast. "
        "It tells what would be if demand or the road were others, and nothing of accidents, "
        "weather or drivers who come by other roads once this one is free.",
    )
    parser.add_argument("corridor", metavar="CORRIDOR", help="an id of `forecast corridors`")
    parser.add_argument("--day", metavar="D", help="a day such as 2026-11-24 (default: today)")
    for name, says in (
        ("demand", "more (or with - fewer) drivers, in per cent"),
        ("telework", "drivers who stay at home besides, in per cent"),
        ("shifted", "of those who drive, how many leave at another time, in per cent"),
        ("capacity", "more (or with - less) that the road lets through, in per cent"),
    ):
        parser.add_argument(f"--{name}", type=_per_cent, default=0.0, metavar="PCT", help=says)
    parser.add_argument(
        "--shift", type=_shift, default=0, metavar="MIN",
        help="by how many minutes those leave later (with - earlier), in steps of 15",
    )  # fmt: skip
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from commands.forecast_service import open_service
    from forecast.queueing import Levers
    from forecast.scenarios import what_if_json, what_if_on

    service, territory = open_service(args.data)
    day = day_of(args.day, territory.zone)
    from_s = clock.from_local(day, _MIDNIGHT, territory.zone)
    to_s = clock.from_local(day + dt.timedelta(days=1), _MIDNIGHT, territory.zone)
    series = service.corridor(args.corridor, from_s, to_s)
    levers = Levers(
        demand=1 + args.demand,
        telework=args.telework,
        shifted=args.shifted,
        shift_slots=args.shift // 15,
        capacity=1 + args.capacity,
    )
    found = what_if_on(series, levers)
    if found is None:
        raise DataError(
            f"nothing usual is known of {args.corridor} on {day}", mend="`forecast import` counts"
        )
    if args.json:
        print(json.dumps(what_if_json(series, found)))
    else:
        print(_as_text(series, found, territory.zone))
    return 0


def _as_text(series: CorridorSeries, found: WhatIf, zone: str) -> str:
    from commands.forecast_text import bar, minutes

    lines = [f"{series.corridor.id}  {series.corridor.name}  (point queue: a model)"]
    top = max(float(found.before.delay_s.max()), float(found.after.delay_s.max()), 1.0)
    lines.append("leave   usual wait   then   ")
    for at, value in enumerate(series.usual):
        before, after = float(found.before.delay_s[at]), float(found.after.delay_s[at])
        if before > 0 or after > 0:
            lines.append(
                f"{clock.to_local(value.valid_from, zone):%H:%M}  {minutes(before):>10}  "
                f"{minutes(after):>5}   {bar(after, 0.0, top)}".rstrip()
            )
    if len(lines) == 2:
        lines[1] = "no queue, neither usually nor then"
    hours = found.before.vehicle_hours, found.after.vehicle_hours
    lines.append(
        f"waited by all together: {hours[0]:.0f} vehicle-hours usually, {hours[1]:.0f} then; "
        f"{found.drivers[0]:.0f} vehicles usually, {found.drivers[1]:.0f} then"
    )
    if series.illustrative:
        lines.append("illustrative: the observations are generated, not measured")
    return "\n".join(lines)


def _per_cent(text: str) -> float:
    try:
        value = float(text.rstrip("%"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of per cent") from None
    if not -90 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{value:g} is not between -90 and 100")
    return value / 100


def _shift(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes") from None
    if value % 15 or abs(value) > _MOST_SHIFT_MIN:
        raise argparse.ArgumentTypeError(f"{value} is no step of 15 up to {_MOST_SHIFT_MIN}")
    return value
