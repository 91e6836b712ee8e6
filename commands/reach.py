"""`reach`: a place and a morning in, what places and areas are reached in how long out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, whole_number
from commands.progress import TerminalProgress
from commands.text import count, plain
from core import clock
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from routing.network import Network
    from routing.reach import Seconds
    from routing.requests import Endpoint

SHARES = (5, 50, 95)
STEP_MIN = 15
MAX_MIN = 240
FARTHEST = 10
"""How many of the last places reached are named."""


def add_parser(verbs: Verbs) -> None:
    """Adds `reach` to the command line."""
    parser = verbs.add_parser(
        "reach",
        help="how far one gets from a place in how long",
        description="Places reached in 15, 30 ... minutes, for riders who leave at any minute of a "
        "window: on a good one (5 %% of them), in the middle (50 %%), on a bad one (95 %%).",
    )
    parser.add_argument("origin", metavar="FROM", help="a stop id, lat,lon, or a name")
    parser.add_argument(
        "--depart", metavar="T", help="first minute: 2026-11-23T07:00, or 07:00 (default: now)"
    )
    parser.add_argument(
        "--window",
        type=whole_number(1, MAX_MIN),
        default=120,
        metavar="MIN",
        help="minutes of departures (default: 120)",
    )
    parser.add_argument(
        "--minutes",
        type=whole_number(1, MAX_MIN),
        default=60,
        metavar="MIN",
        help="longest journey (default: 60)",
    )
    parser.add_argument(
        "--areas",
        type=Path,
        metavar="FILE.geojson",
        help="also write the areas reached, one for every line and column of the table",
    )
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints what is reached; with --json every place with its percentiles in seconds."""
    from commands.datadir import resolve_data
    from commands.house import open_house
    from routing.access import stops_on_foot
    from routing.reach import Window, percentiles, travel_times
    from routing.requests import DEFAULT_WALK_MPS, JourneyRequest
    from web.settings import settings_from

    with TerminalProgress() as progress:
        state = open_house(resolve_data(args.data, progress), settings_from(), progress)
    network, places = state.world.network, state.world.places
    origin = places.resolve(args.origin)
    start_s = _moment(args.depart, network)
    bound_s = min(JourneyRequest(origin, origin, start_s).max_access_s, args.minutes * 60)
    sources = stops_on_foot(network, origin, max_access_s=bound_s, walk_mps=DEFAULT_WALK_MPS)
    window = Window(start_s, args.window * 60, max_duration_s=args.minutes * 60 + 1)
    times = percentiles(travel_times(network, sources, window), SHARES)
    if args.areas:
        _write_areas(args.areas, network, origin, times, _cutoffs(args.minutes), bound_s)
    reached = _by_place(network, times)
    print(_as_json(network, reached) if args.json else "\n".join(_lines(network, reached, args)))
    return 0


def _moment(text: str | None, network: Network) -> int:
    if text is None:
        return clock.now_s()
    try:
        return clock.parse_instant(text, network.zone)
    except ValueError as exc:
        raise RequestError([Fault("--depart", str(exc))]) from exc


def _cutoffs(longest_min: int) -> tuple[int, ...]:
    """The minutes of the table's lines."""
    return (*range(STEP_MIN, longest_min, STEP_MIN), longest_min)


def _write_areas(
    path: Path,
    network: Network,
    origin: Endpoint,
    times: Seconds,
    cutoffs: tuple[int, ...],
    bound_s: int,
) -> None:
    """Writes the areas that each share reaches within each cutoff, the largest first."""
    from core.files import machine_faults, write_atomically
    from routing.isochrones import Walking, areas_reached

    walking, largest_first = Walking(longest_s=bound_s), cutoffs[::-1]
    features = []
    for share, row in zip(SHARES, times, strict=True):
        areas = areas_reached(network, origin, row, largest_first, walking)
        features += [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPolygon", "coordinates": area.outlines()},
                "properties": {"minutes": minutes, "percentile": share, "km2": round(area.km2, 3)},
            }
            for minutes, area in zip(largest_first, areas, strict=True)
        ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    with machine_faults(f"cannot write {path}"):
        write_atomically(path, f"{content}\n".encode())


def _by_place(network: Network, times: Seconds) -> Seconds:
    """The times to the best stop of every place. Shapes: (shares, stops) -> (shares, places)."""
    import numpy as np

    from routing.reach import UNREACHED

    best = np.full((len(times), len(network.places.lat)), UNREACHED, dtype=np.int32)
    place = network.stops.place
    known = place >= 0
    for row, own in zip(best, times, strict=True):
        np.minimum.at(row, place[known], own[known])
    return best


def _lines(network: Network, reached: Seconds, args: argparse.Namespace) -> Iterator[str]:
    import numpy as np

    names = [f"{share} %" for share in SHARES]
    yield f"{'places within':15}" + "".join(f"{name:>10}" for name in names)
    for minutes in _cutoffs(args.minutes):
        counts = (reached <= minutes * 60).sum(axis=1)
        yield f"{f'{minutes} min':15}" + "".join(f"{n:>10}" for n in counts.tolist())
    middle = reached[SHARES.index(50)]
    inside = np.flatnonzero(middle <= args.minutes * 60)
    last = inside[np.argsort(-middle[inside], kind="stable")][:FARTHEST]
    if len(last):
        yield f"The last {count(len(last), 'place', 'places')} in the middle:"
    for place in last.tolist():
        land = network.places.country[place]
        yield f"{middle[place] // 60:>5} min  {plain(network.places.name[place])} ({land})"


def _as_json(network: Network, reached: Seconds) -> str:
    """Every place that some share reaches; null where one does not."""
    import numpy as np

    from routing.reach import UNREACHED

    places = network.places
    rows = [
        {
            "stopId": network.stops.id[int(places.primary_stop[place])],
            "name": places.name[place],
            "country": places.country[place],
            "lat": float(places.lat[place]),
            "lon": float(places.lon[place]),
            "seconds": {
                str(share): None if value == UNREACHED else value
                for share, value in zip(SHARES, reached[:, place].tolist(), strict=True)
            },
        }
        for place in np.flatnonzero((reached < UNREACHED).any(axis=0)).tolist()
    ]
    return json.dumps(rows, ensure_ascii=False)
