"""What the router answers: journeys in indices and seconds, before they get names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ride:
    """Trip `trip` of service day `day`, from call `board` to call `alight`.

    `board` and `alight` are positions in the trip's pattern; times are UTC seconds. `in_seat`:
    nobody boards, the vehicle of the ride before has become this trip.
    """

    departure_s: int
    arrival_s: int
    trip: int
    day: int
    board: int
    alight: int
    from_stop: int
    to_stop: int
    in_seat: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Journey:
    """Rides from an access stop to an egress stop.

    `departure_s` leaves the origin (access included), `arrival_s` reaches the destination (egress
    included). Between two rides lies the transfer from the one's to_stop to the next's from_stop,
    unless the next is `in_seat`.
    """

    departure_s: int
    arrival_s: int
    rides: tuple[Ride, ...]
    access_s: int
    egress_s: int

    @property
    def transfers(self) -> int:
        """Boardings minus one."""
        return sum(not ride.in_seat for ride in self.rides) - 1
