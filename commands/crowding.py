"""`forecast crowding`: an archive of passenger counts in, how well a week's forecast is out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, whole_number
from commands.counted import add_columns, add_holidays, add_zone, calendar_of_archive, zone_of
from commands.progress import TerminalProgress
from core import clock
from core.errors import DataError, Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.crowding.archive import Loads
    from forecast.crowding.backtest import CrowdingScore
    from forecast.crowding.levels import Vehicle
    from forecast.observation_csv import ImportReport

_MOST_SEATS = 2_000


def add_parser(deeds: Verbs) -> None:
    """Adds `crowding` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "crowding",
        help="how full vehicles are, and how well that is foreseen a week ahead",
        description="Lives through an archive of passenger counts, the greatest load of a run a "
        "row, or with --sequence-column the load at every stop: every run's crowding is forecast "
        "from what was known a week before and scored beside the profile of its line and hour. "
        "With --use trips tell it from then on.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, plain or .gz, or Parquet")
    add_columns(parser, "time", "line", "direction", "value")
    parser.add_argument(
        "--sequence-column", metavar="C",
        help="where a row is a stop: its place in the run; each quarter of the way is then learnt",
    )  # fmt: skip
    parser.add_argument(
        "--seats", type=whole_number(1, _MOST_SEATS), required=True, metavar="N",
        help="seats of a vehicle",
    )  # fmt: skip
    parser.add_argument(
        "--capacity", type=whole_number(1, _MOST_SEATS), required=True, metavar="N",
        help="people that a vehicle holds, seats included",
    )  # fmt: skip
    add_zone(parser)
    add_holidays(parser)
    parser.add_argument("--use", action="store_true", help="tell it on trips from now on")
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from forecast.crowding.archive import as_loads
    from forecast.crowding.backtest import backtest_crowding
    from forecast.crowding.levels import Vehicle
    from forecast.crowding.sections import by_sections
    from forecast.observation_csv import SITE_SEPARATOR, ImportReport, Layout, read_observations

    zone, calendar = zone_of(args), calendar_of_archive(args)
    vehicle = Vehicle(args.seats, args.capacity)
    if vehicle.capacity < vehicle.seats:
        raise RequestError([Fault("capacity", f"counts the {vehicle.seats} seats too")])
    names = [args.line_column, args.direction_column, args.sequence_column]
    layout = Layout(
        time=args.time_column,
        site=SITE_SEPARATOR.join(name for name in names if name is not None),
        value=args.value_column,
        fixed_quantity="load",
        zone=zone,
    )
    report = ImportReport(args.file.name)
    with TerminalProgress() as progress:
        progress(f"reading {args.file.name}")
        rows = read_observations(args.file, report, now_s=clock.now_s(), layout=layout)
        by_stop = args.sequence_column is not None
        loads = as_loads(by_sections(rows) if by_stop else rows, zone, calendar)
        score = backtest_crowding(loads, vehicle, progress)
    if score is None:
        raise DataError(
            f"{loads.days} days are too short to score anything",
            file=str(args.file),
            mend="twenty-two days are a minimum",
        )
    print(_as_json(score, report) if args.json else _as_text(score, report))
    if args.use:
        _use(args, loads, vehicle)
    return 0


def _use(args: argparse.Namespace, loads: Loads, vehicle: Vehicle) -> None:
    """Learns for the data folder that was named."""
    from core.files import machine_faults
    from forecast.crowding.learnt import learn_crowding, save_crowding
    from routing.crowding import SECTION_SEPARATOR

    learnt = learn_crowding(loads, vehicle)
    with machine_faults(f"cannot write into the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
        path = save_crowding(learnt, args.data)
    if not args.json:
        lines = {name.partition(SECTION_SEPARATOR)[0] for name in learnt["lines"]}
        print(f"{path}: {len(lines)} lines and directions, up to {learnt['until']}")


def _as_json(score: CrowdingScore, report: ImportReport) -> str:
    return json.dumps(
        {
            "n": score.n,
            "log_loss": score.log_loss,
            "log_loss_profile": score.log_loss_profile,
            "expected_calibration_error": score.error,
            "levels": [
                {"level": row.level, "said": row.said, "came": row.share} for row in score.levels
            ],
            "table": [{"n": row.n, "said": row.said, "came": row.came} for row in score.table],
            "import": report.as_json(),
        }
    )


def _as_text(score: CrowdingScore, report: ImportReport) -> str:
    lines = [
        report.as_text(),
        f"{score.n} runs forecast a week ahead",
        f"log loss {score.log_loss:.4f}, the profile's {score.log_loss_profile:.4f}",
        f"{'level':24}{'said':>8}{'came':>8}",
    ]
    lines += [f"{row.level:24}{row.said:>8.2%}{row.share:>8.2%}" for row in score.levels]
    lines.append("chances: how often said, what was said, what came true")
    lines += [f"{row.n:>9}{row.said:>9.1%}{row.came:>9.1%}" for row in score.table]
    lines.append(f"expected calibration error {score.error:.4f}")
    return "\n".join(lines)
