"""How commuters fare: states before and after in, riders, minutes saved, winners and losers out.

A commuter's gain is that of the mode they had before: riders by what their journey takes from door
to door, drivers by their way with its queue. Who rode a service that is gone drives instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planning.equilibrium import People, Setting, State
from planning.notes import Note
from planning.results import Change, Range, Winner
from planning.results import People as PeopleFigures
from planning.welfare import rule_of_half_h, weighted_percentile
from planning.zones import Floats

THRESHOLD_MIN = 1.0
NO_WAY_MIN = 60.0
"""What those lose who rode and have neither a service nor a road any more."""
METHOD = Note("note.method")


def people_figures(
    setting: Setting,
    riding_today: Floats,
    before: State,
    after: State,
    low_high: tuple[float, float],
    moved: float,
) -> PeopleFigures:
    """All of it, on a working day.

    `riding_today` are the riders of today by relation, `low_high` new riders at the sheet's other
    levels, `moved` those riders who come to their stop by a new car park now.
    """
    people = setting.people
    today = before.share if setting.today is None else setting.today
    as_today = people.riders_day(before.share, today)
    riding = people.riders_day(after.share, today)
    gain = _rider_gain_min(before, after)
    drive = _car_gain_min(before, after)
    new = float((riding - as_today).sum()) - 2 * moved
    return PeopleFigures(
        commuters=float(people.workers.sum()),
        transit_share=Change(*(_mean(people, state.share) for state in (before, after))),
        riders_day=Change(float(riding_today.sum()), float(riding.sum())),
        new_riders_day=Range(min(low_high[0], new), new, max(low_high[1], new)),
        hours_saved_day=hours_saved_day(setting, before, after),
        left_behind=Change(before.assigned.left_behind, after.assigned.left_behind),
        by_commune=tuple(_winners(setting, before, gain, drive)),
        by_country=tuple(_countries(setting, before, gain, drive)),
        method=METHOD,
    )


def hours_saved_day(setting: Setting, before: State, after: State) -> float:
    """Person-hours that riders and drivers save on a working day, by the rule of half."""
    people = setting.people
    at_work = people.workers * people.present
    today = before.share if setting.today is None else setting.today
    gain = np.where(before.share > 0, _rider_gain_min(before, after), 0.0)
    rode, riding = (people.riders_day(state.share, today) for state in (before, after))
    hours = rule_of_half_h(rode, riding, gain)
    drive = _car_gain_min(before, after)
    return hours + float((2 * at_work * (1 - before.share) * drive).sum() / 60)


def _mean(people: People, share: Floats) -> float:
    """The share of commuters who ride."""
    return float((people.workers * share).sum() / max(float(people.workers.sum()), 1e-9))


def _rider_gain_min(before: State, after: State) -> Floats:
    """Minutes that riders of today save. Shapes: (relations,)."""
    told = before.door_min - after.door_min
    by_car = after.car.minutes
    gone = np.isfinite(before.door_min) & ~np.isfinite(after.door_min)
    instead = before.door_min - by_car
    told = np.where(gone, np.where(np.isfinite(instead), instead, -NO_WAY_MIN), told)
    return np.nan_to_num(told)


def _car_gain_min(before: State, after: State) -> Floats:
    first, then = before.car.minutes, after.car.minutes
    lost = np.isfinite(first) & ~np.isfinite(then)
    with np.errstate(invalid="ignore"):
        return np.where(lost, -NO_WAY_MIN, np.nan_to_num(first - then))


def _winners(setting: Setting, before: State, gain: Floats, drive: Floats) -> Iterable[Winner]:
    zones = setting.zones
    for row in range(len(zones)):
        mine = setting.people.origin == row
        if mine.any():
            yield _winner(setting, before, gain, drive, mine, zones.name[row], zones.country[row])


def _countries(setting: Setting, before: State, gain: Floats, drive: Floats) -> Iterable[Winner]:
    home = np.array(setting.zones.country)[setting.people.origin]
    for country in sorted(set(home.tolist())):
        yield _winner(setting, before, gain, drive, home == country, country, country)


def _winner(
    setting: Setting,
    before: State,
    gain: Floats,
    drive: Floats,
    mine: NDArray[np.bool_],
    name: str,
    country: str,
) -> Winner:
    workers = setting.people.workers[mine]
    share = before.share[mine]
    weights = np.r_[workers * share, workers * (1 - share)]
    minutes = np.r_[gain[mine], drive[mine]]
    total = float(weights.sum())
    mean = float((weights * minutes).sum() / total) if total else math.nan
    return Winner(
        name=name,
        country=country,
        commuters=total,
        mean_min=mean,
        tenth_min=weighted_percentile(minutes.tolist(), weights.tolist(), 0.1),
        gaining=float(weights[minutes > THRESHOLD_MIN].sum()),
        losing=float(weights[minutes < -THRESHOLD_MIN].sum()),
    )
