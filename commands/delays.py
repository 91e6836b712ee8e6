"""`forecast delays`: an archive of delays in, how well they are forecast and changes kept out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json
from commands.counted import add_columns, add_zone, zone_of
from commands.progress import TerminalProgress
from core import clock
from core.errors import DataError, Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.delays.archive import Reports
    from forecast.delays.backtest import DelayBacktest
    from forecast.observation_csv import ImportReport, Layout


def add_parser(deeds: Verbs) -> None:
    """Adds `delays` to the verbs of `forecast`."""
    parser = deeds.add_parser(
        "delays",
        help="how late vehicles are, and how likely changes are kept",
        description="Lives through an archive of delays: every day is forecast from those before, "
        "and scored beside no delay, the last observed and the line's median. With --use the "
        "chances to keep a change are learnt from it, and trips are told them from then on.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, plain or .gz")
    add_columns(parser, "time", "line", "stop", "value")
    parser.add_argument("--minutes", action="store_true", help="delays are minutes, not seconds")
    add_zone(parser)
    parser.add_argument("--use", action="store_true", help="learn the chances to keep a change")
    parser.add_argument(
        "--otp", type=Path, metavar="DIR",
        help="write the delays of a feed's calls for OpenTripPlanner into this folder",
    )  # fmt: skip
    parser.add_argument("--gtfs", type=Path, metavar="ZIP", help="with --otp: the feed's zip")
    add_json(parser)
    add_data(parser)
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from forecast.delays.archive import as_reports
    from forecast.delays.backtest import backtest_delays
    from forecast.observation_csv import ImportReport, read_observations

    if (args.otp is None) != (args.gtfs is None):
        raise RequestError([Fault("otp" if args.otp is None else "gtfs", "both are needed")])
    zone = zone_of(args)
    report = ImportReport(args.file.name)
    with TerminalProgress() as progress:
        progress(f"reading {args.file.name}")
        rows = read_observations(args.file, report, now_s=clock.now_s(), layout=_layout(args, zone))
        reports = as_reports(rows, zone)
        found = backtest_delays(reports, progress=progress)
    if not found.scores:
        raise DataError(
            f"{reports.days} days are too short to score anything",
            file=str(args.file),
            mend="fifteen days are a minimum",
        )
    print(_as_json(found, report) if args.json else _as_text(found, report))
    if args.use:
        _use(args, reports)
    if args.otp is not None:
        _write_for_otp(args, reports)
    return 0


def _write_for_otp(args: argparse.Namespace, reports: Reports) -> None:
    from commands.gtfs_trips import trips_of
    from forecast.delays.otp import write_tables

    with TerminalProgress() as progress:
        trips = trips_of(args.gtfs, progress)
    calls = write_tables(reports, trips, args.otp)
    if not args.json:
        print(f"{args.otp}: {calls} calls of {len(trips)} trips")


def _use(args: argparse.Namespace, reports: Reports) -> None:
    """Learns for the data folder that was named."""
    from core.files import machine_faults
    from forecast.delays.chances import learn_chances, save_chances

    learnt = learn_chances(reports)
    with machine_faults(f"cannot write into the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
        path = save_chances(learnt, args.data)
    if not args.json:
        print(f"{path}: of changes with nothing to spare {learnt.kept[0]:.0%} are kept")


def _layout(args: argparse.Namespace, zone: str) -> Layout:
    from forecast.observation_csv import SITE_SEPARATOR, Layout

    return Layout(
        time=args.time_column,
        site=f"{args.line_column}{SITE_SEPARATOR}{args.stop_column}",
        value=args.value_column,
        fixed_quantity="delay_s",
        zone=zone,
        scale=60.0 if args.minutes else 1.0,
    )


def _as_json(found: DelayBacktest, report: ImportReport) -> str:
    scores = {
        score.basis: {
            "n": score.n,
            "pinball": score.pinball,
            "pinball_no_delay": score.no_delay,
            "pinball_last_observed": score.last_observed,
            "pinball_line_median": score.line_median,
            "coverage80": score.coverage80,
        }
        for score in found.scores
    }
    changes = {
        "expected_calibration_error": found.error,
        "table": [{"n": row.n, "said": row.said, "kept": row.kept} for row in found.table],
    }
    return json.dumps({**scores, "changes": changes, "import": report.as_json()})


def _as_text(found: DelayBacktest, report: ImportReport) -> str:
    lines = [
        f"{report.file}: {report.read} rows read, {report.gaps} gaps, {report.refused} refused",
        "pinball loss in minutes, mean of P10, P50 and P90",
        f"{'basis':10}{'n':>9}{'forecast':>10}{'none':>8}{'last':>8}{'median':>8}{'in 80 %':>9}",
    ]
    lines += [
        f"{score.basis:10}{score.n:>9}{score.pinball:>10.3f}{score.no_delay:>8.3f}"
        f"{score.last_observed:>8.3f}{score.line_median:>8.3f}{score.coverage80:>9.1%}"
        for score in found.scores
    ]
    lines.append("changes: what was said, and how many were kept")
    lines += [f"{row.n:>9}{row.said:>9.1%}{row.kept:>9.1%}" for row in found.table]
    lines.append(f"expected calibration error {found.error:.3f}")
    return "\n".join(lines)
