"""How much freed memory a process keeps: nothing in, the allocator told once.

glibc gives threads pools of their own, eight for every core, and a pool keeps what was freed in it.
A server with a thread for every connection then holds several times what any request needs.
"""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8
"""The number of glibc's option (mallopt, 3)."""
ARENAS = 2


def keep_few_arenas() -> bool:
    """Limits this process to ARENAS pools, as early as possible.

    Returns whether the allocator took it; one without such pools does not.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS))
    except (AttributeError, OSError):
        return False
