"""A run followed: its row in, server-sent events out until it has ended.

`progress` whenever something changes, `done` once at the end, whatever the end is; a comment now
and then keeps the connection. A process that is to stop ends its streams at once, and browsers open
the next one by themselves, at another process.

Source: the WHATWG HTML standard, section server-sent events.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import orjson
from flask import Response

from core import stopping
from core.errors import Busy, NavetteError
from planning.runs.desk import Desk
from planning.runs.records import RunRecord
from web.scenario_json import run_json

MEDIA = "text/event-stream"
LOOK_EVERY_S = 0.5
QUIET_S = 15.0
"""After so long without news a comment is sent."""
MOST_S = 600.0
"""A stream ends then; browsers open the next by themselves."""
RETRY_S = 10


class Streams:
    """The streams that are open in this process, which are bounded."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def follow(self, run: RunRecord, desk: Desk) -> Response:
        """The events of a run. Errors: Busy where too many are followed."""
        if not self._free.acquire(blocking=False):
            raise Busy("too many runs are being followed", RETRY_S)
        response = Response(_events(run, desk), mimetype=MEDIA)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(self._free.release)
        return response


def _events(run: RunRecord, desk: Desk) -> Iterator[bytes]:
    began_s = said_s = time.monotonic()
    told = b""
    while True:
        data = orjson.dumps(run_json(run, desk))
        name = b"done" if run.has_ended else b"progress"
        now_s = time.monotonic()
        if data != told:
            yield b"event: " + name + b"\ndata: " + data + b"\n\n"
            told, said_s = data, now_s
        elif now_s - said_s >= QUIET_S:
            yield b": still here\n\n"
            said_s = now_s
        if run.has_ended or now_s - began_s >= MOST_S:
            return
        if stopping.wait(LOOK_EVERY_S):
            return
        try:
            run = desk.run(run.scenario_id, run.id)
        except NavetteError:  # deleted, or the store is away: whoever follows asks again
            return
