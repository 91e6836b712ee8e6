"""What searches cost: the counts of every search in, Prometheus counters out.

Its unit is the lane: one call of a vehicle that a search followed (routing/budget.py), so figures
of machines of different speed can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram

from routing.budget import MAX_LANES

LANES = (1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, MAX_LANES)
_PART = "_ms"


class SearchWork:
    """The counters of searches, in a registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._searches = Counter(
            "navette_searches", "Searches for trips", ("complete",), registry=registry
        )
        self._lanes = Histogram(
            "navette_search_lanes", "Calls of vehicles that a search followed", buckets=LANES,
            registry=registry,
        )  # fmt: skip
        self._journeys = Counter(
            "navette_search_journeys", "Journeys that searches found", registry=registry
        )
        self._seconds = Counter(
            "navette_search_seconds", "Time of searches by part", ("part",), registry=registry
        )

    def note(self, counts: Mapping[str, float], *, complete: bool) -> None:
        """Counts a search: what it followed and found, and the milliseconds of its parts."""
        self._searches.labels("yes" if complete else "no").inc()
        self._lanes.observe(counts.get("lanes", 0))
        self._journeys.inc(counts.get("journeys", 0))
        for name, value in counts.items():
            if name.endswith(_PART):
                self._seconds.labels(name.removesuffix(_PART)).inc(value / 1000)
