"""The edge of the command line: a command in, an exit code out, every foreseen fault one line.

What is in the tree of core/errors.py is said in one line on the error stream, a refused network in
one line a gate. What is not is a bug, and a bug shows its traceback.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from commands.text import plain
from core.errors import NavetteError, PublicationRefused

DONE = 0
AT_FAULT = 1
INTERRUPTED = 130


def run_at_edge(command: Callable[[], int]) -> int:
    """Runs a command and returns its exit code: 0 done, 1 a fault was named, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of another alphabet is no fault
    try:
        code = command()
        sys.stdout.flush()
    except NavetteError as exc:
        say_fault(exc)
        return AT_FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return DONE
    return code


def say_fault(fault: NavetteError) -> None:
    """Says a fault on the error stream, in one line; a refused network in one line a gate."""
    lines: tuple[str, ...] = (str(fault),)
    if isinstance(fault, PublicationRefused):
        lines = (
            *(f"not put into service: {failure}" for failure in fault.failures),
            "the network in service stays; `feeds build --force` publishes the new one anyway",
        )
    for line in lines:
        print(f"navette: {' '.join(plain(line).split())}", file=sys.stderr)


def _forget_stdout() -> None:
    """The reader has gone (`| head`); what is still buffered must not raise once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
