"""A simulation as one run would find it: six zones, one line, names that mean harm."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from planning.notes import Note
from planning.results import (
    Access,
    AccessRow,
    AreaPart,
    CarPark,
    Change,
    Horizon,
    Isochrone,
    LineFigures,
    Money,
    People,
    Queue,
    Range,
    Segment,
    Sensitivity,
    Simulation,
    Swing,
    Winner,
)
from planning.zones import Zones

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=1+1+cmd|" /C calc"!A0'
STOPS = (
    ("Micheville", 49.4712, 5.9237, "FR"),
    ("P+R Audun-le-Tiche", 49.4705, 5.9540, "FR"),
    ("Terres-Rouges", 49.4812, 5.9760, "LU"),
    ("Esch-sur-Alzette, Gare", 49.4936, 5.9846, "LU"),
    ("Monkeler", 49.5120, 5.9740, "LU"),
)
SEATS, PLACES = 45.0, 110.0
_ONWARD = (620.0, 980.0, 1015.0, 540.0)
"""Riders of the fullest quarter of an hour by segment, in hundredths."""


def simulation(**changes: Any) -> Simulation:
    """The run; `changes` replace its fields."""
    found = Simulation(
        scenario_id="3f9a5c0d12ab77e1",
        scenario_name="BHNS Micheville – Esch",
        scenario_description="A bus lane on the rail bed, in place of the train.",
        base_version="base-1f2e", version="scen-9c4d", day="2026-11-30", window="06:30-08:30",
        zones=zones(), minutes_before=before(), minutes_after=after(), commuters=commuters(),
        lines=(line(),), counted=(("RB Audun-le-Tiche – Esch", 700.0, 681.4, 0.0),),
        access=access(), people=people(), roads=roads(), money=money(), horizons=horizons(),
        isochrones=isochrones(),
        car_parks=(CarPark("P+R <b>", 500.0, 480.0, 612.0, 576.0, 31.0),),
        notes=(Note("note.whoCommutes"), Note("note.shortTrips", {"n": 2})),
        sensitivity=sensitivity(), illustrative=True, seconds={"journeys": 4.2, "assignment": 1.1},
    )  # fmt: skip
    return replace(found, **changes)


def nothing_changed() -> Simulation:
    """An empty scenario: no line, and everything as it was."""
    same = people()
    still = [
        replace(each, mean_min=0.0, tenth_min=0.0, gaining=0.0, losing=0.0)
        for each in (*same.by_commune, *same.by_country)
    ]
    return simulation(
        scenario_name="Nothing", scenario_description="", lines=(), counted=(), horizons=(),
        car_parks=(), isochrones=(), sensitivity=Sensitivity((), ("wait", "discount")),
        minutes_after=before(), notes=(), illustrative=False, seconds={},
        roads=tuple(
            replace(
                each, cars_day=_still(each.cars_day), worst_wait_min=_still(each.worst_wait_min),
                vehicle_hours=_still(each.vehicle_hours),
            )
            for each in roads()
        ),
        people=replace(
            same, transit_share=Change(0.125, 0.125), riders_day=Change(2310.0, 2310.0),
            new_riders_day=Range(0.0, 0.0, 0.0), hours_saved_day=0.0, left_behind=Change(0.0, 0.0),
            by_commune=tuple(still[: len(same.by_commune)]),
            by_country=tuple(still[len(same.by_commune) :]),
        ),
        access=replace(
            access(), gini=Change(0.31, 0.31), palma=Change(1.4, 1.4),
            rows=tuple(_as_before(row) for row in access().rows),
        ),
        money=Money(
            cost_year=None, cost_per_boarding=None, split={}, split_says=None,
            car_km_avoided_year=Range(0.0, 0.0, 0.0), co2_service_t_year=Range(0.0, 0.0, 0.0),
            co2_avoided_t_year=Range(0.0, 0.0, 0.0), time_value_year=Range(0.0, 0.0, 0.0),
            npv_with_time=None, npv_without_time=None, says=(),
        ),
    )  # fmt: skip


def nothing_known() -> Simulation:
    """Figures that are infinite or not known wherever a type allows them."""
    nan, inf = math.nan, math.inf
    unknown, endless = Change(nan, nan), Change(inf, inf)
    every = Range(nan, nan, inf)
    return simulation(
        zones=replace(zones(), jobs=np.full(6, nan), population=np.full(6, nan)),
        minutes_before=np.full((6, 6), inf), minutes_after=np.full((6, 6), inf),
        commuters=np.full((6, 6), nan), counted=(("RB", nan, inf, nan),),
        lines=(
            replace(
                line(), length_km=nan, length_by_country_km={"FR": nan}, run_min=inf,
                speed_kmh=nan, headway_min=inf, boardings_day=every, fullest_share=inf,
                fullest=Segment("A", "B", 0, 25200, nan, 0.0, 0.0), color="red;}",
                stops=(("A", nan, nan, "FR"), ("B", nan, nan, "LU")),
                segments=(Segment("A", "B", 0, 25200, nan, 0.0, 0.0),),
            ),
        ),
        access=Access(
            tuple(
                AccessRow(row, dict.fromkeys((30, 45, 60), unknown),
                          dict.fromkeys((30, 45, 60), unknown), unknown, unknown,
                          dict.fromkeys((30, 45, 60), unknown), endless)
                for row in range(6)
            ),
            nan, unknown, unknown,
        ),
        people=replace(
            people(), commuters=nan, transit_share=unknown, riders_day=unknown,
            new_riders_day=every, hours_saved_day=nan, left_behind=unknown,
            by_commune=tuple(Winner(z, "FR", nan, nan, nan, nan, nan) for z in ("A", "B")),
            by_country=(Winner("FR", "FR", nan, nan, nan, nan, nan),),
        ),
        roads=(Queue("c", "A4", unknown, endless, unknown),),
        money=Money(every, every, {"FR": nan, "LU": nan}, None, every, every, every, every, every,
                    every, ()),
        horizons=(Horizon(2036, nan, nan, inf),),
        isochrones=(
            Isochrone("A", 49.5, 5.9, 45, 50.0,
                      (AreaPart("both", nan, {"FR": nan}, {"FR": nan}, square(5.9, 49.5)),
                       AreaPart("only_before", 0.0, {}, {}, []),
                       AreaPart("only_after", nan, {}, {"LU": inf}, square(6.0, 49.5)))),
        ),
        sensitivity=Sensitivity((Swing("riders_day", "wait", nan, nan, inf),), ("wait",)),
    )  # fmt: skip


def zones() -> Zones:
    """Three zones a side; one is named like a script, one like a formula."""
    return Zones(
        id=("FR54580", "FR57038", "FR57603", "LU0204", "LU0201", "LU0303"),
        name=("Villerupt", "Audun-le-Tiche", SCRIPT, "Esch-sur-Alzette", FORMULA, "Luxembourg"),
        country=("FR", "FR", "FR", "LU", "LU", "LU"),
        lat=np.array([49.4671, 49.4722, 49.4828, 49.4958, 49.5210, 49.6117]),
        lon=np.array([5.9320, 5.9555, 5.9520, 5.9806, 5.9900, 6.1319]),
        population=np.array([10102.0, 7356.0, 1263.0, 37500.0, 2810.0, 136208.0]),
        jobs=np.array([np.nan, np.nan, np.nan, 21300.0, 9800.0, 187000.0]),
        leaving=np.array([3137.0, 2486.0, 438.0, np.nan, np.nan, np.nan]),
    )


def before() -> Any:
    """Minutes from zone to zone; no transit leads from the third."""
    minutes = np.array([
        [0, 18, 25, 34, 52, 71], [18, 0, 15, 21, 40, 60], [np.inf] * 6,
        [34, 21, 28, 0, 14, 33], [52, 40, 47, 14, 0, 41], [71, 60, 66, 33, 41, 0],
    ], dtype=np.float64)  # fmt: skip
    minutes[2, 2] = 0
    return minutes


def after() -> Any:
    """Quicker over the border, a little slower for one, and the third is reached."""
    minutes = before()
    minutes[0, 3:] -= [12.0, 20.5, 9.0]
    minutes[1, 3:] -= [6.0, 15.0, 4.5]
    minutes[2, 3:] = [29.0, 48.0, 67.0]
    minutes[4, 5] += 2.5
    return minutes


def commuters() -> Any:
    """Workers from home to work."""
    return np.array([
        [0, 0, 0, 903, 312, 1406], [0, 0, 0, 811, 240, 1004], [0, 0, 0, 130, 41, 176],
        [0, 0, 0, 6200, 940, 5100], [0, 0, 0, 380, 610, 820], [0, 0, 0, 1900, 310, 48000],
    ], dtype=np.float64)  # fmt: skip


def line() -> LineFigures:
    """The line from Micheville to Monkeler, every five minutes at the peaks."""
    return LineFigures(
        name="BHNS 1", route_id="new_bhns-1", color="c2410c", stops=STOPS, length_km=9.0,
        length_by_country_km={"FR": 4.1, "LU": 4.9}, trips_a_day=276, run_min=18.0,
        speed_kmh=30.0, layover_min=3.0, cycle_min=42.0, headway_min=5.0, vehicles_by_formula=9,
        vehicles_by_blocks=10, vehicle_km_day=2484.0, vehicle_h_day=96.6, days_a_year=252,
        vehicle_km_year=625968.0, vehicle_h_year=24343.2, deadhead_km_year=20160.0,
        boardings_day=Range(2650.0, 3420.0, 4310.0), seats=SEATS, places=PLACES,
        fullest=_busiest(), fullest_share=_busiest().riders / _busiest().places,
        first_year_full=2041, first_year_full_says=Note("note.fullBetween"),
        segments=tuple(segments()), operator_side="LU",
        notes=(Note("note.moreVehicles", {"blocks": 10, "formula": 9}),),
    )  # fmt: skip


def _busiest() -> Segment:
    return max(segments(), key=lambda each: each.riders / each.places)


def segments() -> list[Segment]:
    """Every quarter of an hour from 5 to 22, fullest towards work in the morning."""
    found = []
    names = [stop[0] for stop in STOPS]
    for from_s in range(5 * 3600, 22 * 3600, 900):
        hour = from_s / 3600
        runs = 3.0 if 6 <= hour < 9 or 16 <= hour < 19 else 1.5
        out = math.exp(-(((hour - 7.5) / 1.1) ** 2)) * 0.24 + 0.02
        back = math.exp(-(((hour - 17.25) / 1.5) ** 2)) * 0.19 + 0.02
        for direction, share in ((0, out), (1, back)):
            way = names if direction == 0 else names[::-1]
            riders = _ONWARD if direction == 0 else _ONWARD[::-1]
            found += [
                Segment(start, end, direction, from_s, share * each, SEATS * runs, PLACES * runs)
                for start, end, each in zip(way, way[1:], riders, strict=False)
            ]
    return found


def access() -> Access:
    """Jobs and people within reach of each zone."""
    jobs = (
        (12800, 21400),
        (21900, 28400),
        (0, 9600),
        (61000, 61900),
        (38000, 37200),
        (196000,) * 2,
    )
    rows = []
    for row, (was, now) in enumerate(jobs):
        at_45 = Change(float(was), float(now))
        rows.append(AccessRow(
            zone=row, jobs={30: _times(at_45, 0.4), 45: at_45, 60: _times(at_45, 2.1)},
            jobs_p90={30: _times(at_45, 0.3), 45: _times(at_45, 0.8), 60: _times(at_45, 1.9)},
            jobs_logistic=_times(at_45, 0.9), jobs_exponential=_times(at_45, 0.6),
            people={30: _times(at_45, 0.7), 45: _times(at_45, 1.3), 60: _times(at_45, 2.6)},
            minutes_to_jobs=Change(math.inf if row == 2 else 48.0 - 6 * row, 40.0 - 5 * row),
        ))  # fmt: skip
    return Access(tuple(rows), 20000.0, Change(0.312, 0.297), Change(1.42, 1.33))


def people() -> People:
    """Who gains and who loses."""
    communes = (
        ("Villerupt", "FR", 2621.0, 8.4, 0.0, 2190.0, 0.0),
        ("Audun-le-Tiche", "FR", 2055.0, 5.2, 0.0, 1744.0, 0.0),
        (SCRIPT, "FR", 347.0, 1.9, 0.0, 96.0, 12.0),
        ("Esch-sur-Alzette", "LU", 12240.0, 0.1, 0.0, 120.0, 0.0),
        (FORMULA, "LU", 1810.0, -1.6, -2.5, 0.0, 820.0),
        ("Luxembourg", "LU", 50210.0, 0.0, 0.0, 0.0, 0.0),
    )
    by_country = (
        Winner("FR", "FR", 5023.0, 6.6, 0.0, 4030.0, 12.0),
        Winner("LU", "LU", 64260.0, 0.0, -0.1, 120.0, 820.0),
    )
    return People(
        commuters=69283.0, transit_share=Change(0.1654, 0.1723),
        riders_day=Change(11460.0, 11938.0),
        new_riders_day=Range(310.0, 478.0, 660.0), hours_saved_day=146.7,
        left_behind=Change(24.0, 61.0), by_commune=tuple(Winner(*each) for each in communes),
        by_country=by_country, method=Note("note.method"),
    )  # fmt: skip


def roads() -> tuple[Queue, ...]:
    """Two corridors over the border."""
    return (
        Queue("audun-esch", "Audun-le-Tiche → Esch", Change(9800.0, 9530.0),
              Change(14.5, 11.2), Change(612.0, 451.0)),
        Queue("a3-zoufftgen", "A3 Zoufftgen", Change(58000.0, 57960.0),
              Change(31.0, 30.8), Change(9120.0, 9065.0)),
    )  # fmt: skip


def money() -> Money:
    """No unit cost for vehicles was given, but one for hours and kilometres."""
    return Money(
        cost_year=Range(3.1e6, 3.9e6, 4.8e6), cost_per_boarding=Range(3.6, 4.53, 5.57),
        split={"FR": 0.456, "LU": 0.544}, split_says=Note("note.splitByKm"),
        car_km_avoided_year=Range(1.4e6, 2.1e6, 2.9e6),
        co2_service_t_year=Range(563.4, 657.3, 751.2), co2_avoided_t_year=Range(94.4, 298.8, 412.7),
        time_value_year=Range(296e3, 369.7e3, 443.6e3), npv_with_time=Range(-6.2e7, -4.4e7, -2.9e7),
        npv_without_time=Range(-7.1e7, -5.2e7, -3.8e7),
        says=(Note("note.costsMissing", {"line": "BHNS 1", "missing": ("cost_per_year",)}),),
    )  # fmt: skip


def sensitivity() -> Sensitivity:
    """What moves riders, cost, carbon and worth; one parameter moves a figure to one side only."""
    swings = (
        ("riders_day", "transfer", 3210.0, 3420.0, 3655.0),
        ("riders_day", "access", 3490.0, 3420.0, 3330.0),
        ("cost_year", "deadhead_km", 3.88e6, 3.9e6, 3.93e6),
        ("co2_saved_t_year", "car_co2", -520.1, -358.5, -358.5),
        ("npv_with_time", "horizon", -2.4e7, -4.4e7, -5.9e7),
    )
    return Sensitivity(
        tuple(Swing(*each) for each in swings),
        ("transfer", "access", "deadhead_km", "car_co2", "horizon", "wait"),
    )


def horizons() -> tuple[Horizon, ...]:
    """Today, ten and twenty years on."""
    return (
        Horizon(2026, 69283.0, 3420.0, 0.8), Horizon(2036, 78100.0, 4050.0, 0.94),
        Horizon(2046, 88400.0, 4760.0, 1.11),
    )  # fmt: skip


def isochrones() -> tuple[Isochrone, ...]:
    """Two places within two cutoffs; one name means harm, of jobs in France nothing is known."""
    found = []
    for place, lat, lon in (("Micheville", 49.4712, 5.9237), (SCRIPT, 49.4812, 5.9760)):
        for minutes, wide in ((30, 0.02), (45, 0.04)):
            parts = (
                ("only_before", 2.0, 1263.0, 0.0, square(lon - wide, lat, wide / 4)),
                ("only_after", 12.5, 0.0, 9800.0, square(lon + wide, lat, wide / 2)),
                ("both", 21.3, 17458.0, 21300.0, square(lon, lat, wide / 2)),
            )
            found.append(Isochrone(
                place, lat, lon, minutes, 50.0,
                tuple(
                    AreaPart(name, km2, {"FR": people, "LU": 0.0}, {"FR": math.nan, "LU": jobs}, at)
                    for name, km2, people, jobs, at in parts
                ),
            ))  # fmt: skip
    return tuple(found)


def square(lon: float, lat: float, half: float = 0.01) -> list[list[list[list[float]]]]:
    """A square as a MultiPolygon of one ring, anticlockwise."""
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return [[corners]]


def _times(change: Change, factor: float) -> Change:
    return Change(change.before * factor, change.after * factor)


def _still(change: Change) -> Change:
    return Change(change.before, change.before)


def _as_before(row: AccessRow) -> AccessRow:
    return AccessRow(
        zone=row.zone, jobs={each: _still(change) for each, change in row.jobs.items()},
        jobs_p90={each: _still(change) for each, change in row.jobs_p90.items()},
        jobs_logistic=_still(row.jobs_logistic), jobs_exponential=_still(row.jobs_exponential),
        people={each: _still(change) for each, change in row.people.items()},
        minutes_to_jobs=_still(row.minutes_to_jobs),
    )  # fmt: skip
