"""`serve`: the site and its API. The first start builds what is missing and says so."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, whole_number
from commands.progress import TerminalProgress
from core.errors import EnvironmentFault
from core.progress import Progress, silent

if TYPE_CHECKING:
    from flask import Flask

    from commands.arguments import Verbs
    from web.settings import Settings

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5000


def add_parser(verbs: Verbs) -> None:
    """Adds `serve` to the command line."""
    parser = verbs.add_parser(
        "serve",
        help="serve the page and the API (what happens without a command)",
        description="Serves the page and the API. The first start builds what is missing.",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help=f"default: {DEFAULT_HOST}")
    parser.add_argument(
        "--port",
        type=whole_number(0, 65535),
        default=DEFAULT_PORT,
        help=f"default: {DEFAULT_PORT}; 0 takes any free one",
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    from commands import http_server
    from web.settings import settings_from

    settings = settings_from()
    bound = http_server.bind(args.host, args.port)
    with bound, TerminalProgress() as progress:
        site = create_site(args.data, settings, progress)
        progress(f"Navette is at {http_server.address_of(bound)} (Ctrl+C stops it)")
        progress.close()
        http_server.serve_until_stopped(bound, site)
    return 0


def create_site(data: Path, settings: Settings, progress: Progress = silent) -> Flask:
    """The site over a data folder, after building what is missing: feeds, packages, network.

    Errors: DataError for unusable feeds, EnvironmentFault for the machine.
    """
    from commands.datadir import resolve_data
    from commands.house import open_house, warm
    from web.create import create_web

    folder = resolve_data(data, progress)
    _install_packages(progress)
    state = open_house(folder, settings, progress)
    progress("warming the search: the first start compiles it")
    warm(state)
    return create_web(state)


def _install_packages(progress: Progress) -> None:
    """Puts the page's packages in place; without them the page still lists options."""
    from commands import packages

    if packages.are_installed():
        return
    progress("installing the page's JavaScript packages with npm")
    try:
        packages.install()
    except EnvironmentFault as fault:
        progress(f"{fault}; the page is served without its map and charts")
