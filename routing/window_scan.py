"""All departures of a window searched at once: sources and a window in, rows of arrivals out.

The kernel's memory (routing/kernels/window.py) is lent to one search at a time. A row holds as many
departures as a window has, up to MOST_DEPARTURES; longer windows are searched block by block.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core import deadline
from routing.decoding import Stops
from routing.kernels.window import Departures, Rows, clean_rows, scan_departures
from routing.network import Network
from routing.regions import REGIONS
from routing.views import Ways, view_of

MOST_DEPARTURES = 240
KEPT = 4
"""So much memory is kept for the next searches; more are rarely under way at once."""

Ints = NDArray[np.int32]

_lock = threading.Lock()
_free: list[_Memory] = []


class Block(NamedTuple):
    """Some departures of a window, searched: what the kernels that read the rows need.

    Shapes: source_stop, source_s (sources,).
    """

    rows: Rows
    ways: Ways
    source_stop: Ints
    source_s: Ints
    departures: Departures


@dataclass(slots=True)
class _Memory:
    """Memory for networks of some stops and hops; tables are cut to the departures of a search."""

    stops: int
    hops: int
    tables: NDArray[np.int32]
    whole: Rows

    def rows(self, departures: int) -> Rows:
        """The memory as rows of so many departures."""
        arrived, ready = (
            table[: self.stops * departures].reshape(self.stops, departures)
            for table in self.tables
        )
        return self.whole._replace(arrived=arrived, ready=ready)


def search_blocks(
    network: Network, sources: Stops, moments: range, longest_s: int
) -> Iterator[Block]:
    """The departures at some moments, as many at a time as there is memory for.

    Each block is good until the next is asked for. Units: UTC seconds, seconds.
    Errors: Busy where the answer is due before a block is begun.
    """
    stop = np.fromiter(sources.keys(), dtype=np.int32, count=len(sources))
    seconds = np.fromiter(sources.values(), dtype=np.int32, count=len(sources))
    for at in range(0, len(moments), MOST_DEPARTURES):
        deadline.check()
        block = moments[at : at + MOST_DEPARTURES]
        view = view_of(network, block[0], block[-1] - block[0] + longest_s)
        departures = Departures(block[0] - view.day.base_s, block.step, len(block), longest_s)
        hops = view.connections
        with _borrowed(len(view.lat), len(hops.run), len(block)) as rows:
            scan_departures(hops, view.hops_before, view.ways, stop, seconds, departures, rows)
            yield Block(rows, view.ways, stop, seconds, departures)


@contextmanager
def _borrowed(stops: int, hops: int, departures: int) -> Iterator[Rows]:
    """Clean rows, nobody else's until they are given back; after a fault nobody's at all."""
    memory = _find_free(stops, hops, departures) or _allocate(stops, hops, departures)
    rows = memory.rows(departures)
    yield rows
    clean_rows(rows)
    with _lock:
        _free.append(memory)
        del _free[:-KEPT]


def free_memory() -> list[_Memory]:
    """What is kept for the next searches."""
    with _lock:
        return list(_free)


def _find_free(stops: int, hops: int, departures: int) -> _Memory | None:
    """Memory that fits and nobody uses, the last used first."""
    with _lock:
        for at in range(len(_free) - 1, -1, -1):
            memory = _free[at]
            room = memory.tables.shape[1] >= stops * departures
            if memory.stops == stops and memory.hops >= hops and room:
                return _free.pop(at)
    return None


def _allocate(stops: int, hops: int, departures: int) -> _Memory:
    """Memory of that size; what is never touched takes none."""
    tables = np.empty((2, stops * departures), dtype=np.int32)
    upto, touched = np.empty((2, stops), dtype=np.int32)
    whole = Rows(
        arrived=tables[:1],
        ready=tables[1:],
        upto=upto,
        rider=np.empty(hops, dtype=np.int32),
        touched=touched,
        mark=np.zeros(stops, dtype=np.uint8),
        touched_n=np.zeros(1, dtype=np.int64),
        since=np.empty(REGIONS, dtype=np.int32),
    )
    return _Memory(stops, hops, tables, whole)
