"""Congestion on the road: a RoadSpeeds overlay in, seconds on links and CorridorEffects out.

The ratio of a quarter-hour is taken as a speed: a car that is on a link when the quarter-hour ends
does the rest of it at the next one's speed. So nobody who enters a link later leaves it earlier,
which is what lets Dijkstra's algorithm find the fastest way in a changing world.
Source: Ichoua, Gendreau, Potvin, Vehicle dispatching with time-dependent travel times, 2003.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from routing.itineraries import CorridorEffect
from routing.network import Network
from routing.roads import SLOT_S, RoadSpeeds

MODELLED = "model"
"""The basis of a forecast that no observation stands behind."""
Level = Literal["p10", "p50", "p90"]


@dataclass(frozen=True, slots=True)
class Congestion:
    """A RoadSpeeds overlay laid over the corridors of one network.

    `row_of[corridor]` is the corridor's row in the overlay, -1 where it has none.
    """

    roads: RoadSpeeds
    row_of: tuple[int, ...]

    @classmethod
    def over(cls, network: Network, roads: RoadSpeeds | None) -> Congestion | None:
        """The overlay over a network's corridors; None without an overlay."""
        if roads is None:
            return None
        rows = {corridor_id: row for row, corridor_id in enumerate(roads.corridor_ids)}
        return cls(roads, tuple(rows.get(name, -1) for name in network.corridors.id))

    def knows(self, corridor: int, moment_s: float) -> bool:
        """Whether there is a forecast for a corridor at a moment."""
        slot = (moment_s - self.roads.start_s) // SLOT_S
        return (
            corridor >= 0
            and self.row_of[corridor] >= 0
            and 0 <= slot < self.roads.ratio_p50.shape[1]
        )

    def travel_s(self, corridor: int, free_s: float, enter_s: float, level: Level = "p50") -> float:
        """Seconds on a link of a corridor for who enters it at `enter_s`."""
        ratios = self._ratios(corridor, level)
        return free_s if ratios is None else travel_s(ratios, self.roads.start_s, free_s, enter_s)

    def travel_back_s(self, corridor: int, free_s: float, leave_s: float) -> float:
        """Seconds on a link of a corridor for who leaves it at `leave_s`."""
        ratios = self._ratios(corridor, "p50")
        if ratios is None:
            return free_s
        end_s = self.roads.start_s + len(ratios) * SLOT_S
        return travel_s(ratios[::-1], -end_s, free_s, -leave_s)

    def effect(
        self,
        network: Network,
        corridor: int,
        enter_s: float,
        free_s: Sequence[float],
        *,
        applied: bool,
    ) -> CorridorEffect | None:
        """What the forecast adds to the links `free_s` driven one after the other from `enter_s`.

        None where there is no forecast for that moment.
        """
        if not self.knows(corridor, enter_s):
            return None
        row = self.row_of[corridor]
        delay_p90_s = self._delay_s(corridor, enter_s, free_s, "p90")
        events = self._events(row, enter_s, enter_s + sum(free_s) + delay_p90_s)
        return CorridorEffect(
            corridor_id=network.corridors.id[corridor],
            name=network.corridors.name[corridor],
            enter_s=round(enter_s),
            delay_p10_s=self._delay_s(corridor, enter_s, free_s, "p10"),
            delay_p50_s=self._delay_s(corridor, enter_s, free_s, "p50"),
            delay_p90_s=delay_p90_s,
            basis=MODELLED if events else self.roads.basis[row],
            issued_at_s=self.roads.issued_at_s,
            data_until_s=self.roads.data_until_s if self.roads.basis[row] != MODELLED else None,
            model=self.roads.events_model if events else self.roads.model[row],
            applied=applied,
            illustrative=self.roads.illustrative,
            events=events,
        )

    def _events(self, row: int, enter_s: float, leave_s: float) -> tuple[str, ...]:
        """The ids of the road events behind what a corridor costs from one moment to another."""
        if not self.roads.events:
            return ()
        start_s, name = self.roads.start_s, self.roads.corridor_ids[row]
        first, last = (math.floor((at - start_s) / SLOT_S) for at in (enter_s, leave_s))
        slots = (start_s + slot * SLOT_S for slot in range(first, last + 1))
        told = (self.roads.events.get((name, slot_s), ()) for slot_s in slots)
        return tuple(dict.fromkeys(event for ids in told for event in ids))

    def _delay_s(self, corridor: int, enter_s: float, free_s: Sequence[float], level: Level) -> int:
        moment = enter_s
        for link_s in free_s:
            moment += self.travel_s(corridor, link_s, moment, level)
        return round(moment - enter_s - sum(free_s))

    def _ratios(self, corridor: int, level: Level) -> NDArray[np.float32] | None:
        if corridor < 0 or self.row_of[corridor] < 0:
            return None
        table: NDArray[np.float32] = getattr(self.roads, f"ratio_{level}")
        row: NDArray[np.float32] = table[self.row_of[corridor]]
        return row


def travel_s(ratios: NDArray[np.float32], start_s: float, free_s: float, enter_s: float) -> float:
    """Seconds for a way of `free_s` at free flow, entered at `enter_s`.

    `ratios` (slots,) hold travel time over free-flow time from `start_s` on; elsewhere it is 1.
    """
    moment, left_s = enter_s, free_s
    slot = math.floor((enter_s - start_s) / SLOT_S)
    while True:
        ratio = float(ratios[slot]) if 0 <= slot < len(ratios) else 1.0
        slot_end_s = start_s + (slot + 1) * SLOT_S
        if moment + left_s * ratio <= slot_end_s:
            return moment + left_s * ratio - enter_s
        left_s -= (slot_end_s - moment) / ratio
        moment = slot_end_s
        slot += 1
