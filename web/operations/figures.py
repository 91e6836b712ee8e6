"""Figures that are read off the state when somebody asks: a state in, Prometheus gauges out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily

from core import clock
from web.operations.condition import condition_of, free_bytes
from web.operations.stores import StoreWatch
from web.state import AppState


def figures_of(state: AppState, stores: StoreWatch) -> Iterator[GaugeMetricFamily]:
    """How the site fares: ready, degraded, feeds, realtime, forecasts, stores, disk."""
    condition = condition_of(state, stores)
    yield one("navette_ready", "1 where /readyz says 200", not condition.missing)
    yield one("navette_degraded", "How many things are degraded", len(condition.degraded))
    version = [(state.world.network.version, 1)]
    yield by("version", "navette_network_info", "The network in service", version)
    feeds = [(tag, bool(feed.last_failure)) for tag, feed in state.stored().items()]
    yield by("feed", "navette_feed_failing", "1 where its last update failed", feeds)
    overlay = state.world.network.overlay
    sources = overlay.sources if overlay is not None else ()
    stale = [(each.tag, each.is_stale) for each in sources]
    yield by("feed", "navette_realtime_stale", "1 where a source's message is too old", stale)
    if state.forecasts is not None:
        age_s = max(clock.now_s() - state.forecasts.issued_at_s, 0)
        yield one("navette_forecast_age_seconds", "Since forecasts of roads were made", age_s)
    up = stores.look().items()
    yield by("store", "navette_store_up", "1 where a store answers within a second", up)
    free = free_bytes(state)
    if free is not None:
        yield one("navette_disk_free_bytes", "Room on the disk of the data folder", free)


def one(name: str, what: str, value: float) -> GaugeMetricFamily:
    """A figure without a label."""
    return GaugeMetricFamily(name, what, value=value)


def by(
    label: str, name: str, what: str, values: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:  # fmt: skip
    """A figure for each value of a label."""
    found = GaugeMetricFamily(name, what, labels=[label])
    for named, value in values:
        found.add_metric([named], float(value))
    return found
