"""The site opened in a process that answers: a data folder in, a Flask application at work out.

The first process opens it alone, building what is missing, and says so; the others then open what
it has built. What runs beside the answers, looking for newer data, starts here and ends with the
process. Where a process cannot open the site and others still answer, it tries again in a while.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from commands.datadir import feeds_gone, has_feeds
from commands.edge import say_fault
from commands.progress import TerminalProgress
from core.errors import EnvironmentFault, NavetteError
from core.files import locked
from core.progress import Progress, silent

if TYPE_CHECKING:
    from flask import Flask

    from web.settings import Settings
    from web.state import AppState

_log = logging.getLogger(__name__)

LONGEST_OPENING_S = 24 * 3600.0
"""So long others wait for the first process, which may have much to build."""
AGAIN_S = 5.0
"""A process that could not open the site is followed by the next one so much later."""
MUCH_S = 30.0
"""Opened with more work, in seconds of processor, kernels were compiled here, which leaves memory
behind: fresh processes then take over."""
SELDOM = 100_000
"""So many objects more than before, and they are looked through."""
OPENED, FAILED = "opened", "failed"
OWN = "feeds"
"""Written into OPENED where the data folder held feeds of its own."""
NEVER_OPENED, FAILED_LATER = 3, 1
"""Exit codes: the first has gunicorn stop, the second has it try again."""


@contextlib.contextmanager
def opened(
    bound: socket.socket,
    data: Path,
    settings: Settings,
    shared: Path,
    update_every: float | None,
) -> Iterator[Flask]:
    """The site, answering on `bound` and renewed beside while the body runs.

    Errors: SystemExit where it cannot be opened, which was said then.
    """
    with _seldom_collecting():
        from commands.realtime import RealtimePoller
        from commands.refresh import Refresher
        from commands.rentals import RentalPoller
        from commands.serving.resting import telling_what_is_held
        from commands.updater import updating
        from core.arenas import giving_back, keep_little
        from web.create import create_web
        from web.operations.gate import TURNS

        keep_little()
        state = _first_or_after(bound, data, settings, shared)
    desk = state.scenarios or contextlib.nullcontext()
    realtime, rentals = RealtimePoller(state, data), RentalPoller(state, data)
    refresher = Refresher(state, data, shared)
    with refresher, realtime, rentals, desk, updating(data, update_every, shared), giving_back():
        site = create_web(state)
        if time.process_time() > MUCH_S:
            os.kill(os.getppid(), signal.SIGHUP)
        with telling_what_is_held(site.extensions[TURNS]):
            yield site


@contextlib.contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Modules and a network are made in the body: there is much to look through, and no garbage."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _first_or_after(bound: socket.socket, data: Path, settings: Settings, shared: Path) -> AppState:
    from commands.serving.master import BACKLOG

    with locked(shared / "opening", LONGEST_OPENING_S, "opening the site"):
        if (shared / FAILED).exists():
            sys.exit(NEVER_OPENED)
        if not (shared / OPENED).exists():
            try:
                with TerminalProgress() as progress:
                    state = _state(bound, data, settings, shared, progress)
                    bound.listen(BACKLOG)
                    _say(bound, state, progress)
            except NavetteError as fault:
                (shared / FAILED).touch()
                say_fault(fault)
                sys.exit(NEVER_OPENED)
            (shared / OPENED).write_text(OWN if has_feeds(data) else "", encoding="ascii")
            return state
        had_feeds = (shared / OPENED).read_text(encoding="ascii") == OWN
    try:
        _check_feeds(data, had_feeds=had_feeds)
        return _state(bound, data, settings, shared, silent)
    except NavetteError as fault:
        say_fault(fault)
    except Exception:  # noqa: BLE001 - whatever it was, the next one tries after a pause
        _log.exception("a process could not open the site")
    time.sleep(AGAIN_S)
    sys.exit(FAILED_LATER)


def _check_feeds(data: Path, *, had_feeds: bool) -> None:
    """Errors: EnvironmentFault where feeds were in service and are gone."""
    if had_feeds and not has_feeds(data):
        raise EnvironmentFault(feeds_gone(data))


def _state(
    bound: socket.socket, data: Path, settings: Settings, shared: Path, progress: Progress
) -> AppState:
    from commands.serve import open_state
    from web.operations.rates import TABLE

    state = open_state(data, settings, progress)
    state.is_local = _is_local(bound) and not settings.proxies
    state.rates_table = shared / TABLE
    state.folder = data if data.is_dir() else None
    return state


def _say(bound: socket.socket, state: AppState, progress: TerminalProgress) -> None:
    """What a person at the terminal has to know."""
    from commands import http_server
    from web.settings import variable_of

    if any(feed.source.illustrative for feed in state.world.network.feeds):
        progress("serving the embedded data set: illustrative, not a timetable")
    if not (state.settings.changes_token or state.is_local):
        progress(f"scenarios can be read only; {variable_of('changes_token')} opens them")
    progress(f"Navette is at {http_server.address_of(bound)} (Ctrl+C stops it)")


def _is_local(bound: socket.socket) -> bool:
    """Whether only this machine reaches the socket: then its people may change what is kept."""
    from web.scenario_rules import is_this_machine

    return is_this_machine(str(bound.getsockname()[0]))
