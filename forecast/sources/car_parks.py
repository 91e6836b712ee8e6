"""Car parks that tell their free spaces as JSON: an answer in, observations out.

Two forms are known: that of the City of Luxembourg (one document with all of its car parks, in
French) and that of CFL's P+R (one car park, or a list of them). A car park that is closed, broken
or does not count has a gap: 0 free would mean full.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from core.errors import DataError
from forecast.sources.reading import Reading, number_of

MAX_CAR_PARKS = 5_000


def read_car_parks(content: bytes, reading: Reading) -> None:
    """Adds the free spaces of an answer to a reading. Errors: DataError."""
    try:
        said: object = json.loads(content)
    except (ValueError, RecursionError) as exc:
        raise DataError(f"is no whole JSON document: {exc}") from exc
    if isinstance(said, Mapping) and "parking" in said:
        _city(said, reading)
        return
    parks = said if isinstance(said, list) else [said]
    if not all(isinstance(park, Mapping) and "totalCapacity" in park for park in parks):
        raise DataError("is JSON, but of no form of car parks that is known")
    for park in _bounded(parks):
        free = number_of(park.get("currentTotalFreeSpaces"))
        reading.add("parking_free", _text(park, "id", "name"), reading.now_s, free)


def _city(said: Mapping[str, Any], reading: Reading) -> None:
    try:
        built = parsedate_to_datetime(str(said.get("last_build_date")))
    except ValueError as exc:
        raise DataError("has no last_build_date that could be read") from exc
    parks = said["parking"]
    for park in _bounded(parks.values() if isinstance(parks, Mapping) else parks):
        counts = park.get("ouvert") and not park.get("panne") and number_of(park.get("total"))
        free = number_of(park.get("actuel")) if counts else None
        reading.add("parking_free", _text(park, "id", "titre"), int(built.timestamp()), free)


def _bounded(parks: object) -> Iterable[Mapping[str, Any]]:
    if not isinstance(parks, Iterable) or isinstance(parks, str | bytes):
        raise DataError("has no list of car parks")
    found = [park for park in parks if isinstance(park, Mapping)]
    if len(found) > MAX_CAR_PARKS:
        raise DataError(f"lists more than {MAX_CAR_PARKS} car parks")
    return found


def _text(park: Mapping[str, Any], *names: str) -> str:
    return next((str(park[name]).strip() for name in names if park.get(name)), "")
