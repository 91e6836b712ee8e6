"""One service published otherwise, merged again: real feeds in, questions answered otherwise out.

    python -m benchmarks.metamorphosis --feeds DIR --date D --queries 500 --seed 1

DIR holds luxembourg.zip, sncf-ter.zip and fluo-bas-rhin.zip. Each is split by route, by trip and at
a border, renamed and permuted, and published twice (60 m, other names, up to 2 minutes); every TER
train into Luxembourg is cut in two. What is compared is said in tests/feeds/metamorphic/answers.py.
The exit code is 1 where any answer differs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from core.clock import from_local
from feeds.load import load_feed
from feeds.tables import MergedFeed, Source
from feeds.territory import HOME, Territory, load_territory
from tests.feeds.metamorphic.answers import differences, questions
from tests.feeds.metamorphic.cases import Case, published_twice, splits, trains_into

FEEDS = {"luxembourg": "LU", "sncf-ter": "FR", "fluo-bas-rhin": "FR"}
LONGEST_S = 4 * 3600
SHOWN = 3


def main(argv: list[str] | None = None) -> int:
    """Runs every case and prints a line for each."""
    parser = argparse.ArgumentParser(prog="benchmarks.metamorphosis", description=__doc__)
    parser.add_argument("--feeds", type=Path, required=True)
    parser.add_argument("--date", type=dt.date.fromisoformat, default=dt.date(2025, 2, 4))
    parser.add_argument("--time", type=dt.time.fromisoformat, default=dt.time(7))
    parser.add_argument("--window", type=int, default=3600)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(FEEDS), help="this feed alone")
    args = parser.parse_args(argv)
    territory = load_territory(HOME)
    moment = from_local(args.date, args.time, territory.zone)
    worst = 0
    for stem, country in FEEDS.items():
        if args.only not in (None, stem):
            continue
        feed = load_feed(args.feeds / f"{stem}.zip", Source(tag=stem[:3], country=country))
        begin = time.perf_counter()
        for case in _cases(stem, feed, territory, args.seed):
            worst = max(worst, _run(stem, case, moment, args, begin))
            begin = time.perf_counter()
    return 1 if worst else 0


def _cases(stem: str, feed: MergedFeed, territory: Territory, seed: int) -> Iterator[Case]:
    yield from splits(feed, territory, seed)
    yield from published_twice(feed, territory, seed)
    if stem == "sncf-ter":
        yield trains_into(feed, territory, "LU", seed)


def _run(stem: str, case: Case, moment: int, args: argparse.Namespace, begin: float) -> int:
    built_s = time.perf_counter() - begin
    asked = questions(
        case.one, args.queries, random.Random(args.seed), moment,
        window_s=args.window, max_duration_s=LONGEST_S,
        about=case.about,
    )  # fmt: skip
    answered = sum(bool(case.one.answer(question)) for question in asked)
    differing = differences(case.one, case.other, asked)
    joined = case.merged.trip_crosswalk["evidence"].str.startswith("one ride").sum()
    print(
        f"{stem:<14} {case.name:<34} {len(asked)} queries, {answered} with answers: "
        f"{len(differing)} differ; {len(case.merged.trip_crosswalk) - joined} copies removed, "
        f"{joined} parts joined, {case.torn} places torn; {built_s:.1f} s",
        flush=True,
    )
    for question, one, other in differing[:SHOWN]:
        lost, won = sorted(set(one) - set(other))[:2], sorted(set(other) - set(one))[:2]
        print(f"    {question.origin} to {question.destination}: {lost} against {won}")
    return len(differing)


if __name__ == "__main__":
    sys.exit(main())
