"""Points of a matrix: a CSV file in, points in its order out, or every fault with row and mend.

The columns are `id,lat,lon` or `id,stop`, in any order and among others; where a file has all four,
each row gives one of the two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import Fault, RequestError
from planning.scenario.messages import limited
from routing.lookup import find_stop
from routing.network import Network
from routing.requests import Endpoint

MOST_BYTES = 16_000_000
MOST_POINTS = 20_000
"""Of a file; the matrix of two such files has 400 million pairs."""
MOST_ID = 100
_EITHER = "the first line names id,lat,lon or id,stop, separated by commas"


@dataclass(frozen=True, slots=True)
class Point:
    """One origin or destination: a point, or all stops of the place of a scoped stop id."""

    id: str
    lat: float
    lon: float
    stop: str | None = None

    def on(self, network: Network) -> Endpoint:
        """The point as an end of journeys; where a network lacks the stop, the point it stood at.

        A scenario may have closed it.
        """
        known = self.stop if self.stop and find_stop(network, self.stop) is not None else None
        return Endpoint(self.lat, self.lon, self.id, known)


def read_points(content: bytes, file: str, network: Network) -> tuple[Point, ...]:
    """The points of a CSV file.

    Errors: RequestError naming every fault by row and column, MOST_FAULTS at the most.
    """
    if len(content) > MOST_BYTES:
        raise _refused(file, f"is longer than {MOST_BYTES} bytes; split it into several files")
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, file)
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except (UnicodeDecodeError, csv.Error) as exc:
        raise _refused(file, f"is no CSV file: {exc}; save it as UTF-8") from exc
    if not rows:
        raise _refused(file, f"holds no point; {_EITHER}, each further line is a point")
    if len(rows) > MOST_POINTS:
        raise _refused(file, f"holds {len(rows)} points; split it: {MOST_POINTS} are the most")
    points: dict[str, tuple[int, Point]] = {}
    faults: list[Fault] = []
    for number, cells in rows:
        found, wrong = _point(header, cells, network)
        if found is not None and found.id in points:
            first = points[found.id][0]
            wrong = [("id", f"{found.id!r} stands in row {first} too; give each point its own id")]
        elif found is not None:
            points[found.id] = number, found
        faults += [Fault(f"{file} row {number}, {name}", said) for name, said in wrong]
    if faults:
        raise RequestError(limited(faults, file))
    return tuple(point for _, point in points.values())


def _check_header(header: list[str], file: str) -> None:
    by_place, by_stop = {"lat", "lon"} <= set(header), "stop" in header
    if "id" not in header or not (by_place or by_stop):
        raise _refused(f"{file} row 1", f"names {','.join(header)[:80]!r}; {_EITHER}")
    for name in ("id", "lat", "lon", "stop"):
        if header.count(name) > 1:
            raise _refused(f"{file} row 1", f"names {name!r} twice; keep one of the columns")


def _point(
    header: list[str], cells: list[str], network: Network
) -> tuple[Point | None, list[tuple[str, str]]]:
    """The point of a row, or what is wrong with which column of it."""
    if len(cells) != len(header):
        said = f"has {len(cells)} cells, the first line has {len(header)}; put commas in quotes"
        return None, [("row", said)]
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    wrong = list(_wrong_id(row["id"]))
    stop = row.get("stop", "")
    if stop and (row.get("lat") or row.get("lon")):
        return None, [*wrong, ("stop", "stands beside lat and lon; keep one of the two")]
    if stop:
        at = find_stop(network, stop)
        if at is None:
            said = f"no stop has the id {stop[:MOST_ID]!r}; write it with its feed, as lu_200405035"
            return None, [*wrong, ("stop", said)]
        lat, lon = float(network.stops.lat[at]), float(network.stops.lon[at])
    else:
        if "lat" not in row or "lon" not in row:
            return None, [*wrong, ("stop", "is empty; name a stop")]
        lat, lon, faults = _coordinate(row)
        wrong += faults
    return (None if wrong else Point(row["id"], lat, lon, stop or None)), wrong


def _wrong_id(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        yield "id", "is empty; give the point an id"
    elif len(text) > MOST_ID or not text.isprintable():
        yield "id", f"{text[:MOST_ID]!r} is no id; use up to {MOST_ID} printable characters"


def _coordinate(row: Mapping[str, str]) -> tuple[float, float, list[tuple[str, str]]]:
    wrong, found = [], []
    for name, most in (("lat", 90.0), ("lon", 180.0)):
        try:
            value = float(row[name])
        except ValueError:
            wrong.append((name, f"{row[name][:40]!r} is no number; write degrees as 49.4634"))
            continue
        if not -most <= value <= most:  # also what is no number at all
            wrong.append((name, f"{value:g} lies outside -{most:g} to {most:g}; write degrees"))
        found.append(value)
    lat, lon = found if len(found) == 2 else (0.0, 0.0)
    return lat, lon, wrong


def _refused(field: str, said: str) -> RequestError:
    return RequestError([Fault(field, said)])
