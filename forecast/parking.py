"""Room in car parks: archived free spaces in, how many will be free at a moment out.

The method is that of corridors (forecast/outlook.py) on another quantity. No forecast lies below 0
or above what a car park holds; where none can be made there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.progress import Progress, silent
from feeds.territory import Territory
from forecast.border import calendar_of_border
from forecast.fit import MODEL
from forecast.observations import FILE, ObservationStore, store_of
from forecast.outlook import Outlook, Watched, find_outlook
from forecast.types import Forecast

QUANTITY = "parking_free"
STATES = "forecasts-parking"


@dataclass(frozen=True, slots=True)
class ParkingForecasts:
    """The forecasts of a territory's car parks."""

    _outlook: Outlook
    _row: dict[str, int]
    _capacity: tuple[float, ...]
    _issued_at_s: int

    @classmethod
    def open(
        cls,
        data: Path,
        territory: Territory,
        now_s: int,
        *,
        illustrative: bool = False,
        progress: Progress = silent,
    ) -> ParkingForecasts | None:
        """Those of a data folder; None where nothing was ever observed.

        Errors: DataError for an unusable store, EnvironmentFault when the folder cannot be written.
        """
        parks = territory.park_and_ride
        sites = tuple(parks["site_id"])
        if not sites:
            return None
        store = ObservationStore(data / FILE) if illustrative else store_of(data)
        calendar = calendar_of_border(territory)
        watched = Watched(QUANTITY, sites, np.zeros(len(sites)))
        outlook = find_outlook(
            store, data / STATES, watched, calendar, territory.zone, now_s, progress
        )
        if outlook is None:
            return None
        capacity = tuple(float(each) for each in parks["capacity"])
        return cls(outlook, {site: at for at, site in enumerate(sites)}, capacity, now_s)

    def moments_between(self, from_s: int, to_s: int) -> list[int]:
        """The moments at which forecasts of a span begin."""
        line = self._outlook.recent.line
        first, last = max(0, line.slot_at(from_s)), min(line.slots, line.slot_at(to_s - 1) + 1)
        return [line.moment_of(slot) for slot in range(first, last)]

    def find_free(self, site: str, moment_s: int) -> Forecast | None:
        """How many spaces will be free at a car park, or None where that is not known."""
        row = self._row.get(site)
        line, made = self._outlook.recent.line, self._outlook.prediction
        slot = line.slot_at(moment_s)
        if row is None or not 0 <= slot < line.slots or not np.isfinite(made.p50[row, slot]):
            return None
        most = self._capacity[row] if np.isfinite(self._capacity[row]) else np.inf
        p10, p50, p90 = (
            float(min(values[row, slot], most)) for values in (made.p10, made.p50, made.p90)
        )
        return Forecast(
            target=f"parking/{site}/{QUANTITY}",
            valid_from=line.moment_of(slot),
            valid_to=line.moment_of(slot + 1),
            p10=p10,
            p50=p50,
            p90=p90,
            basis="statistical",
            issued_at=self._issued_at_s,
            data_until=line.moment_of(int(made.origin[row])),
            model=MODEL,
        )
