"""What a simulation finds: the types of its results, as they are written to files and shown.

All figures of riders are those of a working day unless a name says otherwise. `Range` holds the
low, central and high estimate of the parameter sheet's three levels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from planning.notes import Note
from planning.zones import Floats, Zones

if TYPE_CHECKING:
    from routing.areas import Outlines


class Range(NamedTuple):
    """Low, central and high."""

    low: float
    central: float
    high: float


class Change(NamedTuple):
    """Before and after."""

    before: float
    after: float

    @property
    def gain(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Segment:
    """Between two stops of a line, one direction, a quarter of an hour: the mean of its runs.

    `riders` are those of all runs of the quarter together, `seats` and `places` theirs.
    """

    from_stop: str
    to_stop: str
    direction: int
    from_s: int
    riders: float
    seats: float
    places: float


@dataclass(frozen=True, slots=True)
class LineFigures:
    """One new line: what it is, what it takes, what it carries."""

    name: str
    route_id: str
    color: str
    stops: tuple[tuple[str, float, float, str], ...]
    """Name, lat, lon, country, in order."""
    length_km: float
    length_by_country_km: dict[str, float]
    trips_a_day: int
    run_min: float
    speed_kmh: float
    layover_min: float
    cycle_min: float
    headway_min: float
    """The shortest of the day."""
    vehicles_by_formula: int
    vehicles_by_blocks: int
    vehicle_km_day: float
    vehicle_h_day: float
    days_a_year: int
    vehicle_km_year: float
    vehicle_h_year: float
    deadhead_km_year: float
    boardings_day: Range
    seats: float
    places: float
    fullest: Segment | None
    fullest_share: float
    """Riders over places on the fullest segment."""
    first_year_full: int | None
    first_year_full_says: Note | None
    segments: tuple[Segment, ...]
    operator_side: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class AccessRow:
    """What one zone can reach, before and after, at the median of the window."""

    zone: int
    jobs: dict[int, Change]
    """By cutoff in minutes (30, 45, 60), step decay."""
    jobs_p90: dict[int, Change]
    """Likewise, whenever one leaves but for the worst tenth of the minutes."""
    jobs_logistic: Change
    jobs_exponential: Change
    """Both at 45 minutes."""
    people: dict[int, Change]
    minutes_to_jobs: Change
    """Minutes to reach `Access.wanted_jobs`; inf where there are not so many."""


@dataclass(frozen=True, slots=True)
class Access:
    """Access of all zones, and how equally it is spread over people."""

    rows: tuple[AccessRow, ...]
    wanted_jobs: float
    gini: Change
    palma: Change
    """Both of jobs within 45 minutes, weighed by people."""


@dataclass(frozen=True, slots=True)
class AccessByCountry:
    """Jobs that the mean inhabitant of a country reaches in 45 minutes.

    `jobs` are those at the median of the departures, `jobs_p90` those of nine departures in ten.
    """

    country: str
    jobs: Change
    jobs_p90: Change


@dataclass(frozen=True, slots=True)
class Winner:
    """How the commuters of one commune, or one country, fare. Minutes saved are above 0."""

    name: str
    country: str
    commuters: float
    mean_min: float
    tenth_min: float
    """The tenth percentile: one in ten gains no more than this."""
    gaining: float
    losing: float
    """Commuters who gain, or lose, more than a minute."""


@dataclass(frozen=True, slots=True)
class People:
    """What commuters make of it."""

    commuters: float
    transit_share: Change
    riders_day: Change
    new_riders_day: Range
    """Riders of transit who did not ride before."""
    hours_saved_day: float
    """By the rule of half."""
    left_behind: Change
    by_commune: tuple[Winner, ...]
    by_country: tuple[Winner, ...]
    method: Note


@dataclass(frozen=True, slots=True)
class Queue:
    """A corridor before and after: worst wait and vehicle-hours queued on a working day."""

    corridor_id: str
    name: str
    cars_day: Change
    worst_wait_min: Change
    vehicle_hours: Change


@dataclass(frozen=True, slots=True)
class CarPark:
    """A new car park: cars that stand there, would stand there, and the people who came in them.

    `rode_before` are those of its users who rode already, and now drive to it.
    """

    name: str
    spaces: float
    cars_day: float
    wanted_day: float
    users_day: float
    rode_before: float


@dataclass(frozen=True, slots=True)
class Money:
    """Costs and what they buy. None where the scenario gives no unit cost: none is assumed."""

    cost_year: Range | None
    cost_per_boarding: Range | None
    split: dict[str, float]
    """Shares by country."""
    split_says: Note | None
    car_km_avoided_year: Range
    co2_service_t_year: Range
    co2_avoided_t_year: Range
    time_value_year: Range
    npv_with_time: Range | None
    npv_without_time: Range | None
    says: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Horizon:
    """One year: how many commute and ride, and how full the fullest segment of a line is."""

    year: int
    commuters: float
    riders_day: float
    fullest_share: float


@dataclass(frozen=True, slots=True)
class AreaPart:
    """`only_before`, `only_after` or `both`: an area, and the zones whose middle is in it."""

    part: str
    km2: float
    inhabitants: dict[str, float]
    jobs: dict[str, float]
    """Both by country."""
    outlines: Outlines


@dataclass(frozen=True, slots=True)
class Isochrone:
    """What is reached from a place in so many minutes, on foot and by transit.

    `percentile` is that of the window's minutes; who does not choose the minute gets the 50th.
    """

    place: str
    lat: float
    lon: float
    minutes: int
    percentile: float
    parts: tuple[AreaPart, ...]


@dataclass(frozen=True, slots=True)
class Swing:
    """A figure of the result with one parameter at its low and at its high, all others as they are.

    `figure` is riders_day or, without a new line, new_riders_day; cost_year, co2_saved_t_year or
    npv_with_time.
    """

    figure: str
    parameter: str
    at_low: float
    central: float
    at_high: float

    @property
    def span(self) -> float:
        """How far the parameter moves the figure."""
        reached = (self.at_low, self.central, self.at_high)
        return max(reached) - min(reached)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Which parameters move which figures: those that do, by figure, the widest span first.

    `varied` are all parameters that were tried; `whole` tells whether those are among them that
    need a simulation of their own.
    """

    swings: tuple[Swing, ...] = ()
    varied: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """All that one run has found.

    Shapes: minutes_before, minutes_after (zones, zones), the median of the peak's minutes, inf
    where nothing leads; commuters (zones, zones).
    """

    scenario_id: str
    scenario_name: str
    scenario_description: str
    base_version: str
    version: str
    day: str
    window: str
    zones: Zones
    minutes_before: Floats
    minutes_after: Floats
    commuters: Floats
    lines: tuple[LineFigures, ...]
    counted: tuple[tuple[str, float, float, float], ...]
    """Lines whose riders were counted: name, counted, simulated before, simulated after."""
    access: Access
    people: People
    roads: tuple[Queue, ...]
    money: Money
    horizons: tuple[Horizon, ...]
    notes: tuple[Note, ...]
    illustrative: bool
    car_parks: tuple[CarPark, ...] = ()
    isochrones: tuple[Isochrone, ...] = ()
    """Of each place by cutoff, in the order in which places were named."""
    sensitivity: Sensitivity = Sensitivity()
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each step took."""
