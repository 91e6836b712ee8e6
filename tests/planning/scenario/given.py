"""Scenario files for the tests: a sound modification of each type, and what was said of a file."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from core.errors import Fault, RequestError
from planning.scenario.modifications import Scenario
from planning.scenario.reading import read_scenario

TIMETABLE = {
    "entryId": "peak",
    "hopTimes": [240, 300],
    "dwellTimes": [0, 30, 0],
    "startTime": "06:00",
    "endTime": "09:00:00",
    "headwaySecs": 300,
    "monday": True,
}
SQUARE = [[5.9, 49.4], [6.0, 49.4], [6.0, 49.5]]
SOUND: dict[str, dict[str, Any]] = {
    "add-trips": {
        "name": "BHNS",
        "stops": [{"id": "lu_1"}, {"lat": 49.48, "lon": 5.95, "name": "Audun"}, {"id": "lu_2"}],
        "frequencies": [TIMETABLE],
        "vehicle": {"seats": 40, "standing": 60, "energy": "electric", "lOrKwhPer100km": 150},
        "layover": {"minS": 240},
        "calendar": {"days": 252, "holidays": "union", "school": "term"},
        "fare": {"single": 2.5},
        "funding": {"FR": 0.4, "LU": 0.6},
        "operatorSide": "LU",
        "hopLengths": [1500, 2300.5],
        "rightOfWay": ["own-lane", "mixed"],
    },
    "adjust-frequency": {
        "route": "r",
        "entries": [{"sourceTrip": "t", "firstDepartures": ["25:10", 3600], "sunday": True}],
    },
    "adjust-speed": {"routes": ["r"], "scale": 1.2, "hops": [["a", "b"]], "scaleDwells": True},
    "adjust-dwell-time": {"stops": ["s"], "dwellSecs": 20},
    "remove-trips": {"trips": ["t"]},
    "remove-stops": {"stops": ["s"], "secondsSavedAtEachStop": 15},
    "reroute": {
        "fromStop": "a",
        "toStop": "b",
        "stops": [{"id": "c"}],
        "hopTimes": [60, 60],
        "dwellTimes": [0, 20, 0],
    },
    "modify-streets": {"polygons": [SQUARE], "allowedModes": [], "carSpeedKph": 30},
    "road-congestion": {"polygons": [SQUARE], "scale": 0.8, "priority": 2},
    "growth": {"year": 2035, "population": 20_000, "sites": [{"zone": "z", "jobs": 10}]},
    "telework": {"friday": 0.2},
    "departure-shift": {"minutes": -30, "share": 0.1},
    "close-crossing": {"crossing": "redange-belvaux", "modes": ["CAR"]},
    "add-park-and-ride": {"name": "Micheville", "lat": 49.48, "lon": 5.93, "capacity": 400},
}


def sound(kind: str, **changes: Any) -> dict[str, Any]:
    """A sound modification with some fields changed, or left out where None."""
    fields = {"type": kind, **copy.deepcopy(SOUND[kind]), **changes}
    return {key: value for key, value in fields.items() if value is not None}


def line(**changes: Any) -> dict[str, Any]:
    """A sound line whose one timetable is changed."""
    fields = {**copy.deepcopy(TIMETABLE), **changes}
    timetable = {key: value for key, value in fields.items() if value is not None}
    return sound("add-trips", frequencies=[timetable])


def written(*modifications: object, **top: object) -> bytes:
    return json.dumps({"name": "Trial", "modifications": modifications, **top}).encode()


def read(*modifications: object, **top: object) -> Scenario:
    return read_scenario(written(*modifications, **top))


def faults_in(content: bytes) -> tuple[Fault, ...]:
    with pytest.raises(RequestError) as caught:
        read_scenario(content)
    return caught.value.faults


def said_of(*modifications: object, **top: object) -> dict[str, str]:
    """The messages by place."""
    return {each.field: each.message for each in faults_in(written(*modifications, **top))}
