"""Travel times and counts on the corridors: published shapes in, a generated archive of a year out.

Every corridor and day has a seed of its own, so a day looks the same whenever it is made. What is
in it, because a forecast must cope with it: two wide peaks, Tuesday to Thursday worse than Monday
and Friday, free weekends, holidays that empty one side of the border alone, days that are bad
everywhere, queues that linger, incidents, and now and then a sensor that was silent. Where hourly
counts are published, vehicles are counted too: fewer of them when the road is jammed.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import day_number, from_local, get_zone, iso_utc
from feeds.demo.facts import CorridorPeak, Facts
from feeds.public_holidays import is_holiday
from feeds.territory import Territory

HISTORY_MONTHS = 12
"""Whole months before that of yesterday."""
QUARTER_S = 900
WEEKDAY_WEIGHT = (0.86, 1.05, 1.1, 1.06, 0.78, 0.08, 0.04)
"""How strong the peaks of Monday to Sunday are."""
WORKPLACE_HOLIDAY, HOME_HOLIDAY, SHARED_HOLIDAY = 0.2, 0.8, 0.06
"""What is left of a peak when one works at the far end, at the near end, or at neither."""
NARROW_POWER = 1.6
"""Queues of ordinary roads are shorter in time than those of the motorway."""
NOISE_SHARE = 0.02
LINGER = 0.85
LINGER_SHARE = 0.16
REGIONAL_SPREAD, OWN_SPREAD = 0.13, 0.16
SHIFT_SPREAD_H = 0.22
INCIDENT_CHANCE = 0.03
SILENT_CHANCE = 0.008
NOON_H = 12.5
JAM_RATIO = 2.0
"""From so many times the free-flow travel time on a road is jammed."""
JAMMED_FLOW_SHARE = 0.4
"""A published count below this share of the best is that of a jam."""
QUIET_FLOW_SHARE = 0.6
"""What is left of the traffic on days without commuters."""
COUNT_NOISE = 0.06
PARKING_FROM = 300
"""Spaces from which a car park counts its cars."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Corridor:
    id: str
    direction: str
    free_flow_s: float
    from_side: str
    to_side: str
    peak: CorridorPeak


def history_months(today: dt.date) -> list[list[dt.date]]:
    """The days of the archive up to yesterday, month by month; a past month is always the same."""
    yesterday = today - dt.timedelta(days=1)
    first = yesterday.replace(day=1)
    for _ in range(HISTORY_MONTHS):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    days = [first + dt.timedelta(days=n) for n in range((yesterday - first).days + 1)]
    months: dict[tuple[int, int], list[dt.date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    return list(months.values())


def observation_lines(facts: Facts, territory: Territory, days: Sequence[dt.date]) -> Iterator[str]:
    """Rows `time,site,quantity,value` of these days, header first."""
    yield "time,site,quantity,value"
    corridors = _corridors(facts, territory)
    for day in days:
        start_s = from_local(day, dt.time(0), territory.zone)
        end_s = from_local(day + dt.timedelta(days=1), dt.time(0), territory.zone)
        moments_s = np.arange(start_s, end_s, QUARTER_S)
        hours = _local_hours(moments_s, territory.zone)
        times = [iso_utc(int(moment_s)) for moment_s in moments_s]
        regional = _rng("region", day).normal(0.0, REGIONAL_SPREAD)
        for corridor in corridors:
            values = _one_day(facts, territory, corridor, day, hours, regional)
            yield from (
                f"{time},{corridor.id},travel_time_s,{value:.0f}"
                for time, value in zip(times, values.tolist(), strict=True)
                if value > 0
            )
            counts = _counts(facts, territory, corridor, day, hours, values)
            yield from (
                f"{time},{corridor.id},flow_vph,{count:.0f}"
                for time, count in zip(times, counts.tolist(), strict=False)
                if count > 0
            )


def parking_lines(territory: Territory, days: Sequence[dt.date]) -> Iterator[str]:
    """Rows of free spaces in the large car parks, which fill in the morning; invented."""
    parks = territory.park_and_ride
    large = parks[parks["capacity"] >= PARKING_FROM][["site_id", "capacity"]]
    work = territory.sides[-1].holidays[0]
    for day in days:
        start_s, end_s = (
            from_local(day + dt.timedelta(days=n), dt.time(0), territory.zone) for n in (0, 1)
        )
        moments_s = np.arange(start_s, end_s, QUARTER_S)
        hours = _local_hours(moments_s, territory.zone)
        times = [iso_utc(int(moment_s)) for moment_s in moments_s]
        quiet = day.weekday() > 4 or is_holiday(day, work)
        for site, capacity in large.itertuples(index=False, name=None):
            rng = _rng(site, day)
            full = np.clip(rng.normal(0.25 if quiet else 0.86, 0.07), 0.05, 1.0)
            came = 1 / (1 + np.exp(-(hours - rng.normal(7.4, 0.15)) * 2.2))
            left = 1 / (1 + np.exp(-(hours - rng.normal(17.3, 0.2)) * 1.6))
            taken = capacity * (0.04 + full * 0.96 * (came - left).clip(0)) + rng.normal(
                0, 4, len(hours)
            )
            yield from (
                f"{time},{site},parking_free,{max(0.0, capacity - each):.0f}"
                for time, each in zip(times, taken.tolist(), strict=True)
            )


def _corridors(facts: Facts, territory: Territory) -> list[_Corridor]:
    return [
        _Corridor(
            row.corridor_id,
            row.direction,
            row.free_flow_s,
            row.from_side,
            row.to_side,
            facts.peaks[row.corridor_id],
        )
        for row in territory.corridors.itertuples()
        if row.corridor_id in facts.peaks
    ]


def _rng(name: str, day: dt.date) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(name.encode()), day_number(day)])


def _local_hours(moments_s: NDArray[np.int64], zone: str) -> Array:
    """The hour shown by a clock at each moment, as a fraction; right on nights of clock change."""
    tz = get_zone(zone)
    local = [dt.datetime.fromtimestamp(int(moment_s), tz) for moment_s in moments_s]
    return np.array([moment.hour + moment.minute / 60 for moment in local])


def _one_day(
    facts: Facts,
    territory: Territory,
    corridor: _Corridor,
    day: dt.date,
    hours: Array,
    regional: float,
) -> Array:
    """Travel times of one corridor and day; 0 where the sensor was silent."""
    rng = _rng(corridor.id, day)
    height = _day_weight(territory, corridor, day) * np.exp(regional + rng.normal(0.0, OWN_SPREAD))
    shift_h = rng.normal(0.0, SHIFT_SPREAD_H)
    delay_s = height * _usual_delay_s(facts, corridor, hours - shift_h)
    delay_s *= np.maximum(0.0, 1.0 + _lingering(rng, len(hours)))
    delay_s += _incident_s(rng, corridor, hours)
    values = corridor.free_flow_s * (1 + np.abs(rng.normal(0, NOISE_SHARE, len(hours)))) + delay_s
    if rng.random() < SILENT_CHANCE:
        start = int(rng.integers(0, len(hours)))
        values[start : start + int(rng.integers(4, 24))] = 0.0
    return np.asarray(values, dtype=np.float64)


def _counts(
    facts: Facts,
    territory: Territory,
    corridor: _Corridor,
    day: dt.date,
    hours: Array,
    values: Array,
) -> Array:
    """Vehicles an hour, 0 where the sensor was silent; empty where no counts are published."""
    published = np.array(facts.border_flows_vph.get(corridor.id, ()))
    if not len(published):
        return published
    middle = np.arange(24) + 0.5
    told = published >= JAMMED_FLOW_SHARE * published.max()
    told |= np.array(facts.border_speeds_kmh[corridor.direction]) > 50
    wanted = np.interp(hours, middle[told], published[told], period=24)
    jammed = np.interp(hours, middle, np.minimum(published, JAMMED_FLOW_SHARE * published.max()))
    commuters = min(1.0, _day_weight(territory, corridor, day))
    wanted *= QUIET_FLOW_SHARE + (1 - QUIET_FLOW_SHARE) * commuters
    rng = _rng(f"{corridor.id} counts", day)
    noise = np.maximum(0.0, 1 + rng.normal(0.0, COUNT_NOISE, len(hours)))
    flow = np.where(values >= JAM_RATIO * corridor.free_flow_s, jammed, wanted) * noise
    return np.where(values > 0, flow, 0.0)


def _usual_delay_s(facts: Facts, corridor: _Corridor, hours: Array) -> Array:
    """The delay of an ordinary working day: the shape at the border, as high as its two peaks."""
    speeds = np.array(facts.border_speeds_kmh[corridor.direction])
    slowness = 1 / speeds - 1 / speeds.max()
    # A speed by hour is the mean of that hour: it belongs to the hour's middle.
    shape = np.interp(hours, np.arange(24) + 0.5, slowness / slowness.max(), period=24)
    shape = np.where(shape < 0.04, 0.0, shape)
    if corridor.peak.shape != "motorway":
        shape = shape**NARROW_POWER
    main_s = max(corridor.peak.am_delay_s, corridor.peak.pm_delay_s)
    other_s = min(corridor.peak.am_delay_s, corridor.peak.pm_delay_s)
    mornings_are_main = corridor.peak.am_delay_s >= corridor.peak.pm_delay_s
    # The published shape has one peak, that of its direction; the other peak is its weak mirror.
    centre_h = 17.25 if mornings_are_main else 7.75
    weak = np.exp(-(((hours - centre_h) / 1.2) ** 2))
    in_main_half = (hours < NOON_H) == mornings_are_main
    return np.where(in_main_half, main_s * shape, other_s * weak)


def _day_weight(territory: Territory, corridor: _Corridor, day: dt.date) -> float:
    """How much of an ordinary peak is left that day, by weekday and by the two calendars."""
    weight = WEEKDAY_WEIGHT[day.weekday()]
    off = {
        side.country: any(is_holiday(day, calendar) for calendar in side.holidays[:1])
        for side in territory.sides
    }
    morning = corridor.peak.am_delay_s >= corridor.peak.pm_delay_s
    work, home = corridor.to_side, corridor.from_side
    if not morning:
        work, home = home, work
    if off.get(work) and off.get(home):
        return weight * SHARED_HOLIDAY
    if off.get(work):
        return weight * WORKPLACE_HOLIDAY
    return weight * (HOME_HOLIDAY if off.get(home) else 1.0)


def _lingering(rng: np.random.Generator, count: int) -> Array:
    """Deviations that fade slowly: a queue that is long now is long a quarter of an hour later."""
    shocks = rng.normal(0.0, LINGER_SHARE * np.sqrt(1 - LINGER**2), count)
    out = np.empty(count)
    level = rng.normal(0.0, LINGER_SHARE)
    for index, shock in enumerate(shocks):
        level = LINGER * level + shock
        out[index] = level
    return out


def _incident_s(rng: np.random.Generator, corridor: _Corridor, hours: Array) -> Array:
    """A crash or a breakdown: a queue that grows for a while and dissolves more slowly."""
    if rng.random() >= INCIDENT_CHANCE:
        return np.zeros(len(hours))
    start_h = rng.uniform(5.5, 21.0)
    growth_h, decay_h = rng.uniform(0.3, 0.8), rng.uniform(0.6, 1.6)
    worst_s = max(corridor.peak.am_delay_s, corridor.peak.pm_delay_s)
    height_s = max(300.0, rng.uniform(0.4, 1.4) * worst_s)
    since_h = hours - start_h
    rise = np.clip(since_h / growth_h, 0.0, 1.0)
    fall = np.clip(1 - (since_h - growth_h) / decay_h, 0.0, 1.0)
    return np.asarray(height_s * np.minimum(rise, fall), dtype=np.float64)
