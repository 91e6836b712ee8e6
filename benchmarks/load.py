"""The site under load: a data folder in, what commuters met out, of whom a tenth means no good.

    python -m benchmarks.load capacity --data DIR --date D [--workers 2] [--seconds 10]
    python -m benchmarks.load soak --data DIR --date D --capacity C --share 0.6 --seconds 1800
    python -m benchmarks.load overload --data DIR --date D --capacity C --times 10 --seconds 60
    python -m benchmarks.load adversarial --data DIR --date D --capacity C --seconds 60
    python -m benchmarks.load rate --data DIR --date D --rate 20 --seconds 30

The site runs in processes of its own, with as many --workers as asked for. Questions come by a
schedule, whether or not those before were answered, and times count from when each was due
(benchmarks/loads/clients.py). `capacity` finds the highest rate at which 95 of 100 commuters are
answered within 150 ms and none is refused. `soak` asks a share of that (--capacity, else found
first) while another network is built every --swap-every seconds (default 120; DIR is changed, and
changed back). `overload` asks --times as much, then a third, and says when service was normal
again. `adversarial` sends fifty of the hardest questions at once, every ten seconds, beside
commuters at a third of capacity. With --write the table stands in a document between markers of
its mode. The exit code is 1 where a commuter's question failed; to be refused is no failure.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.loads.clients import Answer, Due, arrivals, ask_by_schedule
from benchmarks.loads.mix import HARD, Mix
from benchmarks.loads.question import Question
from benchmarks.loads.seen import MINUTE_S, WARM_UP_S, Swaps, Watch
from benchmarks.loads.told import (
    SHED,
    as_json,
    commuters,
    figures,
    is_normal,
    normal_after_s,
    report,
    shed_at_s,
    write_between_markers,
)
from benchmarks.site import serving
from commands.datadir import resolve_data, territory_of
from commands.network import open_network
from core.progress import silent
from web.settings import settings_from

SECONDS = {"capacity": 10.0, "soak": 1800.0, "overload": 60.0, "adversarial": 60.0, "rate": 30.0}
LEAST_RATE, MOST_RATE = 4.0, 2000.0
GROWTH, HALVINGS = 1.5, 3
CALM_SHARE = 1 / 3
CALM_S, RECOVERY_S = 10.0, 30.0
AT_ONCE, AGAIN_S = 50, 10.0
SWAP_EVERY_S = 120.0
SETTLES_S = 3.0
FIRST_RATE, FIRST_S = 8.0, 20.0
"""What is asked before anything is measured: the arrays of the day are made then."""
PAGES_RATE, PAGES_S = 80.0, 60.0
"""Then the page alone: names that live for a moment fill CPython's table of interned strings, which
doubles then, once and by 2 MB; else it does so in the midst of a load."""


@dataclass(slots=True)
class Site:
    """A site that runs, and who asks it."""

    address: str
    mix: Mix
    watch: Watch
    ready_s: float
    seed: int

    def ask(self, *schedules: Iterator[Due]) -> list[Answer]:
        """All schedules together."""
        due = sorted((each for one in schedules for each in one), key=lambda each: each.at_s)
        return ask_by_schedule(self.address, due)

    def at(self, rate: float, seconds: float, start_s: float = 0.0) -> Iterator[Due]:
        """The mix at a rate."""
        self.seed += 1
        return arrivals(rate, seconds, self.mix.one, self.seed, start_s)


Told = tuple[dict[str, Any], list[Answer]]


def main(argv: list[str] | None = None) -> int:
    """Loads the site and tells what was met."""
    args = _parser().parse_args(argv)
    seconds = args.seconds or SECONDS[args.mode]
    with _running(args) as site:
        told, answers = _MODES[args.mode](site, args, seconds)
    found = figures(answers)
    memory = site.watch.told(min(WARM_UP_S, seconds / 2), args.swap_every or MINUTE_S)
    told = {
        "measured": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "workers": args.workers,
        "ready_after_s": site.ready_s,
        **told,
        "memory": None if memory is None else memory._asdict(),
    }
    text = report(args.mode, told, found)
    print(json.dumps(as_json(told, found)) if args.json else text)
    if args.write:
        write_between_markers(args.write, args.mode, text)
    return 1 if figures(commuters(answers))[-1].failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.load", description=__doc__)
    parser.add_argument("mode", nargs="?", choices=list(SECONDS), default="rate")
    parser.add_argument("--data", type=Path, required=True, help="data folder with feeds")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="day of service")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer (default 2)")
    parser.add_argument("--rate", type=float, help="questions a second, of `rate`")
    parser.add_argument("--capacity", type=float, help="questions a second; found where missing")
    parser.add_argument("--share", type=float, default=0.6, help="of capacity, of `soak`")
    parser.add_argument("--times", type=float, default=10.0, help="of capacity, of `overload`")
    parser.add_argument("--seconds", type=float, help="how long; `capacity`: each step")
    parser.add_argument("--swap-every", type=float, help="seconds between two networks")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, help="a document with markers")
    return parser


@contextmanager
def _running(args: argparse.Namespace) -> Iterator[Site]:
    folder = resolve_data(args.data, silent)
    network = open_network(folder, silent)
    bbox = territory_of(folder).bbox
    began_s = time.monotonic()
    with serving(args.data, "--workers", str(args.workers)) as (address, process):
        ready_s = round(time.monotonic() - began_s, 2)
        told = _get(f"{address}/api/forecasts/corridors")
        corridors = [each["id"] for each in told.get("corridors", ())]
        mix = Mix(network, bbox, args.date, corridors, args.seed)
        site = Site(address, mix, Watch(process.pid, address), ready_s, args.seed)
        time.sleep(SETTLES_S)  # until the last worker answers
        site.ask(site.at(FIRST_RATE, FIRST_S))
        site.ask(arrivals(PAGES_RATE, PAGES_S, lambda: Question("page", "/"), site.seed))
        with site.watch.watching():
            yield site


def _get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own site
        told: dict[str, Any] = json.load(answer)
        return told


def _rate(site: Site, args: argparse.Namespace, seconds: float) -> Told:
    rate = args.rate or args.share * _capacity_of(site, args)
    swaps = Swaps(args.data, args.swap_every)
    with swaps.swapping():
        answers = site.ask(site.at(rate, seconds))
    told: dict[str, Any] = {"questions_a_second": round(rate, 1), "seconds": seconds}
    told["commuters_shed_at_s"] = shed_at_s(commuters(answers))
    if args.swap_every:
        told |= {"networks_swapped": swaps.made, "builds_failed": swaps.failed}
    return told, answers


def _soak(site: Site, args: argparse.Namespace, seconds: float) -> Told:
    args.swap_every = args.swap_every or SWAP_EVERY_S
    return _rate(site, args, seconds)


def _capacity(site: Site, _: argparse.Namespace, seconds: float) -> Told:
    capacity, answers = _search_capacity(site, seconds)
    return {"capacity_a_second": capacity, "seconds_a_step": seconds}, answers


def _capacity_of(site: Site, args: argparse.Namespace) -> float:
    return float(args.capacity or _search_capacity(site, SECONDS["capacity"])[0])


def _search_capacity(site: Site, seconds: float) -> tuple[float, list[Answer]]:
    """The highest rate that is normal, and its answers: upwards until it is not, then halving."""
    good, bad, answers = 0.0, MOST_RATE, []
    rate = LEAST_RATE
    while rate < bad:
        met = site.ask(site.at(rate, seconds))
        if not is_normal(met):
            bad = rate
            answers = answers or met
            break
        good, answers = rate, met
        rate *= GROWTH
    for _ in range(HALVINGS if good else 0):
        rate = (good + bad) / 2
        met = site.ask(site.at(rate, seconds))
        if is_normal(met):
            good, answers = rate, met
        else:
            bad = rate
    return round(good, 1), answers


def _overload(site: Site, args: argparse.Namespace, seconds: float) -> Told:
    capacity = _capacity_of(site, args)
    calm = capacity * CALM_SHARE
    over_s, until_s = CALM_S + seconds, CALM_S + seconds + RECOVERY_S
    answers = site.ask(
        site.at(calm, CALM_S),
        site.at(args.times * capacity, seconds, CALM_S),
        site.at(calm, RECOVERY_S, over_s),
    )
    during = [each for each in answers if CALM_S <= each.due_s < over_s]
    return {
        "capacity_a_second": capacity,
        "asked_a_second": round(args.times * capacity, 1),
        "seconds": seconds,
        "normal_again_after_s": normal_after_s(answers, over_s, until_s),
    }, during


def _adversarial(site: Site, args: argparse.Namespace, seconds: float) -> Told:
    rate = _capacity_of(site, args) * CALM_SHARE
    alone = site.ask(arrivals(rate, seconds / 2, site.mix.commuters, args.seed))
    hard = [
        Due(at_s, site.mix.hostile(HARD))
        for at_s in _range(AGAIN_S / 2, seconds, AGAIN_S)
        for _ in range(AT_ONCE)
    ]
    beside = site.ask(arrivals(rate, seconds, site.mix.commuters, args.seed), iter(hard))
    p95 = [figures(commuters(each))[-1].p95_ms for each in (alone, beside)]
    return {
        "questions_a_second": round(rate, 1),
        "hardest_at_once": AT_ONCE,
        "p95_ms_alone": p95[0],
        "p95_ms_beside": p95[1],
        "most_ms_beyond_the_deadline": _beyond_ms(beside),
    }, beside


def _beyond_ms(answers: list[Answer]) -> float:
    """By how much the latest answer to a hard question passed its deadline."""
    took = [each.took_ms for each in answers if each.kind == HARD and each.status not in SHED]
    return round(max(max(took, default=0.0) - settings_from().deadline_ms, 0.0), 1)


def _range(start: float, end: float, step: float) -> Iterator[float]:
    while start < end:
        yield start
        start += step


_MODES: dict[str, Callable[[Site, argparse.Namespace, float], Told]] = {
    "capacity": _capacity,
    "soak": _soak,
    "overload": _overload,
    "adversarial": _adversarial,
    "rate": _rate,
}


if __name__ == "__main__":
    sys.exit(main())
