"""Freed memory is not kept in a pool a thread."""

from __future__ import annotations

import platform
import subprocess
import sys

CODE = """
import threading
from core.arenas import keep_few_arenas
assert keep_few_arenas() is {takes}
pieces = [threading.Thread(target=lambda: bytearray(1 << 20)) for _ in range(8)]
[each.start() for each in pieces]
[each.join() for each in pieces]
"""


def test_the_allocator_takes_it_where_it_has_such_pools() -> None:
    takes = platform.libc_ver()[0] == "glibc"
    code = CODE.format(takes=takes)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
