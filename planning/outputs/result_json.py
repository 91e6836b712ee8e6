"""A simulation as JSON: a simulation in, nested dictionaries with camelCase keys out.

Every field of every type is there, in the order of the types; what is infinite or not known is
null; matrices are lists of rows in the order of the zones. A note is its key and values, and what
it says in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from planning.notes import Note
from planning.outputs.languages import language_of, languages
from planning.outputs.summary import summary_of
from planning.outputs.values import finite
from planning.results import Simulation
from planning.zones import Zones

FORMAT = 2
"""Counts up when a key changes its meaning or goes."""

_STOP = ("name", "lat", "lon", "country")
_COUNTED = ("name", "counted", "simulatedBefore", "simulatedAfter")


def result_json(simulation: Simulation) -> dict[str, Any]:
    """All that a simulation has found, safe for any reader of JSON."""
    whole = _fields(simulation)
    whole["zones"] = _zones(simulation.zones)
    whole["counted"] = [dict(zip(_COUNTED, each, strict=True)) for each in whole["counted"]]
    for line in whole["lines"]:
        line["stops"] = [dict(zip(_STOP, stop, strict=True)) for stop in line["stops"]]
    for part in (part for each in whole["isochrones"] for part in each["parts"]):
        del part["outlines"]  # isochrones.geojson has them
    for row in whole["access"]["rows"]:
        row["zoneId"] = simulation.zones.id[row["zone"]]
    return {"format": FORMAT, "summary": _fields(summary_of(simulation)), **whole}


def camel(name: str) -> str:
    """`worst_wait_min` as `worstWaitMin`."""
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def safe(value: Any) -> Any:  # noqa: ANN401 - any field of any type
    """A value as JSON holds it."""
    if isinstance(value, np.ndarray | np.generic):
        return safe(value.tolist())
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, Note):
        return {"key": value.key, "values": safe(value.values), "says": _in_all(value)}
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {camel(name): safe(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, list | tuple):
        return [safe(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): safe(each) for key, each in value.items()}
    return value


def _fields(of: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {camel(each.name): safe(getattr(of, each.name)) for each in fields(of)}


def _zones(zones: Zones) -> list[dict[str, Any]]:
    """One dictionary a zone."""
    names = [each.name for each in fields(zones)]
    columns = [safe(getattr(zones, name)) for name in names]
    keys = [camel(name) for name in names]
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _in_all(note: Note) -> dict[str, str]:
    """What a note says, by language."""
    return {code: language_of(code).note(note) for code in languages()}
