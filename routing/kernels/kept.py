"""Whether the cache of numba holds the kernels: nothing in, yes or no out."""

from __future__ import annotations

import sys
from pathlib import Path

from numba.core.dispatcher import Dispatcher

from routing.kernels.criteria import search_by_cost
from routing.kernels.raptor import fewest_first

SLOWEST = (fewest_first, search_by_cost)
"""Most of the time to compile goes into them and what they call."""


def are_kept() -> bool:
    """Whether the slowest kernels were compiled by this Python from sources that are ours."""
    return all(is_kept(kernel) for kernel in SLOWEST)


def is_kept(kernel: Dispatcher) -> bool:
    """Whether there is an index of a kernel that was written after its source."""
    code, folder = kernel.py_func.__code__, kernel.stats.cache_path
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    kept = Path(folder).glob(f"*.{code.co_name}-*.{version}*.nbi") if folder else ()
    return any(each.stat().st_mtime >= Path(code.co_filename).stat().st_mtime for each in kept)
