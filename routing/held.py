"""What searches keep for the next ones: nothing in, bytes out.

The arrays of days and the kernels' memory are bounded in number, not in size, so what a process
holds goes up and down with which of them it keeps.
"""

from __future__ import annotations

from core.array_bytes import array_bytes
from routing import memory, window_scan
from routing.views import kept_views


def held_bytes() -> int:
    """Of all networks that are in memory; what lies in files does not count."""
    return array_bytes([*kept_views(), *memory.free_memory(), *window_scan.free_memory()])
