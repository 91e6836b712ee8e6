"""When to drive off: two points and a span of time in, what each quarter of an hour would cost out.

Every departure has the fastest way of its own and four arrivals: P10, P50 and P90 of the forecast
along that way, and P80, by which four in five arrive. P80 is read off between P50 and P90 as if
lateness there were distributed normally.
"""

from __future__ import annotations

from typing import NamedTuple

from routing.congestion import Congestion
from routing.driving import Drive, drive, repeat_drive
from routing.network import Network
from routing.requests import Endpoint

STEP_S = 900
MINUTE_S = 60
SHARE_80 = 0.8416 / 1.2816
"""How far the normal distribution's P80 lies on the way from its P50 to its P90."""
AS_GOOD_S, AS_GOOD_SHARE = 120, 0.05
"""A departure is as good as the best where it takes no longer than by these."""
MAX_AHEAD_S = 4 * 3600
"""The longest drive for which a latest departure is looked for."""


class Departure(NamedTuple):
    """A departure and when one then arrives. UTC seconds."""

    depart_s: int
    p10_s: int
    p50_s: int
    p80_s: int
    p90_s: int

    @property
    def duration_s(self) -> int:
        """How long the drive takes at P50."""
        return self.p50_s - self.depart_s


class Window(NamedTuple):
    """The departures around the quickest that are as good, the first and the last."""

    first: Departure
    last: Departure
    best: Departure


def departures(
    network: Network,
    origin: Endpoint,
    destination: Endpoint,
    from_s: int,
    to_s: int,
    congestion: Congestion | None,
) -> list[Departure]:
    """Every quarter of an hour from `from_s` to before `to_s`; empty where no road leads there."""
    found = (
        _departure(network, origin, destination, moment_s, congestion)
        for moment_s in range(from_s, to_s, STEP_S)
    )
    return [each for each in found if each is not None]


def best_window(told: list[Departure]) -> Window | None:
    """The longest run of departures around the quickest that are as good; None without any."""
    if not told:
        return None
    best = min(range(len(told)), key=lambda at: (told[at].duration_s, at))
    limit_s = told[best].duration_s + max(AS_GOOD_S, AS_GOOD_SHARE * told[best].duration_s)
    first = last = best
    while first > 0 and told[first - 1].duration_s <= limit_s:
        first -= 1
    while last + 1 < len(told) and told[last + 1].duration_s <= limit_s:
        last += 1
    return Window(told[first], told[last], told[best])


def latest_departure(
    network: Network,
    origin: Endpoint,
    destination: Endpoint,
    arrive_by_s: int,
    congestion: Congestion | None,
) -> Departure | None:
    """The last departure, by the minute, with which four in five arrive by a moment.

    None where no road leads there, or none within MAX_AHEAD_S does.
    """
    step = STEP_S
    moment_s = arrive_by_s
    found: Departure | None = None
    while arrive_by_s - moment_s <= MAX_AHEAD_S:
        each = _departure(network, origin, destination, moment_s, congestion)
        if each is None:
            return None
        if each.p80_s <= arrive_by_s:
            found = each
            if step == MINUTE_S:
                break
            moment_s += step - MINUTE_S  # between this quarter and the one before it
            step = MINUTE_S
            continue
        moment_s -= step
    return found


def _departure(
    network: Network,
    origin: Endpoint,
    destination: Endpoint,
    moment_s: int,
    congestion: Congestion | None,
) -> Departure | None:
    way = drive(network, origin, destination, moment_s, congestion=congestion)
    if way is None:
        return None
    early, late = _spread(network, way, congestion)
    middle = way.arrive_s
    return Departure(
        depart_s=moment_s,
        p10_s=round(early),
        p50_s=round(middle),
        p80_s=round(middle + SHARE_80 * (late - middle)),
        p90_s=round(late),
    )


def _spread(network: Network, way: Drive, congestion: Congestion | None) -> tuple[float, float]:
    if congestion is None:
        return way.arrive_s, way.arrive_s
    early = repeat_drive(network, way, congestion, "p10")
    late = repeat_drive(network, way, congestion, "p90")
    return min(early, way.arrive_s), max(late, way.arrive_s)
