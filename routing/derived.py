"""What is derived from a network once: a function of a network in, a remembering one out.

Indexes such as the k-d tree of stops cost milliseconds to build and belong to one network. They
are built at the first question and forgotten with their network, so a swapped snapshot leaves
nothing behind.
"""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from typing import TypeVar

from routing.network import Network

Made = TypeVar("Made")


def once_per_network(make: Callable[[Network], Made]) -> Callable[[Network], Made]:
    """`make`, called once for each network; what it makes must not hold the network itself."""
    kept: weakref.WeakKeyDictionary[Network, Made] = weakref.WeakKeyDictionary()
    lock = threading.Lock()

    @functools.wraps(make)
    def get(network: Network) -> Made:
        with lock:
            if network not in kept:
                kept[network] = make(network)
            return kept[network]

    return get


def once_per_ground(make: Callable[[Network], Made]) -> Callable[[Network], Made]:
    """As above, for what no realtime changes: made of the published network, shared by overlays."""
    remembered = once_per_network(make)

    @functools.wraps(make)
    def get(network: Network) -> Made:
        return remembered(network.ground)

    return get
