"""Networks as arrays: a Network in, named arrays and a JSON manifest out, and back again.

The names follow the dataclasses ("stops.lat", "stops.name.blob"), so a new field is stored without
a line here; an overlay belongs to the moment and is not stored. Arrays are taken and given as they
are: a mapped snapshot stays mapped.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import SnapshotError
from core.strings import StringTable
from feeds.tables import FeedInfo, source_of
from routing.network import Network

Arrays = dict[str, NDArray[Any]]
Part = typing.TypeVar("Part")


def to_arrays(network: Network) -> tuple[Arrays, dict[str, Any]]:
    """The arrays of a network by name, and a manifest with everything that is no array."""
    arrays: Arrays = {}
    manifest: dict[str, Any] = {}
    for field in dataclasses.fields(Network):
        value = getattr(network.ground, field.name)
        if field.name == "overlay":
            continue
        if field.name == "feeds":
            manifest["feeds"] = [dataclasses.asdict(feed) for feed in value]
        elif isinstance(value, tuple):
            manifest[field.name] = list(value)
        elif dataclasses.is_dataclass(value):
            _take_apart(field.name, value, arrays, manifest)
        else:
            manifest[field.name] = value
    return arrays, manifest


def from_arrays(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> Network:
    """The network that `to_arrays` took apart, over the same arrays.

    Errors: SnapshotError when an array or an entry is missing: another program wrote it.
    """
    parts: dict[str, Any] = {}
    try:
        for name, kind in typing.get_type_hints(Network).items():
            if name == "overlay":
                continue
            if name == "feeds":
                parts[name] = tuple(_feed_info(feed) for feed in manifest["feeds"])
            elif isinstance(kind, type) and dataclasses.is_dataclass(kind):
                parts[name] = _put_together(name, kind, arrays, manifest)
            elif typing.get_origin(kind) is tuple:
                parts[name] = tuple(manifest[name])
            else:
                parts[name] = manifest[name]
        return Network(**parts)
    except (KeyError, TypeError) as exc:
        raise SnapshotError(
            f"no network of this program: {exc}", mend="build the feeds again"
        ) from exc


def _take_apart(name: str, part: object, arrays: Arrays, manifest: dict[str, Any]) -> None:
    for field in typing.get_type_hints(type(part)):
        value = getattr(part, field)
        full_name = f"{name}.{field}"
        if isinstance(value, StringTable):
            arrays[f"{full_name}.blob"], arrays[f"{full_name}.ends"] = value.blob, value.ends
        elif isinstance(value, np.ndarray):
            arrays[full_name] = value
        elif dataclasses.is_dataclass(value):
            _take_apart(full_name, value, arrays, manifest)
        else:
            manifest[full_name] = value


def _put_together(
    name: str, kind: type[Part], arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]
) -> Part:
    values: dict[str, Any] = {}
    for field, type_ in typing.get_type_hints(kind).items():
        full_name = f"{name}.{field}"
        if type_ is StringTable:
            values[field] = StringTable(arrays[f"{full_name}.blob"], arrays[f"{full_name}.ends"])
        elif type_ in (int, float, str, bool):
            values[field] = manifest[full_name]
        elif isinstance(type_, type) and dataclasses.is_dataclass(type_):
            values[field] = _put_together(full_name, type_, arrays, manifest)
        else:
            values[field] = arrays[full_name]
    return kind(**values)


def _feed_info(stored: Mapping[str, Any]) -> FeedInfo:
    return FeedInfo(**{**stored, "source": source_of(stored["source"])})
