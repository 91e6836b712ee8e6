"""Progress on a terminal: sentences and shares in, one line a step with its time out.

Lines go to the error stream, so that standard output holds answers alone. A terminal sees the
share of the running step; a file or pipe gets each step once.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

_REDRAW_S = 0.1
_CLEAR_LINE = "\r\x1b[2K"


class TerminalProgress:
    """A core.progress.Progress that prints `  3.2 s  reading stop_times`.

    The seconds count from the reporter's making. Used as a context it ends its last line.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._redraws = self._out.isatty()
        self._start = time.monotonic()
        self._step = ""
        self._drawn = 0.0

    def __call__(self, doing: str, share: float | None = None) -> None:
        """Notes that this is being done now, and how much of it is."""
        now = time.monotonic()
        is_new = doing != self._step
        if not is_new and not (self._redraws and now - self._drawn >= _REDRAW_S):
            return
        percent = f" {share:4.0%}" if share is not None and self._redraws else ""
        line = f"{now - self._start:6.1f} s  {doing}{percent}"
        if self._redraws:
            end_last = "\n" if is_new and self._step else ""
            self._out.write(f"{end_last}{_CLEAR_LINE}{line}")
        else:
            self._out.write(f"{line}\n")
        self._out.flush()
        self._step, self._drawn = doing, now

    def say(self, sentence: str) -> None:
        """A sentence on a line of its own, before the work goes on."""
        self.close()
        self._out.write(f"{time.monotonic() - self._start:6.1f} s  {sentence}\n")
        self._out.flush()

    def close(self) -> None:
        """Ends the line that is being redrawn."""
        if self._redraws and self._step:
            self._out.write("\n")
            self._out.flush()
        self._step = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
