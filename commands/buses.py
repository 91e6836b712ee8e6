"""`forecast buses`: an archive of delays in, travel times of the corridors that buses drive out."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.arguments import add_data, add_json, whole_number
from commands.counted import add_columns, add_zone, zone_of
from commands.progress import TerminalProgress
from core import clock

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.buses.archive import Measured
    from forecast.observation_csv import ImportReport, Layout, Observation

_MOST_LEAD_S = 3_600


def add_parser(deeds: Verbs) -> None:
    """Adds `buses` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "buses",
        help="measure corridors by the buses that drive them",
        description="Reads an archive of delays, as `forecast delays` does, its lines being trips "
        "of the timetable. What buses took longer between the stops on either side of a corridor "
        "than on the free road is added to the corridor's time by car, by quarter-hours, and kept "
        "as observations from buses. Says what was left out and why.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, plain or .gz, or Parquet")
    add_columns(parser, "time", "line", "stop", "value")
    parser.add_argument("--minutes", action="store_true", help="delays are minutes, not seconds")
    parser.add_argument(
        "--observations", action="store_true",
        help="the file is a table as for `forecast import`, sites being TRIP|STOP",
    )  # fmt: skip
    parser.add_argument(
        "--gtfs", type=Path, action="append", default=[], metavar="ZIP",
        help="the timetable of the buses (default: the feeds of the data folder)",
    )  # fmt: skip
    parser.add_argument(
        "--lead", type=whole_number(0, _MOST_LEAD_S), metavar="S",
        help="a report counts as seen from so many seconds before the bus was there (default: 120)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="CSV", help="write them to a file, too, as for a backtest"
    )
    parser.add_argument("--dry-run", action="store_true", help="keep nothing, only say")
    add_zone(parser)
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from commands.bus_hops import hops_to_measure
    from commands.datadir import territory_of
    from forecast.buses.archive import measure
    from forecast.buses.excess import as_observations
    from forecast.buses.runs import LEAD_S
    from forecast.observation_csv import ImportReport, read_observations

    zone = zone_of(args)
    report = ImportReport(args.file.name)
    with TerminalProgress() as progress:
        hops = hops_to_measure(args.data, args.gtfs, territory_of(args.data), progress)
        progress(f"reading {args.file.name}")
        rows = read_observations(args.file, report, now_s=clock.now_s(), layout=_layout(args, zone))
        found = measure(rows, hops, LEAD_S if args.lead is None else args.lead)
    observations = as_observations(found.hops, found.told)
    added = 0 if args.dry_run else _keep(args.data, observations)
    if args.out is not None:
        _write(args.out, observations)
    print(_as_json(found, report, added) if args.json else _as_text(found, report, added))
    return 0 if observations else 1


def _layout(args: argparse.Namespace, zone: str) -> Layout:
    from forecast.observation_csv import PLAIN, SITE_SEPARATOR, Layout

    if args.observations:
        return PLAIN
    return Layout(
        time=args.time_column,
        site=f"{args.line_column}{SITE_SEPARATOR}{args.stop_column}",
        value=args.value_column,
        fixed_quantity="delay_s",
        zone=zone,
        scale=60.0 if args.minutes else 1.0,
    )


def _keep(data: Path, observations: list[Observation]) -> int:
    """Adds them to the folder that was named; how many were new."""
    from core.files import machine_faults
    from forecast.observations import store_of

    if not observations:
        return 0
    with machine_faults(f"cannot make the data folder {data}"):
        data.mkdir(parents=True, exist_ok=True)
    return store_of(data).add(observations)


def _write(path: Path, observations: list[Observation]) -> None:
    """The table that `forecast import` and `forecast backtest` read."""
    from core.files import write_atomically

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("time", "site", "quantity", "value"))
    writer.writerows((clock.iso_utc(at_s), site, q, value) for q, site, at_s, value in observations)
    write_atomically(path, out.getvalue().encode("utf-8"))


def _as_json(found: Measured, report: ImportReport, added: int) -> str:
    told: dict[str, Any] = {**found.as_json(), "added": added, "import": _read(report)}
    return json.dumps(told, ensure_ascii=False)


def _read(report: ImportReport) -> dict[str, object]:
    """What became of the rows, before anything was made of them."""
    said = report.as_json()
    names = ("file", "read", "gaps", "refused", "first_refused")
    return {name: said[name] for name in names}


def _as_text(found: Measured, report: ImportReport, added: int) -> str:
    from forecast.buses.runs import REASONS, USED

    read = f"{report.file}: {report.read} rows read, {report.gaps} gaps, {report.refused} refused"
    other = f"{found.elsewhere} of other trips and stops, {found.astray} of days without the trip"
    lines = [f"{read}, {other}"]
    lines += [f"  row {r.row}, field {r.field}: {r.message}" for r in report.first_refused]
    counts = found.counts
    lines.append(f"{sum(counts.values())} runs between stops: {counts[USED]} used, left out:")
    lines += [f"{counts[reason]:>9}  {_WHY[reason]}" for reason in REASONS]
    corridors = found.by_corridor()
    if corridors:
        head = "quarters  buses  excess, median and P90 (s)  corridor"
        lines.append(head)
        lines += [
            f"{each['quarters']:>8}{each['buses']:>7}{each['excess_p50_s']:>13.0f}"
            f"{each['excess_p90_s']:>15.0f}  {each['corridor']}"
            f"{', hops found on the map' if each['derived'] else ''}"
            for each in corridors
        ]
    lines.append(f"{added} travel times from buses added")
    return "\n".join(lines)


_WHY = {
    "skipped": "did not call at one of the stops",
    "no data": "were lost from sight",
    "one end": "told of one of the two stops only",
    "foretold": "told nothing once the bus had been there",
    "held": "may have waited for their time at the first stop, or made it up there",
    "too fast": "faster than the road allows",
    "too slow": "longer on the way than three hours",
}
