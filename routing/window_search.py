"""Journeys of windows that grow: searches asked piece by piece in, each window's Pareto set out.

A window's set holds the journeys that no journey beats, be it of the window or beyond its end. So
the sets of neighbouring windows put together, without what the one beats of the other, are the set
of both: what was searched once is never searched again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.asked import journeys_asked_for
from routing.budget import Budget
from routing.decoding import Stops
from routing.journeys import Journey
from routing.network import Network
from routing.paging import moment_of, window_of
from routing.requests import JourneyRequest

LOOK_AHEAD_S = 2700
"""A window that may grow is searched so far at once: two searches cost more than a longer one."""


class WindowSearch:
    """The journeys of one question, window by window; each contains the one before.

    Windows hold departures from their start on and before their end; with `arrive_by`, arrivals
    after their start and up to their end.
    """

    def __init__(
        self,
        network: Network,
        request: JourneyRequest,
        ends: tuple[Stops, Stops],
        budget: Budget,
    ) -> None:
        self._network, self._request, self._budget = network, request, budget
        self._sources, self._targets = ends
        self._found: list[Journey] = []
        self._searched = 0, 0
        self._beyond: tuple[int, list[Journey]] | None = None

    def journeys(self, asked: JourneyRequest) -> list[Journey]:
        """Those of the window of `asked`, in order of departure, arrival and transfers."""
        if not asked.window_s:
            return _in_order(self._search(asked.time_s, 0))
        start_s, end_s = window_of(asked)
        self._reach(start_s, end_s)
        held = (each for each in self._settled() if start_s <= moment_of(each, asked) < end_s)
        return _in_order(held)

    def _reach(self, start_s: int, end_s: int) -> None:
        """Searches what was not searched of a window, and a good way ahead where it may grow."""
        if self._request.least_itineraries:
            ahead_s = min(LOOK_AHEAD_S, self._request.max_window_s)
            if self._request.arrive_by is not self._request.turned:
                start_s = min(start_s, end_s - ahead_s)
            else:
                end_s = max(end_s, start_s + ahead_s)
        first_s, last_s = self._searched
        if first_s == last_s:
            self._found, self._searched = self._piece(start_s, end_s), (start_s, end_s)
            return
        if start_s < first_s:
            self._join(self._piece(start_s, first_s), self._found)
        if last_s < end_s:
            self._join(self._found, self._piece(last_s, end_s))
        self._searched = min(start_s, first_s), max(end_s, last_s)

    def _join(self, earlier: list[Journey], later: list[Journey]) -> None:
        if self._request.arrive_by:
            later = self._unbeaten(later, earlier)
        else:
            earlier = self._unbeaten(earlier, later)
        self._found = earlier + later

    def _settled(self) -> list[Journey]:
        """Those that nothing beyond beats, on the side on which there are better ones.

        Who leaves at the window's end only to wait on the way for a later ride gains nothing, so
        what starts after it is asked too: for its best arrivals (mirrored: latest departures).
        """
        if not self._found:
            return []
        edge_s = self._searched[0 if self._request.arrive_by else 1]
        if self._beyond is None or self._beyond[0] != edge_s:
            self._beyond = edge_s, self._search(edge_s, 0)
        return self._unbeaten(self._found, self._beyond[1])

    def _unbeaten(self, journeys: Sequence[Journey], others: Sequence[Journey]) -> list[Journey]:
        """Those that none of the others beats, which all leave later (or arrive earlier)."""
        best: dict[int, Journey] = {}
        for other in others:
            rival = best.get(other.transfers)
            if rival is None or self._is_better(other, rival):
                best[other.transfers] = other
        return [mine for mine in journeys if not any(beats(each, mine) for each in best.values())]

    def _is_better(self, one: Journey, other: Journey) -> bool:
        if self._request.arrive_by:
            return one.departure_s > other.departure_s
        return one.arrival_s < other.arrival_s

    def _piece(self, start_s: int, end_s: int) -> list[Journey]:
        return self._search(end_s if self._request.arrive_by else start_s, end_s - start_s)

    def _search(self, time_s: int, window_s: int) -> list[Journey]:
        return journeys_asked_for(
            self._network, self._request, self._sources, self._targets, self._budget,
            time_s=time_s, window_s=window_s,
        )  # fmt: skip


def beats(one: Journey, other: Journey) -> bool:
    """Whether a journey leaves no earlier, arrives no later and changes no more often."""
    return (
        one.departure_s >= other.departure_s
        and one.arrival_s <= other.arrival_s
        and one.transfers <= other.transfers
    )


def _in_order(journeys: Iterable[Journey]) -> list[Journey]:
    return sorted(journeys, key=lambda each: (each.departure_s, each.arrival_s, each.transfers))
