"""`demand`: INSEE's census of commuting in, the matrix that simulations start from out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from core.errors import Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from feeds.territory import Territory
    from planning.demand import Demand
    from planning.mobpro import Reading
    from planning.zones import Zones


def add_parser(verbs: Verbs) -> None:
    """Adds `demand` to the command line."""
    parser = verbs.add_parser(
        "demand",
        help="commuters as a census counted them, instead of estimates",
        description="Reads INSEE's detail file of commuting (Mobilites professionnelles; CSV, zip "
        "or Parquet), or its base of flows, and keeps who goes from zone to zone in demand.csv of "
        "the data folder. `simulate` uses it instead of its estimates. Without a file: says what "
        "is kept.",
    )
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the census's file")
    parser.add_argument(
        "--five-modes",
        action="store_true",
        help="the file's TRANS has five codes, 4 the car and 5 transit, as before the bicycle had "
        "a code of its own",
    )
    parser.add_argument("--remove", action="store_true", help="go back to estimates")
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Imports, removes, or says what is kept."""
    from commands.datadir import territory_of
    from core.files import machine_faults
    from planning.demand import FILE, read_demand
    from planning.zones import zones_of

    if args.remove and args.file is not None:
        raise RequestError([Fault("remove", "goes without a file")])
    kept = args.data / FILE
    if args.remove:
        with machine_faults(f"cannot remove {kept}"):
            kept.unlink(missing_ok=True)
        print("commuters are estimated")
        return 0
    territory = territory_of(args.data)
    zones = zones_of(territory)
    if args.file is None:
        _say_kept(args, zones, read_demand(kept, zones))
    else:
        _import(args, territory, zones, kept)
    return 0


def _import(args: argparse.Namespace, territory: Territory, zones: Zones, kept: Path) -> None:
    from core.files import machine_faults
    from planning.demand import write_demand
    from planning.mobpro import read_mobpro

    with TerminalProgress() as progress:
        demand, reading = read_mobpro(
            args.file, territory, zones, five_modes=args.five_modes, progress=progress
        )
    with machine_faults(f"cannot make the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
    relations = write_demand(kept, zones, demand)
    if args.json:
        print(json.dumps(_as_json(demand, reading, zones, relations), ensure_ascii=False))
    else:
        print("\n".join(_lines(demand, reading, relations, kept)))


def _as_json(demand: Demand, reading: Reading, zones: Zones, relations: int) -> dict[str, object]:
    return {
        "source": demand.source,
        "rows": reading.rows,
        "badRows": reading.bad_rows,
        "bad": reading.named,
        "workers": round(reading.workers, 1),
        "workersByCountry": round(reading.by_country, 1),
        "workersElsewhere": round(reading.elsewhere, 1),
        "relations": relations,
        "homes": [zones.id[row] for row in demand.homes.nonzero()[0].tolist()],
        "unknownCommunes": dict(reading.unknown_communes),
        "modes": dict(reading.modes),
    }


def _lines(demand: Demand, reading: Reading, relations: int, kept: Path) -> list[str]:
    homes = int(demand.homes.sum())
    lines = [
        f"{reading.rows:,} rows of {demand.source}, kept in {kept}",
        f"{reading.workers:,.0f} workers of {homes} zones on {relations:,} relations",
        f"{reading.elsewhere:,.0f} more live in a zone and work in none",
    ]
    if reading.by_country:
        lines.append(
            f"{reading.by_country:,.0f} work somewhere in a country, or in a commune of it without "
            "a zone: spread over zones by their jobs"
        )
    if reading.unknown_communes:
        told = ", ".join(f"{code} ({n} rows)" for code, n in reading.unknown_communes.most_common())
        lines.append(f"not in zone_codes.csv: {told}")
    if reading.modes and not reading.modes["transit"]:
        lines.append("nobody rides transit: if the file is an old one, give --five-modes")
    if reading.bad_rows:
        lines.append(f"{reading.bad_rows:,} bad rows were left out:")
        lines += [f"  {each}" for each in reading.named]
    return lines


def _say_kept(args: argparse.Namespace, zones: Zones, demand: Demand | None) -> None:
    if args.json:
        told = None if demand is None else {
            "source": demand.source,
            "workers": round(float(demand.workers.sum()), 1),
            "homes": [zones.id[row] for row in demand.homes.nonzero()[0].tolist()],
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False))
    elif demand is None:
        print("commuters are estimated; python app.py demand FILE reads a census")
    else:
        print(
            f"{demand.workers.sum():,.0f} workers of {int(demand.homes.sum())} zones, "
            f"from {demand.source}"
        )
