"""Keeping realtime in service: a state and its data folder in, overlays laid over its network.

One thread looks at the sources of `realtime.toml`, makes an overlay whenever something new was
said or grew stale, and puts it into service by one swap. What a source does wrong costs that
source: its last message counts until it is too old. Nothing here takes the service down.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

from commands.edge import say_fault
from core import clock
from core.errors import FeedError, NavetteError
from feeds.realtime.fetch import fetch, fetch_boards
from feeds.realtime.messages import Message
from feeds.realtime.read import read_message
from feeds.realtime.sources import FILE, Boards, RealtimeSource, read_sources
from routing.network import Network
from routing.realtime.make import SourceInput, make_overlay, version_of
from routing.realtime.splice import under
from routing.requests import MAX_DURATION_S
from routing.views import view_of
from web.state import AppState

LOOK_EVERY_S = 2.0
"""How often the thread looks whether a source is due."""

_WINDOW_S = 7200
"""The window most questions have."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Heard:
    """What a source said last, address by address."""

    due_s: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    received_s: int = 0
    problem: str = ""


class RealtimePoller:
    """Lays what the sources say over the network in service while the context's body runs."""

    def __init__(self, state: AppState, data: Path, look_every_s: float = LOOK_EVERY_S) -> None:
        self._state = state
        self._data = data
        self._look_every_s = look_every_s
        self._heard: dict[RealtimeSource, _Heard] = {}
        self._laid: tuple[str, Network | None] = "", None
        self._told = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="realtime", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def look(self, now_s: int | None = None) -> bool:
        """Hears the sources that are due; whether another overlay is in service now."""
        now_s = clock.now_s() if now_s is None else now_s
        sources = self._sources()
        for source in sources:
            heard = self._heard.setdefault(source, _Heard())
            if heard.due_s <= now_s:
                heard.due_s = now_s + source.poll_s
                self._hear(source, heard)
        for gone in set(self._heard) - set(sources):
            del self._heard[gone]
        return self._lay(sources, now_s)

    def _sources(self) -> tuple[RealtimeSource, ...]:
        """The sources as the data folder names them; those before where it cannot be read."""
        try:
            sources = read_sources(self._data)
        except NavetteError as fault:
            if str(fault) != self._told:
                say_fault(fault)
            self._told = str(fault)
            return tuple(self._heard)
        self._told = ""
        return sources

    def _hear(self, source: RealtimeSource, heard: _Heard) -> None:
        heard.problem = ""
        for address in source.addresses:
            try:
                fetched = fetch(address, self._data)
            except FeedError as fault:
                heard.problem = fault.message
                continue
            message = read_message(fetched.content, source.tag)
            if message.usable:
                heard.messages[address] = message
                heard.received_s = max(heard.received_s, fetched.received_s)
            else:
                heard.problem = next((note.message for note in message.notices), "unreadable")
        if source.boards is not None:
            self._hear_boards(source.boards, heard)

    def _hear_boards(self, boards: Boards, heard: _Heard) -> None:
        try:
            message, problem = fetch_boards(boards)
        except FeedError as fault:
            heard.problem = fault.message
            return
        heard.problem = problem or heard.problem
        heard.messages[boards.address] = message
        heard.received_s = max(heard.received_s, message.time_s)

    def _lay(self, sources: tuple[RealtimeSource, ...], now_s: int) -> bool:
        ground = self._state.world.network.ground
        if not sources:
            return self._clear(ground)
        inputs = [
            SourceInput(
                tag=source.tag,
                messages=tuple(self._heard[source].messages.values()),
                max_age_s=source.max_age_s,
                received_s=self._heard[source].received_s,
                problem=self._heard[source].problem,
            )
            for source in sources
        ]
        version = version_of(ground, inputs, now_s)
        if self._laid == (version, ground) and self._state.world.network.overlay is not None:
            return False
        live = under(make_overlay(ground, inputs, now_s))
        _warm(live, now_s)
        self._laid = version, ground
        return self._state.lay_over(live)

    def _clear(self, ground: Network) -> bool:
        """Takes the overlay away when no source is named any more."""
        if self._state.world.network.overlay is None:
            return False
        self._laid = "", None
        return self._state.lay_over(ground)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:  # noqa: BLE001 - whatever a message does, the site goes on
                _log.warning("realtime of %s was not taken over", FILE, exc_info=True)
            if self._done.wait(self._look_every_s):
                return


def _warm(live: Network, now_s: int) -> None:
    """Lays out the day of those who travel now, so that no question waits for it."""
    for reverse in (False, True):
        view_of(live, now_s, _WINDOW_S + MAX_DURATION_S, reverse=reverse)
