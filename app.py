"""Navette's composition root: a command line in, an exit code out; settings in, a site out.

Nothing heavy is imported until it is needed, so that help and faults are answered at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commands import (
    backup,
    database,
    demand,
    feeds,
    forecast,
    matrix,
    plan,
    reach,
    restore,
    serve,
    simulate,
)  # fmt: skip
from commands.arguments import DEFAULT_DATA
from commands.edge import run_at_edge

if TYPE_CHECKING:
    from flask import Flask

    from web.settings import Settings

_EPILOG = """\
Without a command, the site is served: python app.py --port 8080 is python app.py serve --port 8080.
A place is a stop id (lu_200405035), a point (49.50,5.93), or a name that is looked up.
Exit codes: 0 done, 1 the data, the request or the machine is at fault (one line says how), 2 wrong
usage."""


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Navette plans commutes across a border: trips, congestion forecasts, feeds.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    planned = (serve, plan, reach, matrix, simulate)
    for command in (*planned, demand, feeds, forecast, database, backup, restore):
        command.add_parser(verbs)
    return parser


def create_app(settings: Settings, data: Path = DEFAULT_DATA) -> Flask:
    """The site over a data folder, building first what is missing in it.

    Errors: DataError for unusable feeds, EnvironmentFault for the machine.
    """
    return serve.create_site(data, settings)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code.

    Errors: SystemExit 2 for wrong usage, 0 for help; whatever else comes out is a bug.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words.insert(0, "serve")
    args = build_parser().parse_args(words)
    return run_at_edge(lambda: int(args.run(args)))


if __name__ == "__main__":
    sys.exit(main())
