"""The API under thousands of calls made up from its description: a site in, what misbehaved out.

schemathesis makes calls that keep to the description and calls that do not; of those that keep to
it some are seasoned with places, stops, days and ids that are there, so that they get past the
door. Every answer must have a status, a type and a shape that the description names, and none may
be a fault of the server; 503 with Retry-After is none. At last a scenario is kept, run and fetched.

    python -m benchmarks.fuzz_api --calls 10000 --seed 1 --data DIR

without --data over the embedded data set in a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, strategies
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
Known = Mapping[str, Sequence[Any]]
"""By the name of a parameter, values that are there."""
PATIENCE_S = 300.0
PLAIN = {"Accept-Encoding": "identity"}
"""Nobody between the site and the checks unpacks."""


@dataclass
class Found:
    """What was asked, how it was answered, and what misbehaved."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    failures: dict[str, str] = field(default_factory=dict)
    """By what went wrong, a call with which it does."""
    steps: list[str] = field(default_factory=list)
    """Of the scenario that is kept, run and fetched."""

    def note(self, case: Any, answer: Any, took_s: float) -> None:
        """Notes a call and whatever is wrong with its answer."""
        name = f"{case.method} {case.operation.path}"
        self.calls += 1
        self.statuses[answer.status_code] += 1
        self.slowest = max(self.slowest, (took_s, name))
        is_busy = answer.status_code == 503 and "retry-after" in answer.headers
        if answer.status_code >= 500 and not is_busy:
            self.failures.setdefault(f"{name}: status {answer.status_code}", _shown(case))
        for check in CHECKS:
            try:
                case.validate_response(answer, checks=[check])
            except (Failure, FailureGroup) as fault:
                text = str(fault.exceptions[0] if isinstance(fault, FailureGroup) else fault)
                self.failures.setdefault(f"{name}: {_line(text)}", _shown(case))


def fuzz(app: Flask, calls: int, seed: int, known: Known) -> Found:
    """Calls every operation of the site's description, as many times in all."""
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/openapi/openapi.json", app)
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    found = Found()
    while operations and found.calls < calls:
        share = -(-(calls - found.calls) // len(operations))
        for operation in list(operations):
            before = found.calls
            seed += 1
            _ask(operation, min(share, calls - before), seed, known, found)
            if found.calls - before < share:
                operations.remove(operation)  # it has no more to ask
    return found


def _ask(operation: Any, calls: int, seed: int, known: Known, found: Found) -> None:
    modes = schemathesis.GenerationMode
    kept = operation.as_strategy(generation_mode=modes.POSITIVE)
    ways = [_seasoned(kept, known), kept]
    broken = operation.as_strategy(generation_mode=modes.NEGATIVE)
    if not broken.is_empty:
        ways.append(broken)
    begun = found.calls

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(1, calls), deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=strategies.one_of(*ways))
    def once(case: Any) -> None:
        if found.calls - begun >= calls:
            return
        start_s = time.perf_counter()
        answer = case.call(headers=PLAIN)
        found.note(case, answer, time.perf_counter() - start_s)

    once()


def _seasoned(cases: Any, known: Known) -> Any:
    """The same calls, with values that are there in place of most of those made up."""

    @strategies.composite
    def season(draw: Any) -> Any:
        case = draw(cases)
        for holder in (case.path_parameters, case.query, case.body):
            if isinstance(holder, dict):
                names = set(holder)
                if holder is case.query:
                    names |= {each.name for each in case.operation.query}
                for name in sorted(names & set(known)):
                    if draw(strategies.integers(0, 9)) < 8:
                        holder[name] = draw(strategies.sampled_from(list(known[name])))
        return case

    return season()


def run_a_scenario(app: Flask, scenario: Mapping[str, Any], wish: Mapping[str, Any]) -> Found:
    """Keeps a scenario, runs it, fetches every file of it and forgets it, each answer checked."""
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/openapi/openapi.json", app)
    found = Found()

    def step(path: str, verb: str, body: Any = None, **where: str) -> Any:
        given = {"body": body, "media_type": "application/json"} if body is not None else {}
        case = schema[path][verb].Case(path_parameters=where, **given)
        start_s = time.perf_counter()
        answer = case.call(headers=PLAIN)
        found.note(case, answer, time.perf_counter() - start_s)
        found.steps.append(f"{verb} {path} {answer.status_code}")
        return answer

    one = "/api/scenarios/{scenario_id}"
    kept = step("/api/scenarios", "POST", dict(scenario)).json()
    mine = {"scenario_id": kept["id"]}
    step(one, "GET", **mine)
    run = step(f"{one}/runs", "POST", dict(wish), **mine).json()
    mine["run_id"] = run["id"]
    give_up = time.monotonic() + PATIENCE_S
    while run["state"] in ("queued", "running") and time.monotonic() < give_up:
        time.sleep(0.1)
        run = step(f"{one}/runs/{{run_id}}", "GET", **mine).json()
    if run["state"] != "done":
        found.failures["the run did not end well"] = json.dumps(run["errors"])
        return found
    for name in run["files"]:
        step(f"{one}/runs/{{run_id}}/{name}", "GET", **mine)
    step(f"{one}/runs/{{run_id}}/events", "GET", **mine)
    step(one, "DELETE", scenario_id=mine["scenario_id"])
    return found


def known_of(state: Any) -> dict[str, list[Any]]:
    """What is there on a site: places, stops, lines, days."""
    network = state.world.network
    stops = [network.stops.id[int(at)] for at in network.places.primary_stop[:40].tolist()]
    lat, lon = network.places.lat[:40].tolist(), network.places.lon[:40].tolist()
    points = [f"{a + 0.002:.5f},{b:.5f}" for a, b in zip(lat, lon, strict=True)]
    parted = [each.replace(",", ";") for each in points]
    from core import clock

    first, last = network.timetable.first_day, network.timetable.last_day
    days = [clock.from_day_number(each).isoformat() for each in range(first, last + 1)][:40]
    places = stops + points
    return {
        **dict.fromkeys(("fromPlace", "toPlace", "place", "one", "point", "center"), places),
        "stopId": stops,
        "many": [[a, b] for a, b in zip(parted, stops, strict=True)],
        "origins": [[a, b] for a, b in zip(points, stops, strict=True)],
        "destinations": [[a] for a in points],
        "lat": lat,
        "lon": lon,
        "day": days,
        "time": [f"{day}T07:30:00Z" for day in days],
        "text": [network.places.name[at] for at in range(min(20, len(lat)))],
        "line_id": list(network.routes.id)[:40],
        "corridor_id": list(network.corridors.id) or ["none"],
        "car_park_id": list(network.park_and_ride.id) or ["none"],
        "maxTravelTime": [30, 60, 90],
    }


def _shown(case: Any) -> str:
    return f"{case.as_curl_command()}"[:600]


def _line(text: str) -> str:
    return " ".join(text.split())[:240]


def _lines(found: Found, took_s: float) -> Iterator[str]:
    told = ", ".join(f"{n} x {status}" for status, n in sorted(found.statuses.items()))
    yield f"{found.calls} calls in {took_s:.0f} s: {told}"
    yield f"slowest: {found.slowest[1]}, {1000 * found.slowest[0]:.0f} ms"
    for what, call in found.failures.items():
        yield f"FAULT {what}\n  {call}"
    yield f"{len(found.failures)} kinds of faults"


def _site(folder: Path) -> tuple[Flask, Any]:
    from commands.serve import open_state
    from core.progress import silent
    from web.create import create_web
    from web.settings import Settings

    state = open_state(folder, Settings(), silent)
    state.is_local = True
    return create_web(state), state


def main(words: Sequence[str] | None = None) -> int:
    """Asks, prints what was found; 1 where anything misbehaved."""
    parser = argparse.ArgumentParser(description="Calls the API at random, by its description.")
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="a data folder (default: a new one)")
    args = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as fresh:
        app, state = _site(args.data or Path(fresh))
        with state.scenarios:
            start_s = time.perf_counter()
            found = fuzz(app, args.calls, args.seed, known_of(state))
            print("\n".join(_lines(found, time.perf_counter() - start_s)), flush=True)
            start_s = time.perf_counter()
            ran = run_a_scenario(app, *_example(app, state))
            print("\n".join(_lines(ran, time.perf_counter() - start_s)))
    return 1 if found.failures or ran.failures else 0


def _example(app: Flask, state: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first of the territory's scenarios that fits, and a Tuesday of the timetable."""
    from core import clock

    examples = app.test_client().get("/api/scenarios/examples").json["examples"]
    scenario = next(each["scenario"] for each in examples if not each["errors"])
    timetable = state.world.network.timetable
    days = map(clock.from_day_number, range(timetable.first_day, timetable.last_day + 1))
    tuesday = next(day for day in days if day.weekday() == 1)
    return scenario, {"day": tuesday.isoformat()}


if __name__ == "__main__":
    sys.exit(main())
