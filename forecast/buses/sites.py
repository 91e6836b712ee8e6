"""What corridors are called in the store of observations: by their own name, or as seen by buses.

What buses tell stands beside what the road's own stations tell, under a name that says so, and is
forecast only where the stations do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clock import DAY_S
from forecast.observations import Extent, ObservationStore

SUFFIX = "/buses"
RECENT_S = 28 * DAY_S
"""Stations that have told nothing for so long are not there; they are trusted after as long."""


def site_of_buses(corridor_id: str) -> str:
    """The site under which a corridor's travel times by buses are kept."""
    return f"{corridor_id}{SUFFIX}"


def corridor_of(site: str) -> str:
    """The corridor that a site of either kind speaks of."""
    return site.removesuffix(SUFFIX)


def seen_by_buses(
    store: ObservationStore, quantity: str, corridor_ids: Sequence[str], now_s: int
) -> NDArray[np.bool_]:
    """Of which corridors buses tell what the road itself does not.

    Shapes: (corridors,).
    """
    known = set(store.read_sites(quantity))
    seen = np.zeros(len(corridor_ids), dtype=np.bool_)
    for row, corridor in enumerate(corridor_ids):
        theirs = site_of_buses(corridor)
        if theirs not in known:
            continue
        own = store.read_extent(quantity, (corridor,), before_s=now_s + 1)
        seen[row] = not _is_measured(own, now_s)
    return seen


def _is_measured(own: Extent | None, now_s: int) -> bool:
    """Whether a corridor is measured on the road itself, now and long enough to be forecast."""
    if own is None:
        return False
    return own.last_s > now_s - RECENT_S and own.first_s <= now_s - RECENT_S
