"""Arguments that several commands share: words of the command line in, checked values out."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core import clock
from core.errors import Fault, RequestError

DEFAULT_DATA = Path("data")

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - has no public name


def add_data(parser: argparse.ArgumentParser) -> None:
    """Adds --data DIR."""
    parser.add_argument(
        "--data",
        type=Path,
        default=DEFAULT_DATA,
        metavar="DIR",
        help="the data folder (default: ./data); where it holds no feeds, the embedded "
        "illustrative data set is built in it and used",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Adds --json."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A converter for whole numbers within bounds, for `type=`."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not within {least} to {most}")
        return value

    return convert


def number(least: float, most: float) -> Callable[[str], float]:
    """A converter for numbers within bounds, for `type=`."""

    def convert(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not within {least:g} to {most:g}")
        return value

    return convert


def day_of(text: str | None, zone: str) -> dt.date:
    """The day that a word means; today on that zone's clock where there is none.

    Errors: RequestError.
    """
    if text is None:
        return clock.today(zone)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RequestError([Fault("day", f"{text!r} is no day such as 2026-11-23")]) from None
