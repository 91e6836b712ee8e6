"""What a process holds while nothing is in hand: turns in, figures out.

Searches take tens of megabytes for a moment, so memory that is looked at in the midst of them says
little. A process that is asked without a pause still rests for moments; what it holds then grows
with time only where something is forgotten to be let go. What searches keep for the next ones is
bounded and told by itself, as it goes up and down.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.arenas import in_use_bytes
from routing.held import held_bytes
from web.operations.metrics import note_held
from web.operations.turns import Turns

LOOK_EVERY_S = 5.0
LONGEST_WAIT_S = 4.0
"""So long a look waits for a moment of rest; under a flood there is none."""
STEP_S = 0.002

Note = Callable[[int, int, int], None]


@contextmanager
def telling_what_is_held(
    turns: Turns, note: Note = note_held, every_s: float = LOOK_EVERY_S
) -> Iterator[None]:
    """Notes in a rhythm what this process holds at rest while the body runs."""
    done = threading.Event()

    def run() -> None:
        while not done.wait(every_s):
            if _rests(turns):
                in_use, searches = in_use_bytes(), held_bytes()
                if in_use is not None and not turns.running:
                    note(searches, in_use - searches, sys.getallocatedblocks())

    threading.Thread(target=run, name="tell what is held", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _rests(turns: Turns) -> bool:
    """Whether a moment came at which nothing was in hand; it is now."""
    until_s = time.monotonic() + LONGEST_WAIT_S
    while turns.running and time.monotonic() < until_s:
        time.sleep(STEP_S)
    return not turns.running
