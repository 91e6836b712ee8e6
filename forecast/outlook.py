"""The outlook: a store of observations in, every forecast of the coming days computed once out.

Files that lie in the observations folder are taken over first. The model is fitted when the
observations have reached another day than that of the kept state, and the state is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.clock import DAY_S
from core.errors import DataError
from core.progress import Progress
from forecast.buses.sites import SUFFIX
from forecast.calendar import BorderCalendar
from forecast.cold_start import MODEL as COLD
from forecast.cold_start import ColdStart
from forecast.corridors import Corridor
from forecast.fit import MODEL, ModelState, find_state, fit, save_state, version_of
from forecast.observation_csv import ImportReport
from forecast.observations import Extent, ObservationStore
from forecast.predict import REACH_DAYS, Prediction, predict
from forecast.profile import Floats
from forecast.slots import SLOT_S, Grid, timeline, to_grid
from forecast.types import Basis
from routing.roads import RoadSpeeds

HISTORY_DAYS = 760
"""Older observations are kept but teach nothing any more."""

RECENT_DAYS = 28
SILENT_DAYS = 7
"""A corridor that lags this far behind the others is left out of the overlay for routing."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is forecast: sites of one quantity, the least value of each, and where they lead.

    Shapes: least (sites,); ends (sites, 2), see forecast.one_sided.
    """

    quantity: str
    sites: tuple[str, ...]
    least: Floats
    ends: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The latest observations and what follows from them, on the timeline of `recent`.

    Shapes: is_cold (corridors,), which of them have not been measured for long enough; by_bus
    (corridors,), which of them are measured by the buses that drive them.
    """

    recent: Grid
    prediction: Prediction
    is_cold: NDArray[np.bool_]
    by_bus: NDArray[np.bool_]

    def basis_of(self, row: int) -> Basis:
        """What a corridor's forecasts rest on, where no road event touches them."""
        if self.is_cold[row]:
            return "model"
        return "buses" if self.by_bus[row] else "statistical"


def take_over(
    store: ObservationStore, folder: Path, now_s: int, progress: Progress
) -> tuple[tuple[ImportReport, ...], tuple[str, ...]]:
    """Imports the CSV files of a folder that have not been imported before.

    Returns the reports, and a line for each file that could not be used.
    Errors: DataError or EnvironmentFault when the store itself is unusable.
    """
    reports, problems = [], []
    for file in sorted((*folder.glob("*.csv"), *folder.glob("*.csv.gz"))):
        try:
            if store.has_imported(file):
                continue
            progress(f"reading observations {file.name}")
            reports.append(store.import_file(file, now_s=now_s))
        except DataError as exc:
            if exc.file == store.shown:
                raise
            problems.append(str(exc))
    return tuple(reports), tuple(problems)


def find_outlook(
    store: ObservationStore,
    states: Path,
    watched: Watched,
    calendar: BorderCalendar,
    zone: str,
    now_s: int,
    progress: Progress,
) -> Outlook | None:
    """All forecasts that the observations up to now allow; None where there are none at all."""
    sites = watched.sites
    extent = store.read_extent(watched.quantity, sites, before_s=now_s + 1)
    if extent is None:
        return None
    fit_day = clock.local_date(extent.last_s + SLOT_S, zone)
    midnight_s = clock.from_local(fit_day, dt.time(0), zone)
    known = store.read_extent(watched.quantity, sites, before_s=midnight_s)
    version = version_of(fit_day, sites, known.rows if known else 0, zone, calendar)
    state = find_state(states, version)
    if state is None:
        progress(f"fitting the forecasts of {watched.quantity}")
        state = _fit(store, watched, extent, fit_day, calendar, zone)
        save_state(states, version, state)
    line = timeline(
        fit_day - dt.timedelta(days=RECENT_DAYS),
        fit_day + dt.timedelta(days=REACH_DAYS + 1),
        zone,
        calendar,
    )
    series = store.read_series(watched.quantity, sites, line.start_s, now_s + 1)
    recent = to_grid(series, line)
    made = predict(state, recent, np.arange(line.slots), watched.least)
    by_bus = np.array([site.endswith(SUFFIX) for site in sites], dtype=np.bool_)
    return Outlook(recent, made, np.zeros(len(sites), dtype=np.bool_), by_bus)


def with_cold_start(
    outlook: Outlook | None,
    cold: ColdStart,
    corridors: Sequence[Corridor],
    calendar: BorderCalendar,
    zone: str,
    now_s: int,
) -> Outlook | None:
    """The outlook with a model's forecasts for corridors that have no others yet.

    None where there is neither.
    """
    modelled = np.isfinite(cold.middle).any(axis=(0, 2))
    if outlook is None:
        if not modelled.any():
            return None
        today = clock.local_date(now_s, zone)
        first, last = (today + dt.timedelta(days=n) for n in (-1, REACH_DAYS + 1))
        line = timeline(first, last, zone, calendar)
        nothing = np.full((len(corridors), line.slots), np.nan)
        none = np.full(len(corridors), -1)
        grid = Grid(tuple(each.id for each in corridors), line, nothing)
        usual, p10, p50, p90 = (nothing.copy() for _ in range(4))
        empty = Prediction(usual, p10, p50, p90, none)
        outlook = Outlook(grid, empty, *np.zeros((2, len(corridors)), dtype=np.bool_))
    told = np.isfinite(outlook.prediction.p50).any(axis=1)
    is_cold = np.asarray(modelled & ~told)
    made = outlook.prediction
    for row in np.flatnonzero(is_cold).tolist():
        low, middle, high = cold.at(outlook.recent.line, row)
        made.p10[row], made.p50[row], made.p90[row] = low, middle, high
        made.usual[row] = middle
    return replace(outlook, is_cold=is_cold)


def _fit(
    store: ObservationStore,
    watched: Watched,
    extent: Extent,
    fit_day: dt.date,
    calendar: BorderCalendar,
    zone: str,
) -> ModelState:
    first = max(clock.local_date(extent.first_s, zone), fit_day - dt.timedelta(days=HISTORY_DAYS))
    line = timeline(first, fit_day, zone, calendar)
    midnight_s = line.moment_of(int(line.first_slot[-2]))
    series = store.read_series(watched.quantity, watched.sites, line.start_s, midnight_s)
    return fit(to_grid(series, line, watched.ends))


def speeds_of(
    outlook: Outlook | None,
    corridors: Sequence[Corridor],
    issued_at_s: int,
    *,
    illustrative: bool,
) -> RoadSpeeds:
    """The overlay for routing: the corridors that have forecasts, as far as all of these reach.

    Without an outlook it holds no corridor at all, so that nothing is claimed about any.
    """
    if outlook is None:
        none = np.empty((0, 0), dtype=np.float32)
        return RoadSpeeds((), 0, none, none, none, (), issued_at_s, 0, (), illustrative)
    line, made = outlook.recent.line, outlook.prediction
    day = DAY_S // line.slot_s
    last = int(made.origin.max())
    fresh = (made.origin >= 0) & (made.origin >= last - SILENT_DAYS * day)
    told = np.isfinite(made.p50).any(axis=1) & (fresh | outlook.is_cold)
    rows = np.flatnonzero(told).tolist()
    measured = np.flatnonzero(told & ~outlook.is_cold)
    end = line.slots
    if len(measured):
        end = int(made.origin[measured].min()) + REACH_DAYS * day + 1
    free_flow_s = np.array([corridors[row].free_flow_s for row in rows])[:, None]

    def ratio(values: Floats) -> NDArray[np.float32]:
        ratios = np.nan_to_num(values[rows, :end] / free_flow_s, nan=1.0)
        table: NDArray[np.float32] = ratios.astype(np.float32)
        table.flags.writeable = False
        return table

    return RoadSpeeds(
        corridor_ids=tuple(corridors[row].id for row in rows),
        start_s=line.start_s,
        ratio_p10=ratio(made.p10),
        ratio_p50=ratio(made.p50),
        ratio_p90=ratio(made.p90),
        basis=tuple(outlook.basis_of(row) for row in rows),
        issued_at_s=issued_at_s,
        data_until_s=line.moment_of(last) if last >= 0 else 0,
        model=tuple(COLD if outlook.is_cold[row] else MODEL for row in rows),
        illustrative=illustrative,
    )
