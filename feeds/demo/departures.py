"""Headways to departures: how often a line runs in; minutes after midnight at which it leaves out.

Within a period departures are spread evenly, and their phase is that of the day's first departure,
so that a line every 30 minutes leaves at the same two minutes of the hour all day.
"""

from __future__ import annotations

from feeds.demo.facts import Service

PERIOD_BOUNDS_MIN = (300, 360, 540, 720, 960, 1140, 1320, 1560)
EARLY_STEP_MIN = 30
SATURDAY_LATER_MIN = 30
SUNDAY_LATER_MIN = 90
LONE_DEPARTURE_MIN = 600
CUSTOMARY_HEADWAYS_MIN = (60, 30, 20, 15, 12, 10, 8, 7, 6, 5, 4, 3, 2)


def departures_of(service: Service, kind: str) -> list[int]:
    """Departures of a day of that kind (WD, SA or SU), in order."""
    if kind == "WD":
        return _weekday(service)
    count = service.trips_saturday if kind == "SA" else service.trips_sunday
    later = SATURDAY_LATER_MIN if kind == "SA" else SUNDAY_LATER_MIN
    return _evenly(count, service.first_min + later, service.last_min)


def _weekday(service: Service) -> list[int]:
    early = max(0, service.trips_weekday - sum(service.per_period))
    minutes = _before_five(early, service.first_min)
    for count, start, end in zip(
        service.per_period, PERIOD_BOUNDS_MIN, PERIOD_BOUNDS_MIN[1:], strict=False
    ):
        if start <= service.last_min < end:
            minutes += _in_last_period(count, start, service)
        else:
            minutes += _in_period(count, start, end, service.first_min)
    return sorted(set(minutes))


def _before_five(count: int, first_min: int) -> list[int]:
    if count <= 1:
        return [first_min] * count
    step = min(EARLY_STEP_MIN, (PERIOD_BOUNDS_MIN[0] - first_min) // count)
    return [first_min + step * index for index in range(count)]


def _in_period(count: int, start: int, end: int, first_min: int) -> list[int]:
    if count == 0:
        return []
    step = (end - start) / count
    phase = first_min - start if start <= first_min < end else (first_min - start) % step
    if phase >= step:
        # The line starts late in this period: what is left of it holds all departures.
        step = (end - start - phase) / count
    return [int(start + phase + step * index) for index in range(count)]


def _in_last_period(count: int, start: int, service: Service) -> list[int]:
    """Backwards from the day's last departure, at a headway that people remember."""
    if service.first_min >= start:
        return _evenly(count, service.first_min, service.last_min)
    span = service.last_min - start
    fits = (headway for headway in CUSTOMARY_HEADWAYS_MIN if headway * (count - 1) <= span)
    step = next(fits, 1)
    return [service.last_min - step * index for index in range(count)]


def _evenly(count: int, first_min: int, last_min: int) -> list[int]:
    if count <= 0:
        return []
    if count == 1:
        return [min(max(first_min, LONE_DEPARTURE_MIN), last_min)]
    step = max(1.0, (last_min - first_min) / (count - 1))
    return sorted({int(first_min + step * index) for index in range(count)})
