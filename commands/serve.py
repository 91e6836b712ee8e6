"""`serve`: the page and the API. The first start builds what is missing and says so."""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, number, whole_number
from core.errors import EnvironmentFault
from core.progress import Progress, silent

if TYPE_CHECKING:
    from flask import Flask

    from commands.arguments import Verbs
    from web.settings import Settings
    from web.state import AppState

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5000
MAX_WORKERS = 64
REFUSING = 12
"""Threads beyond those that work, wait or stream: they refuse, and hand out files."""
FIGURES_IN = "PROMETHEUS_MULTIPROC_DIR"
"""Where all processes count what /metrics tells; web/operations/metrics.py reads it on import."""
LEAST_HOURS, MOST_HOURS = 0.25, 8784.0
"""Between two questions to one publisher: no oftener, no rarer."""


def add_parser(verbs: Verbs) -> None:
    """Adds `serve` to the command line."""
    parser = verbs.add_parser(
        "serve",
        help="serve the page and the API (what happens without a command)",
        description="Serves the page and the API. The first start builds what is missing.",
    )
    parser.add_argument(
        "--host", default=DEFAULT_HOST, help=f"address to listen at (default: {DEFAULT_HOST})"
    )
    parser.add_argument(
        "--port",
        type=whole_number(0, 65535),
        default=DEFAULT_PORT,
        help=f"port to listen at (default: {DEFAULT_PORT}; 0 takes any free one)",
    )
    parser.add_argument(
        "--workers",
        type=whole_number(1, MAX_WORKERS),
        default=1,
        metavar="N",
        help="processes that answer (default: 1); each answers in threads, all share one network",
    )
    parser.add_argument(
        "--update-every",
        type=number(LEAST_HOURS, MOST_HOURS),
        metavar="HOURS",
        help="ask the feeds' publishers for newer versions in this rhythm (default: never)",
    )
    parser.add_argument(
        "--log", action="store_true", help="write a line a request: path, status, time, no places"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    from commands import http_server
    from commands.serving.master import Serving, serve_until_stopped
    from commands.serving.opening import opened
    from web.operations.ended import forget_process
    from web.operations.rates import make_table
    from web.settings import settings_from

    if args.log:
        logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    settings = settings_from()
    bound = http_server.bind(args.host, args.port)
    with bound, _shared_folder() as shared:
        make_table(shared)
        serving = Serving(
            workers=args.workers,
            threads=_threads(settings),
            most_query=settings.max_query_bytes,
            most_body=settings.max_body_bytes,
            opened=functools.partial(
                opened,
                data=args.data,
                settings=settings,
                shared=shared,
                update_every=args.update_every,
            ),
            ended=forget_process,
        )
        return serve_until_stopped(bound, serving)


def _threads(settings: Settings) -> int:
    """So many that who is refused, and who asks for a file, waits for nobody who works."""
    return settings.max_at_once + settings.max_waiting + settings.max_event_streams + REFUSING


@contextlib.contextmanager
def _shared_folder() -> Iterator[Path]:
    """A folder for what all processes count together; gone when the site stops."""
    with tempfile.TemporaryDirectory(prefix="navette-") as folder:
        os.environ[FIGURES_IN] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ[FIGURES_IN]


def create_site(data: Path, settings: Settings, progress: Progress = silent) -> Flask:
    """The site over a data folder, after building what is missing.

    Errors: DataError for unusable feeds, EnvironmentFault for the machine.
    """
    from web.create import create_web

    return create_web(open_state(data, settings, progress))


def open_state(data: Path, settings: Settings, progress: Progress) -> AppState:
    """What the site shows, after building what is missing: feeds, packages, network, kernels.

    Errors: DataError for unusable feeds, EnvironmentFault for the machine.
    """
    from commands.compiling import compiling_beside
    from commands.datadir import resolve_data
    from commands.house import furnish
    from commands.network import open_network
    from commands.planning import open_desk
    from commands.street_map import draw_map
    from commands.warming import warm

    folder = resolve_data(data, progress)
    network = open_network(folder, progress)
    with compiling_beside(folder, progress):
        _install_packages(progress)
        state = furnish(network, folder, settings, progress)
        draw_map(folder, progress)
    state.scenarios = open_desk(data)
    progress("warming the search")
    warm(state)
    gc.collect()
    gc.freeze()  # what stands for good is not looked through again while requests are answered
    return state


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
