"""What can be asked of the router: a JourneyRequest, made by the web and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from routing.budget import MAX_LANES

MAX_WINDOW_S = 24 * 3600
MAX_DURATION_S = 24 * 3600
MAX_TRANSFERS = 12
DEFAULT_WALK_MPS = 1.2
DEFAULT_BIKE_MPS = 4.2
MAX_ITINERARIES = 50
TRANSFER_FACTOR = (1.0, 10.0)
"""Who is slower than others needs more time to change; less would promise what cannot be kept."""

ACCESS_MODES = ("WALK", "BIKE", "CAR_PARKING", "CAR_DROPOFF")
"""How one may get to the first ride."""
EGRESS_MODES = ("WALK", "BIKE")
"""How one may get on from the last ride."""
TRANSIT_MODES = (
    "TRAM", "SUBWAY", "RAIL", "SUBURBAN", "BUS", "COACH", "FERRY", "AERIAL_LIFT", "FUNICULAR",
    "OTHER", "RIDE_SHARING",
)  # fmt: skip

MAX_VIAS = 2
MAX_LEG_ALTERNATIVES = 10
MAX_STAY_S = 12 * 3600
CRITERIA = ("FARE", "EMISSION", "WALK", "CROWDING", "RELIABILITY")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a journey starts or ends: a place of the network, or a point with a name.

    `stop_id` is the scoped id of any stop of the place; then all stops of the place count.
    """

    lat: float
    lon: float
    name: str = ""
    stop_id: str | None = None


@dataclass(frozen=True, slots=True)
class Via:
    """A place on the way: the scoped id of any of its stops, and the least seconds to spend there.

    With 0 seconds it is enough to pass it in a vehicle that calls there.
    """

    stop_id: str
    stay_s: int = 0


@dataclass(frozen=True, slots=True)
class JourneyRequest:
    """One question to the router. Times are UTC seconds, durations seconds.

    `time_s` is the earliest departure, or with `arrive_by` the latest arrival. The window reaches
    `window_s` later (or earlier) from there.
    """

    origin: Endpoint
    destination: Endpoint
    time_s: int
    arrive_by: bool = False
    window_s: int = 7200
    least_itineraries: int = 0
    """The window grows until it holds so many, up to `max_window_s`."""
    max_window_s: int = MAX_WINDOW_S
    turned: bool = False
    """Whether the window lies on the other side of `time_s`, as that of the page before does."""
    max_transfers: int = 7
    max_duration_s: int = MAX_DURATION_S
    transit_modes: frozenset[str] | None = None
    """None: every mode; empty: no transit at all."""
    access_modes: tuple[str, ...] = ("WALK",)
    """How one may get to the first ride: on foot, by bicycle, by car to a park-and-ride site, or
    driven to a stop by somebody else."""
    egress_modes: tuple[str, ...] = ("WALK",)
    """How one may get on from the last ride; by bicycle where it has come along (`bikes`)."""
    direct_modes: tuple[str, ...] = ("WALK", "CAR")
    max_access_s: int = 1200
    """Longest walk at either end, unless the origin or destination is a stop."""
    max_direct_s: int = 1800
    """Longest direct walk or ride that is offered beside transit."""
    walk_mps: float = DEFAULT_WALK_MPS
    bike_mps: float = DEFAULT_BIKE_MPS
    min_transfer_s: int = 0
    extra_transfer_s: int = 0
    transfer_factor: float = 1
    """Changes take so many times as long as the feeds and the distances say."""
    bikes: bool = False
    """Whether a bicycle comes along: only vehicles that take it."""
    wheelchair: bool = False
    """Whether vehicles and stops that a wheelchair cannot use are left out."""
    avoid_lines: frozenset[str] = frozenset()
    """Ids or names of lines that are not ridden."""
    avoid_agencies: frozenset[str] = frozenset()
    avoid_stops: frozenset[str] = frozenset()
    """Ids of stops at whose places one neither boards nor alights."""
    leg_alternatives: int = 0
    """How many other rides to tell in place of each."""
    vias: tuple[Via, ...] = ()
    """Places to visit by transit, in this order."""
    criteria: tuple[str, ...] = ()
    """Besides departure, arrival and changes, what else may make an itinerary worth taking."""
    max_itineraries: int = MAX_ITINERARIES
    max_lanes: int = MAX_LANES
    """Work after which the answer is what was found until then (routing/budget.py)."""
