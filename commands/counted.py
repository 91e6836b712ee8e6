"""Where an archive was counted: arguments of a command in, its time zone and holidays out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core import clock
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from forecast.calendar import BorderCalendar


def add_columns(parser: argparse.ArgumentParser, *names: str) -> None:
    """Adds --NAME-column C for every name; without it the column is called by the name."""
    for name in names:
        parser.add_argument(
            f"--{name}-column", default=name, metavar="C", help=f"(default: {name})"
        )


def add_zone(parser: argparse.ArgumentParser) -> None:
    """Adds --zone Z."""
    parser.add_argument("--zone", metavar="Z", help="time zone (default: the territory's)")


def add_holidays(parser: argparse.ArgumentParser) -> None:
    """Adds --holidays K,K."""
    parser.add_argument(
        "--holidays", metavar="K,K",
        help="holiday calendars, one a side, such as FR-57,LU (default: the territory's)",
    )  # fmt: skip


def zone_of(args: argparse.Namespace) -> str:
    """The zone that was named, or that of the territory. Errors: RequestError."""
    from commands import datadir

    zone: str = args.zone or datadir.zone_of(args.data)
    try:
        clock.get_zone(zone)
    except ValueError as exc:
        raise RequestError([Fault("zone", str(exc))]) from None
    return zone


def calendar_of_archive(args: argparse.Namespace) -> BorderCalendar:
    """The holidays that were named, or those of the territory. Errors: DataError."""
    from commands.datadir import territory_of
    from forecast.border import calendar_of_border
    from forecast.calendar import calendar_of

    if args.holidays is not None:
        keys = [key.strip() for key in args.holidays.split(",") if key.strip()]
        return calendar_of((key, [key]) for key in keys)
    return calendar_of_border(territory_of(args.data))
