"""Links between trips whose riders may stay on board: any links in, a bounded set of them out.

Vehicles part and join (a train in two halves), so a trip may have several followers. The search
lays every way through them side by side (routing/day_calls.py); their number grows with every
parting, and a feed that links everything with everything must not exhaust it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.timetable import InSeat

MAX_WAYS = 64
"""Ways through one trip, from where its vehicles come from to where they end."""


class Link(NamedTuple):
    """Riders of one trip may stay on board while it becomes another; see routing.timetable."""

    before: int
    after: int
    next_day: bool
    by_block: bool


def as_arrays(links: Iterable[Link]) -> InSeat:
    """The links as the timetable keeps them."""
    table = np.array(list(links), dtype=np.int32).reshape(-1, 4).T
    return InSeat(*table[:2].copy(), *table[2:].astype(np.uint8))


def bounded(links: Iterable[Link], leaves_s: NDArray[np.int32]) -> list[Link]:
    """The links, each once and forward in time, without more than MAX_WAYS ways through a trip.

    A trip with more keeps one follower and one forerunner, the nearest. A link into the next day
    is kept where nothing parts or joins. `leaves_s` are the trips' first departures.
    """
    ranks = np.lexsort((np.arange(len(leaves_s)), leaves_s)).argsort().tolist()
    rows = sorted(set(links), key=lambda link: (link.before, ranks[link.after], link))
    today = [link for link in rows if not link.next_day and ranks[link.before] < ranks[link.after]]
    ways = _ways(today, ranks)
    crowded = {trip for trip, count in ways.items() if count > MAX_WAYS}
    today = _single(today, crowded)
    ways = _ways(today, ranks)
    parting = {trip for trip, count in ways.items() if count > 1}
    follows = {link.before for link in today}
    led = {link.after for link in today}
    overnight = [
        link
        for link in rows
        if link.next_day
        and not {link.before, link.after} & parting
        and link.before not in follows
        and link.after not in led
    ]
    return sorted(today + _single(overnight, {link.before for link in overnight}))


def _single(links: list[Link], trips: set[int]) -> list[Link]:
    """The links; of those that touch one of the trips, one from and one to each trip."""
    follows: set[int] = set()
    led: set[int] = set()
    kept = []
    for link in links:
        if link.before in trips or link.after in trips:
            if link.before in follows or link.after in led:
                continue
            follows.add(link.before)
            led.add(link.after)
        kept.append(link)
    return kept


def _ways(links: list[Link], ranks: list[int]) -> dict[int, int]:
    """Through every linked trip, how many ways from a first one to a last one lead."""
    followers: dict[int, list[int]] = defaultdict(list)
    forerunners: dict[int, list[int]] = defaultdict(list)
    for link in links:
        followers[link.before].append(link.after)
        forerunners[link.after].append(link.before)
    in_order = sorted({*followers, *forerunners}, key=ranks.__getitem__)
    ahead: Counter[int] = Counter()
    behind: Counter[int] = Counter()
    for counted, neighbours, trips in (
        (behind, forerunners, in_order),
        (ahead, followers, in_order[::-1]),
    ):
        for trip in trips:
            total = sum(counted[other] for other in neighbours.get(trip, ())) or 1
            counted[trip] = min(total, MAX_WAYS + 1)
    return {trip: ahead[trip] * behind[trip] for trip in in_order}
