"""Arrivals everywhere: the first rides of one departure in, arrivals at all stops by rides out.

The rounds are those of the Pareto search (routing/kernels/raptor.py), with no target to bound them.
"""

from __future__ import annotations

from numba import njit

from routing.kernels.labels import NEVER, clean
from routing.kernels.raptor import search_range


@njit(cache=True, nogil=True)
def everywhere(
    day, transfers_start, transfers_to, transfers_s, change_s, seeds, rounds, bounds, w, arrived
):  # fmt: skip
    """Arrivals by rides of one departure at all stops, as `Workspace.arrived` has them."""
    ways = (transfers_start, transfers_to, transfers_s, change_s)
    w.left[:] = 0
    w.rides[:] = 0
    w.best[: rounds + 1] = NEVER
    search_range(day, ways, seeds, rounds, bounds, 0, 0, w)
    arrived[:, : rounds + 1] = w.arrived[:, : rounds + 1]
    clean(w)
