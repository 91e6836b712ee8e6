"""The versions of the MOTIS API: what differs between the paths, one property per difference.

| since | what changed |
|---|---|
| v2 | polylines have six decimals, not seven |
| v3 | `maxTransfers` counts changes; before, it counted rides, so 0 meant no transit |
| v4 | `displayName` is what riders are shown; before, `routeShortName` was |
| v5 | METRO is called SUBURBAN, AREAL_LIFT is called AERIAL_LIFT |
| v6 | `level` is left out where it is unknown; before, it was 0 |
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the API and what it expects."""

    number: int

    @property
    def polyline_precision(self) -> int:
        """Decimals of encoded coordinates."""
        return 7 if self.number < 2 else 6

    @property
    def counts_rides(self) -> bool:
        """Whether `maxTransfers` counts rides instead of changes."""
        return self.number < 3

    @property
    def shows_short_name(self) -> bool:
        """Whether `routeShortName` is what riders are shown."""
        return self.number < 4

    @property
    def has_old_modes(self) -> bool:
        """Whether suburban trains are METRO and aerial lifts AREAL_LIFT."""
        return self.number < 5

    @property
    def always_has_level(self) -> bool:
        """Whether a place without a known level gets level 0."""
        return self.number < 6


LATEST = Version(6)
EXPERIMENTAL = 0
"""What stands in PATHS for a path that has no version yet: `/api/experimental/...`."""
PATHS: dict[str, tuple[int, ...]] = {
    "plan": (1, 2, 3, 4, 5, 6),
    "stoptimes": (1, 4, 5, 6),
    "trip": (1, 2, 4, 5, 6),
    "map/trips": (1, 4, 5, 6),
    "map/stops": (1, 6),
    "stop": (6,),
    "refresh-itinerary": (6,),
    "geocode": (1,),
    "reverse-geocode": (1,),
    "map/initial": (1,),
    "map/levels": (1,),
    "health": (1,),
    "one-to-all": (1, 6),
    "one-to-many": (1,),
    "one-to-many-intermodal": (EXPERIMENTAL,),
    "rentals": (1,),
}
"""Which versions of which paths are served."""
ALSO_POST = frozenset(
    {
        "plan", "stoptimes", "refresh-itinerary", "geocode", "reverse-geocode", "one-to-many",
        "one-to-many-intermodal", "rentals",
    }
)  # fmt: skip
"""Paths that may be asked by POST too, in their newest version: places stay out of addresses."""
POST_IN_EVERY_VERSION = frozenset({"one-to-all"})


def folder_of(number: int) -> str:
    """The part of an address that tells the version."""
    return "experimental" if number == EXPERIMENTAL else f"v{number}"


def methods_of(path: str, number: int) -> list[str]:
    """The methods of one version of a path."""
    is_newest = number == max(PATHS[path])
    also_post = path in POST_IN_EVERY_VERSION or (path in ALSO_POST and is_newest)
    return ["GET", "POST"] if also_post else ["GET"]
