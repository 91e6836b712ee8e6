"""Kernels compiled beside a first start: a folder with its network in service in, a warm cache out.

To compile takes a minute or two of one core, to open the data set that the program brings most of
a minute. So where no kernel was compiled yet, helper processes compile one part each meanwhile, and
who opens the site finds them in the cache of numba. A helper that fails does no harm: what it
leaves undone is compiled where it is first wanted.

    python -m commands.compiling DIR PART...
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from commands.warming import CRITERIA, TRIPS, WINDOWS
from core.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
HELPERS = ((TRIPS,), (WINDOWS, CRITERIA))
"""The parts that each helper compiles, in this order."""
LONGEST_S = 900.0
"""A helper that takes longer is ended."""


@contextlib.contextmanager
def compiling_beside(data: Path, progress: Progress) -> Iterator[None]:
    """Helpers compile while the body runs; it ends when they have, or they end where it fails.

    `data` is a resolved data folder whose network is in service.
    """
    from routing.kernels.kept import are_kept

    if are_kept():
        yield
        return
    with contextlib.ExitStack() as helpers:
        started = [helpers.enter_context(_helper(data, parts)) for parts in HELPERS]
        yield
        progress("compiling the search, on the first start only")
        end_s = time.monotonic() + LONGEST_S
        with contextlib.suppress(subprocess.TimeoutExpired):
            for each in started:
                each.wait(max(end_s - time.monotonic(), 0.0))


@contextlib.contextmanager
def _helper(data: Path, parts: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-m", "commands.compiling", str(data.resolve()), *parts]
    none = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=ROOT, stdin=none, stdout=none, stderr=none) as helper:  # noqa: S603 - this program
        try:
            yield helper
        finally:
            helper.kill()


def compile_parts(data: Path, parts: Sequence[str]) -> None:
    """Compiles parts of commands.warming by what is searched in the network in service."""
    from commands.datadir import territory_of
    from commands.network import network_in_service
    from commands.warming import warm
    from web.state import AppState, World

    warm(AppState(World.of(network_in_service(data), territory_of(data))), parts)


if __name__ == "__main__":
    compile_parts(Path(sys.argv[1]), sys.argv[2:])
