"""Whether this process is to stop: told once by whoever runs it, heard by who would go on long."""

from __future__ import annotations

import threading

_TOLD = threading.Event()


def tell() -> None:
    """This process is to stop."""
    _TOLD.set()


def wait(seconds: float) -> bool:
    """Waits so long, or until the process is to stop; whether it is."""
    return _TOLD.wait(seconds)
