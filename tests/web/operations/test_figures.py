"""Whoever watches the site finds every figure described, and finds them true."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from core.database import Database
from forecast.observations import SCHEMA
from tests.house.repository import ROOT
from tests.web.conftest import MORNING, OBER, UNI
from web.create import create_web
from web.operations.catalogue import METRICS
from web.operations.stores import StoreWatch

PLAN = {"fromPlace": OBER, "toPlace": UNI, "time": MORNING}
RULES = ROOT / "docs" / "examples" / "prometheus-alerts.yml"


@pytest.fixture
def busy_state(embedded_state):
    """A state with something of everything that is told."""
    return replace(embedded_state, is_local=True, folder=Path("/"))


def figures(state) -> dict[str, tuple[str, set[str]]]:
    """What /metrics tells: kind and labels by name, as Prometheus names it."""
    client = create_web(state).test_client()
    client.get("/api/v6/plan", query_string={**PLAN, "time": ""})
    text = client.get("/metrics").get_data(as_text=True)
    found = {}
    for family in text_string_to_metric_families(text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        if not name.endswith("_created"):
            found[name] = family.type, labels
    return found


def test_figures_are_those_of_the_catalogue(busy_state) -> None:
    told = figures(busy_state)
    known = {each.name: each for each in METRICS}
    assert set(told) == set(known)
    for name, (kind, labels) in told.items():
        assert kind == known[name].kind, name
        assert labels <= set(known[name].labels), name


def test_work_of_a_search_is_counted(valley_state) -> None:
    client = create_web(replace(valley_state, is_local=True)).test_client()

    def total(name: str) -> float:
        text = client.get("/metrics").get_data(as_text=True)
        lines = [line for line in text.splitlines() if line.startswith(name)]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    names = ("navette_searches_total", "navette_search_lanes_sum", "navette_search_journeys_total")
    before = [total(name) for name in names]
    assert client.get("/api/v6/plan", query_string=PLAN).status_code == 200
    assert all(now > then for now, then in zip(map(total, names), before, strict=True))


def test_method_that_somebody_makes_up_is_no_label(valley_state) -> None:
    client = create_web(replace(valley_state, is_local=True)).test_client()
    client.open("/api/feeds", method="VILLERUPT")
    text = client.get("/metrics").get_data(as_text=True)
    assert "VILLERUPT" not in text
    assert 'method="UNKNOWN"' in text


def names_in(expression: str) -> Iterator[str]:
    """The figures of ours that a rule asks for."""
    words = "".join(c if c.isalnum() or c == "_" else " " for c in expression).split()
    return (word for word in words if word.startswith("navette_"))


def test_alert_rules_are_whole_and_ask_for_figures_that_are_told() -> None:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 10
    told = {each.name for each in METRICS}
    told |= {
        f"{each.name}{part}" for each in METRICS if each.kind == "histogram"
        for part in ("_bucket", "_count", "_sum")
    }  # fmt: skip
    for rule in rules:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
        asked = set(names_in(rule["expr"]))
        assert asked <= told, rule["alert"]
        assert asked or "up{" in rule["expr"]


class StuckDatabase(Database):
    """A store that takes a question and never answers."""

    def __init__(self, place: str) -> None:
        object.__setattr__(self, "place", place)
        object.__setattr__(self, "what", "test")
        object.__setattr__(self, "lock", 1)

    def reading(self):
        threading.Event().wait()


def test_store_that_does_not_answer_is_told_within_a_second_or_so(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("web.operations.stores.PATIENCE_S", 0.2)
    fine = Database(tmp_path / "fine.sqlite", "fine things", SCHEMA)
    with fine.writing():
        pass
    watch = StoreWatch({"fine": fine, "stuck": StuckDatabase("stuck")})
    assert watch.look() == {"fine": True, "stuck": False}
    assert watch.look() == {"fine": True, "stuck": False}


def test_site_says_what_is_degraded_and_stays_ready(embedded_state, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("web.operations.stores.PATIENCE_S", 0.2)
    failing = SimpleNamespace(last_failure="gone", fetched_at_s=1)
    state = replace(
        embedded_state, is_local=True, snapshots=tmp_path,
        stores={"scenarios": StuckDatabase("stuck")}, stored=lambda: {"lu": failing},
    )  # fmt: skip
    answer = create_web(state).test_client().get("/readyz")
    assert answer.status_code == 200
    said = answer.get_json()
    assert said["ready"]
    assert said["degraded"] == [
        "the snapshot in service is gone from the disk; the network is in memory alone",
        "the store of scenarios does not answer",
        "feed lu: the last update failed; an older version is in service",
    ]
    assert create_web(state).test_client().get("/livez").status_code == 200


def test_line_of_a_request_is_json_without_places(valley_state, capsys, monkeypatch) -> None:
    import logging

    log = logging.getLogger("navette.request")
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "propagate", True)
    monkeypatch.setattr(log, "level", log.level)
    settings = replace(valley_state.settings, log="json")
    client = create_web(replace(valley_state, settings=settings)).test_client()
    answer = client.get("/api/v6/plan", query_string=PLAN, headers={"X-Request-Id": "abc-1"})
    assert answer.headers["X-Request-Id"] == "abc-1"
    other = client.get("/api/feeds", headers={"X-Request-Id": "from Oberdorf"})
    assert other.headers["X-Request-Id"].isalnum()
    first, second = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert list(first) == ["time", "request", "method", "path", "status", "bytes", "ms"]
    assert (first["request"], first["path"], first["status"]) == ("abc-1", "/api/v6/plan", 200)
    assert first["bytes"] > 0 < first["ms"]
    assert second["request"] == other.headers["X-Request-Id"]
