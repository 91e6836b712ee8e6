"""The forecast room's desk: a data folder and a territory in, answers about corridors out.

Opening takes over new observation files, fits the model when the observations have reached another
day, and computes every forecast once. After that nothing changes and any thread may ask.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import clock
from core.clock import DAY_S
from core.errors import Fault, RequestError
from core.progress import Progress, silent
from feeds.territory import Territory
from forecast.answers import (
    BUSES,
    NO_OBSERVATIONS,
    ROAD,
    TOO_FAR,
    TOO_FEW,
    TOO_OLD,
    CorridorSeries,
    CorridorStatus,
    TimedValue,
)
from forecast.border import calendar_of_border
from forecast.buses.sites import seen_by_buses, site_of_buses
from forecast.calendar import BorderCalendar
from forecast.cold_start import MODEL as COLD
from forecast.cold_start import cold_start_of
from forecast.corridors import Corridor, corridors_of
from forecast.event_places import events_by_corridor
from forecast.event_store import EventStore
from forecast.events import MODEL as EVENTS
from forecast.events import Touched, road_events_of, with_events
from forecast.fit import MODEL
from forecast.observation_csv import ImportReport
from forecast.observations import FILE, ObservationStore, store_of
from forecast.one_sided import ends_of
from forecast.outlook import (
    Outlook,
    Watched,
    find_outlook,
    speeds_of,
    take_over,
    with_cold_start,
)
from forecast.predict import REACH_DAYS
from forecast.profile import Floats
from forecast.road_event import RoadEvent
from forecast.slots import SLOT_S
from forecast.types import Forecast
from routing.roads import RoadSpeeds

QUANTITY = "travel_time_s"
STALE_AFTER_S = 8 * DAY_S
MAX_RANGE_S = 35 * DAY_S
NEAR_IDS = 3


@dataclass(frozen=True, slots=True)
class ForecastService:
    """Answers about corridors; made by `open`, never changed afterwards.

    `imports` are the reports of the files taken over on opening, `problems` one line for each file
    that could not be used.
    """

    imports: tuple[ImportReport, ...]
    problems: tuple[str, ...]
    _corridors: tuple[Corridor, ...]
    _row: dict[str, int]
    _calendar: BorderCalendar
    _outlook: Outlook | None
    _speeds: RoadSpeeds
    _events: Mapping[str, tuple[RoadEvent, ...]]
    _touched: Mapping[int, Touched]
    _issued_at_s: int
    _illustrative: bool
    _now_s: Callable[[], int]

    @classmethod
    def open(
        cls,
        data: Path,
        territory: Territory,
        *,
        illustrative: bool = False,
        now_s: Callable[[], int] = clock.now_s,
        progress: Progress = silent,
    ) -> ForecastService:
        """The service of a data folder; `now_s` is the clock by which age and "now" are judged.

        Errors: DataError for an unusable store or an unknown holiday calendar, EnvironmentFault
        when the folder cannot be written. A file that cannot be used is no error but a problem.
        """
        issued_at_s = now_s()
        store = ObservationStore(data / FILE) if illustrative else store_of(data)
        imports, problems = take_over(store, data / "observations", issued_at_s, progress)
        corridors = corridors_of(territory)
        calendar = calendar_of_border(territory)
        by_bus = seen_by_buses(store, QUANTITY, [each.id for each in corridors], issued_at_s)
        watched = corridors_watched(corridors, calendar, by_bus)
        outlook = find_outlook(
            store, data / "forecasts", watched, calendar, territory.zone, issued_at_s, progress
        )
        cold = cold_start_of(territory, corridors, calendar)
        outlook = with_cold_start(outlook, cold, corridors, calendar, territory.zone, issued_at_s)
        kept = EventStore(store.place).read(issued_at_s)
        events = events_by_corridor([each.event for each in kept], corridors)
        outlook, touched = with_events(outlook, events, corridors, cold)
        speeds = speeds_of(outlook, corridors, issued_at_s, illustrative=illustrative)
        if outlook is not None and touched:
            told = road_events_of(touched, corridors, outlook.recent.line)
            speeds = replace(speeds, events=told, events_model=EVENTS)
        return cls(
            imports=imports,
            problems=problems,
            _corridors=corridors,
            _row={corridor.id: row for row, corridor in enumerate(corridors)},
            _calendar=calendar,
            _outlook=outlook,
            _speeds=speeds,
            _events=events,
            _touched=touched,
            _issued_at_s=issued_at_s,
            _illustrative=illustrative,
            _now_s=now_s,
        )

    @property
    def issued_at_s(self) -> int:
        """When its forecasts were made."""
        return self._issued_at_s

    def corridors(self) -> tuple[CorridorStatus, ...]:
        """Every corridor and what is known of it now."""
        now_s = self._now_s()
        return tuple(self._status(row, now_s) for row in range(len(self._corridors)))

    def corridor(self, corridor_id: str, from_s: int, to_s: int) -> CorridorSeries:
        """The series of one corridor over the slots that touch [from_s, to_s).

        Errors: RequestError for an unknown corridor (naming near ones) or an impossible range.
        """
        row = self._get_row(corridor_id, from_s, to_s)
        corridor = self._corridors[row]
        now_s = self._now_s()
        data_until_s, stale = self._age(row, now_s)
        usual: tuple[TimedValue, ...] = ()
        live: tuple[TimedValue, ...] = ()
        forecast: tuple[Forecast, ...] = ()
        if self._outlook is not None:
            line = self._outlook.recent.line
            first = max(line.slot_at(from_s), 0)
            past = max(min(line.slot_at(to_s - 1) + 1, line.slots), first)
            usual = self._timed(self._outlook.prediction.usual, row, first, past)
            live = self._timed(self._outlook.recent.values, row, first, past)
            begin = max(first, int(self._outlook.prediction.origin[row]) + 1)
            made = (self._forecast(row, slot) for slot in range(begin, past))
            forecast = tuple(item for item in made if item is not None)
        return CorridorSeries(
            corridor=corridor,
            usual=usual,
            forecast=forecast,
            live=live,
            issued_at_s=self._issued_at_s,
            data_until_s=data_until_s,
            stale=stale,
            reason=None if forecast else self._reason(row, to_s - 1),
            illustrative=self._illustrative,
            now_s=now_s,
            events=self._told_events(row, now_s),
            observed_from=self._observed_from(row),
        )

    def road_speeds(self, from_s: int, to_s: int) -> RoadSpeeds:
        """The travel-time ratios of the slots that touch [from_s, to_s), for routing."""
        whole = self._speeds
        slots = whole.ratio_p50.shape[1]
        first = min(max((from_s - whole.start_s) // SLOT_S, 0), slots)
        past = min(max(-((whole.start_s - to_s) // SLOT_S), first), slots)
        begin_s, end_s = (whole.start_s + slot * SLOT_S for slot in (first, past))
        return replace(
            whole,
            start_s=begin_s,
            ratio_p10=whole.ratio_p10[:, first:past],
            ratio_p50=whole.ratio_p50[:, first:past],
            ratio_p90=whole.ratio_p90[:, first:past],
            events={at: ids for at, ids in whole.events.items() if begin_s <= at[1] < end_s},
        )

    def day_explanations(self, day: dt.date, lang: str = "en") -> tuple[tuple[str, str], ...]:
        """(side, name of its holiday) for a day on which the sides do not rest alike."""
        return tuple((found.side, found.name) for found in self._calendar.explain(day, lang))

    def _status(self, row: int, now_s: int) -> CorridorStatus:
        data_until_s, stale = self._age(row, now_s)
        forecast, usual, live = None, None, None
        if self._outlook is not None and self._outlook.is_cold[row]:
            slot = self._outlook.recent.line.slot_at(now_s)
            forecast = self._forecast(row, slot)
            found = self._timed(self._outlook.prediction.usual, row, slot, slot + 1)
            usual = found[0].value if forecast and found else None
            origin = int(self._outlook.prediction.origin[row])
            known = self._timed(self._outlook.recent.values, row, max(origin, 0), origin + 1)
            live = known[0] if known else None
        elif self._outlook is not None and data_until_s is not None:
            line = self._outlook.recent.line
            origin = int(self._outlook.prediction.origin[row])
            slot = max(line.slot_at(now_s), origin + 1)
            forecast = self._forecast(row, slot)
            found = self._timed(
                self._outlook.prediction.usual, row, slot, min(slot + 1, line.slots)
            )
            usual = found[0].value if found else None
            live = self._timed(self._outlook.recent.values, row, origin, origin + 1)[0]
        return CorridorStatus(
            corridor=self._corridors[row],
            forecast=forecast,
            usual_s=usual,
            live=live,
            issued_at_s=self._issued_at_s,
            data_until_s=data_until_s,
            stale=stale,
            reason=None
            if forecast
            else self._reason(row, max(now_s, (data_until_s or 0) + SLOT_S)),
            illustrative=self._illustrative,
            now_s=now_s,
            events=self._told_events(row, now_s),
            observed_from=self._observed_from(row),
        )

    def _forecast(self, row: int, slot: int) -> Forecast | None:
        """The forecast of one slot after the last observation, or None where none can be made."""
        if self._outlook is None or not 0 <= slot < self._outlook.recent.line.slots:
            return None
        line, made = self._outlook.recent.line, self._outlook.prediction
        if not np.isfinite(made.p50[row, slot]):
            return None
        is_cold = bool(self._outlook.is_cold[row])
        touched = self._touched.get(row)
        events = touched.ids.get(slot, ()) if touched else ()
        model = COLD if is_cold else MODEL
        return Forecast(
            target=f"corridor/{self._corridors[row].id}/{QUANTITY}",
            valid_from=line.moment_of(slot),
            valid_to=line.moment_of(slot + 1),
            p10=float(made.p10[row, slot]),
            p50=float(made.p50[row, slot]),
            p90=float(made.p90[row, slot]),
            basis="model" if events else self._outlook.basis_of(row),
            issued_at=self._issued_at_s,
            data_until=None if is_cold else line.moment_of(int(made.origin[row])),
            model=EVENTS if events else model,
            events=events,
            closed=touched is not None and slot in touched.closed,
        )

    def _told_events(self, row: int, now_s: int) -> tuple[RoadEvent, ...]:
        """The events on a corridor that hold or are to come within the reach of forecasts."""
        found = self._events.get(self._corridors[row].id, ())
        soon_s = now_s + REACH_DAYS * DAY_S
        return tuple(each for each in found if each.ends_s > now_s and each.from_s < soon_s)

    def _timed(self, values: Floats, row: int, first: int, past: int) -> tuple[TimedValue, ...]:
        """The known values of a row from one slot up to before another."""
        if self._outlook is None:
            return ()
        line = self._outlook.recent.line
        known = np.flatnonzero(np.isfinite(values[row, first:past])) + first
        return tuple(
            TimedValue(line.moment_of(slot), line.moment_of(slot + 1), float(values[row, slot]))
            for slot in known.tolist()
        )

    def _age(self, row: int, now_s: int) -> tuple[int | None, bool]:
        """The second of the last observation, and whether it is too long ago to be fresh."""
        origin = -1 if self._outlook is None else int(self._outlook.prediction.origin[row])
        if self._outlook is None or origin < 0:
            return None, False
        data_until_s = self._outlook.recent.line.moment_of(origin)
        return data_until_s, now_s - data_until_s > STALE_AFTER_S

    def _observed_from(self, row: int) -> str | None:
        """Who observed a corridor: stations at the road, or buses; None where nobody did."""
        if self._outlook is None or self._age(row, 0)[0] is None:
            return None
        return BUSES if self._outlook.by_bus[row] else ROAD

    def _reason(self, row: int, moment_s: int) -> str | None:
        """Why there is no forecast for a moment; None where it is simply past and observed."""
        data_until_s, stale = self._age(row, self._now_s())
        if data_until_s is None:
            return NO_OBSERVATIONS
        if moment_s < data_until_s + SLOT_S:
            return None
        if moment_s - data_until_s <= REACH_DAYS * DAY_S:
            return TOO_FEW
        return TOO_OLD if stale else TOO_FAR

    def _get_row(self, corridor_id: str, from_s: int, to_s: int) -> int:
        faults = []
        row = self._row.get(corridor_id)
        if row is None:
            faults.append(_unknown(corridor_id, list(self._row)))
        if not from_s < to_s <= from_s + MAX_RANGE_S:
            faults.append(
                Fault("to", f"must lie within {MAX_RANGE_S // DAY_S} days after `from`", "range")
            )
        if row is None or faults:
            raise RequestError(faults)
        return row


def corridors_watched(
    corridors: Sequence[Corridor], calendar: BorderCalendar, by_bus: NDArray[np.bool_]
) -> Watched:
    """What is watched of corridors: travel times, which are never below free flow."""
    names = tuple(corridor.id for corridor in corridors)
    told = zip(names, by_bus.tolist(), strict=True)
    sites = tuple(site_of_buses(name) if is_bus else name for name, is_bus in told)
    least = np.array([corridor.free_flow_s for corridor in corridors])
    return Watched(QUANTITY, sites, least, ends_of(names, corridors, calendar))


def _unknown(corridor_id: str, known: Sequence[str]) -> Fault:
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(corridor_id.lower(), list(by_lower), n=NEAR_IDS, cutoff=0.4)
    hint = ", ".join(by_lower[name] for name in near)
    return Fault(
        "corridor",
        f"{corridor_id[:60]!r} is no corridor" + (f"; near: {hint}" if hint else ""),
        "unknown_corridor",
        {"corridor": corridor_id[:60], "near": hint},
    )
