"""`simulate`: a scenario file in, what it changes for two countries out, as files and text."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.progress import TerminalProgress
from core import clock
from core.errors import DataError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from core.progress import Progress
    from planning.baseline import Baseline
    from planning.results import Access, Simulation
    from planning.scenario.modifications import Scenario
    from planning.simulate import Run

LANGUAGES = ("en", "fr")


def add_parser(verbs: Verbs) -> None:
    """Adds `simulate` to the command line."""
    parser = verbs.add_parser(
        "simulate",
        help="what a new line, or any other scenario, changes",
        description="Reads a scenario, builds its network, and says who rides, who gains and who "
        "loses, what it takes and costs. --out takes it away: result, tables, GeoJSON, GTFS and a "
        "report to print.",
    )
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.json", help="the scenario's file")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write files to")
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of the report (default: en)"
    )
    parser.add_argument(
        "--day", metavar="D", help="a working day such as 2026-12-01 (default: the next Tuesday)"
    )
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Simulates, and writes what is asked for."""
    from commands.planning import open_baseline, read_scenario_file
    from planning.simulate import simulate

    scenario = read_scenario_file(args.scenario)
    with TerminalProgress() as progress:
        base, feed = open_baseline(args.data, args.day, progress)
        found = simulate(
            base, feed, scenario, progress,
            lambda access: progress.say(_reached(access, base)),
        )  # fmt: skip
        notes = _write(args, found, base, scenario, progress) if args.out else []
    if args.json:
        from planning.outputs.result_json import result_json

        print(json.dumps(result_json(found.simulation), ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join([*_lines(found.simulation), *notes]))
    return 0


def _reached(access: Access, base: Baseline) -> str:
    """What people can reach, which is known before the rest."""
    from planning.figures.access import access_by_country

    told = ", ".join(
        f"{each.country} {each.jobs.before:,.0f} -> {each.jobs.after:,.0f}"
        for each in access_by_country(access, base.zones)
    )
    return f"jobs within 45 minutes: {told}"


def _write(
    args: argparse.Namespace, found: Run, base: Baseline, scenario: Scenario, progress: Progress
) -> list[str]:
    """Writes all files; says which, and why no GTFS where the base may not be passed on."""
    from planning.outputs.gtfs import ZIP, write_gtfs
    from planning.outputs.write import write_outputs
    from planning.scenario.identity import as_json

    written = write_outputs(
        found.simulation, base.parameters, args.out, as_json(scenario), args.language
    )
    names = [path.name for path in written]
    notes = []
    try:
        write_gtfs(found.applied, args.out, base.territory, progress)
        names.append(ZIP)
    except DataError as exc:
        notes.append(f"  no {ZIP}: {exc}")
    return [f"  written to {args.out}: {', '.join(names)}", *notes]


def _lines(found: Simulation) -> list[str]:
    people = found.people
    lines = [f"{found.scenario_name} ({found.scenario_id}) on {found.day}, {found.window}"]
    for line in found.lines:
        riders = line.boardings_day
        span = f"{riders.low:,.0f} to {riders.high:,.0f}"
        lines.append(
            f"  {line.name}: {line.length_km:.1f} km, {line.trips_a_day} trips a day, "
            f"{line.vehicles_by_blocks} vehicles ({line.vehicles_by_formula} by formula)"
        )
        lines.append(
            f"    {riders.central:,.0f} boardings a day ({span}), "
            f"fullest {line.fullest_share:.0%} of its places"
        )
        lines.append(f"    {line.vehicle_km_year:,.0f} vehicle-km a year")
    lines += [
        f"  {park.name}: {park.cars_day:,.0f} cars a day in {park.spaces:,.0f} spaces, "
        f"{park.users_day:,.0f} people"
        for park in found.car_parks
    ]
    for name, counted, before, after in found.counted:
        lines.append(f"  {name}: counted {counted:.0f}, today {before:.0f}, then {after:.0f} a day")
    change = people.riders_day
    lines.append(
        f"  riders of transit {change.before:,.0f} -> {change.after:,.0f} a day; "
        f"{people.hours_saved_day:,.0f} person-hours saved a day"
    )
    losers = [each for each in people.by_commune if each.losing >= 1]
    lines.append(
        "  nobody loses more than a minute"
        if not losers
        else "  losing more than a minute: "
        + ", ".join(f"{each.name} ({each.losing:,.0f})" for each in losers)
    )
    for queue in found.roads:
        if abs(queue.worst_wait_min.gain) > 0.05:
            wait = queue.worst_wait_min
            lines.append(f"  {queue.name}: worst wait {wait.before:.1f} -> {wait.after:.1f} min")
    lines += [
        f"  {year.year}: {year.riders_day:,.0f} riders a day, fullest {year.fullest_share:.0%}"
        for year in found.horizons
    ]
    lines += [f"  {note}" for note in found.notes]
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.seconds.items())
    return [*lines, f"  computed in {steps}; {clock.today('UTC').isoformat()}"]
