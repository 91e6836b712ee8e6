"""A site in a process of its own: a data folder in, its address out while it is needed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving(
    data: Path, *options: str, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The site over a folder, as `serve` runs it: its address and its first process.

    Errors: RuntimeError with what it said where it never starts.
    """
    words = [sys.executable, "app.py", "serve", "--data", str(data), "--port", "0", *options]
    told = {**os.environ, **(settings or {})}
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=told) as process:
        said: list[str] = []
        try:
            for line in process.stderr or ():
                said.append(line)
                found = re.search(r"Navette is at (\S+)", line)
                if found:
                    yield found.group(1), process
                    break
            else:
                raise RuntimeError("it never started: " + "".join(said))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
