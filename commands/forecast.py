"""`forecast`: corridors now, one corridor over a day, importing observations, backtests."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from commands import buses, collect, crowding, delays, events, what_if
from commands.arguments import add_data, add_json, day_of
from commands.counted import add_holidays, add_zone, calendar_of_archive, zone_of
from commands.forecast_service import open_service
from commands.progress import TerminalProgress
from core import clock
from core.errors import DataError, EnvironmentFault, Fault, RequestError

if TYPE_CHECKING:
    from commands.arguments import Verbs
    from forecast.backtest import Backtest
    from forecast.backtest_page import Scored
    from forecast.observation_csv import Layout
    from forecast.observations import ObservationStore

_STEPS_MIN = (15, 30, 60)
_MIDNIGHT = dt.time(0)
_QUANTITIES = (
    "speed_kmh, flow_vph, travel_time_s, traffic_status, delay_s, departure_delay_s, load, "
    "occupancy_status, occupancy_percent, parking_free"
)


def add_parser(verbs: Verbs) -> None:
    """Adds `forecast` and its verbs to the command line."""
    parser = verbs.add_parser("forecast", help="congestion on the corridors across the border")
    deeds = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    corridors = deeds.add_parser("corridors", help="every corridor and its travel time now")
    corridors.set_defaults(run=_run_corridors)
    show = deeds.add_parser("show", help="one corridor over a day: usual, forecast, live")
    show.add_argument("corridor", metavar="CORRIDOR", help="an id that `forecast corridors` lists")
    show.add_argument("--day", metavar="D", help="a day such as 2026-11-23 (default: today)")
    show.add_argument(
        "--every", type=int, choices=_STEPS_MIN, default=30, metavar="MIN",
        help="minutes between lines: 15, 30 or 60 (default: 30); JSON always has all of them",
    )  # fmt: skip
    show.set_defaults(run=_run_show)
    imports = deeds.add_parser(
        "import",
        help="take observations over from a CSV file",
        description="Takes observations over from a CSV file (time,site,quantity,value; .gz is "
        f"fine). Times are RFC 3339 with offset; quantities: {_QUANTITIES}. Reading a file again "
        "adds nothing; rows at fault are named and left out.",
    )
    imports.add_argument("file", type=Path, metavar="FILE", help="CSV, plain or .gz")
    imports.set_defaults(run=_run_import)
    for deed in (corridors, show, imports):
        add_json(deed)
        add_data(deed)
    _add_backtest(deeds)
    delays.add_parser(deeds)
    buses.add_parser(deeds)
    crowding.add_parser(deeds)
    collect.add_parser(deeds)
    events.add_parser(deeds)
    what_if.add_parser(deeds)


def _add_backtest(deeds: Verbs) -> None:
    backtest = deeds.add_parser(
        "backtest",
        help="how good the forecasts would have been on an archive",
        description="Forecasts every slot of an archive from what was known 15 minutes, an hour, "
        "a day and a week before, and scores it against last week's value and the weekly profile.",
    )
    backtest.add_argument(
        "file", type=Path, nargs="+", metavar="FILE", help="CSV, as for `forecast import`"
    )
    backtest.add_argument("--quantity", metavar="Q", help=f"one of {_QUANTITIES}")
    backtest.add_argument("--site", metavar="S", help="one site alone (default: all)")
    add_zone(backtest)
    add_holidays(backtest)
    backtest.add_argument(
        "--time-column", metavar="C",
        help="the column of times, if not `time`; local times are those of the zone",
    )  # fmt: skip
    backtest.add_argument("--value-column", metavar="C", help="the column of values of one site")
    backtest.add_argument(
        "--report", type=Path, metavar="OUT.html", help="write a page with figures, too"
    )
    add_json(backtest)
    add_data(backtest)
    backtest.set_defaults(run=_run_backtest)


def _run_corridors(args: argparse.Namespace) -> int:
    from commands.forecast_text import corridors_text
    from forecast.render import status_json

    service, territory = open_service(args.data)
    corridors = service.corridors()
    if args.json:
        print(json.dumps([status_json(status) for status in corridors], ensure_ascii=False))
    else:
        print(corridors_text(corridors, territory.zone, clock.now_s()))
    return 0


def _run_show(args: argparse.Namespace) -> int:
    from commands.forecast_text import series_text
    from forecast.render import series_json

    service, territory = open_service(args.data)
    day = day_of(args.day, territory.zone)
    from_s = clock.from_local(day, _MIDNIGHT, territory.zone)
    to_s = clock.from_local(day + dt.timedelta(days=1), _MIDNIGHT, territory.zone)
    series = service.corridor(args.corridor, from_s, to_s)
    if args.json:
        print(json.dumps(series_json(series), ensure_ascii=False))
        return 0
    rests = service.day_explanations(day)
    every_s = args.every * 60
    print(series_text(series, rests, territory.zone, clock.now_s(), every_s=every_s))
    return 0


def _run_import(args: argparse.Namespace) -> int:
    """Observations go to the folder that was named, never among the generated ones."""
    from commands.datadir import folder_in_service
    from core.files import machine_faults
    from forecast.observations import store_of

    with machine_faults(f"cannot make the data folder {args.data}"):
        args.data.mkdir(parents=True, exist_ok=True)
    report = store_of(args.data).import_file(args.file)
    unused = folder_in_service(args.data) != args.data
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print(report.as_text())
        if unused:
            print(f"They are used once {args.data} has feeds of its own.")
    return 1 if report.refused and report.refused == report.read else 0


def _run_backtest(args: argparse.Namespace) -> int:
    from commands.datadir import territory_of
    from commands.forecast_text import backtest_text
    from forecast.backtest import backtest
    from forecast.backtest_page import Scored
    from forecast.corridors import corridors_of
    from forecast.observations import ObservationStore
    from forecast.render import backtest_json

    _check_report(args.report)
    zone, calendar = zone_of(args), calendar_of_archive(args)
    with (
        tempfile.TemporaryDirectory(prefix="navette-backtest-") as folder,
        TerminalProgress() as progress,
    ):
        store = ObservationStore(Path(folder) / "observations.sqlite")
        reports = []
        for file in args.file:
            progress(f"reading {file.name}")
            reports.append(store.import_file(file, layout=_layout(args, zone)))
        quantity, sites = _what_to_score(store, args)
        corridors = corridors_of(territory_of(args.data))
        found = backtest(store, quantity, sites, zone, calendar, progress, corridors)
    if not found.scores:
        raise DataError(
            "too short to score anything", file=str(args.file[0]), mend="eight weeks are a minimum"
        )
    if args.report:
        files = [report.as_text() for report in reports]
        keys = [key for side in calendar.sides for key in side.keys]
        _write_report(args.report, found, Scored(files, quantity, sites, zone, keys))
    if args.json:
        imports = [report.as_json() for report in reports]
        told = {**backtest_json(found), "import": imports[0] if len(imports) == 1 else imports}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(report.as_text() for report in reports))
        print(backtest_text(found, f"{quantity}, {len(sites)} sites"))
    return 0


def _check_report(path: Path | None) -> None:
    """Says before the work begins that its page could not be written."""
    if path is None:
        return
    if path.is_dir():
        raise RequestError([Fault("report", f"{path} is a folder; name a file such as it.html")])
    if not path.parent.is_dir():
        raise RequestError([Fault("report", f"there is no folder {path.parent}; make it first")])
    if not os.access(path.parent, os.W_OK):
        raise EnvironmentFault(f"cannot write into {path.parent}", mend="name another folder")


def _write_report(path: Path, found: Backtest, scored: Scored) -> None:
    from core.files import write_atomically
    from forecast.backtest_page import as_page

    write_atomically(path, as_page(found, scored).encode("utf-8"))


def _layout(args: argparse.Namespace, zone: str) -> Layout:
    """How the archive says it: our own columns, or one site under the columns that were named."""
    from forecast.observation_csv import Layout

    if args.value_column is None:
        return Layout(time=args.time_column or "time", zone=zone if args.time_column else None)
    if args.quantity is None:
        raise RequestError([Fault("quantity", "is needed with --value-column")])
    return Layout(
        time=args.time_column or "time",
        value=args.value_column,
        fixed_site=args.site or args.file[0].name.partition(".")[0],
        fixed_quantity=args.quantity,
        zone=zone,
    )


def _what_to_score(
    store: ObservationStore, args: argparse.Namespace
) -> tuple[str, tuple[str, ...]]:
    """The quantity and the sites that were asked for, or all there are of the only quantity."""
    from forecast.observation_csv import QUANTITIES

    held = {name: sites for name in QUANTITIES if (sites := store.read_sites(name))}
    wanted = args.quantity or (next(iter(held)) if len(held) == 1 else None)
    if wanted is None or wanted not in held:
        found = ", ".join(held) or "nothing usable"
        raise RequestError([Fault("quantity", f"name one; {args.file[0].name} holds {found}")])
    if args.site is None:
        return wanted, held[wanted]
    if args.site not in held[wanted]:
        names = ", ".join(held[wanted][:5])
        raise RequestError([Fault("site", f"{args.site!r} is not in the file; it holds {names}")])
    return wanted, (args.site,)
