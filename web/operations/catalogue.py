"""Every figure that /metrics tells, with its kind, labels and meaning: nothing in, a table out.

docs/operations.md shows it (docs/tables.py), and a test compares it with what a site tells.
"""

from __future__ import annotations

from typing import NamedTuple


class Metric(NamedTuple):
    """A figure as Prometheus names it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    what: str


def _gauge(name: str, what: str, *labels: str) -> Metric:
    return Metric(f"navette_{name}", "gauge", labels, what)


def _counter(name: str, what: str, *labels: str) -> Metric:
    return Metric(f"navette_{name}_total", "counter", labels, what)


def _histogram(name: str, what: str, *labels: str) -> Metric:
    return Metric(f"navette_{name}", "histogram", labels, what)


METRICS = (
    _histogram("request_seconds", "time to answer a request", "method", "path", "status"),
    _counter("requests_refused", "requests refused to keep the site quick: `busy`, `rate`", "why"),
    _counter("response_bytes", "bytes of answers as they were sent", "path"),
    _counter("searches", "searches for trips; `complete` is `no` past the budget", "complete"),
    _histogram("search_lanes", "work of a search: calls of vehicles that it followed"),
    _counter("search_journeys", "journeys that searches found, before any are left out"),
    _counter("search_seconds", "time by part of a search: access, search, itineraries ...", "part"),
    _gauge("requests_running", "questions worked on"),
    _gauge("requests_waiting", "questions that wait for their turn"),
    _gauge(
        "memory_in_use_bytes",
        "held of the allocator while nothing was in hand: arrays kept for `searches`, `other`",
        "pid",
        "what",
    ),
    _gauge(
        "python_blocks", "held of Python's pools at that moment, each of 512 bytes or less", "pid"
    ),
    _gauge("swaps", "networks, overlays and forecasts put into service since the start"),
    _gauge("ready", "1 where /readyz says 200"),
    _gauge("degraded", "how many things /readyz names as degraded"),
    _gauge("timetable_days_left", "days after today in the timetable"),
    _gauge("network_info", "1; the network in service as a label", "version"),
    _gauge("feed_age_seconds", "since a feed was fetched", "feed"),
    _gauge("feed_failing", "1 where the last update of a feed failed", "feed"),
    _gauge("realtime_age_seconds", "since a source of realtime spoke", "feed"),
    _gauge("realtime_match_ratio", "share of trip updates that found a run", "feed"),
    _gauge("realtime_stale", "1 where a source's message is too old to count", "feed"),
    _gauge("forecast_age_seconds", "since the forecasts of roads were made"),
    _gauge("observations_age_seconds", "since a source observed", "source"),
    _gauge("store_up", "1 where a store answers within a second", "store"),
    _gauge("disk_free_bytes", "room on the disk of the data folder"),
)
