"""`database`: tables of the stores looked at, brought up to date, and rid of what is too old."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from commands.arguments import add_data, add_json, whole_number

if TYPE_CHECKING:
    from commands.arguments import Verbs

MOST_DAYS = 36_500
_KEPT = ("runs", "scenarios", "observations")


def add_parser(verbs: Verbs) -> None:
    """Adds `database` to the command line."""
    parser = verbs.add_parser(
        "database",
        help="the tables of the stores: their versions, and what is kept too long",
        description="Observations, road events, scenarios and runs are kept in SQLite files of "
        "the data folder, or on the PostgreSQL server that DATABASE_URL names.",
    )
    deeds = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    status = deeds.add_parser("status", help="say which version the tables are, and what is due")
    upgrade = deeds.add_parser(
        "upgrade",
        help="bring the tables up to the version of this program",
        description="Runs the migrations that are due, each store in one transaction: it is "
        "upgraded whole, or stays as it was. Make a backup first.",
    )
    prune = deeds.add_parser(
        "prune",
        help="forget what has been kept long enough",
        description="Forgets what is older than NAVETTE_KEEP_RUNS_DAYS, "
        "NAVETTE_KEEP_SCENARIOS_DAYS and NAVETTE_KEEP_OBSERVATIONS_DAYS say; a running site does "
        "so once a day. 0 days keep for ever.",
    )
    for each in _KEPT:
        prune.add_argument(
            f"--keep-{each}-days",
            type=whole_number(0, MOST_DAYS),
            metavar="N",
            help=f"days that {each} are kept, instead of what the environment says",
        )
    for deed, run in ((status, _status), (upgrade, _upgrade), (prune, _prune)):
        add_json(deed)
        add_data(deed)
        deed.set_defaults(run=run)


def _status(args: argparse.Namespace) -> int:
    from commands.stores import generated_of, stores_of

    rows = []
    for store in (*stores_of(args.data), *generated_of(args.data)):
        standing = store.standing()
        rows.append(
            {
                "store": store.what,
                "place": store.shown,
                "version": standing.recorded,
                "newest": store.schema.newest,
                "due": list(standing.due) if standing.is_made else [],
                "is_made": standing.is_made,
            }
        )
    if args.json:
        print(json.dumps(rows, indent=2))
        return 0
    for row in rows:
        print(f"{row['store']:<13} {_said(row)}  {row['place']}")
    return 0


def _said(row: Mapping[str, object]) -> str:
    if not row["is_made"]:
        return "nothing is kept yet"
    if not row["due"]:
        return f"version {row['version']}, up to date"
    return f"version {row['version'] or 'before the first'}, {row['newest']} is due"


def _upgrade(args: argparse.Namespace) -> int:
    from commands.stores import generated_of, stores_of

    rows = []
    for store in (*stores_of(args.data), *generated_of(args.data)):
        done = store.upgrade(by_command=True) if store.standing().is_made else ()
        rows.append({"store": store.what, "place": store.shown, "done": list(done)})
        if not args.json:
            said = f"brought to version {done[-1]}" if done else "nothing to do"
            print(f"{store.what:<13} {said}  {store.shown}")
    if args.json:
        print(json.dumps(rows, indent=2))
    return 0


def _prune(args: argparse.Namespace) -> int:
    from commands.retention import prune, told
    from web.settings import settings_from

    given = {f"keep_{each}_days": getattr(args, f"keep_{each}_days") for each in _KEPT}
    settings = settings_from()
    settings = replace(settings, **{k: days for k, days in given.items() if days is not None})
    went = told(prune(args.data, settings))
    if args.json:
        print(json.dumps(went))
        return 0
    print("forgotten: " + ", ".join(f"{count} {name}" for name, count in went.items()))
    return 0
