"""What the machine tells of itself: requests counted and a state looked at in, Prometheus text out.

Figures of several processes are added up where the library's folder for it is named
(PROMETHEUS_MULTIPROC_DIR, which `serve` makes), so any of them tells those of all; what a process
counted stays counted when it is replaced. Nothing here holds a place: paths are patterns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core import clock
from web.operations.figures import by, figures_of, one
from web.operations.stores import StoreWatch
from web.operations.work import SearchWork
from web.state import AppState

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_COUNTED = CollectorRegistry()
_SECONDS = Histogram(
    "navette_request_seconds", "Time to answer a request", ("method", "path", "status"),
    buckets=BUCKETS_S, registry=_COUNTED,
)  # fmt: skip
_REFUSED = Counter(
    "navette_requests_refused", "Requests that were refused to keep the site quick", ("why",),
    registry=_COUNTED,
)  # fmt: skip
_RUNNING = Gauge(
    "navette_requests_running",
    "Questions worked on",
    registry=_COUNTED,
    multiprocess_mode="livesum",
)
_WAITING = Gauge(
    "navette_requests_waiting",
    "Questions that wait",
    registry=_COUNTED,
    multiprocess_mode="livesum",
)
_SWAPS = Gauge(
    "navette_swaps", "Networks and overlays put into service, in the process with most of them",
    registry=_COUNTED, multiprocess_mode="livemax",
)  # fmt: skip
_IN_USE = Gauge(
    "navette_memory_in_use_bytes", "Held of the allocator while nothing was in hand", ("what",),
    registry=_COUNTED, multiprocess_mode="liveall",
)  # fmt: skip
_BLOCKS = Gauge(
    "navette_python_blocks", "Held of Python's pools for small objects at the same moment",
    registry=_COUNTED, multiprocess_mode="liveall",
)  # fmt: skip
_BYTES = Counter(
    "navette_response_bytes", "Bytes of answers as they were sent", ("path",), registry=_COUNTED
)
_WORK = SearchWork(_COUNTED)
note_search = _WORK.note


def note_request(method: str, path: str, status: int, seconds: float) -> None:
    """Counts a request; `path` is its pattern."""
    _SECONDS.labels(method, path, str(status)).observe(seconds)


def note_bytes(path: str, count: int) -> None:
    """Counts what an answer to this pattern sends."""
    _BYTES.labels(path).inc(count)


def note_refusal(why: str) -> None:
    """Counts a request that was not worked on: `busy` or `rate`."""
    _REFUSED.labels(why).inc()


def note_turns(running: int, waiting: int) -> None:
    """Notes how many questions this process works on, and how many wait in it."""
    _RUNNING.set(running)
    _WAITING.set(waiting)


def note_held(searches_bytes: int, other_bytes: int, blocks: int) -> None:
    """Notes what this process held while nothing was in hand, kept for searches and otherwise."""
    _IN_USE.labels("searches").set(searches_bytes)
    _IN_USE.labels("other").set(other_bytes)
    _BLOCKS.set(blocks)


def note_swaps(swaps: int) -> None:
    """Notes how often this process has put something new into service."""
    _SWAPS.set(swaps)


def told(state: AppState, stores: StoreWatch) -> bytes:
    """All figures, in Prometheus' text format."""
    counted = _COUNTED
    if os.environ.get(SHARED):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    looked = CollectorRegistry()
    looked.register(_Look(state, stores))
    return generate_latest(counted) + generate_latest(looked)


class _Look(Collector):
    """What is read off the state when it is asked for: the same in all processes, or soon so."""

    def __init__(self, state: AppState, stores: StoreWatch) -> None:
        self._state = state
        self._stores = stores

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure of the state."""
        state, network = self._state, self._state.world.network
        left = network.timetable.last_day - clock.day_number(clock.today(network.zone))
        yield one("navette_timetable_days_left", "Days after today in the timetable", left)
        stored = state.stored().items()
        ages = [(tag, _age_s(feed.fetched_at_s)) for tag, feed in stored if feed.fetched_at_s]
        yield by("feed", "navette_feed_age_seconds", "Since a feed was fetched", ages)
        yield from _of_realtime(state)
        yield from _of_observations(state)
        yield from figures_of(state, self._stores)


def _of_realtime(state: AppState) -> Iterator[GaugeMetricFamily]:
    overlay = state.world.network.overlay
    sources = overlay.sources if overlay is not None else ()
    ages = [(each.tag, _age_s(each.message_s)) for each in sources if each.message_s]
    rates = [(each.tag, each.match_rate) for each in sources if each.match_rate is not None]
    yield by("feed", "navette_realtime_age_seconds", "Since a source of realtime spoke", ages)
    yield by(
        "feed", "navette_realtime_match_ratio", "Share of trip updates that found a run", rates
    )


def _of_observations(state: AppState) -> Iterator[GaugeMetricFamily]:
    newest = [(each.name, _age_s(each.newest_s)) for each in state.collected() if each.newest_s]
    yield by("source", "navette_observations_age_seconds", "Since a source observed", newest)


def _age_s(moment_s: int) -> float:
    return max(clock.now_s() - moment_s, 0)
