"""`simulate`: a scenario file in, what it changes for two countries out, as files and text."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
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
    from planning.results import Access
    from planning.scenario.modifications import Scenario
    from planning.simulate import Run
    from routing.network import Network
    from routing.requests import Endpoint

LANGUAGES = ("de", "en", "fr", "lb", "pt")


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
        "--language", choices=LANGUAGES, default="en",
        help="of the report and of what is told in the terminal (default: en)",
    )  # fmt: skip
    parser.add_argument(
        "--day", metavar="D", help="a working day such as 2026-12-01 (default: the next Tuesday)"
    )
    parser.add_argument(
        "--from",
        dest="places",
        action="append",
        default=[],
        metavar="PLACE",
        help="tell what is reached from there before and after: a stop id, lat,lon, or a name, "
        "also of a new stop; may be given again (default: the first new stops)",
    )
    parser.add_argument(
        "--sensitivity", action="store_true",
        help="varies, one by one, also the parameters that need a simulation of their own "
        "(some minutes)",
    )  # fmt: skip
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
        places = [_place(text, scenario, base.network) for text in args.places]
        found = simulate(
            base, feed, scenario, progress,
            lambda access: progress.say(_reached(access, base)), places,
        )  # fmt: skip
        if args.sensitivity:
            found = _with_all_parameters(base, scenario, found, progress)
        notes = _write(args, found, base, scenario, progress) if args.out else []
    if args.json:
        from planning.outputs.result_json import result_json

        print(json.dumps(result_json(found.simulation), ensure_ascii=False, allow_nan=False))
    else:
        from planning.outputs.languages import language_of
        from planning.outputs.terminal import terminal_lines

        today = clock.today("UTC").isoformat()
        told = terminal_lines(found.simulation, language_of(args.language), today)
        print("\n".join([*told, *notes]))
    return 0


def _place(text: str, scenario: Scenario, network: Network) -> Endpoint:
    """Where isochrones begin: at a stop of the scenario's own by its name, else of today.

    Errors: UnknownPlace, naming the nearest spellings.
    """
    from planning.figures.isochrones import own_stops
    from routing.places import PlaceIndex

    wanted = text.strip().casefold()
    own = (stop for stop in own_stops(scenario) if stop.name.casefold() == wanted)
    return next(own, None) or PlaceIndex.of(network).resolve(text)


def _reached(access: Access, base: Baseline) -> str:
    """What people can reach, which is known before the rest."""
    from planning.figures.access import access_by_country

    told = ", ".join(
        f"{each.country} {each.jobs.before:,.0f} -> {each.jobs.after:,.0f}"
        for each in access_by_country(access, base.zones)
    )
    return f"jobs within 45 minutes: {told}"


def _with_all_parameters(base: Baseline, scenario: Scenario, found: Run, progress: Progress) -> Run:
    """The run with what every parameter moves."""
    from planning.whole_sensitivity import whole_sensitivity

    whole = whole_sensitivity(base, scenario, found, progress)
    return replace(found, simulation=replace(found.simulation, sensitivity=whole))


def _write(
    args: argparse.Namespace, found: Run, base: Baseline, scenario: Scenario, progress: Progress
) -> list[str]:
    """Writes all files; says which, and why no GTFS where the base may not be passed on."""
    from planning.outputs.gtfs import ZIP, write_gtfs
    from planning.outputs.languages import language_of
    from planning.outputs.terminal import written_lines
    from planning.outputs.write import write_outputs
    from planning.scenario.identity import as_json

    written = write_outputs(
        found.simulation, base.parameters, args.out, as_json(scenario), args.language
    )
    names = [path.name for path in written]
    missing: dict[str, object] = {}
    try:
        write_gtfs(found.applied, args.out, base.territory, progress)
        names.append(ZIP)
    except DataError as exc:
        missing[ZIP] = exc
    return written_lines(args.out, names, missing, language_of(args.language))
