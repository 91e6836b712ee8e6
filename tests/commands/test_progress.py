"""Progress on a terminal and in a file."""

from __future__ import annotations

import io
import re

from commands.progress import TerminalProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_file_gets_each_step_once_with_seconds() -> None:
    out = io.StringIO()
    with TerminalProgress(out) as progress:
        progress("reading stops")
        for share in (0.1, 0.5, 1.0):
            progress("reading stop_times", share)
    assert re.sub(r"\d+\.\d s", "N s", out.getvalue()).splitlines() == [
        "   N s  reading stops",
        "   N s  reading stop_times",
    ]


def test_terminal_sees_the_share_and_keeps_one_line_a_step() -> None:
    out = Terminal()
    with TerminalProgress(out) as progress:
        progress("reading stops", 0.0)
        progress("writing the snapshot", 0.25)
    drawn = out.getvalue()
    assert "reading stops   0%\n" in drawn
    assert drawn.endswith("writing the snapshot  25%\n")


def test_reporter_that_was_told_nothing_prints_nothing() -> None:
    out = Terminal()
    with TerminalProgress(out):
        pass
    assert out.getvalue() == ""
