"""Vehicles: the positions of a message in, the state of the vehicle of each run out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feeds.realtime.messages import TripUpdate, VehiclePosition
from routing.network import Network
from routing.overlay import Run, Said, VehicleState
from routing.realtime.by_id import find_run


@dataclass(slots=True)
class VehicleBook:
    """Vehicles collected so far, by the published run they serve."""

    ground: Network
    states: dict[Run, VehicleState] = field(default_factory=dict)

    def take(
        self,
        tag: str,
        positions: Sequence[VehiclePosition],
        said_s: int,
        meant: Mapping[tuple[str, str], Run],
    ) -> int:
        """Notes the vehicles of a message; returns how many of them serve a known run.

        `meant` are the runs that the same source's trip ids were found to mean.
        """
        matched = 0
        for position in positions:
            at_s = min(position.time_s or said_s, said_s)
            run = meant.get((tag, position.trip.trip_id))
            if run is None:
                run = find_run(self.ground, tag, TripUpdate(position.trip), at_s)
            if run is None:
                continue
            matched += 1
            known = self.states.get(run)
            if known is None or known.said.at_s < at_s:
                self.states[run] = _state(position, Said(tag, at_s))
        return matched


def _state(position: VehiclePosition, said: Said) -> VehicleState:
    return VehicleState(
        said=said,
        lat=position.lat,
        lon=position.lon,
        bearing=position.bearing,
        status=position.status,
        occupancy=position.occupancy,
        occupancy_percent=position.occupancy_percent,
    )
