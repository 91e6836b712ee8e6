"""The smallest OSM extract that engines ask for: nodes and footways in, an .osm.pbf file out.

Source: the OSM PBF format (fileformat.proto, osmformat.proto); blobs are left uncompressed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

Node = tuple[float, float]
"""Latitude and longitude; its position in the list, counted from 1, is its id."""

_UNIT_NANODEG = 100
"""What coordinates are whole multiples of in an extract."""
_VARINT, _BYTES = 0, 2
_MOST_IN_A_BLOCK = 8000
_TEXTS = (b"", b"highway", b"footway")


def write_footways(path: Path, nodes: Sequence[Node], ways: Iterable[Sequence[int]]) -> None:
    """Writes an extract in which every way (positions of nodes) is a footway."""
    node_entries = [_node(number, *node) for number, node in enumerate(nodes, start=1)]
    way_entries = [_way(number, way) for number, way in enumerate(ways, start=1)]
    with path.open("wb") as file:
        file.write(_blob(b"OSMHeader", _field(4, b"OsmSchema-V0.6")))
        for kind, entries in ((1, node_entries), (3, way_entries)):
            for begin in range(0, len(entries), _MOST_IN_A_BLOCK):
                part = entries[begin : begin + _MOST_IN_A_BLOCK]
                group = b"".join(_field(kind, entry) for entry in part)
                texts = b"".join(_field(1, text) for text in _TEXTS)
                file.write(_blob(b"OSMData", _field(1, texts) + _field(2, group)))


def to_units(degrees: float) -> int:
    """A coordinate as the whole number that stands in an extract."""
    return round(degrees * 1e9 / _UNIT_NANODEG)


def from_units(units: int) -> float:
    """A coordinate as it is read from an extract, to the last bit."""
    return 1e-9 * (_UNIT_NANODEG * units)


def _node(number: int, lat: float, lon: float) -> bytes:
    return (
        _number(1, _zigzag(number))
        + _number(8, _zigzag(to_units(lat)))
        + _number(9, _zigzag(to_units(lon)))
    )


def _way(number: int, positions: Sequence[int]) -> bytes:
    ids = [position + 1 for position in positions]
    steps = [after - before for before, after in zip([0, *ids], ids, strict=False)]
    refs = b"".join(_varint(_zigzag(step)) for step in steps)
    return (
        _number(1, number)
        + _field(2, _varint(_TEXTS.index(b"highway")))
        + _field(3, _varint(_TEXTS.index(b"footway")))
        + _field(8, refs)
    )


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _field(1, content) + _number(2, len(content))
    header = _field(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _zigzag(value: int) -> int:
    """Signed numbers as unsigned ones, small for small: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
